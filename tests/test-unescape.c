#include "config.h"

#include "unescape.h"

#include <string.h>

static const struct
{
  const char *text;
  char character;
  gsize length;
  const char *why;
} rows[] = {
  { "a", 'a', 1, "no escape" },
  { "%2Db", '-', 3, "of an address" },
  { "%2d", '-', 3, "in small letters" },
  { "%2", '%', 1, "cut off" },
  { "%zz", '%', 1, "no digits" },
  { "%20", '%', 1, "a blank" },
  { "%c3%a9", '%', 1, "not ASCII" },
  { "\\u002d", '-', 6, "of JSON" },
  { "\\u00e9", '\\', 1, "not ASCII" },
  { "\\u02", '\\', 1, "cut off" },
  { "\\/", '/', 2, "a slash, as PHP writes it" },
  { "\\\\", '\\', 2, "a backslash" },
  { "\\n", '\\', 1, "a line end is no part of a token" },
  { "\\", '\\', 1, "the last byte" },
  { "&#45;", '-', 5, "of HTML" },
  { "&#x2D;", '-', 6, "in hexadecimal digits" },
  { "&#X2d;", '-', 6, "with a capital X" },
  { "&#0045;", '-', 7, "with zeros before it" },
  { "&#4a;", '&', 1, "not a decimal digit" },
  { "&#45", '&', 1, "without its end" },
  { "&#;", '&', 1, "without digits" },
  { "&#99999999;", '&', 1, "too many digits" },
  { "&amp;x", '&', 5, "by its name" },
  { "&amp", '&', 1, "without its end" },
  { "&eacute;", '&', 1, "not ASCII" },
  { "\xc3\xa9", '\xc3', 1, "byte by byte" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      /* Exactly as long as it is: what is read behind it is found. */
      g_autofree char *copy = g_strdup (rows[i].text);
      gsize length = 0;

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (ct_unescape (copy, &length), ==, rows[i].character);
      g_assert_cmpuint (length, ==, rows[i].length);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/unescape/rows", test_rows);
  return g_test_run ();
}
