#include "config.h"

#include "definition-schema.h"

#include <json-glib/json-glib.h>

#include "definition-shape.h"

/* A file that extends another need not have what is required, and null deletes what it inherits:
 * null can stand for every key that is not required. Lists are not merged: what is required in
 * their elements is required always. */

static void
set_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
set_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
set_type (JsonBuilder *builder, const char *type, gboolean nullable)
{
  json_builder_set_member_name (builder, "type");
  if (nullable)
    json_builder_begin_array (builder);
  json_builder_add_string_value (builder, type);
  if (!nullable)
    return;
  json_builder_add_string_value (builder, "null");
  json_builder_end_array (builder);
}

static void
add_type (JsonBuilder *builder, const char *type)
{
  json_builder_begin_object (builder);
  set_text (builder, "type", type);
  json_builder_end_object (builder);
}

static void
set_choices (JsonBuilder *builder, const char *const *choices, gboolean nullable)
{
  json_builder_set_member_name (builder, "enum");
  json_builder_begin_array (builder);
  for (; *choices != NULL; choices++)
    json_builder_add_string_value (builder, *choices);
  if (nullable)
    json_builder_add_null_value (builder);
  json_builder_end_array (builder);
}

static void
set_object (JsonBuilder *builder, const CtKey *key, gboolean nullable)
{
  g_autofree char *reference = g_strconcat ("#/$defs/", key->shape->name, NULL);

  if (!key->or_false && !nullable)
    {
      set_text (builder, "$ref", reference);
      return;
    }
  json_builder_set_member_name (builder, "anyOf");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  set_text (builder, "$ref", reference);
  json_builder_end_object (builder);
  if (key->or_false)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "const");
      json_builder_add_boolean_value (builder, FALSE);
      json_builder_end_object (builder);
    }
  if (nullable)
    add_type (builder, "null");
  json_builder_end_array (builder);
}

static void
set_string (JsonBuilder *builder, const CtKey *key, gboolean nullable)
{
  set_type (builder, "string", nullable);
  if (key->required || key->kind == CT_KEY_EXPRESSION)
    set_number (builder, "minLength", 1);
  if (key->pattern != NULL && key->holds == CT_KEY_ONE)
    set_text (builder, "pattern", key->pattern);
}

/* One value of the key. */
static void
set_value (JsonBuilder *builder, const CtKey *key, gboolean nullable)
{
  switch (key->kind)
    {
    case CT_KEY_FLAG:
      set_type (builder, "boolean", nullable);
      break;
    case CT_KEY_WHOLE:
      set_type (builder, "integer", nullable);
      set_number (builder, "minimum", key->min);
      set_number (builder, "maximum", key->max);
      break;
    case CT_KEY_NUMBER:
      set_type (builder, "number", nullable);
      break;
    case CT_KEY_CHOICE:
      set_choices (builder, key->choices, nullable);
      break;
    case CT_KEY_OBJECT:
      set_object (builder, key, nullable);
      break;
    case CT_KEY_TEXT:
    case CT_KEY_EXPRESSION:
    case CT_KEY_TEMPLATE:
      set_string (builder, key, nullable);
      break;
    case CT_KEY_ANY:
    default:
      break;
    }
}

static void
set_list (JsonBuilder *builder, const CtKey *key)
{
  set_type (builder, "array", !key->required);
  if (key->required)
    set_number (builder, "minItems", 1);
  if (key->max > 0)
    set_number (builder, "maxItems", key->max);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_object (builder);
  set_value (builder, key, FALSE);
  json_builder_end_object (builder);
}

static void
set_map (JsonBuilder *builder, const CtKey *key)
{
  set_type (builder, "object", !key->required);
  if (key->pattern != NULL)
    {
      json_builder_set_member_name (builder, "propertyNames");
      json_builder_begin_object (builder);
      set_text (builder, "pattern", key->pattern);
      json_builder_end_object (builder);
    }
  json_builder_set_member_name (builder, "additionalProperties");
  json_builder_begin_object (builder);
  set_value (builder, key, TRUE);
  json_builder_end_object (builder);
}

static void
set_properties (JsonBuilder *builder, const CtShape *shape)
{
  set_text (builder, "type", "object");
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    {
      json_builder_set_member_name (builder, key->name);
      json_builder_begin_object (builder);
      set_text (builder, "description", key->about);
      if (key->holds == CT_KEY_LIST)
        set_list (builder, key);
      else if (key->holds == CT_KEY_MAP)
        set_map (builder, key);
      else
        set_value (builder, key, !key->required);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "additionalProperties");
  json_builder_add_boolean_value (builder, FALSE);
}

/* --- What is required --- */

static gboolean
requires_itself (const CtShape *shape)
{
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    if (key->required)
      return TRUE;
  return FALSE;
}

/* A shape, or one that is merged with it. */
static gboolean
requires_anything (const CtShape *shape)
{
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    if (key->shape != NULL && key->holds != CT_KEY_LIST && requires_anything (key->shape))
      return TRUE;
  return requires_itself (shape);
}

static void
set_required (JsonBuilder *builder, const CtShape *shape)
{
  if (!requires_itself (shape))
    return;
  json_builder_set_member_name (builder, "required");
  json_builder_begin_array (builder);
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    if (key->required)
      json_builder_add_string_value (builder, key->name);
  json_builder_end_array (builder);
}

static void
set_required_all (JsonBuilder *builder, const CtShape *shape)
{
  set_required (builder, shape);
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    {
      if (key->shape == NULL || key->holds == CT_KEY_LIST || !requires_anything (key->shape))
        continue;
      json_builder_set_member_name (builder, key->name);
      json_builder_begin_object (builder);
      if (key->holds == CT_KEY_MAP)
        {
          json_builder_set_member_name (builder, "additionalProperties");
          json_builder_begin_object (builder);
        }
      set_required_all (builder, key->shape);
      if (key->holds == CT_KEY_MAP)
        json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
set_conditions (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "required");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, "id");
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "if");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "extends");
  add_type (builder, "null");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "then");
  json_builder_begin_object (builder);
  set_required_all (builder, &ct_definition_shape);
  json_builder_end_object (builder);
}

/* --- The whole --- */

static void
set_shape (JsonBuilder *builder, const CtKey *key, GHashTable *done)
{
  const CtShape *shape = key->shape;

  if (shape == NULL || !g_hash_table_add (done, (gpointer) shape))
    return;
  json_builder_set_member_name (builder, shape->name);
  json_builder_begin_object (builder);
  set_properties (builder, shape);
  if (key->holds == CT_KEY_LIST)
    set_required (builder, shape);
  json_builder_end_object (builder);
  for (const CtKey *below = shape->keys; below < shape->keys + shape->n_keys; below++)
    set_shape (builder, below, done);
}

char *
ct_definition_schema (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  set_text (builder, "$schema", "https://json-schema.org/draft/2020-12/schema");
  set_text (builder, "title", "Definition of a gateway for Credit Tray");
  set_text (builder, "description", "See credit-tray-provider(5).");
  set_properties (builder, &ct_definition_shape);
  set_conditions (builder);
  json_builder_set_member_name (builder, "$defs");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < ct_definition_shape.n_keys; i++)
    set_shape (builder, &ct_definition_shape.keys[i], done);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
