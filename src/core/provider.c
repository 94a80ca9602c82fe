#include "config.h"

#include "provider-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static void
region_free (CtRegion *region)
{
  g_free (region->id);
  g_free (region->name);
  g_free (region->base_url);
  g_free (region->currency);
  g_ptr_array_unref (region->links);
  g_free (region);
}

static void
field_free (CtField *field)
{
  g_free (field->id);
  g_free (field->label);
  g_free (field->help);
  g_strfreev (field->choices);
  g_free (field->default_value);
  g_free (field);
}

void
ct_error_rule_free (gpointer data)
{
  CtErrorRule *rule = data;

  g_clear_pointer (&rule->when, ct_expression_free);
  g_free (rule->hint);
  g_free (rule->place);
  g_free (rule);
}

void
ct_parameter_free (gpointer data)
{
  CtParameter *parameter = data;

  g_free (parameter->name);
  g_clear_pointer (&parameter->value, ct_template_free);
  g_free (parameter);
}

void
ct_pages_definition_free (CtPagesDefinition *pages)
{
  g_free (pages->param);
  g_clear_pointer (&pages->next, ct_expression_free);
  g_clear_pointer (&pages->more, ct_expression_free);
  g_strfreev (pages->join);
  g_free (pages);
}

static void
request_free (CtRequestDefinition *request)
{
  g_free (request->id);
  g_free (request->method);
  g_clear_pointer (&request->path, ct_template_free);
  g_ptr_array_unref (request->query);
  g_ptr_array_unref (request->headers);
  g_clear_pointer (&request->body, ct_template_free);
  g_free (request->auth.name);
  g_free (request->auth.prefix);
  g_clear_pointer (&request->when, ct_expression_free);
  g_clear_pointer (&request->each, ct_expression_free);
  g_clear_pointer (&request->pages, ct_pages_definition_free);
  g_clear_pointer (&request->ok, ct_expression_free);
  g_clear_pointer (&request->errors, g_ptr_array_unref);
  g_free (request);
}

static void
balance_free (CtBalanceDefinition *balance)
{
  g_clear_pointer (&balance->id, ct_template_free);
  g_clear_pointer (&balance->name, ct_template_free);
  g_free (balance->currency);
  g_clear_pointer (&balance->currency_from, ct_expression_free);
  g_clear_pointer (&balance->each, ct_expression_free);
  g_clear_pointer (&balance->when, ct_expression_free);
  g_clear_pointer (&balance->primary, ct_expression_free);
  g_clear_pointer (&balance->unlimited, ct_expression_free);
  g_clear_pointer (&balance->available, ct_expression_free);
  g_clear_pointer (&balance->remaining, ct_expression_free);
  g_clear_pointer (&balance->used, ct_expression_free);
  g_clear_pointer (&balance->limit, ct_expression_free);
  g_clear_pointer (&balance->resets_at, ct_expression_free);
  g_free (balance);
}

static void
detail_free (CtDetailDefinition *detail)
{
  g_free (detail->name);
  g_clear_pointer (&detail->value, ct_expression_free);
  g_free (detail);
}

CtProvider *
ct_provider_new_empty (CtJson *source)
{
  CtProvider *self = g_new0 (CtProvider, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->source = ct_json_ref (source);
  self->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) region_free);
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->errors = g_ptr_array_new_with_free_func (ct_error_rule_free);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_expression_free);
  self->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) balance_free);
  self->details = g_ptr_array_new_with_free_func ((GDestroyNotify) detail_free);
  self->links = g_ptr_array_new_with_free_func (ct_parameter_free);
  return self;
}

CtProvider *
ct_provider_ref (CtProvider *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ct_provider_unref (CtProvider *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  ct_json_unref (self->source);
  g_free (self->id);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->strip_suffix);
  g_free (self->key_kind);
  g_free (self->key_help);
  g_free (self->key_prefix_hint);
  g_free (self->key_not_prefix);
  g_free (self->key_env);
  g_clear_pointer (&self->ok, ct_expression_free);
  g_ptr_array_unref (self->regions);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->errors);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->balances);
  g_ptr_array_unref (self->details);
  g_ptr_array_unref (self->links);
  g_free (self->confidence);
  g_free (self->note);
  g_free (self);
}

const CtRegion *
ct_provider_get_region (const CtProvider *self, const char *id)
{
  for (guint i = 0; i < self->regions->len; i++)
    {
      const CtRegion *region = self->regions->pdata[i];

      if (strcmp (region->id, id) == 0)
        return region;
    }
  return NULL;
}

const CtField *
ct_provider_get_field (const CtProvider *self, const char *id)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CtField *field = self->fields->pdata[i];

      if (strcmp (field->id, id) == 0)
        return field;
    }
  return NULL;
}

const CtRequestDefinition *
ct_provider_get_request (const CtProvider *self, const char *id)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      const CtRequestDefinition *request = self->requests->pdata[i];

      if (strcmp (request->id, id) == 0)
        return request;
    }
  return NULL;
}

gboolean
ct_provider_needs_token (const CtProvider *self)
{
  for (guint i = 0; i < self->requests->len; i++)
    if (((CtRequestDefinition *) self->requests->pdata[i])->auth.kind != CT_AUTH_NONE)
      return TRUE;
  return FALSE;
}

/* --- Every expression --- */

static void
visit (CtExpression *expression, void (*func) (const CtExpression *, gpointer), gpointer user_data)
{
  if (expression != NULL)
    func (expression, user_data);
}

static void
visit_template (CtTemplate *template_, void (*func) (const CtExpression *, gpointer),
                gpointer user_data)
{
  if (template_ != NULL)
    ct_template_foreach_expression (template_, func, user_data);
}

static void
visit_parameters (GPtrArray *parameters, void (*func) (const CtExpression *, gpointer),
                  gpointer user_data)
{
  for (guint i = 0; i < parameters->len; i++)
    visit_template (((CtParameter *) parameters->pdata[i])->value, func, user_data);
}

void
ct_request_definition_foreach_expression (const CtRequestDefinition *request,
                                          void (*func) (const CtExpression *, gpointer),
                                          gpointer user_data)
{
  visit_template (request->path, func, user_data);
  visit_parameters (request->query, func, user_data);
  visit_parameters (request->headers, func, user_data);
  visit_template (request->body, func, user_data);
  visit (request->when, func, user_data);
  visit (request->each, func, user_data);
}

static void
visit_errors (GPtrArray *errors, void (*func) (const CtExpression *, gpointer), gpointer user_data)
{
  for (guint i = 0; i < errors->len; i++)
    visit (((CtErrorRule *) errors->pdata[i])->when, func, user_data);
}

void
ct_request_definition_foreach_rule (const CtRequestDefinition *request,
                                    void (*func) (const CtExpression *, gpointer),
                                    gpointer user_data)
{
  visit (request->ok, func, user_data);
  visit_errors (request->errors, func, user_data);
  if (request->pages == NULL)
    return;
  visit (request->pages->next, func, user_data);
  visit (request->pages->more, func, user_data);
}

void
ct_provider_foreach_rule (const CtProvider *self, void (*func) (const CtExpression *, gpointer),
                          gpointer user_data)
{
  visit (self->ok, func, user_data);
  visit_errors (self->errors, func, user_data);
  for (guint i = 0; i < self->messages->len; i++)
    visit (self->messages->pdata[i], func, user_data);
}

static void
visit_balance (const CtBalanceDefinition *balance, void (*func) (const CtExpression *, gpointer),
               gpointer user_data)
{
  visit_template (balance->id, func, user_data);
  visit_template (balance->name, func, user_data);
  visit (balance->currency_from, func, user_data);
  visit (balance->each, func, user_data);
  visit (balance->when, func, user_data);
  visit (balance->primary, func, user_data);
  visit (balance->unlimited, func, user_data);
  visit (balance->available, func, user_data);
  visit (balance->remaining, func, user_data);
  visit (balance->used, func, user_data);
  visit (balance->limit, func, user_data);
  visit (balance->resets_at, func, user_data);
}

void
ct_provider_foreach_expression (const CtProvider *self,
                                void (*func) (const CtExpression *, gpointer), gpointer user_data)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      ct_request_definition_foreach_expression (self->requests->pdata[i], func, user_data);
      ct_request_definition_foreach_rule (self->requests->pdata[i], func, user_data);
    }
  ct_provider_foreach_rule (self, func, user_data);
  for (guint i = 0; i < self->balances->len; i++)
    visit_balance (self->balances->pdata[i], func, user_data);
  for (guint i = 0; i < self->details->len; i++)
    visit (((CtDetailDefinition *) self->details->pdata[i])->value, func, user_data);
}

/* --- For the person --- */

static gboolean
lookup_base (const char *name, CtValue *value, gpointer user_data, GError **error)
{
  value->kind = CT_VALUE_TEXT;
  value->text = user_data;
  return TRUE;
}

static const CtTemplate *
find_link (GPtrArray *links, const char *name)
{
  for (guint i = 0; i < links->len; i++)
    {
      const CtParameter *link = links->pdata[i];

      if (strcmp (link->name, name) == 0)
        return link->value;
    }
  return NULL;
}

static const CtTemplate *
find_region_link (const CtProvider *self, const char *name, const char *base_url)
{
  for (guint i = 0; i < self->regions->len; i++)
    {
      const CtRegion *region = self->regions->pdata[i];

      if (g_strcmp0 (region->base_url, base_url) == 0)
        return find_link (region->links, name);
    }
  return NULL;
}

char *
ct_provider_get_link (const CtProvider *self, const char *name, const char *base_url,
                      gboolean *needs_base)
{
  CtScope scope = { lookup_base, (gpointer) base_url };
  const CtTemplate *link = find_region_link (self, name, base_url);
  g_autofree char *address = NULL;
  gboolean uses_base;

  if (link == NULL)
    link = find_link (self->links, name);
  if (link == NULL)
    return NULL;
  uses_base = ct_template_get_constant (link) == NULL;
  if (needs_base != NULL)
    *needs_base = uses_base;
  if (uses_base && base_url == NULL)
    return NULL;
  address = ct_template_expand (link, &scope, CT_ESCAPE_NONE, NULL, NULL);
  return address != NULL && g_str_has_prefix (address, "https://") ? g_steal_pointer (&address)
                                                                   : NULL;
}

char *
ct_provider_get_top_up_link (const CtProvider *self, const char *base_url, gboolean *needs_base)
{
  char *address = ct_provider_get_link (self, "top_up", base_url, needs_base);

  return address != NULL ? address : ct_provider_get_link (self, "console", base_url, needs_base);
}

char *
ct_provider_check_token_kind (const CtProvider *self, const char *token)
{
  if (self->key_not_prefix != NULL && g_str_has_prefix (token, self->key_not_prefix))
    return g_strdup_printf (
        _ ("This looks like another kind of key: %s wants a “%s”, which does not begin with %s."),
        self->name, self->key_kind, self->key_not_prefix);
  if (self->key_prefix_hint != NULL && !g_str_has_prefix (token, self->key_prefix_hint))
    return g_strdup_printf (_ ("A “%s” of %s usually begins with %s."), self->key_kind, self->name,
                            self->key_prefix_hint);
  return NULL;
}
