#include "config.h"

#include "json-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* Copies node and what is below it to the end of nodes; the copy has no next sibling yet. Gives its
 * index. */
static guint
append_copy (GArray *nodes, const CtJsonNode *node)
{
  guint index = nodes->len;
  const CtJsonNode *end = node + 1;

  /* The subtree ends where the last child's subtree does. */
  for (const CtJsonNode *last = node; last->size > 0;)
    {
      const CtJsonNode *child = last + 1;
      while (child->next > 0)
        child += child->next;
      last = child;
      end = child + 1;
    }
  g_array_append_vals (nodes, node, end - node);
  g_array_index (nodes, CtJsonNode, index).next = 0;
  return index;
}

static void
link_child (GArray *nodes, guint parent, guint *previous, guint child)
{
  if (*previous != 0)
    g_array_index (nodes, CtJsonNode, *previous).next = child - *previous;
  g_array_index (nodes, CtJsonNode, parent).size++;
  *previous = child;
}

static guint append_merged (GArray *nodes, const CtJsonNode *base, const CtJsonNode *patch);

static void
append_merged_members (GArray *nodes, guint parent, const CtJsonNode *base, const CtJsonNode *patch)
{
  guint previous = 0;

  for (const CtJsonNode *child = base != NULL ? ct_json_node_get_first (base) : NULL; child != NULL;
       child = ct_json_node_get_next (child))
    {
      const CtJsonNode *over = ct_json_node_get_member (patch, child->name);

      if (ct_json_node_get_member (base, child->name) != child)
        continue; /* a duplicate key: the last wins */
      if (over != NULL && over->type == CT_JSON_NULL)
        continue;
      link_child (nodes, parent, &previous,
                  over != NULL ? append_merged (nodes, child, over) : append_copy (nodes, child));
    }
  for (const CtJsonNode *child = ct_json_node_get_first (patch); child != NULL;
       child = ct_json_node_get_next (child))
    {
      if (child->type == CT_JSON_NULL || ct_json_node_get_member (patch, child->name) != child)
        continue;
      if (base != NULL && ct_json_node_get_member (base, child->name) != NULL)
        continue;
      link_child (nodes, parent, &previous, append_merged (nodes, NULL, child));
    }
}

/* Depth is bounded by CT_JSON_MAX_DEPTH, for both trees were parsed. */
static guint
append_merged (GArray *nodes, const CtJsonNode *base, const CtJsonNode *patch)
{
  guint index = nodes->len;

  if (patch->type != CT_JSON_OBJECT)
    return append_copy (nodes, patch);
  g_array_append_val (nodes, *patch);
  g_array_index (nodes, CtJsonNode, index).size = 0;
  g_array_index (nodes, CtJsonNode, index).next = 0;
  append_merged_members (nodes, index, base != NULL && base->type == CT_JSON_OBJECT ? base : NULL,
                         patch);
  return index;
}

CtJson *
ct_json_merge (CtJson *base, CtJson *patch)
{
  CtJson *merged = ct_json_new_empty ();

  merged->base = ct_json_ref (base);
  merged->patch = ct_json_ref (patch);
  append_merged (merged->nodes, ct_json_get_root (base), ct_json_get_root (patch));
  return merged;
}

/* --- Joining --- */

/* The node that the members of path lead to. (nullable) */
static const CtJsonNode *
find_list (const CtJson *json, const char *const *path)
{
  const CtJsonNode *node = ct_json_get_root (json);

  for (; node != NULL && *path != NULL; path++)
    node = ct_json_node_get_member (node, *path);
  return node != NULL && ct_json_node_get_type (node) == CT_JSON_ARRAY ? node : NULL;
}

static void
append_elements (GArray *nodes, guint parent, guint *previous, const CtJsonNode *array)
{
  for (const CtJsonNode *child = ct_json_node_get_first (array); child != NULL;
       child = ct_json_node_get_next (child))
    link_child (nodes, parent, previous, append_copy (nodes, child));
}

/* A copy of node, in which list has the elements of more behind its own. */
static guint
append_joined (GArray *nodes, const CtJsonNode *node, const CtJsonNode *list,
               const CtJsonNode *more)
{
  guint index = nodes->len, previous = 0;

  if (node->size == 0 && node != list)
    return append_copy (nodes, node);
  g_array_append_val (nodes, *node);
  g_array_index (nodes, CtJsonNode, index).size = 0;
  g_array_index (nodes, CtJsonNode, index).next = 0;
  if (node == list)
    {
      append_elements (nodes, index, &previous, list);
      append_elements (nodes, index, &previous, more);
      return index;
    }
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    link_child (nodes, index, &previous, append_joined (nodes, child, list, more));
  return index;
}

CtJson *
ct_json_join (CtJson *json, CtJson *more, const char *const *path, GError **error)
{
  const CtJsonNode *list = find_list (json, path), *elements = find_list (more, path);
  CtJson *joined;

  if (list == NULL || elements == NULL)
    {
      g_autofree char *name = g_strjoinv (".", (char **) path);

      g_set_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE,
                   _ ("there is no list “%s” in an answer"), name);
      return NULL;
    }
  if (json->nodes->len + more->nodes->len > CT_JSON_MAX_TOKENS)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_TOO_LARGE,
                           _ ("the answers have too many values"));
      return NULL;
    }
  joined = ct_json_new_empty ();
  joined->base = ct_json_ref (json);
  joined->patch = ct_json_ref (more);
  append_joined (joined->nodes, ct_json_get_root (json), list, elements);
  return joined;
}
