#include "config.h"

#include "money.h"

#include <locale.h>
#include <string.h>

#include "error.h"
#include "rational.h"

static CtMoney
money (gint64 amount_micro, const char *currency)
{
  CtMoney result;
  g_assert_true (ct_money_init (&result, amount_micro, currency));
  return result;
}

static void
test_init (void)
{
  static const struct
  {
    const char *currency;
    const char *kept; /* NULL: refused */
    const char *why;
  } rows[] = {
    { "USD", "USD", "a currency" },
    { "usd", "USD", "a currency is written in capitals" },
    { "credits", "credits", "a unit is kept as it is" },
    { "DIEM", "DIEM", "four letters are a unit" },
    { "k-tok_2 x", "k-tok_2 x", "all that is allowed" },
    { "123456789012345", "123456789012345", "15 bytes fit" },
    { "1234567890123456", NULL, "16 do not" },
    { "", NULL, "nothing" },
    { "U$D", NULL, "a symbol" },
    { "<b>", NULL, "markup" },
    { "元", NULL, "not ASCII" },
    { "a\n", NULL, "a control character" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtMoney result = { 77, "kept" };
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (ct_money_init (&result, 5, rows[i].currency), ==, rows[i].kept != NULL);
      g_assert_cmpstr (result.currency, ==, rows[i].kept != NULL ? rows[i].kept : "kept");
      g_assert_cmpint (result.amount_micro, ==, rows[i].kept != NULL ? 5 : 77);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 micro;
    const char *why;
  } rows[] = {
    { "-12.345678", -12345678, "six decimals" },
    { "0.000001", 1, "the smallest" },
    { "-0", 0, "there is one zero" },
    { "5", 5000000, "whole" },
    { "9223372036854.775807", G_MAXINT64, "the largest" },
    { "-9223372036854.775808", G_MININT64, "the lowest" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 micro;
      g_test_message ("%s: %s", rows[i].text, rows[i].why);
      g_assert_true (ct_money_parse_micro (rows[i].text, &micro, &error));
      g_assert_no_error (error);
      g_assert_cmpint (micro, ==, rows[i].micro);
    }
}

static void
test_parse_refused (void)
{
  static const struct
  {
    const char *text;
    CtErrorCode code;
    const char *why;
  } rows[] = {
    { "", CT_ERROR_MISSING_VALUE, "nothing" },
    { "abc", CT_ERROR_MISSING_VALUE, "no number" },
    { "1e2", CT_ERROR_MISSING_VALUE, "an exponent is not plain" },
    { "1,234.50", CT_ERROR_MISSING_VALUE, "grouping" },
    { "12,5", CT_ERROR_MISSING_VALUE, "a locale's comma" },
    { "$5", CT_ERROR_MISSING_VALUE, "a symbol" },
    { "1.2.3", CT_ERROR_MISSING_VALUE, "two points" },
    { "0.0000001", CT_ERROR_OUT_OF_RANGE, "seven decimals" },
    { "1.0000000", CT_ERROR_OUT_OF_RANGE, "seven decimals, whatever they are" },
    { "9223372036854.775808", CT_ERROR_OUT_OF_RANGE, "one too many" },
    { "99999999999999999999", CT_ERROR_OUT_OF_RANGE, "far too large" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 micro = 77;
      g_test_message ("%s: %s", rows[i].text, rows[i].why);
      g_assert_false (ct_money_parse_micro (rows[i].text, &micro, &error));
      g_assert_error (error, CT_ERROR, (int) rows[i].code);
    }
}

static void
test_add (void)
{
  CtMoney dollars = money (49995818, "USD"), debt = money (-50000000, "USD");
  CtMoney yuan = money (1, "CNY"), largest = money (G_MAXINT64, "USD"), one = money (1, "USD");
  CtMoney lowest = money (G_MININT64, "USD"), sum = money (77, "EUR");

  g_assert_false (ct_money_add (&dollars, &yuan, &sum));
  g_assert_false (ct_money_add (&largest, &one, &sum));
  g_assert_false (ct_money_add (&lowest, &debt, &sum));
  g_assert_cmpint (sum.amount_micro, ==, 77);
  g_assert_cmpstr (sum.currency, ==, "EUR");

  g_assert_true (ct_money_add (&dollars, &debt, &sum));
  g_assert_cmpint (sum.amount_micro, ==, -4182);
  g_assert_cmpstr (sum.currency, ==, "USD");
  g_assert_true (ct_money_add (&dollars, &dollars, &dollars));
  g_assert_cmpint (dollars.amount_micro, ==, 99991636);
}

static void
test_decimal (void)
{
  static const struct
  {
    gint64 micro;
    const char *text;
  } rows[] = {
    { 0, "0" },
    { 1, "0.000001" },
    { -4000, "-0.004" },
    { 50000000, "50" },
    { 100000000, "100" },
    { 49995818, "49.995818" },
    { 500000, "0.5" },
    { -1200000, "-1.2" },
    { G_GINT64_CONSTANT (18014398509481986), "18014398509.481986" },
    { G_MAXINT64, "9223372036854.775807" },
    { G_MININT64, "-9223372036854.775808" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ct_money_to_decimal (rows[i].micro);
      gint64 back;
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_true (ct_money_parse_micro (text, &back, NULL));
      g_assert_cmpint (back, ==, rows[i].micro);
    }
}

static void
test_label (void)
{
  static const struct
  {
    gint64 micro;
    const char *currency;
    const char *label;
    const char *why;
  } rows[] = {
    { 49995818, "USD", "$49.99", "rounded down" },
    { -4000, "USD", "-$0.01", "rounded down below zero too" },
    { -1, "USD", "-$0.01", "the smallest debt is one" },
    { 9999, "USD", "$0.00", "less than a cent" },
    { 0, "USD", "$0.00", "known to be nothing" },
    { -10000, "USD", "-$0.01", "exact below zero" },
    { 999999999, "USD", "$999.99", "not grouped yet" },
    { 1000000000, "USD", "$1,000.00", "grouped from 1,000" },
    { 12345678900, "USD", "$12,345.67", "grouped" },
    { 99999999999, "USD", "$99,999.99", "the last one with cents" },
    { G_GINT64_CONSTANT (100000999999), "USD", "$100,000", "no cents, still rounded down" },
    { -G_GINT64_CONSTANT (99999995000), "USD", "-$100,000", "what it rounds down to decides" },
    { -G_GINT64_CONSTANT (100000000001), "USD", "-$100,001", "whole ones round down too" },
    { G_GINT64_CONSTANT (18014398509481986), "USD", "$18,014,398,509", "several groups" },
    { G_MAXINT64, "USD", "$9,223,372,036,854", "the largest" },
    { G_MININT64, "USD", "-$9,223,372,036,855", "the lowest has no positive counterpart" },
    { 213709999, "CNY", "¥213.70", "yuan" },
    { 1500000, "EUR", "€1.50", "euro" },
    { 1500000, "GBP", "£1.50", "pound" },
    { 1500000, "JPY", "JP¥1.50", "yen is told from yuan" },
    { 12345678, "CHF", "12.34 CHF", "a currency without a sign of its own" },
    { 12000000, "CHF", "12.00 CHF", "keeps its decimals" },
    { 1234500000, "credits", "1,234.50 credits", "a unit" },
    { 12009999, "credits", "12 credits", "a unit drops .00" },
    { -4000, "DIEM", "-0.01 DIEM", "a unit below zero" },
    { 87999999, "percent", "87 %", "percent is whole" },
    { -1, "percent", "-1 %", "and rounded down" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtMoney amount = money (rows[i].micro, rows[i].currency);
      g_autofree char *label = ct_money_format (&amount, CT_MONEY_LABEL);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (label, ==, rows[i].label);
    }
}

static void
test_decimals (void)
{
  static const struct
  {
    gint64 micro;
    const char *currency;
    guint n_decimals;
    const char *label;
    const char *why;
  } rows[] = {
    { 49995818, "USD", 0, "$49", "whole, rounded down" },
    { -4000, "USD", 0, "-$1", "rounded down below zero too" },
    { 49995818, "USD", 1, "$49.9", "one" },
    { 49995818, "USD", 4, "$49.9958", "four" },
    { 49995818, "USD", 6, "$49.995818", "exact" },
    { 49995818, "USD", 9, "$49.995818", "there are no more" },
    { 1005000, "USD", 4, "$1.0050", "zeros are kept" },
    { G_GINT64_CONSTANT (100000999999), "USD", 4, "$100,000", "none from 100,000" },
    { 12000099, "credits", 4, "12 credits", "a unit drops zeros" },
    { 12000100, "credits", 4, "12.0001 credits", "and nothing else" },
    { 87999999, "percent", 4, "87 %", "percent is whole" },
    { G_MININT64, "USD", 6, "-$9,223,372,036,855", "the lowest" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtMoney amount = money (rows[i].micro, rows[i].currency);
      g_autofree char *label = ct_money_format_label (&amount, rows[i].n_decimals);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (label, ==, rows[i].label);
    }
}

static void
test_compact (void)
{
  static const struct
  {
    gint64 micro;
    const char *currency;
    const char *text;
    const char *why;
  } rows[] = {
    { 0, "USD", "0", "nothing" },
    { 90000, "USD", "0", "next to nothing" },
    { 990000, "USD", "0.9", "less than one" },
    { 9050000, "USD", "9", "no zero behind the point" },
    { 9999999, "USD", "9.9", "rounded down" },
    { 49995818, "USD", "49", "from ten on whole" },
    { 999999999, "CNY", "999", "the last without a letter" },
    { 1299999999, "USD", "1.2k", "thousands" },
    { G_GINT64_CONSTANT (123999999999), "credits", "123k", "a unit" },
    { G_GINT64_CONSTANT (1299999999999), "USD", "1.2M", "millions" },
    { G_MAXINT64, "USD", "9.2T", "the largest" },
    { -4000, "USD", "-0.1", "a debt" },
    { -9950000, "USD", "-10", "rounded down too" },
    { G_MININT64, "USD", "-9.3T", "the lowest" },
    { 87999999, "percent", "87%", "percent" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtMoney amount = money (rows[i].micro, rows[i].currency);
      g_autofree char *text = ct_money_format_compact (&amount);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* The whole way of a New API quota: text, times 2 micro-USD, decimal. */
static void
test_quota (void)
{
  static const struct
  {
    const char *quota;
    const char *decimal;
    const char *label;
  } rows[] = {
    { "24997909", "49.995818", "$49.99" },
    { "9007199254740993", "18014398509.481986", "$18,014,398,509" },
    { "-2000", "-0.004", "-$0.01" },
  };
  CtRational per_unit = CT_RATIONAL_INTEGER (500000);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtRational number;
      gint64 micro;
      g_assert_true (ct_rational_parse (rows[i].quota, strlen (rows[i].quota), &number, NULL));
      g_assert_true (ct_rational_divide (&number, &per_unit, &number));
      g_assert_true (ct_rational_to_micro (&number, &micro));

      CtMoney amount = money (micro, "USD");
      g_autofree char *decimal = ct_money_to_decimal (micro);
      g_autofree char *label = ct_money_format (&amount, CT_MONEY_LABEL);
      g_assert_cmpstr (decimal, ==, rows[i].decimal);
      g_assert_cmpstr (label, ==, rows[i].label);
    }
}

static void
assert_window (gint64 micro, const char *expected)
{
  CtMoney amount = money (micro, "USD");
  g_autofree char *text = ct_money_format (&amount, CT_MONEY_WINDOW);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_window (void)
{
  assert_window (G_GINT64_CONSTANT (1234567899999), "$1234567.89"); /* C.UTF-8 has no groups */
  assert_window (-4000, "\u2066-$0.01\u2069");                      /* the sign stays on its side */
  assert_window (G_MININT64, "\u2066-$9223372036854.78\u2069");
}

static void
test_isolate (void)
{
  static const struct
  {
    const char *amount, *expected, *reason;
  } rows[] = {
    { "$49.99", "$49.99", "symbol and digits stay together by themselves" },
    { "1,234.50 credits", "1,234.50 credits", "the unit is a word: it follows as words do" },
    { "87 %", "87 %", "so does the per cent sign" },
    { "∞", "∞", "one sign has no sides" },
    { "-$0.01", "\u2066-$0.01\u2069", "a minus at the beginning" },
    { "$64.73+", "\u2066$64.73+\u2069", "a plus at the end" },
    { "~$64.73", "\u2066~$64.73\u2069", "what is stale" },
    { "", "", "nothing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *isolated = ct_money_isolate (rows[i].amount);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpstr (isolated, ==, rows[i].expected);
    }
}

/* A locale made here, for none can be expected to be installed; localedef (1) warns of all that is
 * not in it. */
static void
make_locale (const char *folder, const char *name, const char *numeric)
{
  g_autofree char *source = g_build_filename (folder, "source", NULL);
  g_autofree char *locale = g_build_filename (folder, name, NULL);
  const char *argv[] = { "localedef", "-c", "-i", source, "-f", "UTF-8", locale, NULL };
  g_autofree char *text = g_strdup_printf ("LC_NUMERIC\n%s\nEND LC_NUMERIC\n", numeric);
  g_autofree char *warnings = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (source, text, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &warnings, NULL,
                &error);
  g_assert_no_error (error);
  g_setenv ("LOCPATH", folder, TRUE);
  if (setlocale (LC_NUMERIC, name) == NULL)
    g_error ("localedef made no locale (is the package locales installed?): %s", warnings);
}

static void
test_window_locale (void)
{
  static const struct
  {
    const char *name;
    const char *numeric;
    const char *window;
    const char *why;
  } rows[] = {
    { "x-german", "decimal_point \",\"\nthousands_sep \".\"\ngrouping 3;3", "$1.234.567,89",
      "point and comma the other way round" },
    { "x-french", "decimal_point \",\"\nthousands_sep \"<U202F>\"\ngrouping 3;3",
      "$1\u202f234\u202f567,89", "a separator of several bytes" },
    { "x-indian", "decimal_point \".\"\nthousands_sep \",\"\ngrouping 3;2", "$12,34,567.89",
      "groups of different sizes" },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  CtMoney amount = money (G_GINT64_CONSTANT (1234567899999), "USD");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s: %s", rows[i].name, rows[i].why);
      make_locale (folder, rows[i].name, rows[i].numeric);
      g_autofree char *window = ct_money_format (&amount, CT_MONEY_WINDOW);
      g_autofree char *label = ct_money_format (&amount, CT_MONEY_LABEL);
      setlocale (LC_NUMERIC, "C");
      g_assert_cmpstr (window, ==, rows[i].window);
      g_assert_cmpstr (label, ==, "$1,234,567");
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/money/init", test_init);
  g_test_add_func ("/money/parse", test_parse);
  g_test_add_func ("/money/parse-refused", test_parse_refused);
  g_test_add_func ("/money/add", test_add);
  g_test_add_func ("/money/decimal", test_decimal);
  g_test_add_func ("/money/label", test_label);
  g_test_add_func ("/money/decimals", test_decimals);
  g_test_add_func ("/money/compact", test_compact);
  g_test_add_func ("/money/quota", test_quota);
  g_test_add_func ("/money/window", test_window);
  g_test_add_func ("/money/isolate", test_isolate);
  g_test_add_func ("/money/window-locale", test_window_locale);
  return g_test_run ();
}
