#include "config.h"

#include "money.h"

#include <langinfo.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "rational.h"

#define N_DECIMALS 6
#define GROUPED_FROM 1000
#define WHOLE_FROM 100000

static gboolean
is_three_letters (const char *text)
{
  return strlen (text) == 3 && g_ascii_isalpha (text[0]) && g_ascii_isalpha (text[1])
         && g_ascii_isalpha (text[2]);
}

gboolean
ct_money_init (CtMoney *money, gint64 amount_micro, const char *currency)
{
  gsize length = strlen (currency);
  if (length == 0 || length >= CT_CURRENCY_SIZE)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (currency[i]) && strchr ("-_ ", currency[i]) == NULL)
      return FALSE;

  gboolean is_currency = is_three_letters (currency);
  *money = (CtMoney){ .amount_micro = amount_micro };
  for (gsize i = 0; i < length; i++)
    money->currency[i] = is_currency ? g_ascii_toupper (currency[i]) : currency[i];
  return TRUE;
}

gboolean
ct_money_parse_micro (const char *text, gint64 *amount_micro, GError **error)
{
  if (strpbrk (text, "eE") != NULL)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_MISSING_VALUE, _ ("Not a plain amount"));
      return FALSE;
    }

  CtRational number;
  if (!ct_rational_parse (text, strlen (text), &number, error))
    return FALSE;

  const char *point = strchr (text, '.');
  if ((point != NULL && strlen (point + 1) > N_DECIMALS)
      || !ct_rational_to_micro (&number, amount_micro))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_OUT_OF_RANGE,
                           _ ("The amount is too large or has more than six decimals"));
      return FALSE;
    }
  return TRUE;
}

gboolean
ct_money_add (const CtMoney *a, const CtMoney *b, CtMoney *sum)
{
  gint64 amount_micro;
  if (strcmp (a->currency, b->currency) != 0
      || __builtin_add_overflow (a->amount_micro, b->amount_micro, &amount_micro))
    return FALSE;

  if (sum != a)
    *sum = *a;
  sum->amount_micro = amount_micro;
  return TRUE;
}

/* INT64_MIN has no positive counterpart in gint64. */
static guint64
magnitude (gint64 value)
{
  return value < 0 ? -(guint64) value : (guint64) value;
}

static gint64
divide_floor (gint64 value, gint64 divisor)
{
  return value / divisor - (value % divisor < 0);
}

gboolean
ct_money_convert (gint64 amount_micro, gint64 rate_micro, gint64 *converted_micro)
{
  __int128 product = (__int128) amount_micro * rate_micro;
  __int128 converted = product / CT_MICRO - (product % CT_MICRO < 0 ? 1 : 0);

  if (rate_micro <= 0 || converted > G_MAXINT64 || converted < G_MININT64)
    return FALSE;
  *converted_micro = (gint64) converted;
  return TRUE;
}

char *
ct_money_to_decimal (gint64 amount_micro)
{
  guint64 micro = magnitude (amount_micro);
  char *text = g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT,
                                amount_micro < 0 ? "-" : "", micro / CT_MICRO, micro % CT_MICRO);

  char *end = text + strlen (text);
  while (end[-1] == '0')
    end--;
  if (end[-1] == '.')
    end--;
  *end = '\0';
  return text;
}

static void
append_grouped (GString *out, guint64 whole)
{
  if (whole >= GROUPED_FROM)
    {
      append_grouped (out, whole / GROUPED_FROM);
      g_string_append_printf (out, ",%03u", (guint) (whole % GROUPED_FROM));
      return;
    }
  g_string_append_printf (out, "%u", (guint) whole);
}

/* What the C library knows of the locale, as UTF-8. */
static void
append_locale_text (GString *out, const char *text)
{
  g_autofree char *utf8 = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);
  g_string_append (out, utf8 != NULL ? utf8 : text);
}

/* "1,234" and, unless n_decimals is 0, ".50" */
static void
append_number (GString *out, guint64 whole, guint64 fraction, guint n_decimals, CtMoneyStyle style)
{
  if (style == CT_MONEY_LABEL)
    append_grouped (out, whole);
  else
    {
      g_autofree char *grouped = g_strdup_printf ("%'" G_GUINT64_FORMAT, whole);
      append_locale_text (out, grouped);
    }

  if (n_decimals == 0)
    return;
  if (style == CT_MONEY_LABEL)
    g_string_append_c (out, '.');
  else
    append_locale_text (out, nl_langinfo (RADIXCHAR));
  g_string_append_printf (out, "%0*" G_GUINT64_FORMAT, (int) n_decimals, fraction);
}

static gboolean
is_percent (const CtMoney *money)
{
  return strcmp (money->currency, "percent") == 0;
}

static const char *
currency_symbol (const char *currency)
{
  static const struct
  {
    const char *currency;
    const char *symbol;
  } symbols[] = {
    { "USD", "$" }, { "CNY", "¥" },   { "EUR", "€" },
    { "GBP", "£" }, { "JPY", "JP¥" }, /* a bare ¥ reads as CNY here */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (strcmp (currency, symbols[i].currency) == 0)
      return symbols[i].symbol;
  return NULL;
}

static guint64
power_of_ten (guint exponent)
{
  guint64 power = 1;

  while (exponent-- > 0)
    power *= 10;
  return power;
}

static void
append_amount (GString *out, const CtMoney *money, guint n_decimals, CtMoneyStyle style)
{
  guint64 per_unit = power_of_ten (n_decimals);
  gint64 micro_per_step = CT_MICRO / (gint64) per_unit;
  guint64 steps = magnitude (divide_floor (money->amount_micro, micro_per_step));
  gboolean whole_only = is_percent (money)
                        || (style == CT_MONEY_LABEL && steps / per_unit >= WHOLE_FROM)
                        || (steps % per_unit == 0 && !is_three_letters (money->currency));

  if (whole_only)
    append_number (out, magnitude (divide_floor (money->amount_micro, CT_MICRO)), 0, 0, style);
  else
    append_number (out, steps / per_unit, steps % per_unit, n_decimals, style);
}

char *
ct_money_isolate (const char *amount)
{
  if (*amount != '-' && *amount != '~' && !g_str_has_suffix (amount, "+"))
    return g_strdup (amount);
  return g_strconcat ("\u2066", amount, "\u2069", NULL);
}

static char *
format (const CtMoney *money, guint n_decimals, CtMoneyStyle style)
{
  g_autoptr (GString) out = g_string_new (money->amount_micro < 0 ? "-" : "");
  const char *symbol = currency_symbol (money->currency);

  if (symbol != NULL)
    g_string_append (out, symbol);
  append_amount (out, money, n_decimals, style);
  if (symbol == NULL)
    g_string_append_printf (out, " %s", is_percent (money) ? "%" : money->currency);
  return style == CT_MONEY_WINDOW ? ct_money_isolate (out->str)
                                  : g_string_free (g_steal_pointer (&out), FALSE);
}

char *
ct_money_format (const CtMoney *money, CtMoneyStyle style)
{
  return format (money, CT_MONEY_DECIMALS, style);
}

char *
ct_money_format_label (const CtMoney *money, guint n_decimals)
{
  return format (money, MIN (n_decimals, N_DECIMALS), CT_MONEY_LABEL);
}

char *
ct_money_format_compact (const CtMoney *money)
{
  static const struct
  {
    guint64 unit_micro;
    const char *suffix;
  } scales[] = { { CT_MICRO, "" },
                 { CT_MICRO * 1000, "k" },
                 { CT_MICRO * 1000000, "M" },
                 { CT_MICRO * 1000000000, "G" },
                 { CT_MICRO * 1000000000000, "T" } };
  guint64 tenths;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (scales)
         && magnitude (money->amount_micro) >= scales[i + 1].unit_micro)
    i++;
  tenths = magnitude (divide_floor (money->amount_micro, (gint64) (scales[i].unit_micro / 10)));
  if (tenths >= 100 || tenths % 10 == 0)
    return g_strdup_printf (
        "%s%" G_GUINT64_FORMAT "%s%s", money->amount_micro < 0 ? "-" : "",
        magnitude (divide_floor (money->amount_micro, (gint64) scales[i].unit_micro)),
        scales[i].suffix, is_percent (money) ? "%" : "");
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "%s%s",
                          money->amount_micro < 0 ? "-" : "", tenths / 10, tenths % 10,
                          scales[i].suffix, is_percent (money) ? "%" : "");
}
