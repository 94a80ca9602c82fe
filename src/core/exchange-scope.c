#include "config.h"

#include "exchange-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* --- What is known before the first answer --- */

static void
set_time (CtExchange *self, const char *name, GDateTime *time, const char *format)
{
  g_hash_table_insert (self->texts, g_strdup (name), g_date_time_format (time, format));
}

/* All UTC. */
static void
set_times (CtExchange *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) month = g_date_time_new_utc (g_date_time_get_year (now),
                                                     g_date_time_get_month (now), 1, 0, 0, 0);

  set_time (self, "now_unix", now, "%s");
  set_time (self, "now_iso", now, "%Y-%m-%dT%H:%M:%SZ");
  set_time (self, "today", now, "%Y-%m-%d");
  set_time (self, "year", now, "%Y");
  set_time (self, "month", now, "%m");
  set_time (self, "month_start_unix", month, "%s");
  set_time (self, "month_start_iso", month, "%Y-%m-%dT%H:%M:%SZ");
  set_time (self, "month_start_date", month, "%Y-%m-%d");
}

/* An empty field is absent; one that was never asked for has its default. */
static void
set_fields (CtExchange *self, GHashTable *fields)
{
  for (guint i = 0; i < self->provider->fields->len; i++)
    {
      const CtField *field = self->provider->fields->pdata[i];
      const char *value = fields != NULL ? g_hash_table_lookup (fields, field->id) : NULL;

      if (value == NULL)
        value = field->default_value;
      if (value != NULL && value[0] != '\0')
        g_hash_table_insert (self->texts, g_strdup (field->id), g_strdup (value));
    }
}

void
ct_exchange_set_texts (CtExchange *self, GHashTable *fields)
{
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  set_times (self);
  set_fields (self, fields);
}

/* --- Names --- */

CtSlot *
ct_exchange_find_slot (CtExchange *self, const char *request_id)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      CtSlot *slot = self->slots->pdata[i];

      if (strcmp (slot->definition->id, request_id) == 0)
        return slot;
    }
  return NULL;
}

static gboolean
value_of_slot (CtExchange *self, CtSlot *slot, CtValue *value, GError **error)
{
  if (slot->state == CT_SLOT_UNAVAILABLE)
    {
      self->unavailable = TRUE;
      if (error != NULL)
        *error = g_error_copy (slot->failure);
      return FALSE;
    }
  if (slot->state != CT_SLOT_READY)
    return TRUE;
  if (slot->definition->each == NULL)
    return ct_value_from_node (ct_json_get_root (slot->answers->pdata[0]), value, error);
  value->kind = CT_VALUE_LIST;
  value->list = g_ptr_array_new ();
  for (guint i = 0; i < slot->answers->len; i++)
    g_ptr_array_add (value->list, (gpointer) ct_json_get_root (slot->answers->pdata[i]));
  return TRUE;
}

static gboolean
value_of_node (const CtJsonNode *node, CtValue *value, GError **error)
{
  return node == NULL || ct_value_from_node (node, value, error);
}

static gboolean
lookup (const char *name, CtValue *value, gpointer user_data, GError **error)
{
  CtExchange *self = user_data;
  CtSlot *slot = ct_exchange_find_slot (self, name);
  const char *text;

  if (slot != NULL)
    return value_of_slot (self, slot, value, error);
  if (strcmp (name, "answer") == 0)
    return value_of_node (self->answer, value, error);
  if (strcmp (name, "item") == 0)
    return value_of_node (self->item, value, error);
  text = strcmp (name, "base") == 0 ? self->base_url : g_hash_table_lookup (self->texts, name);
  if (text != NULL)
    {
      value->kind = CT_VALUE_TEXT;
      value->text = text;
    }
  return TRUE;
}

CtScope
ct_exchange_get_scope (CtExchange *self)
{
  return (CtScope){ lookup, self };
}

/* --- Lists --- */

static void
append_elements (const CtJsonNode *array, GPtrArray *items)
{
  for (const CtJsonNode *element = ct_json_node_get_first (array); element != NULL;
       element = ct_json_node_get_next (element))
    g_ptr_array_add (items, (gpointer) element);
}

gboolean
ct_exchange_list (CtExchange *self, const CtExpression *each, GPtrArray **items, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_auto (CtValue) value = { 0 };

  *items = NULL;
  if (!ct_expression_evaluate (each, &scope, &value, error))
    return FALSE;
  if (ct_value_is_missing (&value))
    return TRUE;
  if (value.kind == CT_VALUE_NODE && ct_json_node_get_type (value.node) == CT_JSON_ARRAY)
    append_elements (value.node, found);
  else if (value.kind != CT_VALUE_LIST)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE, _ ("%s: a list is wanted here, not %s"),
                   ct_expression_get_place (each), ct_value_describe (&value));
      return FALSE;
    }
  for (guint i = 0; value.list != NULL && i < value.list->len; i++)
    if (value.list->pdata[i] != NULL)
      g_ptr_array_add (found, value.list->pdata[i]);
  *items = g_steal_pointer (&found);
  return TRUE;
}
