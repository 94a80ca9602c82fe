#include "config.h"

#include "json-object.h"

#include <string.h>

static void
test_written (void)
{
  g_autoptr (GString) out = g_string_new ("[{");

  ct_json_write_text (out, "text", "a \"b\"");
  ct_json_write_text (out, "none", NULL);
  ct_json_write_true (out, "yes", TRUE);
  ct_json_write_true (out, "no", FALSE);
  ct_json_write_integer (out, "integer", G_MININT64);
  ct_json_write_amount (out, "amount", -4990000);
  ct_json_write_time (out, "time", G_GINT64_CONSTANT (1795320000999999));
  ct_json_write_name (out, "object");
  g_string_append_c (out, '{');
  ct_json_write_true (out, "inner", TRUE);
  g_string_append_c (out, '}');
  ct_json_write_true (out, "after", TRUE);
  g_string_append (out, "}]");

  g_assert_cmpstr (
      out->str, ==,
      "[{\"text\":\"a \\\"b\\\"\",\"none\":null,\"yes\":true,"
      "\"integer\":-9223372036854775808,\"amount\":\"-4.99\","
      "\"time\":\"2026-11-22T04:00:00Z\",\"object\":{\"inner\":true},\"after\":true}]");
}

/* No member stands for one of another type. */
static void
test_read (void)
{
  static const char text[] = "{\"text\":\"a\",\"true\":true,\"false\":false,\"integer\":-7,"
                             "\"fraction\":1.5,\"large\":9223372036854775808,\"amount\":\"4.99\"}";
  static const char *const names[] = { "text",     "true",  "false",  "integer",
                                       "fraction", "large", "amount", "none" };
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);
  const CtJsonNode *root = ct_json_get_root (json);
  gint64 integer = 0, amount_micro = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i];

      g_test_message ("%s", name);
      g_assert_cmpint (ct_json_read_text (root, name) != NULL, ==,
                       g_str_equal (name, "text") || g_str_equal (name, "amount"));
      g_assert_cmpint (ct_json_read_true (root, name), ==, g_str_equal (name, "true"));
      g_assert_cmpint (ct_json_read_integer (root, name, &integer), ==,
                       g_str_equal (name, "integer"));
      g_assert_cmpint (ct_json_read_amount (root, name, &amount_micro), ==,
                       g_str_equal (name, "amount"));
    }
  g_assert_cmpstr (ct_json_read_text (root, "text"), ==, "a");
  g_assert_cmpint (integer, ==, -7);
  g_assert_cmpint (amount_micro, ==, 4990000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/json-object/written", test_written);
  g_test_add_func ("/json-object/read", test_read);

  return g_test_run ();
}
