#include "config.h"

#include "rational.h"

#include <glib/gi18n-lib.h>

#include "error.h"

#define MAX_SIGNIFICANT_DIGITS 34
#define MAX_EXPONENT 18
#define MAX_POWER_OF_TEN 38 /* 10^38 < 2^127 < 10^39 */

#define INT128_MAX ((__int128) (~(unsigned __int128) 0 >> 1))

static unsigned __int128
magnitude (__int128 value)
{
  return value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
}

static unsigned __int128
greatest_common_divisor (unsigned __int128 a, unsigned __int128 b)
{
  while (b != 0)
    {
      unsigned __int128 rest = a % b;
      a = b;
      b = rest;
    }
  return a;
}

/* A divisor of value that is also one of denominator, so that it fits; at least 1. */
static __int128
common_factor (__int128 value, __int128 denominator)
{
  return (__int128) greatest_common_divisor ((unsigned __int128) denominator, magnitude (value));
}

static gboolean
power_of_ten (gint64 exponent, __int128 *power)
{
  if (exponent > MAX_POWER_OF_TEN)
    return FALSE;
  *power = 1;
  for (gint64 i = 0; i < exponent; i++)
    *power *= 10;
  return TRUE;
}

/* The parts of a number's text; nothing is computed yet. */
typedef struct
{
  gboolean negative;
  const char *integer;
  gsize n_integer;
  const char *fraction;
  gsize n_fraction;
  int exponent; /* stops counting beyond MAX_EXPONENT */
} DecimalText;

static const char *
skip_digits (const char *at, const char *end)
{
  while (at < end && g_ascii_isdigit (*at))
    at++;
  return at;
}

/* From behind the 'e'. NULL when there is no digit. */
static const char *
scan_exponent (const char *at, const char *end, int *exponent)
{
  gboolean negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+'))
    at++;

  const char *digits = at;
  at = skip_digits (at, end);
  if (at == digits)
    return NULL;

  int value = 0;
  for (const char *p = digits; p < at; p++)
    value = MIN (value * 10 + g_ascii_digit_value (*p), MAX_EXPONENT + 1);
  *exponent = negative ? -value : value;
  return at;
}

/* The `number` of RFC 8259 section 6. */
static gboolean
scan_number (const char *text, gsize length, DecimalText *decimal)
{
  const char *at = text, *end = text + length;
  *decimal = (DecimalText){ .negative = at < end && *at == '-' };
  if (decimal->negative)
    at++;

  decimal->integer = at;
  at = skip_digits (at, end);
  decimal->n_integer = at - decimal->integer;
  if (decimal->n_integer == 0 || (decimal->n_integer > 1 && *decimal->integer == '0'))
    return FALSE;

  if (at < end && *at == '.')
    {
      decimal->fraction = ++at;
      at = skip_digits (at, end);
      decimal->n_fraction = at - decimal->fraction;
      if (decimal->n_fraction == 0)
        return FALSE;
    }

  if (at < end && (*at == 'e' || *at == 'E'))
    at = scan_exponent (at + 1, end, &decimal->exponent);
  return at == end;
}

typedef struct
{
  __int128 value;
  guint n_digits;
  gsize n_zeros; /* trailing ones that value does not have yet */
} Mantissa;

static gboolean
mantissa_append (Mantissa *mantissa, const char *digits, gsize n_digits)
{
  for (gsize i = 0; i < n_digits; i++)
    {
      int digit = g_ascii_digit_value (digits[i]);
      if (digit == 0)
        {
          mantissa->n_zeros += mantissa->value != 0;
          continue;
        }

      gsize n_more = mantissa->n_zeros + 1;
      if (n_more > MAX_SIGNIFICANT_DIGITS - mantissa->n_digits)
        return FALSE;
      for (gsize j = 0; j < n_more; j++)
        mantissa->value *= 10;
      mantissa->value += digit;
      mantissa->n_digits += n_more;
      mantissa->n_zeros = 0;
    }
  return TRUE;
}

static gboolean
decimal_to_rational (const DecimalText *decimal, CtRational *number)
{
  Mantissa mantissa = { 0 };
  if (ABS (decimal->exponent) > MAX_EXPONENT
      || !mantissa_append (&mantissa, decimal->integer, decimal->n_integer)
      || !mantissa_append (&mantissa, decimal->fraction, decimal->n_fraction))
    return FALSE;

  CtRational result = CT_RATIONAL_INTEGER (decimal->negative ? -mantissa.value : mantissa.value);
  gint64 scale = (gint64) mantissa.n_zeros + decimal->exponent - (gint64) decimal->n_fraction;
  __int128 power;
  if (mantissa.value == 0)
    scale = 0;
  if (!power_of_ten (ABS (scale), &power))
    return FALSE;

  if (scale >= 0 && __builtin_mul_overflow (result.numerator, power, &result.numerator))
    return FALSE;
  if (scale < 0)
    {
      __int128 factor = common_factor (result.numerator, power);
      result.numerator /= factor;
      result.denominator = power / factor;
    }
  *number = result;
  return TRUE;
}

gboolean
ct_rational_parse (const char *text, gsize length, CtRational *number, GError **error)
{
  DecimalText decimal;
  if (!scan_number (text, length, &decimal))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_MISSING_VALUE, _ ("Not a number"));
      return FALSE;
    }
  if (!decimal_to_rational (&decimal, number))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_OUT_OF_RANGE,
                           _ ("The number is too large or has too many digits"));
      return FALSE;
    }
  return TRUE;
}

/* Knuth, The Art of Computer Programming, 4.5.1: with g = gcd (b, d),
 * a/b + c/d = (a (d/g) + c (b/g)) / (b (d/g)), and only g can have a factor in common with the
 * numerator. */
gboolean
ct_rational_add (const CtRational *a, const CtRational *b, CtRational *result)
{
  __int128 shared = common_factor (a->denominator, b->denominator);
  __int128 a_cofactor = a->denominator / shared, b_cofactor = b->denominator / shared;
  __int128 left, right, numerator, denominator;

  if (__builtin_mul_overflow (a->numerator, b_cofactor, &left)
      || __builtin_mul_overflow (b->numerator, a_cofactor, &right)
      || __builtin_add_overflow (left, right, &numerator))
    return FALSE;

  __int128 factor = common_factor (numerator, shared);
  if (__builtin_mul_overflow (a_cofactor, b->denominator / factor, &denominator))
    return FALSE;
  *result = (CtRational){ numerator / factor, denominator };
  return TRUE;
}

gboolean
ct_rational_subtract (const CtRational *a, const CtRational *b, CtRational *result)
{
  CtRational negated = *b;
  if (__builtin_sub_overflow (0, b->numerator, &negated.numerator))
    return FALSE;
  return ct_rational_add (a, &negated, result);
}

/* Reduced crosswise first, so that it fails only when the product itself does not fit. */
gboolean
ct_rational_multiply (const CtRational *a, const CtRational *b, CtRational *result)
{
  __int128 a_factor = common_factor (a->numerator, b->denominator);
  __int128 b_factor = common_factor (b->numerator, a->denominator);
  CtRational product;

  if (__builtin_mul_overflow (a->numerator / a_factor, b->numerator / b_factor, &product.numerator)
      || __builtin_mul_overflow (a->denominator / b_factor, b->denominator / a_factor,
                                 &product.denominator))
    return FALSE;
  *result = product;
  return TRUE;
}

gboolean
ct_rational_divide (const CtRational *a, const CtRational *b, CtRational *result)
{
  if (b->numerator == 0 || magnitude (b->numerator) > (unsigned __int128) INT128_MAX)
    return FALSE;

  CtRational inverse = { b->denominator, b->numerator };
  if (inverse.denominator < 0)
    inverse = (CtRational){ -inverse.numerator, -inverse.denominator };
  return ct_rational_multiply (a, &inverse, result);
}

/* numerator = quotient * denominator + rest, 0 <= rest < denominator */
static __int128
divide_floor (__int128 numerator, __int128 denominator, __int128 *rest)
{
  __int128 quotient = numerator / denominator;
  *rest = numerator % denominator;
  if (*rest < 0)
    {
      *rest += denominator;
      quotient--;
    }
  return quotient;
}

/* Term by term of the two continued fractions: cross products would need 256 bits. */
int
ct_rational_compare (const CtRational *a, const CtRational *b)
{
  CtRational left = *a, right = *b;

  for (int sign = 1;; sign = -sign)
    {
      __int128 left_rest, right_rest;
      __int128 left_whole = divide_floor (left.numerator, left.denominator, &left_rest);
      __int128 right_whole = divide_floor (right.numerator, right.denominator, &right_rest);

      if (left_whole != right_whole)
        return left_whole < right_whole ? -sign : sign;
      if (left_rest == 0 || right_rest == 0)
        return sign * ((left_rest != 0) - (right_rest != 0));
      left = (CtRational){ left.denominator, left_rest };
      right = (CtRational){ right.denominator, right_rest };
    }
}

/* floor (part * factor / whole) for 0 <= part < whole, by doubling and adding: the product itself
 * may not fit. */
static unsigned __int128
scale_part (unsigned __int128 part, unsigned __int128 whole, guint factor, unsigned __int128 *rest)
{
  unsigned __int128 quotient = 0;

  *rest = 0;
  for (guint bit = 1u << 31; bit != 0; bit >>= 1)
    {
      quotient *= 2;
      *rest *= 2;
      if (*rest >= whole)
        {
          *rest -= whole;
          quotient++;
        }
      if ((factor & bit) == 0)
        continue;
      *rest += part;
      if (*rest >= whole)
        {
          *rest -= whole;
          quotient++;
        }
    }
  return quotient;
}

gboolean
ct_rational_to_micro (const CtRational *number, gint64 *micro)
{
  __int128 part;
  __int128 whole = divide_floor (number->numerator, number->denominator, &part);
  if (whole < G_MININT64 || whole > G_MAXINT64)
    return FALSE;

  unsigned __int128 denominator = (unsigned __int128) number->denominator, rest;
  __int128 value = whole * 1000000 + (__int128) scale_part (part, denominator, 1000000, &rest);
  if (rest > denominator - rest)
    value++;
  if (value < G_MININT64 || value > G_MAXINT64)
    return FALSE;
  *micro = (gint64) value;
  return TRUE;
}

gboolean
ct_rational_to_int64 (const CtRational *number, gint64 *integer)
{
  if (number->denominator != 1 || number->numerator < G_MININT64 || number->numerator > G_MAXINT64)
    return FALSE;
  *integer = (gint64) number->numerator;
  return TRUE;
}
