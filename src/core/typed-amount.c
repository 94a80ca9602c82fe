#include "config.h"

#include "typed-amount.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "money.h"

#define GROUP 3

/* The first of it. */
static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  return g_strjoinv (to, parts);
}

/* "1.000", when separator is a point. */
static gboolean
looks_grouped (const char *text, char separator)
{
  const char *digits = text + (text[0] == '-');
  const gsize n_before = strspn (digits, "0123456789");

  return digits[0] != '0' && n_before >= 1 && n_before <= GROUP && digits[n_before] == separator
         && strspn (digits + n_before + 1, "0123456789") == GROUP
         && digits[n_before + 1 + GROUP] == '\0';
}

static void
refuse_grouped (const char *text, const char *separator, const char *mark, GError **error)
{
  g_autofree char *whole = replace (text, separator, "");
  g_autofree char *fraction = replace (text, separator, mark);

  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
               _ ("“%s” can be read in two ways; write it like %s or like %s"), text, whole,
               fraction);
}

static gboolean
is_ambiguous (const char *text, const char *mark, GError **error)
{
  const char *separator = g_str_equal (mark, ".") ? "," : ".";

  if (!looks_grouped (text, separator[0]))
    return FALSE;
  refuse_grouped (text, separator, mark, error);
  return TRUE;
}

gboolean
ct_typed_amount_parse (const char *text, const char *mark, gint64 *amount_micro, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *plain = NULL;

  if (is_ambiguous (trimmed, mark, error))
    return FALSE;
  plain = strchr (trimmed, '.') == NULL ? replace (trimmed, mark, ".") : g_strdup (trimmed);
  if (ct_money_parse_micro (plain, amount_micro, NULL))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
               _ ("“%s” is not an amount; write it like 12%s50"), trimmed, mark);
  return FALSE;
}

char *
ct_typed_amount_format (gint64 amount_micro, const char *mark)
{
  g_autofree char *decimal = ct_money_to_decimal (amount_micro);

  return replace (decimal, ".", mark);
}
