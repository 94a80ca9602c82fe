#include "config.h"

#include "provider-private.h"

#include <glib/gi18n-lib.h>

#include "nearest.h"

/* What a name may be depends on where it stands. */
typedef struct
{
  CtDefinitionReader *reader; /* (unowned) */
  GHashTable *names;     /* (owned) of char* (owned): requests, deleted requests, fields, times */
  gboolean item, answer; /* also known here */
  const CtExpression *current; /* (unowned) */
} Names;

static const char *const time_names[] = { "base",
                                          "now_unix",
                                          "now_iso",
                                          "today",
                                          "year",
                                          "month",
                                          "month_start_unix",
                                          "month_start_iso",
                                          "month_start_date",
                                          NULL };

/* A request that `extends` deleted is absent, not unknown: it stands in one of the documents that
 * were merged. */
static void
add_source_requests (const CtJson *source, gpointer user_data)
{
  GHashTable *names = user_data;
  const CtJsonNode *requests = ct_json_node_get_member (ct_json_get_root (source), "requests");

  if (requests == NULL || ct_json_node_get_type (requests) != CT_JSON_OBJECT)
    return;
  for (const CtJsonNode *node = ct_json_node_get_first (requests); node != NULL;
       node = ct_json_node_get_next (node))
    g_hash_table_add (names, g_strdup (ct_json_node_get_name (node)));
}

static GHashTable *
collect_names (const CtProvider *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  ct_json_foreach_source (self->source, add_source_requests, names);
  for (guint i = 0; i < self->fields->len; i++)
    g_hash_table_add (names, g_strdup (((CtField *) self->fields->pdata[i])->id));
  for (guint i = 0; time_names[i] != NULL; i++)
    g_hash_table_add (names, g_strdup (time_names[i]));
  return names;
}

/* Of what is known here. (nullable) (transfer none) */
static const char *
nearest_name (const Names *self, const char *name)
{
  guint n;
  g_autofree const char **known = (const char **) g_hash_table_get_keys_as_array (self->names, &n);

  known = g_renew (const char *, known, n + 3);
  if (self->item)
    known[n++] = "item";
  if (self->answer)
    known[n++] = "answer";
  known[n] = NULL;
  return ct_nearest (name, known);
}

static void
check_name (const char *name, guint column, gpointer user_data)
{
  Names *self = user_data;
  g_autofree char *place = NULL;
  const char *nearest;

  if (g_hash_table_contains (self->names, name) || (self->item && g_str_equal (name, "item"))
      || (self->answer && g_str_equal (name, "answer")))
    return;
  nearest = nearest_name (self, name);
  place = g_strdup_printf (_ ("%s, column %u"), ct_expression_get_place (self->current), column);
  if (nearest != NULL)
    ct_definition_fail (self->reader, NULL, place, _ ("there is no “%s” here; did you mean “%s”?"),
                        name, nearest);
  else
    ct_definition_fail (self->reader, NULL, place, _ ("there is no “%s” here"), name);
}

static void
check_expression (const CtExpression *expression, gpointer user_data)
{
  Names *self = user_data;

  self->current = expression;
  ct_expression_foreach_name (expression, check_name, self);
}

static void
check_balance (Names *self, const CtBalanceDefinition *balance)
{
  const CtExpression *expressions[] = {
    balance->currency_from, balance->when, balance->primary, balance->unlimited, balance->available,
    balance->remaining,     balance->used, balance->limit,   balance->resets_at
  };

  if (balance->each != NULL)
    check_expression (balance->each, self);
  self->item = balance->each != NULL;
  ct_template_foreach_expression (balance->id, check_expression, self);
  if (balance->name != NULL)
    ct_template_foreach_expression (balance->name, check_expression, self);
  for (guint i = 0; i < G_N_ELEMENTS (expressions); i++)
    if (expressions[i] != NULL)
      check_expression (expressions[i], self);
  self->item = FALSE;
}

/* A link is opened without an account: it knows the address of the site and nothing else. */
static void
check_links (GPtrArray *links, CtDefinitionReader *reader)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Names check = { .reader = reader, .names = names };

  g_hash_table_add (names, (gpointer) "base");
  for (guint i = 0; i < links->len; i++)
    ct_template_foreach_expression (((CtParameter *) links->pdata[i])->value, check_expression,
                                    &check);
}

void
ct_provider_check_names (CtProvider *self, CtDefinitionReader *reader)
{
  g_autoptr (GHashTable) names = collect_names (self);
  Names check = { .reader = reader, .names = names };

  for (guint i = 0; i < self->requests->len; i++)
    {
      const CtRequestDefinition *request = self->requests->pdata[i];

      check.item = request->each != NULL;
      ct_request_definition_foreach_expression (request, check_expression, &check);
      check.item = FALSE;
      check.answer = TRUE;
      ct_request_definition_foreach_rule (request, check_expression, &check);
      check.answer = FALSE;
    }
  for (guint i = 0; i < self->balances->len; i++)
    check_balance (&check, self->balances->pdata[i]);
  for (guint i = 0; i < self->details->len; i++)
    check_expression (((CtDetailDefinition *) self->details->pdata[i])->value, &check);
  check.answer = TRUE;
  ct_provider_foreach_rule (self, check_expression, &check);
  check_links (self->links, reader);
  for (guint i = 0; i < self->regions->len; i++)
    check_links (((CtRegion *) self->regions->pdata[i])->links, reader);
}

/* --- Order --- */

typedef struct
{
  GPtrArray *sorted;                 /* (unowned) requests that can be sent, in that order */
  const CtProvider *provider;        /* (unowned) */
  const CtRequestDefinition *needed; /* (nullable) (unowned) one that is not sorted yet */
} Dependencies;

static void
require_sorted (const char *name, guint column, gpointer user_data)
{
  Dependencies *self = user_data;
  const CtRequestDefinition *needed = ct_provider_get_request (self->provider, name);

  if (needed != NULL && !g_ptr_array_find (self->sorted, needed, NULL))
    self->needed = needed;
}

static void
require_expression (const CtExpression *expression, gpointer user_data)
{
  ct_expression_foreach_name (expression, require_sorted, user_data);
}

/* What has to be asked before request can be. (nullable) */
static const CtRequestDefinition *
find_needed (const CtProvider *self, GPtrArray *sorted, const CtRequestDefinition *request)
{
  Dependencies dependencies = { sorted, self, NULL };

  ct_request_definition_foreach_expression (request, require_expression, &dependencies);
  ct_request_definition_foreach_rule (request, require_expression, &dependencies);
  return dependencies.needed;
}

/* The first that is ready, in the order of the file. (nullable) */
static CtRequestDefinition *
find_ready (const CtProvider *self, GPtrArray *sorted)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      CtRequestDefinition *request = self->requests->pdata[i];

      if (!g_ptr_array_find (sorted, request, NULL) && find_needed (self, sorted, request) == NULL)
        return request;
    }
  return NULL;
}

/* Each of the rest waits for another of them: whoever follows that often enough is in a circle. */
static const CtRequestDefinition *
find_circle (const CtProvider *self, GPtrArray *sorted)
{
  const CtRequestDefinition *request = NULL;

  for (guint i = 0; request == NULL; i++)
    if (!g_ptr_array_find (sorted, self->requests->pdata[i], NULL))
      request = self->requests->pdata[i];
  for (guint i = 0; i < self->requests->len; i++)
    request = find_needed (self, sorted, request);
  return request;
}

static void
fail_circle (const CtProvider *self, GPtrArray *sorted, CtDefinitionReader *reader,
             const CtJsonNode *root)
{
  const CtRequestDefinition *request = find_circle (self, sorted),
                            *needed = find_needed (self, sorted, request);
  g_autofree char *path = ct_definition_path ("requests", request->id);
  const CtJsonNode *node = ct_definition_get (ct_definition_get (root, "requests"), request->id);

  if (needed == request)
    ct_definition_fail (reader, node, path,
                        _ ("“%s” waits for itself; its answer is called “answer” here"),
                        request->id);
  else
    ct_definition_fail (reader, node, path, _ ("it waits for “%s”, which in turn waits for it"),
                        needed->id);
}

/* Takes the first request that is ready, again and again: the order of the file holds where nothing
 * speaks against it. */
void
ct_provider_order_requests (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint n = self->requests->len;

  while (sorted->len < n)
    {
      CtRequestDefinition *request = find_ready (self, sorted);

      if (request == NULL)
        {
          fail_circle (self, sorted, reader, root);
          return;
        }
      g_ptr_array_add (sorted, request);
    }
  for (guint i = 0; i < n; i++)
    self->requests->pdata[i] = sorted->pdata[i];
}
