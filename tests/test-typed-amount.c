#include "config.h"

#include "typed-amount.h"

#include <string.h>

#include "error.h"
#include "money.h"

static const struct
{
  const char *text, *mark;
  const char *expected; /* the plain decimal, or what the sentence says */
  const char *why;
} rows[] = {
  { "12.5", ".", "12.5", "a point" },
  { "12,5", ",", "12.5", "a comma" },
  { "12\u066b5", "\u066b", "12.5", "Persian" },
  { "12.5", ",", "12.5", "who writes a point nevertheless" },
  { " 12 ", ",", "12", "blanks around it" },
  { "-12,5", ",", "-12.5", "below nothing" },
  { "1.000", ",", "“1.000” can be read in two ways; write it like 1000 or like 1,000",
    "a thousand, or one" },
  { "-999.125", ",", "write it like -999125 or like -999,125", "the same below nothing" },
  { "1,000", ".", "“1,000” can be read in two ways; write it like 1000 or like 1.000",
    "the other way round" },
  { "1.000", "\u066b", "write it like 1000 or like 1\u066b000", "neither comma nor point" },
  { "1,000", ",", "1", "the mark of the language is no doubt" },
  { "1.000", ".", "1", "nor here" },
  { "0.125", ",", "0.125", "no group begins with 0: a rate" },
  { "1000.125", ",", "1000.125", "no group has four digits" },
  { "1.0000", ",", "1", "nor here" },
  { "1.00", ",", "1", "nor two" },
  { "1.000,50", ",", "“1.000,50” is not an amount; write it like 12,50", "grouped" },
  { "1,000.50", ".", "is not an amount; write it like 12.50", "grouped" },
  { "1.000.000", ",", "is not an amount", "grouped twice" },
  { "1,5", ".", "is not an amount", "the mark of another language" },
  { "1,5,5", ",", "is not an amount", "two marks" },
  { "a lot", ".", "“a lot” is not an amount", "words" },
  { "", ",", "“” is not an amount", "nothing" },
  { "1e3", ".", "is not an amount", "an exponent" },
  { "12.1234567", ".", "is not an amount", "seven decimals" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;
      gint64 micro = 0;

      g_test_message ("%s", rows[i].why);
      if (ct_typed_amount_parse (rows[i].text, rows[i].mark, &micro, &error))
        {
          got = ct_money_to_decimal (micro);
          g_assert_cmpstr (got, ==, rows[i].expected);
          continue;
        }
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      if (strstr (error->message, rows[i].expected) == NULL)
        g_error ("%s: %s", rows[i].text, error->message);
    }
}

/* What is shown is read as what it was. */
static void
test_there_and_back (void)
{
  static const gint64 amounts_micro[] = { 0,          1,         1000000,
                                          1234000,    -1234000,  1000 * CT_MICRO,
                                          G_MAXINT64, G_MININT64 };
  static const char *const marks[] = { ".", ",", "\u066b" };

  for (gsize i = 0; i < G_N_ELEMENTS (amounts_micro); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (marks); k++)
      {
        g_autofree char *text = ct_typed_amount_format (amounts_micro[i], marks[k]);
        g_autoptr (GError) error = NULL;
        gint64 micro = 0;

        ct_typed_amount_parse (text, marks[k], &micro, &error);
        g_assert_no_error (error);
        g_assert_cmpint (micro, ==, amounts_micro[i]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/typed-amount/rows", test_rows);
  g_test_add_func ("/typed-amount/there-and-back", test_there_and_back);
  return g_test_run ();
}
