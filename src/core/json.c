#include "config.h"

#include "json-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

CtJson *
ct_json_new_empty (void)
{
  CtJson *json = g_new0 (CtJson, 1);

  g_atomic_ref_count_init (&json->ref_count);
  json->nodes = g_array_new (FALSE, FALSE, sizeof (CtJsonNode));
  return json;
}

CtJson *
ct_json_ref (CtJson *json)
{
  g_atomic_ref_count_inc (&json->ref_count);
  return json;
}

void
ct_json_unref (CtJson *json)
{
  if (!g_atomic_ref_count_dec (&json->ref_count))
    return;
  if (json->text != NULL)
    explicit_bzero (json->text, json->length);
  if (json->unescaped != NULL)
    explicit_bzero (json->unescaped, json->unescaped_used);
  g_free (json->text);
  g_free (json->unescaped);
  g_array_unref (json->nodes);
  g_clear_pointer (&json->base, ct_json_unref);
  g_clear_pointer (&json->patch, ct_json_unref);
  g_free (json);
}

const CtJsonNode *
ct_json_get_root (const CtJson *json)
{
  return &g_array_index (json->nodes, CtJsonNode, 0);
}

CtJsonType
ct_json_node_get_type (const CtJsonNode *node)
{
  return node->type;
}

const char *
ct_json_type_to_string (CtJsonType type)
{
  switch (type)
    {
    case CT_JSON_NULL:
      return "null";
    case CT_JSON_BOOLEAN:
      return _ ("true or false");
    case CT_JSON_NUMBER:
      return _ ("a number");
    case CT_JSON_STRING:
      return _ ("a text");
    case CT_JSON_ARRAY:
      return _ ("a list");
    case CT_JSON_OBJECT:
      return _ ("an object");
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
ct_json_node_get_boolean (const CtJsonNode *node)
{
  return node->type == CT_JSON_BOOLEAN && node->length != 0;
}

const char *
ct_json_node_get_number (const CtJsonNode *node, gsize *length)
{
  g_return_val_if_fail (node->type == CT_JSON_NUMBER, NULL);
  *length = node->length;
  return node->text;
}

const char *
ct_json_node_get_string (const CtJsonNode *node)
{
  g_return_val_if_fail (node->type == CT_JSON_STRING, NULL);
  return node->text;
}

guint
ct_json_node_get_size (const CtJsonNode *node)
{
  return node->size;
}

const CtJsonNode *
ct_json_node_get_first (const CtJsonNode *node)
{
  return node->size > 0 ? node + 1 : NULL;
}

const CtJsonNode *
ct_json_node_get_next (const CtJsonNode *child)
{
  return child->next > 0 ? child + child->next : NULL;
}

const char *
ct_json_node_get_name (const CtJsonNode *member)
{
  return member->name;
}

const CtJsonNode *
ct_json_node_get_member (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *found = NULL;

  if (object->type != CT_JSON_OBJECT)
    return NULL;
  for (const CtJsonNode *child = ct_json_node_get_first (object); child != NULL;
       child = ct_json_node_get_next (child))
    if (strcmp (child->name, name) == 0)
      found = child;
  return found;
}

const CtJsonNode *
ct_json_node_get_element (const CtJsonNode *array, gint64 index)
{
  const CtJsonNode *child;

  if (array->type != CT_JSON_ARRAY)
    return NULL;
  if (index < 0)
    index += array->size;
  if (index < 0 || index >= array->size)
    return NULL;
  child = ct_json_node_get_first (array);
  for (gint64 i = 0; i < index; i++)
    child = ct_json_node_get_next (child);
  return child;
}

guint
ct_json_line_of (const char *text, gsize offset, guint *column)
{
  guint line = 1;

  *column = 1;
  for (gsize i = 0; i < offset; i++)
    if (text[i] == '\n')
      {
        line++;
        *column = 1;
      }
    else if (((guchar) text[i] & 0xc0) != 0x80) /* not the middle of a character */
      ++*column;
  return line;
}

static const CtJson *
document_of (const CtJson *json, const char *text)
{
  const CtJson *found;

  if (json == NULL)
    return NULL;
  if (json->text != NULL && text >= json->text && text <= json->text + json->length)
    return json;
  if (json->unescaped != NULL && text >= json->unescaped && text <= json->unescaped + json->length)
    return json;
  found = document_of (json->patch, text);
  return found != NULL ? found : document_of (json->base, text);
}

void
ct_json_node_get_place (const CtJson *json, const CtJsonNode *node, guint *line, guint *column)
{
  const CtJson *document = document_of (json, node->text);

  g_return_if_fail (document != NULL);
  *line = ct_json_line_of (document->text, node->offset, column);
}

void
ct_json_foreach_source (const CtJson *json, void (*func) (const CtJson *, gpointer),
                        gpointer user_data)
{
  if (json->base == NULL)
    {
      func (json, user_data);
      return;
    }
  ct_json_foreach_source (json->base, func, user_data);
  ct_json_foreach_source (json->patch, func, user_data);
}

/* --- Writing --- */

void
ct_json_append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '"':
        g_string_append (out, "\\\"");
        break;
      case '\\':
        g_string_append (out, "\\\\");
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      default:
        if ((guchar) *p < 0x20)
          g_string_append_printf (out, "\\u%04x", (guchar) *p);
        else
          g_string_append_c (out, *p);
      }
  g_string_append_c (out, '"');
}

static void
append_children (const CtJsonNode *node, GHashTable *keep, GString *out)
{
  gboolean object = node->type == CT_JSON_OBJECT, first = TRUE;

  g_string_append_c (out, object ? '{' : '[');
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    {
      gboolean kept = keep == NULL || g_hash_table_contains (keep, child);

      if (object && !kept)
        continue;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      if (object)
        {
          ct_json_append_quoted (out, child->name);
          g_string_append_c (out, ':');
        }
      if (kept)
        ct_json_node_append (child, keep, out);
      else
        g_string_append (out, "null");
    }
  g_string_append_c (out, object ? '}' : ']');
}

void
ct_json_node_append (const CtJsonNode *node, GHashTable *keep, GString *out)
{
  switch ((CtJsonType) node->type)
    {
    case CT_JSON_NULL:
      g_string_append (out, "null");
      break;
    case CT_JSON_BOOLEAN:
      g_string_append (out, node->length != 0 ? "true" : "false");
      break;
    case CT_JSON_NUMBER:
      g_string_append_len (out, node->text, node->length);
      break;
    case CT_JSON_STRING:
      ct_json_append_quoted (out, node->text);
      break;
    case CT_JSON_ARRAY:
    case CT_JSON_OBJECT:
      append_children (node, keep, out);
      break;
    default:
      g_assert_not_reached ();
    }
}
