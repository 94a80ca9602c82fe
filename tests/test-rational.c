#include "config.h"

#include "rational.h"

#include <string.h>

#include "error.h"

#define INT128_MAX ((__int128) (~(unsigned __int128) 0 >> 1))

static CtRational
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CtRational number;
  if (!ct_rational_parse (text, strlen (text), &number, &error))
    g_error ("%s: %s", text, error->message);
  return number;
}

static void
assert_rational (const CtRational *number, __int128 numerator, __int128 denominator)
{
  g_assert_true (number->numerator == numerator);
  g_assert_true (number->denominator == denominator);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 numerator, denominator;
    const char *why;
  } rows[] = {
    { "0", 0, 1, "zero" },
    { "-0", 0, 1, "there is one zero" },
    { "-0.000", 0, 1, "however long" },
    { "0e18", 0, 1, "and scaled" },
    { "24997909", 24997909, 1, "a quota" },
    { "9007199254740993", G_GINT64_CONSTANT (9007199254740993), 1, "2^53 + 1, no double has it" },
    { "-12.5", -25, 2, "reduced" },
    { "1.50e3", 1500, 1, "trailing zeros are not significant" },
    { "1.5E-3", 3, 2000, "capital E" },
    { "1e+2", 100, 1, "signed exponent" },
    { "1e0000000000000000000002", 100, 1, "leading zeros of the exponent" },
    { "1e18", G_GINT64_CONSTANT (1000000000000000000), 1, "largest exponent" },
    { "1e-18", 1, G_GINT64_CONSTANT (1000000000000000000), "smallest exponent" },
    { "0.0000000000000000000000000000000001e18", 1, G_GINT64_CONSTANT (10000000000000000),
      "leading zeros are not significant" },
    { "100000000000000000000000000000000000e-18", G_GINT64_CONSTANT (100000000000000000), 1,
      "36 digits, one of them significant" },
    { "0.7999999999999999", G_GINT64_CONSTANT (7999999999999999),
      G_GINT64_CONSTANT (10000000000000000), "a server's float noise is kept for the rounding" },
    { "1.0000000000000000000000000000000000000000000000", 1, 1, "a long tail of zeros" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s: %s", rows[i].text, rows[i].why);
      CtRational number = parse (rows[i].text);
      assert_rational (&number, rows[i].numerator, rows[i].denominator);
    }
}

static void
test_parse_extremes (void)
{
  CtRational number = parse ("9999999999999999999999999999999999");
  __int128 expected = 1;
  for (int i = 0; i < 34; i++)
    expected *= 10;
  assert_rational (&number, expected - 1, 1);

  number = parse ("-0.9999999999999999999999999999999999");
  assert_rational (&number, -(expected - 1), expected);

  number = parse ("170000000000000000000000000000000000000");
  assert_rational (&number, expected * 17000, 1);

  number = parse ("0.00000000000000000000000000000000000001");
  assert_rational (&number, 1, expected * 10000);
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
    { "-", CT_ERROR_MISSING_VALUE, "a sign alone" },
    { "+1", CT_ERROR_MISSING_VALUE, "no plus in JSON" },
    { "01", CT_ERROR_MISSING_VALUE, "octal elsewhere" },
    { "-01", CT_ERROR_MISSING_VALUE, "the same behind a sign" },
    { "00", CT_ERROR_MISSING_VALUE, "two zeros" },
    { "0x10", CT_ERROR_MISSING_VALUE, "hexadecimal" },
    { ".5", CT_ERROR_MISSING_VALUE, "no integer part" },
    { "5.", CT_ERROR_MISSING_VALUE, "no fraction" },
    { "5.e1", CT_ERROR_MISSING_VALUE, "no fraction before the exponent" },
    { "1e", CT_ERROR_MISSING_VALUE, "no exponent" },
    { "1e+", CT_ERROR_MISSING_VALUE, "a signed nothing" },
    { "1e1.5", CT_ERROR_MISSING_VALUE, "a broken exponent" },
    { "1 ", CT_ERROR_MISSING_VALUE, "a blank behind" },
    { " 1", CT_ERROR_MISSING_VALUE, "a blank in front" },
    { "1,5", CT_ERROR_MISSING_VALUE, "a locale's comma" },
    { "12a", CT_ERROR_MISSING_VALUE, "a letter" },
    { "NaN", CT_ERROR_MISSING_VALUE, "not a number by name" },
    { "Infinity", CT_ERROR_MISSING_VALUE, "no number either" },
    { "1e19", CT_ERROR_OUT_OF_RANGE, "exponent over 18" },
    { "1e-19", CT_ERROR_OUT_OF_RANGE, "exponent under -18" },
    { "1e400", CT_ERROR_OUT_OF_RANGE, "an infinity for doubles" },
    { "1e99999999999999999999999999", CT_ERROR_OUT_OF_RANGE, "an exponent that would wrap" },
    { "12345678901234567890123456789012345", CT_ERROR_OUT_OF_RANGE, "35 significant digits" },
    { "1.0000000000000000000000000000000001", CT_ERROR_OUT_OF_RANGE, "35 with zeros between" },
    { "9999999999999999999999999999999999e18", CT_ERROR_OUT_OF_RANGE, "over 2^127" },
    { "180000000000000000000000000000000000000", CT_ERROR_OUT_OF_RANGE, "just over 2^127" },
    { "1000000000000000000000000000000000000000", CT_ERROR_OUT_OF_RANGE, "10^39" },
    { "0.000000000000000000000000000000000000001", CT_ERROR_OUT_OF_RANGE, "10^-39" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      CtRational number = CT_RATIONAL_INTEGER (77);

      g_test_message ("%s: %s", rows[i].text, rows[i].why);
      g_assert_false (ct_rational_parse (rows[i].text, strlen (rows[i].text), &number, &error));
      g_assert_error (error, CT_ERROR, (int) rows[i].code);
      assert_rational (&number, 77, 1);
    }
}

static void
test_parse_length (void)
{
  CtRational number;
  g_assert_true (ct_rational_parse ("125", 2, &number, NULL));
  assert_rational (&number, 12, 1);
  g_assert_false (ct_rational_parse ("1\0002", 3, &number, NULL));
}

/* The naive second implementation: no reduction at all, in numbers so small that nothing can
 * overflow. */
typedef struct
{
  gint64 numerator, denominator;
} Naive;

static gboolean
same_value (const CtRational *number, Naive naive)
{
  if (naive.denominator < 0)
    naive = (Naive){ -naive.numerator, -naive.denominator };
  return number->denominator > 0
         && number->numerator * naive.denominator == number->denominator * naive.numerator;
}

static gboolean
is_reduced (const CtRational *number)
{
  for (__int128 factor = 2; factor <= number->denominator; factor++)
    if (number->numerator % factor == 0 && number->denominator % factor == 0)
      return FALSE;
  return TRUE;
}

static void
assert_same (const CtRational *number, gint64 numerator, gint64 denominator)
{
  g_assert_true (same_value (number, (Naive){ numerator, denominator }));
  g_assert_true (is_reduced (number));
}

static CtRational
small_rational (Naive naive)
{
  CtRational numerator = CT_RATIONAL_INTEGER (naive.numerator);
  CtRational denominator = CT_RATIONAL_INTEGER (naive.denominator);
  CtRational number;
  g_assert_true (ct_rational_divide (&numerator, &denominator, &number));
  return number;
}

static void
check_pair (Naive a, Naive b)
{
  CtRational left = small_rational (a), right = small_rational (b), result;
  gint64 cross = a.numerator * b.denominator - b.numerator * a.denominator;

  g_assert_true (ct_rational_add (&left, &right, &result));
  assert_same (&result, a.numerator * b.denominator + b.numerator * a.denominator,
               a.denominator * b.denominator);
  g_assert_true (ct_rational_subtract (&left, &right, &result));
  assert_same (&result, cross, a.denominator * b.denominator);
  g_assert_true (ct_rational_multiply (&left, &right, &result));
  assert_same (&result, a.numerator * b.numerator, a.denominator * b.denominator);
  g_assert_cmpint (ct_rational_compare (&left, &right), ==, (cross > 0) - (cross < 0));

  if (b.numerator == 0)
    g_assert_false (ct_rational_divide (&left, &right, &result));
  else
    {
      g_assert_true (ct_rational_divide (&left, &right, &result));
      assert_same (&result, a.numerator * b.denominator, a.denominator * b.numerator);
    }
}

static void
test_small_numbers (void)
{
  for (gint64 a = -6; a <= 6; a++)
    for (gint64 b = 1; b <= 6; b++)
      for (gint64 c = -6; c <= 6; c++)
        for (gint64 d = 1; d <= 6; d++)
          check_pair ((Naive){ a, b }, (Naive){ c, d });
}

static void
test_overflow (void)
{
  CtRational largest = CT_RATIONAL_INTEGER (INT128_MAX);
  CtRational lowest = CT_RATIONAL_INTEGER (-INT128_MAX - 1);
  CtRational smallest = { 1, INT128_MAX };
  CtRational one = CT_RATIONAL_INTEGER (1), two = CT_RATIONAL_INTEGER (2);
  CtRational zero = CT_RATIONAL_INTEGER (0), result = CT_RATIONAL_INTEGER (77);

  g_assert_false (ct_rational_add (&largest, &one, &result));
  g_assert_false (ct_rational_add (&largest, &smallest, &result));
  g_assert_false (ct_rational_subtract (&lowest, &one, &result));
  g_assert_false (ct_rational_subtract (&one, &lowest, &result));
  g_assert_false (ct_rational_multiply (&largest, &two, &result));
  g_assert_false (ct_rational_divide (&smallest, &two, &result));
  g_assert_false (ct_rational_divide (&one, &lowest, &result));
  g_assert_false (ct_rational_divide (&one, &zero, &result));
  assert_rational (&result, 77, 1);

  g_assert_true (ct_rational_multiply (&largest, &smallest, &result));
  assert_rational (&result, 1, 1);
  g_assert_true (ct_rational_divide (&largest, &largest, &result));
  assert_rational (&result, 1, 1);
  g_assert_true (ct_rational_add (&lowest, &largest, &result));
  assert_rational (&result, -1, 1);
}

static void
test_alias (void)
{
  CtRational number = parse ("0.75");
  g_assert_true (ct_rational_add (&number, &number, &number));
  assert_rational (&number, 3, 2);
  g_assert_true (ct_rational_multiply (&number, &number, &number));
  assert_rational (&number, 9, 4);
  g_assert_true (ct_rational_divide (&number, &number, &number));
  assert_rational (&number, 1, 1);
  g_assert_true (ct_rational_subtract (&number, &number, &number));
  assert_rational (&number, 0, 1);
}

static void
test_compare_huge (void)
{
  CtRational a = { INT128_MAX, INT128_MAX - 1 }, b = { INT128_MAX - 1, INT128_MAX - 2 };
  CtRational lowest = CT_RATIONAL_INTEGER (-INT128_MAX - 1), third = { INT128_MAX, 3 };

  g_assert_cmpint (ct_rational_compare (&a, &b), ==, -1);
  g_assert_cmpint (ct_rational_compare (&b, &a), ==, 1);
  g_assert_cmpint (ct_rational_compare (&a, &a), ==, 0);
  g_assert_cmpint (ct_rational_compare (&lowest, &third), ==, -1);

  a.numerator = -a.numerator;
  b.numerator = -b.numerator;
  g_assert_cmpint (ct_rational_compare (&a, &b), ==, 1);
  g_assert_cmpint (ct_rational_compare (&lowest, &a), ==, -1);
}

static void
test_to_micro (void)
{
  static const struct
  {
    const char *text;
    gint64 micro;
    const char *why;
  } rows[] = {
    { "49.995818", 49995818, "exact" },
    { "0.7999999999999999", 800000, "float noise goes" },
    { "0.0000014", 1, "down" },
    { "0.0000015", 1, "a tie goes down" },
    { "0.00000150000000000000001", 2, "just over the tie" },
    { "0.0000016", 2, "up" },
    { "-0.0000014", -1, "up" },
    { "-0.0000015", -2, "a tie goes toward minus infinity" },
    { "-0.0000016", -2, "down" },
    { "9223372036854.775807", G_MAXINT64, "the largest" },
    { "9223372036854.7758075", G_MAXINT64, "a tie just over it goes down" },
    { "-9223372036854.775808", G_MININT64, "the smallest" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtRational number = parse (rows[i].text);
      gint64 micro;
      g_test_message ("%s: %s", rows[i].text, rows[i].why);
      g_assert_true (ct_rational_to_micro (&number, &micro));
      g_assert_cmpint (micro, ==, rows[i].micro);
    }
}

static void
test_to_micro_wide (void)
{
  CtRational number = { INT128_MAX - 1, INT128_MAX };
  gint64 micro = 77;
  g_assert_true (ct_rational_to_micro (&number, &micro));
  g_assert_cmpint (micro, ==, 1000000);

  number.numerator = -(INT128_MAX / 2);
  g_assert_true (ct_rational_to_micro (&number, &micro));
  g_assert_cmpint (micro, ==, -500000);

  static const char *const too_large[] = { "9223372036854.775808", "-9223372036854.7758085",
                                           "18446744073709551616",
                                           "-170000000000000000000000000000000000000" };
  micro = 77;
  for (gsize i = 0; i < G_N_ELEMENTS (too_large); i++)
    {
      number = parse (too_large[i]);
      g_assert_false (ct_rational_to_micro (&number, &micro));
      g_assert_cmpint (micro, ==, 77);
    }
}

static void
test_to_int64 (void)
{
  gint64 integer = 77;
  CtRational number = parse ("9223372036854775808");
  g_assert_false (ct_rational_to_int64 (&number, &integer));
  number = parse ("1.5");
  g_assert_false (ct_rational_to_int64 (&number, &integer));
  g_assert_cmpint (integer, ==, 77);

  number = parse ("-9223372036854775808");
  g_assert_true (ct_rational_to_int64 (&number, &integer));
  g_assert_cmpint (integer, ==, G_MININT64);
  number = parse ("1.20e1");
  g_assert_true (ct_rational_to_int64 (&number, &integer));
  g_assert_cmpint (integer, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rational/parse", test_parse);
  g_test_add_func ("/rational/parse-extremes", test_parse_extremes);
  g_test_add_func ("/rational/parse-refused", test_parse_refused);
  g_test_add_func ("/rational/parse-length", test_parse_length);
  g_test_add_func ("/rational/small-numbers", test_small_numbers);
  g_test_add_func ("/rational/overflow", test_overflow);
  g_test_add_func ("/rational/alias", test_alias);
  g_test_add_func ("/rational/compare-huge", test_compare_huge);
  g_test_add_func ("/rational/to-micro", test_to_micro);
  g_test_add_func ("/rational/to-micro-wide", test_to_micro_wide);
  g_test_add_func ("/rational/to-int64", test_to_int64);
  return g_test_run ();
}
