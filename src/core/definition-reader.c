#include "config.h"

#include "definition-reader.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "nearest.h"

void
ct_definition_fail (CtDefinitionReader *self, const CtJsonNode *node, const char *path,
                    const char *format, ...)
{
  g_autofree char *what = NULL, *place = NULL;
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  if (node != NULL)
    {
      guint line, column;

      ct_json_node_get_place (self->json, node, &line, &column);
      place = g_strdup_printf (_ (" (line %u, column %u)"), line, column);
    }
  g_set_error (&self->error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s%s%s%s", self->file, path,
               path[0] != '\0' ? ": " : "", what, place != NULL ? place : "");
}

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

      if (name != NULL && !g_hash_table_add (names, (gpointer)name))
        ct_definition_fail (self, child, path, _ ("there are two of “%s”"), name);
      ct_definition_check_unique (self, child, below);
    }
}

char *
ct_definition_path (const char *path, const char *name)
{
  return path[0] != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
}

gboolean
ct_definition_check_keys (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                          const char *const *known)
{
  if (ct_json_node_get_type (object) != CT_JSON_OBJECT)
    {
      ct_definition_fail (self, object, path, _ ("%s is wanted here, not %s"),
                          ct_json_type_to_string (CT_JSON_OBJECT),
                          ct_json_type_to_string (ct_json_node_get_type (object)));
      return FALSE;
    }
  for (const CtJsonNode *child = ct_json_node_get_first (object); child != NULL;
       child = ct_json_node_get_next (child))
    {
      const char *name = ct_json_node_get_name (child), *nearest;

      if (g_strv_contains (known, name))
        continue;
      nearest = ct_nearest (name, known);
      if (nearest != NULL)
        ct_definition_fail (self, child, path, _ ("there is no key “%s”; did you mean “%s”?"), name,
                            nearest);
      else
        ct_definition_fail (self, child, path, _ ("there is no key “%s”"), name);
      return FALSE;
    }
  return TRUE;
}

const CtJsonNode *
ct_definition_get (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                   const char *name, CtJsonType type)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);
  g_autofree char *field = NULL;

  if (node == NULL || ct_json_node_get_type (node) == CT_JSON_NULL || self->error != NULL)
    return NULL;
  if (ct_json_node_get_type (node) == type)
    return node;
  field = ct_definition_path (path, name);
  ct_definition_fail (self, node, field, _ ("%s is wanted here, not %s"),
                      ct_json_type_to_string (type),
                      ct_json_type_to_string (ct_json_node_get_type (node)));
  return NULL;
}

char *
ct_definition_get_text (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                        const char *name)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_STRING);

  return node != NULL ? g_strdup (ct_json_node_get_string (node)) : NULL;
}

char *
ct_definition_require_text (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                            const char *name)
{
  char *text = ct_definition_get_text (self, object, path, name);

  if (text == NULL || text[0] == '\0')
    ct_definition_fail (self, object, path, _ ("the key “%s” is missing"), name);
  return text;
}

char **
ct_definition_get_texts (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                         const char *name)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_ARRAY);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    {
      if (ct_json_node_get_type (child) != CT_JSON_STRING)
        {
          g_autofree char *field = ct_definition_path (path, name);

          ct_definition_fail (self, child, field, _ ("a list of texts is wanted here"));
          return NULL;
        }
      g_strv_builder_add (texts, ct_json_node_get_string (child));
    }
  return g_strv_builder_end (texts);
}

gboolean
ct_definition_get_flag (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                        const char *name)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_BOOLEAN);

  return node != NULL && ct_json_node_get_boolean (node);
}

guint
ct_definition_get_number (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                          const char *name, guint min, guint max)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_NUMBER);
  g_autofree char *field = NULL;
  CtRational number;
  gint64 value;
  gsize length;
  const char *text;

  if (node == NULL)
    return 0;
  text = ct_json_node_get_number (node, &length);
  if (ct_rational_parse (text, length, &number, NULL) && ct_rational_to_int64 (&number, &value)
      && value >= min && value <= max)
    return value;
  field = ct_definition_path (path, name);
  ct_definition_fail (self, node, field, _ ("a whole number from %u to %u is wanted here"), min,
                      max);
  return 0;
}

guint
ct_definition_get_choice (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                          const char *name, const char *const *choices)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_STRING);
  g_autofree char *field = NULL, *list = NULL;

  if (node == NULL)
    return 0;
  for (guint i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], ct_json_node_get_string (node)) == 0)
      return i;
  field = ct_definition_path (path, name);
  /* "" stands for a key that is not there. */
  list = g_strjoinv (", ", (char **)choices + (choices[0][0] == '\0'));
  ct_definition_fail (self, node, field, _ ("one of these is wanted here: %s"), list);
  return 0;
}

/* An error of the expression names its place already; the file and the line are ours to say. */
static void
fail_with (CtDefinitionReader *self, const CtJsonNode *node, const GError *error)
{
  ct_definition_fail (self, node, "", "%s", error->message);
}

CtExpression *
ct_definition_get_expression (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                              const char *name)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_STRING);
  g_autoptr (GError) error = NULL;
  g_autofree char *field = NULL;
  CtExpression *expression;

  if (node == NULL)
    return NULL;
  field = ct_definition_path (path, name);
  expression = ct_expression_new (ct_json_node_get_string (node), field, &error);
  if (expression == NULL)
    fail_with (self, node, error);
  return expression;
}

CtTemplate *
ct_definition_get_template (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                            const char *name)
{
  const CtJsonNode *node = ct_definition_get (self, object, path, name, CT_JSON_STRING);
  g_autoptr (GError) error = NULL;
  g_autofree char *field = NULL;
  CtTemplate *template_;

  if (node == NULL)
    return NULL;
  field = ct_definition_path (path, name);
  template_ = ct_template_new (ct_json_node_get_string (node), field, &error);
  if (template_ == NULL)
    fail_with (self, node, error);
  return template_;
}
