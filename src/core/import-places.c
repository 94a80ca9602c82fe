#include "config.h"

#include "import-private.h"

#include <string.h>

const CtJsonNode *
ct_import_get_node (const CtJsonNode *object, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  const CtJsonNode *node = object;

  for (char **name = names; node != NULL && *name != NULL; name++)
    node = ct_json_node_get_member (node, *name);
  return node;
}

const char *
ct_import_get_text (const CtJsonNode *object, const char *path)
{
  const CtJsonNode *node = ct_import_get_node (object, path);
  const char *text = NULL;

  if (node != NULL && ct_json_node_get_type (node) == CT_JSON_STRING)
    text = ct_json_node_get_string (node);
  return text != NULL && text[0] != '\0' ? text : NULL;
}

char *
ct_import_dup_scalar (const CtJsonNode *node)
{
  const char *number;
  gsize length;

  switch (ct_json_node_get_type (node))
    {
    case CT_JSON_STRING:
      return g_strdup (ct_json_node_get_string (node));
    case CT_JSON_NUMBER:
      number = ct_json_node_get_number (node, &length);
      return g_strndup (number, length);
    case CT_JSON_BOOLEAN:
      return g_strdup (ct_json_node_get_boolean (node) ? "true" : "false");
    case CT_JSON_NULL:
      return g_strdup ("");
    case CT_JSON_ARRAY:
    case CT_JSON_OBJECT:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}
