#include "config.h"

#include "reading.h"

#include <string.h>

#include "error.h"

static const char *const scopes[] = { "account", "key", NULL };
static const char *const kinds[] = { "money", "credits", "percent", NULL };

const char *
ct_balance_scope_to_string (CtBalanceScope scope)
{
  return scopes[scope];
}

const char *
ct_balance_kind_to_string (CtBalanceKind kind)
{
  return kinds[kind];
}

/* --- Writing --- */

static void
append_name (GString *out, const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  ct_json_append_quoted (out, name);
  g_string_append_c (out, ':');
}

static void
append_text (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  append_name (out, name);
  ct_json_append_quoted (out, value);
}

static void
append_amount (GString *out, const char *name, gboolean present, gint64 amount_micro)
{
  g_autofree char *decimal = present ? ct_money_to_decimal (amount_micro) : NULL;

  append_text (out, name, decimal);
}

static void
append_flag (GString *out, const char *name, gboolean flag)
{
  if (!flag)
    return;
  append_name (out, name);
  g_string_append (out, "true");
}

static void
append_balance (GString *out, const CtBalance *balance)
{
  g_string_append_c (out, '{');
  append_text (out, "id", balance->id);
  append_text (out, "name", balance->name);
  append_text (out, "scope", scopes[balance->scope]);
  append_text (out, "kind", kinds[balance->kind]);
  append_text (out, "currency", balance->currency);
  append_flag (out, "primary", balance->primary);
  append_flag (out, "unlimited", balance->unlimited);
  append_flag (out, "exhausted", balance->exhausted);
  append_flag (out, "stale", balance->stale);
  append_amount (out, "remaining", balance->has_remaining, balance->remaining_micro);
  append_amount (out, "used", balance->has_used, balance->used_micro);
  append_amount (out, "limit", balance->has_limit, balance->limit_micro);
  append_amount (out, "usd_per_unit", balance->usd_per_unit_micro != 0,
                 balance->usd_per_unit_micro);
  append_amount (out, "resets_at", balance->resets_at_us >= 0, balance->resets_at_us);
  g_string_append_c (out, '}');
}

void
ct_reading_append_json (const CtReading *reading, GString *out)
{
  g_string_append (out, "{\"balances\":[");
  for (guint i = 0; i < reading->balances->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_balance (out, reading->balances->pdata[i]);
    }
  g_string_append (out, "],\"details\":[");
  for (guint i = 0; i < reading->details->len; i++)
    {
      const CtDetail *detail = reading->details->pdata[i];

      g_string_append (out, i > 0 ? ",{" : "{");
      append_text (out, "name", detail->name);
      append_text (out, "value", detail->value);
      append_flag (out, "number", detail->is_number);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}");
}

/* --- Reading what was written --- */

static const char *
get_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *member = ct_json_node_get_member (object, name);

  if (member == NULL || ct_json_node_get_type (member) != CT_JSON_STRING)
    return NULL;
  return ct_json_node_get_string (member);
}

/* What is there but is not what it should be makes the whole reading void: *fine is then FALSE. */
static gboolean
get_flag (const CtJsonNode *object, const char *name, gboolean *fine)
{
  const CtJsonNode *member = ct_json_node_get_member (object, name);

  if (member != NULL && ct_json_node_get_type (member) != CT_JSON_BOOLEAN)
    *fine = FALSE;
  return member != NULL && ct_json_node_get_boolean (member);
}

static gboolean
get_amount (const CtJsonNode *object, const char *name, gint64 *amount_micro, gboolean *fine)
{
  const char *text = get_text (object, name);

  if (ct_json_node_get_member (object, name) == NULL)
    return FALSE;
  if (text != NULL && ct_money_parse_micro (text, amount_micro, NULL))
    return TRUE;
  *fine = FALSE;
  return FALSE;
}

static guint
get_choice (const CtJsonNode *object, const char *name, const char *const *choices, gboolean *fine)
{
  const char *text = get_text (object, name);

  if (ct_json_node_get_member (object, name) == NULL)
    return 0;
  for (guint i = 0; text != NULL && choices[i] != NULL; i++)
    if (strcmp (choices[i], text) == 0)
      return i;
  *fine = FALSE;
  return 0;
}

static CtBalance *
balance_from_json (const CtJsonNode *object)
{
  const char *id = get_text (object, "id"), *currency = get_text (object, "currency");
  gboolean fine = TRUE;
  CtBalance *balance;
  CtMoney money;

  if (id == NULL || currency == NULL || !ct_money_init (&money, 0, currency))
    return NULL;
  balance = ct_balance_new (id);
  balance->name = g_strdup (get_text (object, "name"));
  balance->scope = get_choice (object, "scope", scopes, &fine);
  balance->kind = get_choice (object, "kind", kinds, &fine);
  g_strlcpy (balance->currency, money.currency, sizeof balance->currency);
  balance->primary = get_flag (object, "primary", &fine);
  balance->unlimited = get_flag (object, "unlimited", &fine);
  balance->exhausted = get_flag (object, "exhausted", &fine);
  balance->stale = get_flag (object, "stale", &fine);
  balance->has_remaining = get_amount (object, "remaining", &balance->remaining_micro, &fine);
  balance->has_used = get_amount (object, "used", &balance->used_micro, &fine);
  balance->has_limit = get_amount (object, "limit", &balance->limit_micro, &fine);
  get_amount (object, "usd_per_unit", &balance->usd_per_unit_micro, &fine);
  get_amount (object, "resets_at", &balance->resets_at_us, &fine);
  if (fine)
    return balance;
  ct_balance_free (balance);
  return NULL;
}

static gboolean
add_balances (CtReading *reading, const CtJsonNode *list)
{
  for (const CtJsonNode *child = ct_json_node_get_first (list); child != NULL;
       child = ct_json_node_get_next (child))
    {
      CtBalance *balance = balance_from_json (child);

      if (balance == NULL)
        return FALSE;
      g_ptr_array_add (reading->balances, balance);
    }
  return ct_reading_get_primary (reading) != NULL;
}

static void
add_details (CtReading *reading, const CtJsonNode *list)
{
  for (const CtJsonNode *child = ct_json_node_get_first (list); child != NULL;
       child = ct_json_node_get_next (child))
    {
      const char *name = get_text (child, "name"), *value = get_text (child, "value");
      gboolean fine; /* a detail is an extra */

      if (name != NULL && value != NULL)
        ct_reading_add_detail (reading, name, value, get_flag (child, "number", &fine));
    }
}

CtReading *
ct_reading_from_json (const CtJsonNode *node, GError **error)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  const CtJsonNode *balances = ct_json_node_get_member (node, "balances");
  const CtJsonNode *details = ct_json_node_get_member (node, "details");

  if (balances == NULL || !add_balances (reading, balances))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_BAD_JSON, "not a kept reading");
      return NULL;
    }
  if (details != NULL)
    add_details (reading, details);
  return g_steal_pointer (&reading);
}
