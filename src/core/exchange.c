#include "config.h"

#include "exchange-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "redact.h"

#define MAX_REQUESTS 40
#define MAX_ITEMS 20

static void
slot_free (CtSlot *slot)
{
  g_ptr_array_unref (slot->answers);
  g_clear_error (&slot->failure);
  g_clear_pointer (&slot->items, g_ptr_array_unref);
  g_clear_pointer (&slot->pages, ct_json_unref);
  g_free (slot->next_page);
  g_clear_pointer (&slot->cached, ct_json_unref);
  g_free (slot);
}

CtExchange *
ct_exchange_new (CtProvider *provider, const CtExchangeContext *context)
{
  CtExchange *self = g_new0 (CtExchange, 1);
  const CtRegion *region = context->region != NULL
                               ? ct_provider_get_region (provider, context->region)
                               : NULL;

  self->provider = ct_provider_ref (provider);
  self->base_url = g_strdup (context->base_url);
  self->origin = g_strdup (context->origin);
  self->region_currency = region != NULL ? g_strdup (region->currency) : NULL;
  self->allow_private_http = context->allow_private_http;
  self->last = context->last != NULL ? ct_reading_ref ((CtReading *) context->last) : NULL;
  self->now_us = context->now_us;
  self->token = context->token;
  self->retry_after_us = -1;
  ct_exchange_set_texts (self, context->fields);
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_free);
  for (guint i = 0; i < provider->requests->len; i++)
    {
      CtSlot *slot = g_new0 (CtSlot, 1);

      slot->definition = provider->requests->pdata[i];
      slot->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_json_unref);
      g_ptr_array_add (self->slots, slot);
    }
  return self;
}

void
ct_exchange_free (CtExchange *self)
{
  ct_provider_unref (self->provider);
  g_free (self->base_url);
  g_free (self->origin);
  g_free (self->region_currency);
  g_hash_table_unref (self->texts);
  g_clear_pointer (&self->last, ct_reading_unref);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/* --- The next request --- */

void
ct_exchange_set_cached (CtExchange *self, const char *request_id, CtJson *json, gint64 stored_us)
{
  CtSlot *slot = ct_exchange_find_slot (self, request_id);

  g_return_if_fail (slot != NULL);
  g_clear_pointer (&slot->cached, ct_json_unref);
  slot->cached = ct_json_ref (json);
  slot->cached_us = stored_us;
}

static void
use_cached (CtSlot *slot)
{
  g_ptr_array_set_size (slot->answers, 0);
  g_ptr_array_add (slot->answers, ct_json_ref (slot->cached));
  slot->from_cache = TRUE;
  slot->state = CT_SLOT_READY;
}

static gboolean
is_young (CtExchange *self, CtSlot *slot)
{
  gint64 age_us = self->now_us - slot->cached_us;

  return slot->cached != NULL && age_us >= 0
         && age_us < (gint64) slot->definition->cache_s * G_USEC_PER_SEC;
}

/* A site that has sent a page has the endpoint. */
static gboolean
is_lacking (const CtSlot *slot, const GError *failure)
{
  return slot->pages == NULL
         && (g_error_matches (failure, CT_ERROR, CT_ERROR_NOT_FOUND)
             || g_error_matches (failure, CT_ERROR, CT_ERROR_RETIRED));
}

/* A request failed or cannot even be written. FALSE: with it the whole exchange. */
static gboolean
settle_failure (CtSlot *slot, GError *failure, GError **error)
{
  if (!slot->definition->optional)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (is_lacking (slot, failure))
    slot->state = CT_SLOT_ABSENT;
  else if (slot->cached != NULL)
    use_cached (slot);
  else
    {
      slot->state = CT_SLOT_UNAVAILABLE;
      slot->failure = failure;
      return TRUE;
    }
  g_error_free (failure);
  return TRUE;
}

/* What `each` lists. A list that is not there is no empty one: its answers are absent. */
static gboolean
collect_items (CtExchange *self, CtSlot *slot, GError **error)
{
  if (!ct_exchange_list (self, slot->definition->each, &slot->items, error))
    return FALSE;
  if (slot->items == NULL)
    slot->state = CT_SLOT_ABSENT;
  if (slot->items == NULL || slot->items->len <= MAX_ITEMS)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_TOO_LARGE,
               _ ("There is more to ask for than the %d that are asked: %s"), MAX_ITEMS,
               ct_expression_get_place (slot->definition->each));
  return FALSE;
}

/* Whether there is something to send for the slot now; if not, its state says what there is
 * instead. */
static gboolean
open_slot (CtExchange *self, CtSlot *slot, gboolean *send, GError **error)
{
  const CtRequestDefinition *definition = slot->definition;
  CtScope scope = ct_exchange_get_scope (self);
  gboolean wanted = TRUE;

  *send = FALSE;
  if (definition->when != NULL && !ct_expression_test (definition->when, &scope, &wanted, error))
    return FALSE;
  if (!wanted)
    slot->state = CT_SLOT_ABSENT;
  else if (is_young (self, slot))
    use_cached (slot);
  else if (definition->each != NULL && slot->items == NULL && !collect_items (self, slot, error))
    return FALSE;
  else if (slot->items != NULL && slot->answers->len == slot->items->len)
    slot->state = CT_SLOT_READY;
  *send = slot->state == CT_SLOT_WAITING;
  return TRUE;
}

/* value: encoded. */
static void
append_parameter (GString *address, const char *name, const char *value)
{
  g_autofree char *encoded = g_uri_escape_string (name, NULL, FALSE);

  g_string_append_printf (address, "%c%s=%s", strchr (address->str, '?') != NULL ? '&' : '?',
                          encoded, value);
}

static gboolean
add_query (const CtSlot *slot, const CtScope *scope, GString *address, GError **error)
{
  const CtPagesDefinition *pages = slot->next_page != NULL ? slot->definition->pages : NULL;

  for (guint i = 0; i < slot->definition->query->len; i++)
    {
      const CtParameter *parameter = slot->definition->query->pdata[i];
      gboolean absent = FALSE;
      g_autofree char *value = NULL;

      if (pages != NULL && strcmp (parameter->name, pages->param) == 0)
        continue;
      value = ct_template_expand (parameter->value, scope, CT_ESCAPE_QUERY, &absent, error);
      if (value == NULL && !absent)
        return FALSE;
      if (value != NULL)
        append_parameter (address, parameter->name, value);
    }
  if (pages != NULL)
    {
      g_autofree char *value = g_uri_escape_string (slot->next_page, NULL, FALSE);

      append_parameter (address, pages->param, value);
    }
  return TRUE;
}

static gboolean
add_headers (const CtRequestDefinition *definition, const CtScope *scope, CtHttpRequest *request,
             GError **error)
{
  for (guint i = 0; i < definition->headers->len; i++)
    {
      const CtParameter *parameter = definition->headers->pdata[i];
      gboolean absent = FALSE;
      g_autofree char *value = ct_template_expand (parameter->value, scope, CT_ESCAPE_HEADER,
                                                   &absent, error);

      if (value == NULL && !absent)
        return FALSE;
      if (value != NULL)
        ct_http_request_add_header (request, parameter->name, value);
    }
  return TRUE;
}

/* The whole expanded address is parsed again: whatever a template made of it, it stays at the
 * origin. */
static gboolean
check_origin (CtExchange *self, const CtRequestDefinition *definition, const char *address,
              GError **error)
{
  g_autofree char *origin = ct_http_origin (address, self->allow_private_http, error);

  if (origin == NULL)
    return FALSE;
  if (strcmp (origin, self->origin) == 0)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("%s: requests.%s.path leads to another site; nothing was sent"),
               self->provider->id, definition->id);
  return FALSE;
}

static CtHttpRequest *
write_request (CtExchange *self, const CtSlot *slot, GError **error)
{
  const CtRequestDefinition *definition = slot->definition;
  CtScope scope = ct_exchange_get_scope (self);
  g_autoptr (GString) address = g_string_new (self->base_url);
  g_autoptr (CtHttpRequest) request = NULL;
  g_autofree char *path = ct_template_expand (definition->path, &scope, CT_ESCAPE_SEGMENT, NULL,
                                              error);

  if (path == NULL)
    return NULL;
  g_string_append (address, path);
  if (!add_query (slot, &scope, address, error)
      || !check_origin (self, definition, address->str, error))
    return NULL;
  request = ct_http_request_new (definition->id, definition->method, address->str, self->origin);
  ct_http_request_set_auth (request, &definition->auth);
  if (!add_headers (definition, &scope, request, error))
    return NULL;
  if (definition->body != NULL)
    {
      request->body = ct_template_expand (definition->body, &scope, CT_ESCAPE_JSON, NULL, error);
      if (request->body == NULL)
        return NULL;
    }
  return g_steal_pointer (&request);
}

/* The request of a slot that waits; NULL with or without an error as ct_exchange_next(). */
static CtHttpRequest *
next_of_slot (CtExchange *self, CtSlot *slot, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CtHttpRequest *request = NULL;
  gboolean send;

  if (!open_slot (self, slot, &send, &failure))
    send = FALSE;
  if (send && self->n_sent == MAX_REQUESTS)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOO_LARGE,
                   _ ("One poll would take more than %d requests"), MAX_REQUESTS);
      return NULL;
    }
  if (send)
    {
      self->item = slot->items != NULL ? slot->items->pdata[slot->answers->len] : NULL;
      request = write_request (self, slot, &failure);
      self->item = NULL;
    }
  if (failure != NULL)
    {
      settle_failure (slot, g_steal_pointer (&failure), error);
      return NULL;
    }
  if (request != NULL)
    {
      slot->state = CT_SLOT_SENT;
      self->current = slot;
      self->n_sent++;
    }
  return request;
}

CtHttpRequest *
ct_exchange_next (CtExchange *self, GError **error)
{
  g_return_val_if_fail (self->current == NULL, NULL);

  for (guint i = 0; i < self->slots->len && !self->zero; i++)
    {
      CtSlot *slot = self->slots->pdata[i];

      while (slot->state == CT_SLOT_WAITING)
        {
          GError *local_error = NULL;
          CtHttpRequest *request = next_of_slot (self, slot, &local_error);

          if (request != NULL)
            return request;
          if (local_error != NULL)
            {
              g_propagate_error (error, local_error);
              return NULL;
            }
        }
    }
  return NULL;
}

/* --- Answers --- */

gboolean
ct_exchange_answer_failed (CtExchange *self, const GError *failure, GError **error)
{
  CtSlot *slot = g_steal_pointer (&self->current);

  g_return_val_if_fail (slot != NULL, FALSE);
  return settle_failure (slot, g_error_copy (failure), error);
}

gboolean
ct_exchange_answer (CtExchange *self, const CtHttpAnswer *answer, GError **error)
{
  CtSlot *slot = g_steal_pointer (&self->current);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtJson) json = NULL;

  g_return_val_if_fail (slot != NULL, FALSE);
  self->retry_after_us = MAX (self->retry_after_us, answer->retry_after_us);
  json = ct_exchange_judge (self, slot->definition, answer, &self->zero, &failure);
  if (failure != NULL)
    return settle_failure (slot, g_steal_pointer (&failure), error);
  if (json == NULL)
    return TRUE; /* zero */
  if (!ct_exchange_take_answer (self, slot, json, &failure))
    return settle_failure (slot, g_steal_pointer (&failure), error);
  return TRUE;
}

const char *
ct_exchange_get_rule (const CtExchange *self)
{
  return self->rule;
}

gint64
ct_exchange_get_retry_after_us (const CtExchange *self)
{
  return self->retry_after_us;
}

/* --- What is kept --- */

typedef struct
{
  const char *name;       /* (unowned) */
  const CtJsonNode *root; /* (unowned) */
  GHashTable *keep;       /* (unowned) */
} Marking;

static void
mark_read (const CtExpression *expression, gpointer user_data)
{
  Marking *marking = user_data;

  ct_expression_mark_read (expression, marking->name, marking->root, marking->keep);
}

void
ct_exchange_foreach_kept (CtExchange *self, CtKeptFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      CtSlot *slot = self->slots->pdata[i];
      g_autoptr (GHashTable) keep = NULL;
      g_autoptr (GString) out = NULL;
      Marking marking;

      if (slot->definition->cache_s == 0 || slot->definition->each != NULL
          || slot->state != CT_SLOT_READY || slot->from_cache)
        continue;
      keep = g_hash_table_new (NULL, NULL);
      out = g_string_new (NULL);
      marking = (Marking){ slot->definition->id, ct_json_get_root (slot->answers->pdata[0]), keep };
      ct_provider_foreach_expression (self->provider, mark_read, &marking);
      ct_json_node_append (marking.root, keep, out);
      /* A server that echoes the token, or some of it, where a value is read: that is not kept. */
      if (!ct_redact_finds_token (out->str, self->token))
        func (slot->definition->id, slot->definition, out->str, user_data);
      explicit_bzero (out->str, out->len);
    }
}

CtReading *
ct_exchange_finish (CtExchange *self, GError **error)
{
  return self->zero ? ct_exchange_read_zero (self, error) : ct_exchange_read (self, error);
}
