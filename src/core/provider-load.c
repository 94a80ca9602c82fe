#include "config.h"

#include "provider-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "money.h"

/* Names that expressions know by themselves. */
static const char *const reserved_names[] = { "item",
                                              "answer",
                                              "base",
                                              "now_unix",
                                              "now_iso",
                                              "today",
                                              "year",
                                              "month",
                                              "month_start_unix",
                                              "month_start_iso",
                                              "month_start_date",
                                              "true",
                                              "false",
                                              "null",
                                              "and",
                                              "or",
                                              "not",
                                              "exists",
                                              "contains",
                                              "iso",
                                              "sum",
                                              "min",
                                              "max",
                                              "count",
                                              NULL };

static gboolean
is_variable (const char *text)
{
  return (g_ascii_isupper (text[0]) || text[0] == '_')
         && text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

gboolean
ct_provider_is_name (const char *text)
{
  if (!g_ascii_islower (text[0]) || g_strv_contains (reserved_names, text))
    return FALSE;
  return text[strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static gboolean
is_id (const char *text)
{
  return (g_ascii_islower (text[0]) || g_ascii_isdigit (text[0]))
         && text[strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0'
         && strlen (text) <= 64;
}

/* An address that a token may be sent to, as ct_http_normalize_base() leaves it. */
static char *
read_base_url (CtDefinitionReader *reader, const CtJsonNode *object, const char *path)
{
  const CtJsonNode *node = ct_definition_get (object, "base_url");
  g_autofree char *field = ct_definition_path (path, "base_url"), *base = NULL;
  g_autoptr (GError) error = NULL;

  if (node == NULL)
    return NULL;
  base = ct_http_normalize_base (ct_json_node_get_string (node), "", TRUE, &error);
  if (base == NULL)
    ct_definition_fail (reader, node, field, "%s", error->message);
  else if (strcmp (base, ct_json_node_get_string (node)) != 0)
    ct_definition_fail (reader, node, field, _ ("write the address as %s"), base);
  return g_steal_pointer (&base);
}

static GPtrArray *
load_links (CtDefinitionReader *reader, const CtJsonNode *owner, const char *path)
{
  const CtJsonNode *object = ct_definition_get (owner, "links");
  GPtrArray *links = g_ptr_array_new_with_free_func (ct_parameter_free);
  g_autofree char *field = ct_definition_path (path, "links");

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      const char *name = ct_json_node_get_name (node);
      CtTemplate *value = ct_definition_get_template (reader, object, field, name);
      CtParameter *link;

      if (value == NULL)
        continue;
      link = g_new0 (CtParameter, 1);
      link->name = g_strdup (name);
      link->value = value;
      g_ptr_array_add (links, link);
      if (!g_str_has_prefix (ct_json_node_get_string (node), "https://")
          && !g_str_has_prefix (ct_json_node_get_string (node), "{base}/"))
        ct_definition_fail (reader, node, field, _ ("a link begins with https:// or {base}/"));
    }
  return links;
}

static void
load_regions (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *list = ct_definition_get (root, "regions");
  guint i = 0;

  if (list == NULL)
    return;
  for (const CtJsonNode *node = ct_json_node_get_first (list);
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *path = g_strdup_printf ("regions[%u]", i++);
      CtRegion *region = g_new0 (CtRegion, 1);
      CtMoney money;

      region->id = ct_definition_get_text (node, "id");
      region->name = ct_definition_get_message (node, "name");
      region->base_url = read_base_url (reader, node, path);
      region->currency = ct_definition_get_text (node, "currency");
      region->links = load_links (reader, node, path);
      if (region->currency != NULL && !ct_money_init (&money, 0, region->currency))
        ct_definition_fail (reader, node, path, _ ("“%s” is not a currency or unit"),
                            region->currency);
      if (ct_provider_get_region (self, region->id) != NULL)
        ct_definition_fail (reader, node, path, _ ("there are two of “%s”"), region->id);
      g_ptr_array_add (self->regions, region);
    }
  if (self->base_url != NULL)
    ct_definition_fail (reader, list, "regions", _ ("regions and base_url exclude each other"));
}

static void
load_key (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *key = ct_definition_get (root, "key");

  if (key != NULL)
    {
      self->key_kind = ct_definition_get_message (key, "kind");
      self->key_help = ct_definition_get_message (key, "help");
      self->key_prefix_hint = ct_definition_get_text (key, "prefix_hint");
      self->key_not_prefix = ct_definition_get_text (key, "not_prefix");
      self->key_env = ct_definition_get_text (key, "env");
      if (self->key_env != NULL && !is_variable (self->key_env))
        ct_definition_fail (reader, ct_json_node_get_member (key, "env"), "key.env",
                            _ ("“%s” cannot be the name of a variable"), self->key_env);
    }
  /* A stranger's file does not choose what is read from the environment and then sent. */
  if (self->custom)
    g_clear_pointer (&self->key_env, g_free);
  if (self->key_kind == NULL)
    self->key_kind = g_strdup (_ ("API key"));
}

static CtField *
load_field (CtDefinitionReader *reader, const CtJsonNode *node, const char *path)
{
  CtField *field = g_new0 (CtField, 1);

  field->id = ct_definition_get_text (node, "id");
  field->label = ct_definition_get_message (node, "label");
  field->help = ct_definition_get_message (node, "help");
  field->kind = ct_definition_get_choice (node, "kind", ct_field_kinds);
  field->choices = ct_definition_get_texts (node, "choices");
  field->default_value = ct_definition_get_text (node, "default");
  field->optional = ct_definition_get_flag (node, "optional");
  if (!ct_provider_is_name (field->id))
    ct_definition_fail (reader, node, path, _ ("“%s” cannot be the name of a field"), field->id);
  if ((field->kind == CT_FIELD_CHOICE) != (field->choices != NULL))
    ct_definition_fail (reader, node, path, _ ("“choices” and the kind “choice” go together"));
  else if (field->choices != NULL && field->default_value != NULL
           && !g_strv_contains ((const char *const *) field->choices, field->default_value))
    ct_definition_fail (reader, node, path, _ ("the default “%s” is not one of the choices"),
                        field->default_value);
  return field;
}

static void
load_fields (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *list = ct_definition_get (root, "fields");
  guint i = 0;

  if (list == NULL)
    return;
  for (const CtJsonNode *node = ct_json_node_get_first (list);
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *path = g_strdup_printf ("fields[%u]", i++);
      CtField *field = load_field (reader, node, path);

      if (ct_provider_get_field (self, field->id) != NULL)
        ct_definition_fail (reader, node, path, _ ("there are two of “%s”"), field->id);
      g_ptr_array_add (self->fields, field);
    }
}

static void
load_messages (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  g_auto (GStrv) texts = ct_definition_get_texts (root, "message");

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("message[%u]", i);
      g_autoptr (GError) error = NULL;
      CtExpression *expression = ct_expression_new (texts[i], path, &error);

      if (expression != NULL)
        g_ptr_array_add (self->messages, expression);
      else
        ct_definition_fail (reader, ct_json_node_get_member (root, "message"), "", "%s",
                            error->message);
    }
}

static void
load_details (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *object = ct_definition_get (root, "details");

  if (object == NULL)
    return;
  for (const CtJsonNode *node = ct_json_node_get_first (object);
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      CtExpression *value = ct_definition_get_expression (reader, object, "details",
                                                          ct_json_node_get_name (node));
      CtDetailDefinition *detail;

      if (value == NULL)
        continue;
      detail = g_new0 (CtDetailDefinition, 1);
      detail->name = g_strdup (ct_json_node_get_name (node));
      detail->value = value;
      g_ptr_array_add (self->details, detail);
    }
}

static void
load_root (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  self->id = ct_definition_get_text (root, "id");
  self->name = ct_definition_get_message (root, "name");
  if (!is_id (self->id))
    ct_definition_fail (reader, ct_json_node_get_member (root, "id"), "id",
                        _ ("“%s” has other characters than a-z, 0-9 and -"), self->id);
  self->base_url = read_base_url (reader, root, "");
  self->strip_suffix = ct_definition_get_text (root, "strip_suffix");
  if (self->strip_suffix == NULL)
    self->strip_suffix = g_strdup ("/v1");
  self->min_interval_s = ct_definition_get_number (root, "min_interval_s");
  self->min_interval_per_origin = ct_definition_get_choice (root, "min_interval_per",
                                                            ct_interval_owners)
                                  == 1;
  self->undocumented = ct_definition_get_flag (root, "undocumented");
  self->confidence = ct_definition_get_text (root, "confidence");
  self->note = ct_definition_get_message (root, "note");
}

CtProvider *
ct_provider_new (CtJson *json, const char *file, gboolean custom, GError **error)
{
  CtDefinitionReader reader = { json, file, NULL };
  const CtJsonNode *root = ct_json_get_root (json);
  g_autoptr (CtProvider) self = ct_provider_new_empty (json);

  self->custom = custom;
  ct_definition_check (&reader, root, "", &ct_definition_shape);
  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return NULL;
    }
  load_root (self, &reader, root);
  load_regions (self, &reader, root);
  load_key (self, &reader, root);
  load_fields (self, &reader, root);
  load_messages (self, &reader, root);
  self->ok = ct_definition_get_expression (&reader, root, "", "ok");
  g_ptr_array_unref (self->errors);
  self->errors = ct_provider_load_errors (&reader, root, "");
  ct_provider_load_requests (self, &reader, root);
  ct_provider_load_balances (self, &reader, root);
  load_details (self, &reader, root);
  g_ptr_array_unref (self->links);
  self->links = load_links (&reader, root, "");
  if (reader.error == NULL)
    ct_provider_check_names (self, &reader);
  if (reader.error == NULL)
    ct_provider_order_requests (self, &reader, root);
  if (reader.error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, reader.error);
  return NULL;
}
