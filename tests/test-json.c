#include "config.h"

#include <string.h>

#include <glib.h>

#include "error.h"
#include "json.h"

#define TEXT(literal) literal, sizeof (literal) - 1

typedef struct
{
  const char *text;
  gsize length;
  const char *why;
} Row;

/* What RFC 8259 allows, and bodies of every odd kind that are JSON all the same. */
static const Row valid[] = {
  { TEXT ("0"), "a scalar is a document" },
  { TEXT (" \t\r\n-0.0e-0 "), "all four blanks; negative zero" },
  { TEXT ("\"\""), "empty text" },
  { TEXT ("\"\\u00e9\\ud83d\\ude00\\/\\b\\f\""), "every kind of escape" },
  { TEXT ("\"\x7f\xe2\x80\xa8\""), "DEL and LINE SEPARATOR need no escape" },
  { TEXT ("[]"), "empty list" },
  { TEXT ("{}"), "empty object" },
  { TEXT ("{\"\":null}"), "the empty name is a name" },
  { TEXT ("[1E+2,1e-2,100000000000000000000000000000000000000000]"), "numbers stay text" },
  { TEXT ("{\"a\":1,\"a\":2}"), "duplicate keys" },
  { TEXT ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), "depth 32" },
};

static const Row invalid[] = {
  { TEXT (""), "empty" },
  { TEXT (" "), "blanks only" },
  { TEXT ("\xef\xbb\xbf{}"), "byte order mark" },
  { TEXT ("\xff\xfe{\0}\0"), "UTF-16" },
  { TEXT ("{}\0"), "NUL behind the end" },
  { TEXT ("\"a\0b\""), "raw NUL in a text" },
  { TEXT ("\"\\u0000\""), "escaped NUL" },
  { TEXT ("\"\\ud800\""), "lone high surrogate" },
  { TEXT ("\"\\udc00\""), "lone low surrogate" },
  { TEXT ("\"\\ud800\\u0041\""), "high surrogate without its pair" },
  { TEXT ("\"\\ud800\\ud800\""), "two high surrogates" },
  { TEXT ("\"\xc3\""), "cut UTF-8" },
  { TEXT ("\"\xed\xa0\x80\""), "a surrogate in UTF-8" },
  { TEXT ("\"\xc0\xaf\""), "overlong UTF-8" },
  { TEXT ("\"\x01\""), "raw control character" },
  { TEXT ("\"\\\x01\""), "escaped control character" },
  { TEXT ("\"a\nb\""), "raw line end in a text" },
  { TEXT ("\"\\x41\""), "unknown escape" },
  { TEXT ("\"\\u12g4\""), "no hex digit" },
  { TEXT ("\"\\u12"), "cut escape" },
  { TEXT ("\"\\"), "cut behind the backslash" },
  { TEXT ("\"abc"), "no closing quote" },
  { TEXT ("'a'"), "single quotes" },
  { TEXT ("010"), "leading zero" },
  { TEXT ("0x10"), "hexadecimal" },
  { TEXT ("+1"), "plus sign" },
  { TEXT (".5"), "no digit before the point" },
  { TEXT ("1."), "no digit behind the point" },
  { TEXT ("1e"), "no exponent" },
  { TEXT ("1e+"), "no exponent behind its sign" },
  { TEXT ("-"), "sign alone" },
  { TEXT ("--1"), "two signs" },
  { TEXT ("1 2"), "two values" },
  { TEXT ("1,"), "a comma at the root" },
  { TEXT ("NaN"), "NaN" },
  { TEXT ("-Infinity"), "Infinity" },
  { TEXT ("True"), "capital letter" },
  { TEXT ("nul"), "cut word" },
  { TEXT ("[1,]"), "comma before the end of a list" },
  { TEXT ("[,1]"), "comma at its beginning" },
  { TEXT ("[1 2]"), "no comma" },
  { TEXT ("[1"), "list without end" },
  { TEXT ("[1}"), "wrong bracket" },
  { TEXT ("]"), "end without beginning" },
  { TEXT ("{\"a\":1,}"), "comma before the end of an object" },
  { TEXT ("{\"a\" 1}"), "no colon" },
  { TEXT ("{\"a\":}"), "no value" },
  { TEXT ("{a:1}"), "name without quotes" },
  { TEXT ("{1:1}"), "number as name" },
  { TEXT ("{\"a\":1"), "object without end" },
  { TEXT ("{} // x"), "comment" },
  { TEXT ("/* */{}"), "comment" },
  { TEXT ("<html>"), "HTML" },
  { TEXT ("{}}"), "one end too many" },
  { TEXT ("\x0b{}"), "vertical tab is no blank" },
  { TEXT ("\xc2\xa0{}"), "no-break space is no blank" },
};

static void
test_valid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtJson) json = ct_json_parse (valid[i].text, valid[i].length, &error);

      g_test_message ("%s", valid[i].why);
      g_assert_no_error (error);
      g_assert_nonnull (json);
    }
}

static void
test_invalid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtJson) json = ct_json_parse (invalid[i].text, invalid[i].length, &error);

      g_test_message ("%s", invalid[i].why);
      g_assert_error (error, CT_ERROR, CT_ERROR_BAD_JSON);
      g_assert_null (json);
    }
}

/* Every cut of a document is an error, and never reads behind its end. */
static void
test_cut (void)
{
  static const char whole[] = "{\"a\":[1.5e3,\"x\\u00e9\\n\",true,null,{\"b\":-0}],\"c\":{}}";

  for (gsize length = 0; length < sizeof whole - 1; length++)
    {
      g_autofree char *cut = g_memdup2 (whole, MAX (length, 1));
      g_autoptr (CtJson) json = ct_json_parse (cut, length, NULL);

      g_assert_null (json);
    }
}

static CtJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CtJson *json = ct_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return json;
}

static void
assert_too_large (GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text->str, text->len, &error);

  g_assert_error (error, CT_ERROR, CT_ERROR_TOO_LARGE);
  g_assert_null (json);
  g_string_free (text, TRUE);
}

static GString *
repeat (const char *piece, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  return text;
}

static void
test_limits (void)
{
  GString *wide = repeat ("0,", CT_JSON_MAX_TOKENS);
  GString *fits = repeat ("0,", CT_JSON_MAX_TOKENS - 2);
  g_autoptr (CtJson) json = NULL;

  assert_too_large (repeat ("[", 33));
  assert_too_large (repeat ("{\"a\":", 100000));
  assert_too_large (repeat (" ", CT_JSON_MAX_BYTES + 1));
  g_string_prepend (wide, "[");
  g_string_append (wide, "0]");
  assert_too_large (wide);
  g_string_prepend (fits, "[");
  g_string_append (fits, "0]");
  json = parse (fits->str);
  g_assert_cmpuint (ct_json_node_get_size (ct_json_get_root (json)), ==, CT_JSON_MAX_TOKENS - 1);
  g_string_free (fits, TRUE);
}

static void
test_tree (void)
{
  g_autoptr (CtJson) json = parse (
      "{\"n\": 9007199254740993,\n \"s\\n\": \"\\u00e9\\ud83d\\ude00\",\n"
      "  \"l\": [true, [], {\"x\": null}], \"n\": -1.50}");
  const CtJsonNode *root = ct_json_get_root (json), *list = ct_json_node_get_member (root, "l");
  const CtJsonNode *string = ct_json_node_get_member (root, "s\n"), *number;
  guint line, column;
  gsize length;

  g_assert_cmpint (ct_json_node_get_type (root), ==, CT_JSON_OBJECT);
  number = ct_json_node_get_member (root, "n");
  g_assert_cmpmem (ct_json_node_get_number (number, &length), length, "-1.50",
                   5); /* the last wins */
  g_assert_cmpstr (ct_json_node_get_string (string), ==, "é😀");
  ct_json_node_get_place (json, string, &line, &column);
  g_assert_cmpuint (line, ==, 2);
  g_assert_cmpuint (column, ==, 9);
  g_assert_cmpuint (ct_json_node_get_size (list), ==, 3);
  g_assert_true (ct_json_node_get_boolean (ct_json_node_get_element (list, 0)));
  g_assert_null (ct_json_node_get_first (ct_json_node_get_element (list, 1)));
  g_assert_nonnull (ct_json_node_get_member (ct_json_node_get_element (list, -1), "x"));
  g_assert_null (ct_json_node_get_element (list, 3));
  g_assert_null (ct_json_node_get_element (list, -4));
  g_assert_null (ct_json_node_get_member (list, "x"));
  g_assert_null (ct_json_node_get_member (root, "missing"));
}

static void
assert_written (const CtJson *json, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  ct_json_node_append (ct_json_get_root (json), NULL, out);
  g_assert_cmpstr (out->str, ==, expected);
}

/* The rows of RFC 7396, appendix A, and what definitions need of it. */
static void
test_merge (void)
{
  static const char *const rows[][3] = {
    { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
    { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
    { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
    { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
    { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
    { "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
    { "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
    { "{\"a\":\"foo\"}", "null", "null" },
    { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
    { "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
    { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
    { "{\"a\":{\"x\":[1,{\"y\":[2]}],\"z\":3},\"b\":4}", "{\"a\":{\"z\":5}}",
      "{\"a\":{\"x\":[1,{\"y\":[2]}],\"z\":5},\"b\":4}" },
    { "{\"a\":1,\"a\":2}", "{\"b\":1,\"b\":2}", "{\"a\":2,\"b\":2}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtJson) base = parse (rows[i][0]), patch = parse (rows[i][1]);
      g_autoptr (CtJson) merged = ct_json_merge (base, patch);

      g_test_message ("%s + %s", rows[i][0], rows[i][1]);
      assert_written (merged, rows[i][2]);
    }
}

static void
test_merged_place (void)
{
  g_autoptr (CtJson) base = parse ("{\n\"a\": \"\\n\"}"), patch = parse ("{\n\n  \"b\": 1}");
  g_autoptr (CtJson) merged = ct_json_merge (base, patch);
  const CtJsonNode *root = ct_json_get_root (merged);
  guint line, column;

  ct_json_node_get_place (merged, ct_json_node_get_member (root, "a"), &line, &column);
  g_assert_cmpuint (line, ==, 2);
  g_assert_cmpuint (column, ==, 6);
  ct_json_node_get_place (merged, ct_json_node_get_member (root, "b"), &line, &column);
  g_assert_cmpuint (line, ==, 3);
  g_assert_cmpuint (column, ==, 8);
}

static void
test_write_kept (void)
{
  g_autoptr (CtJson) json = parse ("{\"a\":{\"b\":\"\\u0001\\\"\",\"c\":1},\"l\":[1,2],\"d\":3}");
  const CtJsonNode *root = ct_json_get_root (json), *a = ct_json_node_get_member (root, "a");
  const CtJsonNode *list = ct_json_node_get_member (root, "l");
  g_autoptr (GHashTable) keep = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  g_hash_table_add (keep, (gpointer) a);
  g_hash_table_add (keep, (gpointer) ct_json_node_get_member (a, "b"));
  g_hash_table_add (keep, (gpointer) list);
  g_hash_table_add (keep, (gpointer) ct_json_node_get_element (list, 1));
  ct_json_node_append (root, keep, out);
  g_assert_cmpstr (out->str, ==, "{\"a\":{\"b\":\"\\u0001\\\"\"},\"l\":[null,2]}");
}

static void
test_error_place (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (TEXT ("{\n \"é\": tru}"), &error);

  g_assert_null (json);
  /* What it is part of, the caller knows. */
  g_assert_cmpstr (error->message, ==, "unknown word in line 2, column 7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/json/valid", test_valid);
  g_test_add_func ("/json/invalid", test_invalid);
  g_test_add_func ("/json/cut", test_cut);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/tree", test_tree);
  g_test_add_func ("/json/merge", test_merge);
  g_test_add_func ("/json/merged-place", test_merged_place);
  g_test_add_func ("/json/write-kept", test_write_kept);
  g_test_add_func ("/json/error-place", test_error_place);
  return g_test_run ();
}
