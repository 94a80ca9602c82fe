#include "config.h"

#include "definition-reader.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

void
ct_definition_fail (CtDefinitionReader *self, const CtJsonNode *node, const char *path,
                    const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  if (node != NULL)
    {
      g_autofree char *problem = g_steal_pointer (&what);
      guint line, column;

      ct_json_node_get_place (self->json, node, &line, &column);
      /* Translators: what is wrong, and where in the file */
      what = g_strdup_printf (_ ("%s (line %u, column %u)"), problem, line, column);
    }
  g_set_error (&self->error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s%s%s", self->file, path,
               path[0] != '\0' ? ": " : "", what);
}

char *
ct_definition_path (const char *path, const char *name)
{
  return path[0] != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
}

/* --- Members --- */

const CtJsonNode *
ct_definition_get (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);

  return node != NULL && ct_json_node_get_type (node) != CT_JSON_NULL ? node : NULL;
}

char *
ct_definition_get_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_definition_get (object, name);

  return node != NULL ? g_strdup (ct_json_node_get_string (node)) : NULL;
}

char *
ct_definition_get_message (const CtJsonNode *object, const char *name)
{
  g_autofree char *text = ct_definition_get_text (object, name);

  /* gettext gives the catalogue's header for "". */
  return text != NULL && text[0] != '\0' ? g_strdup (_ (text)) : g_steal_pointer (&text);
}

char **
ct_definition_get_texts (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_definition_get (object, name);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    g_strv_builder_add (texts, ct_json_node_get_string (child));
  return g_strv_builder_end (texts);
}

gboolean
ct_definition_get_flag (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_definition_get (object, name);

  return node != NULL && ct_json_node_get_boolean (node);
}

guint
ct_definition_get_number (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_definition_get (object, name);
  gint64 value = 0;

  if (node != NULL)
    ct_definition_read_whole (node, &value);
  return (guint) value;
}

guint
ct_definition_get_choice (const CtJsonNode *object, const char *name, const char *const *choices)
{
  const CtJsonNode *node = ct_definition_get (object, name);

  for (guint i = 0; node != NULL && choices[i] != NULL; i++)
    if (strcmp (choices[i], ct_json_node_get_string (node)) == 0)
      return i;
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
  const CtJsonNode *node = ct_definition_get (object, name);
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
  const CtJsonNode *node = ct_definition_get (object, name);
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
