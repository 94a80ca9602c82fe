#include "config.h"

#include "error.h"
#include "settings-text.h"

/* Both ways: what is written is exactly this, and reading it gives the value back. */
static const struct
{
  const char *value; /* GVariant text */
  const char *text;
  const char *reason;
} exact[] = {
  { "'Work'", "Work", "plain text has no quotes" },
  { "''", "", "empty" },
  { "'a b  c'", "a b  c", "inner blanks stay" },
  { "'  x '", "\\s x\\s", "blanks at the ends must survive GKeyFile and editors" },
  { "' '", "\\s", "a blank alone" },
  { "'a\\nb\\rc\\td'", "a\\nb\\rc\\td", "a value is one line" },
  { "'C:\\\\x'", "C:\\\\x", "a backslash" },
  { "'a=b;c'", "a=b;c", "separators mean nothing in a text" },
  { "'# no comment [x]'", "# no comment [x]", "nor does what begins a line" },
  { "'Größe 预付'", "Größe 预付", "UTF-8 as it is" },
  { "'\\u000cx'", "\\fx", "a form feed would be stripped" },
  { "true", "true", "boolean" },
  { "false", "false", "boolean" },
  { "uint32 0", "0", "number" },
  { "uint32 4294967295", "4294967295", "the largest number" },
  { "@as []", "", "no item" },
  { "['']", ";", "one empty item is not none" },
  { "['a', '']", "a; ;", "an empty item at the end" },
  { "['', 'a']", "; a", "an empty item at the beginning" },
  { "['one', 'two']", "one; two", "items" },
  { "['a;b', 'c=d', ' e']", "a\\;b; c=d; \\se", "only what separates is escaped" },
  { "@a{ss} {}", "", "no pair" },
  { "{'CNY': '0.138', 'EUR': '1.08'}", "CNY=0.138; EUR=1.08", "pairs" },
  { "{'a=b': 'c=d;'}", "a\\=b=c\\=d\\;", "separators in both" },
  { "{'': ''}", "=", "both empty" },
};

static void
test_exact (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (exact); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, exact[i].value, NULL, NULL, &error);
      g_autoptr (GVariant) read = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_test_message ("%s: %s", exact[i].text, exact[i].reason);
      text = ct_settings_text_from_value (value);
      g_assert_cmpstr (text, ==, exact[i].text);
      read = ct_settings_text_to_value (text, g_variant_get_type (value), &error);
      g_assert_no_error (error);
      g_assert_cmpvariant (read, value);
    }
}

static const struct
{
  const char *type;
  const char *text;
  const char *value; /* NULL: refused */
  const char *reason;
} by_hand[] = {
  { "s", " Work ", "'Work'", "blanks around do not count" },
  { "s", "Work\r", "'Work'", "a file from Windows" },
  { "s", "a\\;b\\=", "'a;b='", "escapes that are not needed" },
  { "s", "C:\\path", NULL, "\\p is nothing" },
  { "s", "a\\", NULL, "a backslash at the end" },
  { "s", "\xff", NULL, "not UTF-8" },
  { "b", " true ", "true", "blanks" },
  { "b", "yes", NULL, "there is one word for it" },
  { "b", "", NULL, "empty is neither" },
  { "u", " 300 ", "uint32 300", "blanks" },
  { "u", "-1", NULL, "negative" },
  { "u", "5 min", NULL, "a unit" },
  { "u", "4294967296", NULL, "too large" },
  { "u", "", NULL, "empty" },
  { "as", "a;b;", "['a', 'b']", "as GKeyFile writes it" },
  { "as", " a ;  b ", "['a', 'b']", "blanks" },
  { "as", "a;;b", "['a', '', 'b']", "an empty item in between" },
  { "as", "a\\x;b", NULL, "a bad escape in an item" },
  { "a{ss}", "CNY = 0.138 ;EUR=1.08 ; ", "{'CNY': '0.138', 'EUR': '1.08'}", "blanks" },
  { "a{ss}", "a=b=c", "{'a': 'b=c'}", "the first = separates" },
  { "a{ss}", "CNY", NULL, "no =" },
  { "a{ss}", "CNY=1; ;", NULL, "an empty pair" },
};

static void
test_by_hand (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_hand); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) expected = NULL;
      g_autoptr (GVariant) value = ct_settings_text_to_value (
          by_hand[i].text, G_VARIANT_TYPE (by_hand[i].type), &error);

      g_test_message ("%s: %s", by_hand[i].type, by_hand[i].reason);
      if (by_hand[i].value == NULL)
        {
          g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
          g_assert_null (value);
          continue;
        }
      g_assert_no_error (error);
      expected = g_variant_parse (G_VARIANT_TYPE (by_hand[i].type), by_hand[i].value, NULL, NULL,
                                  NULL);
      g_assert_cmpvariant (value, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/settings-text/exact", test_exact);
  g_test_add_func ("/settings-text/by-hand", test_by_hand);
  return g_test_run ();
}
