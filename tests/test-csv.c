#include "config.h"

#include "csv.h"

#include <string.h>

#include "error.h"

#define BOM "\xef\xbb\xbf"

typedef struct
{
  const char *text;
  const char *expected; /* "LINE:cell|cell;" for each record, or the error's message */
  const char *reason;
} Row;

static const Row rows[] = {
  { "", "", "nothing" },
  { "\n\r\n\n", "", "empty lines are no records" },
  { "a", "1:a;", "one cell, no line end" },
  { "a,b\nc,d\n", "1:a|b;2:c|d;", "LF" },
  { "a,b\r\nc,d\r\n", "1:a|b;2:c|d;", "CRLF" },
  { "a,b\n\n\nc,d", "1:a|b;4:c|d;", "empty lines count as lines" },
  { BOM "a,b", "1:a|b;", "a byte order mark is not of the first name" },
  { ",\n", "1:|;", "two empty cells" },
  { "a,", "1:a|;", "an empty cell at the end" },
  { "\"\"", "1:;", "one empty cell, quoted" },
  { "\"a,b\",c", "1:a,b|c;", "a comma in quotes" },
  { "\"a\nb\",c\nd", "1:a\nb|c;3:d;", "a line end in quotes" },
  { "\"a\"\"b\"", "1:a\"b;", "a doubled quote is one" },
  { "\"\"\"\"", "1:\";", "nothing but a doubled quote" },
  { " a , b ", "1: a | b ;", "blanks are part of a cell" },
  { "a\rb,c", "1:a\rb|c;", "CR alone ends no line" },
  { "a;b\nc,d;e\n", "1:a|b;2:c,d|e;", "semicolons: a comma is part of a cell" },
  { "a\tb\r\nc;d\t\r\n", "1:a|b;2:c;d|;", "tabs" },
  { BOM "\r\n\"a\";\"b;\"\"c\"", "2:a|b;\"c;", "all of it, as Excel writes it" },
  { "\"a;b\",c\nd;e,f", "1:a;b|c;2:d;e|f;", "what is in quotes does not count" },
  { "\"a\"\"\t\",c", "1:a\"\t|c;", "nor behind a doubled quote" },
  { "a\nb;c", "1:a;2:b;c;", "one cell in the first line: commas" },
  { "\"a\";b,c", "1:a|b,c;", "the first one decides" },
  { "\xc3\xa9,\xe2\x82\xac", "1:\xc3\xa9|\xe2\x82\xac;", "UTF-8" },
  { "a\nb\"c", "Line 2: a quote stands in the middle of a cell", "RFC 4180, 2.5" },
  { "a\n\"b\"c", "Line 2: a cell goes on behind its closing quote", "RFC 4180, 2.5" },
  { "a\n\"b\" ,c", "Line 2: a cell goes on behind its closing quote", "not even a blank" },
  { "a\n\"b\nc", "Line 2: a quote is never closed", "named where it begins" },
  { "\"", "Line 1: a quote is never closed", "the shortest" },
  { "\"a\"\"", "Line 1: a quote is never closed", "a doubled one closes nothing" },
  { "a\xff", "The file is not text in UTF-8", "bytes of something else" },
};

static char *
describe (GPtrArray *records)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      CtCsvRecord *record = records->pdata[i];
      g_autofree char *cells = g_strjoinv ("|", record->cells);

      g_string_append_printf (text, "%u:%s;", record->line, cells);
    }
  return g_string_free (text, FALSE);
}

static char *
parse (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ct_csv_parse (text, length, &error);

  if (records != NULL)
    return describe (records);
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  return g_strdup (error->message);
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      /* Exactly as long as it is: what is read behind it is found. */
      gsize length = strlen (rows[i].text);
      g_autofree char *copy = g_memdup2 (rows[i].text, length);
      g_autofree char *got = parse (copy, length);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
}

static void
test_nul (void)
{
  g_autofree char *got = parse ("a\0b", 3);

  g_assert_cmpstr (got, ==, "The file is not text in UTF-8");
}

static void
test_limits (void)
{
  g_autofree char *commas = g_strnfill (CT_CSV_MAX_CELLS - 1, ',');
  g_autofree char *too_many = g_strnfill (CT_CSV_MAX_CELLS, ',');
  g_autofree char *got = parse (commas, strlen (commas));
  g_autofree char *refused = parse (too_many, strlen (too_many));
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *lines_refused = NULL;

  g_assert_true (g_str_has_prefix (got, "1:|"));
  g_assert_cmpstr (refused, ==, "Line 1: there are too many cells");
  for (guint i = 0; i <= CT_CSV_MAX_RECORDS; i++)
    g_string_append (lines, "a\n");
  lines_refused = parse (lines->str, lines->len);
  g_assert_nonnull (strstr (lines_refused, "there are too many lines"));
}

/* What it has read it reads again, whatever the cells hold. */
static void
test_property (void)
{
  static const char signs[] = "\",\n\r a";

  for (guint run = 0; run < 2000; run++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new ("1:");
      g_autofree char *got = NULL;

      for (guint cell = 0; cell < 3; cell++)
        {
          g_string_append (text, cell > 0 ? ",\"" : "\"");
          g_string_append (expected, cell > 0 ? "|" : "");
          for (int n = g_test_rand_int_range (0, 6); n > 0; n--)
            {
              char sign = signs[g_test_rand_int_range (0, strlen (signs))];

              g_string_append_len (text, sign == '"' ? "\"\"" : &sign, sign == '"' ? 2 : 1);
              g_string_append_c (expected, sign);
            }
          g_string_append_c (text, '"');
        }
      g_string_append_c (expected, ';');
      got = parse (text->str, text->len);
      g_assert_cmpstr (got, ==, expected->str);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/csv/rows", test_rows);
  g_test_add_func ("/csv/nul", test_nul);
  g_test_add_func ("/csv/limits", test_limits);
  g_test_add_func ("/csv/property", test_property);
  return g_test_run ();
}
