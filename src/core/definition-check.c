#include "config.h"

#include "definition-reader.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "nearest.h"

/* The path of a member or of the nth element. (transfer full) */
static char *
child_path (const CtJsonNode *child, const char *path, guint n)
{
  const char *name = ct_json_node_get_name (child);

  return name != NULL ? ct_definition_path (path, name) : g_strdup_printf ("%s[%u]", path, n);
}

void
ct_definition_check_unique (CtDefinitionReader *self, const CtJsonNode *node, const char *path)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    {
      const char *name = ct_json_node_get_name (child);
      g_autofree char *below = child_path (child, path, n++);

      if (name != NULL && !g_hash_table_add (names, (gpointer) name))
        ct_definition_fail (self, child, path, _ ("there are two of “%s”"), name);
      ct_definition_check_unique (self, child, below);
    }
}

/* --- Shapes --- */

static CtJsonType
type_of_kind (CtKeyKind kind)
{
  switch (kind)
    {
    case CT_KEY_FLAG:
      return CT_JSON_BOOLEAN;
    case CT_KEY_WHOLE:
    case CT_KEY_NUMBER:
      return CT_JSON_NUMBER;
    case CT_KEY_OBJECT:
      return CT_JSON_OBJECT;
    case CT_KEY_TEXT:
    case CT_KEY_CHOICE:
    case CT_KEY_EXPRESSION:
    case CT_KEY_TEMPLATE:
    case CT_KEY_ANY:
    default:
      return CT_JSON_STRING;
    }
}

static gboolean
check_type (CtDefinitionReader *self, const CtJsonNode *node, const char *path, CtJsonType wanted)
{
  CtJsonType type = ct_json_node_get_type (node);

  if (type != wanted)
    ct_definition_fail (self, node, path, _ ("%s is wanted here, not %s"),
                        ct_json_type_to_string (wanted), ct_json_type_to_string (type));
  return type == wanted;
}

gboolean
ct_definition_read_whole (const CtJsonNode *node, gint64 *value)
{
  gsize length;
  const char *text = ct_json_node_get_number (node, &length);
  CtRational number;

  return ct_rational_parse (text, length, &number, NULL) && ct_rational_to_int64 (&number, value);
}

static void
check_whole (CtDefinitionReader *self, const CtJsonNode *node, const char *path, const CtKey *key)
{
  gint64 value;

  if (!ct_definition_read_whole (node, &value) || value < key->min || value > key->max)
    ct_definition_fail (self, node, path, _ ("a whole number from %u to %u is wanted here"),
                        key->min, key->max);
}

static void
check_choice (CtDefinitionReader *self, const CtJsonNode *node, const char *path,
              const char *const *choices)
{
  g_autofree char *list = NULL;

  if (g_strv_contains (choices, ct_json_node_get_string (node)))
    return;
  list = g_strjoinv (", ", (char **) choices);
  ct_definition_fail (self, node, path, _ ("one of these is wanted here: %s"), list);
}

static void
check_one (CtDefinitionReader *self, const CtJsonNode *node, const char *path, const CtKey *key)
{
  if (key->kind == CT_KEY_ANY)
    return;
  if (key->or_false && ct_json_node_get_type (node) == CT_JSON_BOOLEAN
      && !ct_json_node_get_boolean (node))
    return;
  if (!check_type (self, node, path, type_of_kind (key->kind)))
    return;
  if (key->kind == CT_KEY_OBJECT)
    ct_definition_check (self, node, path, key->shape);
  else if (key->kind == CT_KEY_WHOLE)
    check_whole (self, node, path, key);
  else if (key->kind == CT_KEY_CHOICE)
    check_choice (self, node, path, key->choices);
}

static void
check_value (CtDefinitionReader *self, const CtJsonNode *node, const char *path, const CtKey *key)
{
  guint n = 0, n_there = 0;

  if (key->holds == CT_KEY_ONE)
    {
      check_one (self, node, path, key);
      return;
    }
  if (!check_type (self, node, path, key->holds == CT_KEY_LIST ? CT_JSON_ARRAY : CT_JSON_OBJECT))
    return;
  for (const CtJsonNode *child = ct_json_node_get_first (node);
       child != NULL && self->error == NULL; child = ct_json_node_get_next (child))
    {
      g_autofree char *below = child_path (child, path, n++);

      if (key->holds == CT_KEY_MAP && ct_json_node_get_type (child) == CT_JSON_NULL)
        continue;
      check_one (self, child, below, key);
      n_there++;
    }
  if (key->max > 0 && n_there > key->max)
    ct_definition_fail (self, node, path, _ ("at most %u of them can be here"), key->max);
}

static void
check_key (CtDefinitionReader *self, const CtJsonNode *node, const char *path, const CtShape *shape)
{
  const char *name = ct_json_node_get_name (node), *nearest;
  const CtKey *key = ct_shape_get_key (shape, name);
  g_autofree char *field = ct_definition_path (path, name);
  g_autofree char **names = NULL;

  if (key != NULL)
    {
      if (ct_json_node_get_type (node) != CT_JSON_NULL)
        check_value (self, node, field, key);
      return;
    }
  names = ct_shape_list_names (shape);
  nearest = ct_nearest (name, (const char *const *) names);
  if (nearest != NULL)
    ct_definition_fail (self, node, path, _ ("there is no key “%s”; did you mean “%s”?"), name,
                        nearest);
  else
    ct_definition_fail (self, node, path, _ ("there is no key “%s”"), name);
}

/* An empty text or list is as good as none. */
static gboolean
is_given (const CtJsonNode *node)
{
  if (node == NULL)
    return FALSE;
  if (ct_json_node_get_type (node) == CT_JSON_STRING)
    return ct_json_node_get_string (node)[0] != '\0';
  return ct_json_node_get_type (node) != CT_JSON_ARRAY || ct_json_node_get_size (node) > 0;
}

void
ct_definition_check (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                     const CtShape *shape)
{
  if (!check_type (self, object, path, CT_JSON_OBJECT))
    return;
  for (const CtJsonNode *child = ct_json_node_get_first (object);
       child != NULL && self->error == NULL; child = ct_json_node_get_next (child))
    check_key (self, child, path, shape);
  for (const CtKey *key = shape->keys; key < shape->keys + shape->n_keys; key++)
    if (key->required && !is_given (ct_definition_get (object, key->name)))
      ct_definition_fail (self, object, path, _ ("the key “%s” is missing"), key->name);
}
