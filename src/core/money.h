#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An exact amount in micro-units (1e-6) of a currency ("USD", "CNY") or unit ("credits",
 * "percent"). */
#define CT_CURRENCY_SIZE 16
typedef struct
{
  gint64 amount_micro;
  char currency[CT_CURRENCY_SIZE]; /* NUL-terminated; three letters are kept in capitals */
} CtMoney;

#define CT_MICRO G_GINT64_CONSTANT (1000000)

/* FALSE, money untouched, when currency is empty, too long or has other bytes than ASCII letters,
 * digits, '-', '_', ' '. */
gboolean ct_money_init (CtMoney *money, gint64 amount_micro, const char *currency);

/* Reads a plain decimal such as "-12.345678" (no exponent, no grouping, at most six decimals).
 * Errors: CT_ERROR_MISSING_VALUE, CT_ERROR_OUT_OF_RANGE. */
gboolean ct_money_parse_micro (const char *text, gint64 *amount_micro, GError **error);

/* FALSE on overflow or when the currencies differ: different money is never added in silence. */
gboolean ct_money_add (const CtMoney *a, const CtMoney *b, CtMoney *sum);

/* The amount in another currency, of which one unit costs rate_micro; rounded down. FALSE: no rate,
 * or out of range. */
gboolean ct_money_convert (gint64 amount_micro, gint64 rate_micro, gint64 *converted_micro);

/* Exact: "49.995818", "-0.004", "50". The amounts of every machine-readable output. (transfer full)
 */
char *ct_money_to_decimal (gint64 amount_micro);

typedef enum
{
  CT_MONEY_LABEL,  /* one shape in every locale; from 1,000 grouped, from 100,000 without decimals:
                      the tray and creditctl */
  CT_MONEY_WINDOW, /* decimal point and grouping of the locale; ct_money_isolate() */
} CtMoneyStyle;

/* For people: an amount with a sign ("-$0.01", "~$64.73+") between the marks that keep it in one
 * piece, from left to right; any other as it is. In what is written from right to left the sign
 * would stand on the other side. Unicode's LRI and PDI, which are not seen. (transfer full) */
char *ct_money_isolate (const char *amount);

/* Rounded DOWN (toward minus infinity) to two decimals: "$49.99", "-$0.01", "\u00a5213.70",
 * "1,234.50 credits", "87 %". Units that are no currency drop ".00"; percent is whole. (transfer
 * full) */
char *ct_money_format (const CtMoney *money, CtMoneyStyle style);
#define CT_MONEY_DECIMALS 2

/* As CT_MONEY_LABEL, with as many decimals (at most 6). (transfer full) */
char *ct_money_format_label (const CtMoney *money, guint n_decimals);

/* A few characters that fit into an icon, without the currency: "49", "9.9", "213", "1.2k", "87%".
 * Rounded down too. (transfer full) */
char *ct_money_format_compact (const CtMoney *money);

G_END_DECLS
