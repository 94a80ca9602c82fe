#include "config.h"

#include "value.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

#define MAX_DECIMALS 18

void
ct_value_clear (CtValue *value)
{
  g_clear_pointer (&value->list, g_ptr_array_unref);
  *value = (CtValue){ .kind = CT_VALUE_ABSENT };
}

void
ct_value_set_boolean (CtValue *value, gboolean boolean)
{
  ct_value_clear (value);
  value->kind = CT_VALUE_BOOLEAN;
  value->boolean = boolean;
}

gboolean
ct_value_from_node (const CtJsonNode *node, CtValue *value, GError **error)
{
  const char *digits;
  gsize length;

  *value = (CtValue){ .kind = CT_VALUE_ABSENT };
  if (node == NULL)
    return TRUE;

  switch (ct_json_node_get_type (node))
    {
    case CT_JSON_NULL:
      value->kind = CT_VALUE_NULL;
      return TRUE;
    case CT_JSON_BOOLEAN:
      value->kind = CT_VALUE_BOOLEAN;
      value->boolean = ct_json_node_get_boolean (node);
      return TRUE;
    case CT_JSON_NUMBER:
      digits = ct_json_node_get_number (node, &length);
      if (!ct_rational_parse (digits, length, &value->number, error))
        return FALSE;
      value->kind = CT_VALUE_NUMBER;
      return TRUE;
    case CT_JSON_STRING:
      value->kind = CT_VALUE_TEXT;
      value->text = ct_json_node_get_string (node);
      return TRUE;
    case CT_JSON_ARRAY:
    case CT_JSON_OBJECT:
      value->kind = CT_VALUE_NODE;
      value->node = node;
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
ct_value_is_missing (const CtValue *value)
{
  return value->kind == CT_VALUE_ABSENT || value->kind == CT_VALUE_NULL;
}

/* Some gateways pad their numeric texts. */
static gboolean
parse_padded (const char *text, CtRational *number, GError **error)
{
  const char *end = text + strlen (text);

  while (g_ascii_isspace (*text))
    text++;
  while (end > text && g_ascii_isspace (end[-1]))
    end--;
  return ct_rational_parse (text, end - text, number, error);
}

gboolean
ct_value_get_number (const CtValue *value, CtRational *number, GError **error)
{
  if (value->kind == CT_VALUE_NUMBER)
    {
      *number = value->number;
      return TRUE;
    }
  if (value->kind == CT_VALUE_TEXT)
    return parse_padded (value->text, number, error);

  /* TRANSLATORS: "a list is no number" */
  g_set_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE, _ ("%s is no number"),
               ct_value_describe (value));
  return FALSE;
}

gboolean
ct_value_equal (const CtValue *a, const CtValue *b)
{
  CtRational x, y;

  if (a->kind == CT_VALUE_TEXT && b->kind == CT_VALUE_TEXT && strcmp (a->text, b->text) == 0)
    return TRUE;
  if (ct_value_get_number (a, &x, NULL) && ct_value_get_number (b, &y, NULL))
    return ct_rational_compare (&x, &y) == 0;
  if (a->kind != b->kind)
    return FALSE;
  return a->kind == CT_VALUE_NULL || (a->kind == CT_VALUE_BOOLEAN && !a->boolean == !b->boolean);
}

const char *
ct_value_describe (const CtValue *value)
{
  switch (value->kind)
    {
    case CT_VALUE_ABSENT:
      return _ ("absent");
    case CT_VALUE_NULL:
      return ct_json_type_to_string (CT_JSON_NULL);
    case CT_VALUE_BOOLEAN:
      return ct_json_type_to_string (CT_JSON_BOOLEAN);
    case CT_VALUE_NUMBER:
      return ct_json_type_to_string (CT_JSON_NUMBER);
    case CT_VALUE_TEXT:
      return ct_json_type_to_string (CT_JSON_STRING);
    case CT_VALUE_NODE:
      return ct_json_type_to_string (ct_json_node_get_type (value->node));
    case CT_VALUE_LIST:
      return ct_json_type_to_string (CT_JSON_ARRAY);
    default:
      g_return_val_if_reached ("");
    }
}

/* The next decimal of remainder / divisor. Ten additions instead of one multiplication: ten times
 * the remainder may not fit. */
static char
next_decimal (unsigned __int128 *remainder, unsigned __int128 divisor)
{
  unsigned __int128 rest = 0;
  char digit = '0';

  for (guint i = 0; i < 10; i++)
    {
      if (rest >= divisor - *remainder)
        {
          rest -= divisor - *remainder;
          digit++;
        }
      else
        {
          rest += *remainder;
        }
    }
  *remainder = rest;
  return digit;
}

static void
prepend_integer (GString *out, unsigned __int128 integer)
{
  do
    g_string_prepend_c (out, (char) ('0' + (int) (integer % 10)));
  while ((integer /= 10) > 0);
}

static char *
number_to_text (const CtRational *number)
{
  gboolean negative = number->numerator < 0;
  unsigned __int128 size = negative ? -(unsigned __int128) number->numerator
                                    : (unsigned __int128) number->numerator;
  unsigned __int128 divisor = (unsigned __int128) number->denominator;
  unsigned __int128 remainder = size % divisor;
  GString *out = g_string_new (NULL);

  prepend_integer (out, size / divisor);
  if (negative)
    g_string_prepend_c (out, '-');
  if (remainder > 0)
    g_string_append_c (out, '.');
  for (guint i = 0; i < MAX_DECIMALS && remainder > 0; i++)
    g_string_append_c (out, next_decimal (&remainder, divisor));
  return g_string_free (out, FALSE);
}

char *
ct_value_dup_text (const CtValue *value)
{
  switch (value->kind)
    {
    case CT_VALUE_TEXT:
      return g_strdup (value->text);
    case CT_VALUE_NUMBER:
      return number_to_text (&value->number);
    case CT_VALUE_BOOLEAN:
      return g_strdup (value->boolean ? "true" : "false");
    case CT_VALUE_ABSENT:
    case CT_VALUE_NULL:
    case CT_VALUE_NODE:
    case CT_VALUE_LIST:
    default:
      return NULL;
    }
}
