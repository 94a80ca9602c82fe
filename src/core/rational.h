#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An exact number: reduced, denominator > 0. What does not fit 128 bits is an error of the
 * operation, never a wrap. */
typedef struct
{
  __int128 numerator;
  __int128 denominator;
} CtRational;

#define CT_RATIONAL_INTEGER(n) ((CtRational){ .numerator = (n), .denominator = 1 })

/* Reads the number grammar of RFC 8259 and nothing else: at most 34 significant digits, exponent
 * within +-18. Errors: CT_ERROR_MISSING_VALUE when the text is no number, CT_ERROR_OUT_OF_RANGE
 * when it is too large or too fine. */
gboolean ct_rational_parse (const char *text, gsize length, CtRational *number, GError **error);

/* FALSE on overflow or division by zero; *result is then untouched. result may alias an operand. */
gboolean ct_rational_add (const CtRational *a, const CtRational *b, CtRational *result);
gboolean ct_rational_subtract (const CtRational *a, const CtRational *b, CtRational *result);
gboolean ct_rational_multiply (const CtRational *a, const CtRational *b, CtRational *result);
gboolean ct_rational_divide (const CtRational *a, const CtRational *b, CtRational *result);

/* Exact for all operands: -1, 0, 1. */
int ct_rational_compare (const CtRational *a, const CtRational *b);

/* Times 10^6, to the nearest integer, ties toward minus infinity. FALSE when it does not fit. */
gboolean ct_rational_to_micro (const CtRational *number, gint64 *micro);

/* FALSE unless it is a whole number that fits. */
gboolean ct_rational_to_int64 (const CtRational *number, gint64 *integer);

G_END_DECLS
