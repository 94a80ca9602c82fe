#include "config.h"

#include "json-object.h"

#include "money.h"

void
ct_json_write_name (GString *out, const char *name)
{
  if (out->len > 0 && out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  ct_json_append_quoted (out, name);
  g_string_append_c (out, ':');
}

void
ct_json_write_text (GString *out, const char *name, const char *text)
{
  ct_json_write_name (out, name);
  if (text != NULL)
    ct_json_append_quoted (out, text);
  else
    g_string_append (out, "null");
}

void
ct_json_write_true (GString *out, const char *name, gboolean flag)
{
  if (!flag)
    return;
  ct_json_write_name (out, name);
  g_string_append (out, "true");
}

void
ct_json_write_integer (GString *out, const char *name, gint64 value)
{
  ct_json_write_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

void
ct_json_write_amount (GString *out, const char *name, gint64 amount_micro)
{
  g_autofree char *decimal = ct_money_to_decimal (amount_micro);

  ct_json_write_text (out, name, decimal);
}

void
ct_json_write_time (GString *out, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  ct_json_write_text (out, name, text);
}

static const CtJsonNode *
get_member (const CtJsonNode *object, const char *name, CtJsonType type)
{
  const CtJsonNode *member = ct_json_node_get_member (object, name);

  return member != NULL && ct_json_node_get_type (member) == type ? member : NULL;
}

const char *
ct_json_read_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *member = get_member (object, name, CT_JSON_STRING);

  return member != NULL ? ct_json_node_get_string (member) : NULL;
}

gboolean
ct_json_read_true (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *member = get_member (object, name, CT_JSON_BOOLEAN);

  return member != NULL && ct_json_node_get_boolean (member);
}

gboolean
ct_json_read_integer (const CtJsonNode *object, const char *name, gint64 *value)
{
  const CtJsonNode *member = get_member (object, name, CT_JSON_NUMBER);
  g_autofree char *text = NULL;
  const char *number;
  gsize length;

  if (member == NULL)
    return FALSE;
  number = ct_json_node_get_number (member, &length);
  text = g_strndup (number, length);
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL);
}

gboolean
ct_json_read_amount (const CtJsonNode *object, const char *name, gint64 *amount_micro)
{
  const char *text = ct_json_read_text (object, name);

  return text != NULL && ct_money_parse_micro (text, amount_micro, NULL);
}
