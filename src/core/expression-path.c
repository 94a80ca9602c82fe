#include "config.h"

#include "expression-private.h"

static const CtStep *
get_step (const CtTerm *path, guint i)
{
  return &g_array_index (path->steps, CtStep, i);
}

static gboolean
fits (const CtJsonNode *element, const CtStep *filter)
{
  for (guint i = 0; i < filter->conditions->len; i++)
    {
      const CtCondition *condition = &g_array_index (filter->conditions, CtCondition, i);
      const CtJsonNode *member = ct_json_node_get_member (element, condition->key);
      CtValue value;

      if (!ct_value_from_node (member, &value, NULL) || !ct_value_equal (&value, &condition->value))
        return FALSE;
    }
  return TRUE;
}

static const CtJsonNode *
find_element (CtEvaluation *evaluation, const CtJsonNode *array, const CtStep *filter)
{
  if (ct_json_node_get_type (array) != CT_JSON_ARRAY)
    return NULL;
  for (const CtJsonNode *element = ct_json_node_get_first (array);
       element != NULL && ct_evaluation_spend (evaluation);
       element = ct_json_node_get_next (element))
    {
      if (fits (element, filter))
        return element;
    }
  return NULL;
}

/* One step that leads to one node; NULL when it is absent. */
static const CtJsonNode *
take_step (CtEvaluation *evaluation, const CtJsonNode *node, const CtStep *step)
{
  if (!ct_evaluation_spend (evaluation))
    return NULL;
  switch (step->kind)
    {
    case CT_STEP_MEMBER:
      return ct_json_node_get_member (node, step->key);
    case CT_STEP_INDEX:
      return ct_json_node_get_element (node, step->index);
    case CT_STEP_FILTER:
      return find_element (evaluation, node, step);
    case CT_STEP_EACH:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Follows the path from step *i up to its end or the next [*], where *i is then. */
static const CtJsonNode *
follow (CtEvaluation *evaluation, const CtTerm *path, const CtJsonNode *node, guint *i)
{
  for (; node != NULL && *i < path->steps->len && get_step (path, *i)->kind != CT_STEP_EACH; (*i)++)
    node = take_step (evaluation, node, get_step (path, *i));
  return node;
}

/* Adds what the path finds from step i on; NULL where it is absent. No deeper than the answer. */
static void
collect (CtEvaluation *evaluation, const CtTerm *path, guint i, const CtJsonNode *node,
         GPtrArray *list)
{
  node = follow (evaluation, path, node, &i);
  if (i == path->steps->len || node == NULL || ct_json_node_get_type (node) != CT_JSON_ARRAY)
    {
      g_ptr_array_add (list, (gpointer) (i == path->steps->len ? node : NULL));
      return;
    }
  for (const CtJsonNode *element = ct_json_node_get_first (node);
       element != NULL && ct_evaluation_spend (evaluation);
       element = ct_json_node_get_next (element))
    collect (evaluation, path, i + 1, element, list);
}

/* What the path finds from a node: a list when it has a [*]. */
static void
find_from_node (CtEvaluation *evaluation, const CtTerm *path, guint i, const CtJsonNode *node,
                CtValue *found)
{
  node = follow (evaluation, path, node, &i);
  if (node == NULL)
    return;
  if (i == path->steps->len)
    {
      found->kind = CT_VALUE_NODE;
      found->node = node;
    }
  else if (ct_json_node_get_type (node) == CT_JSON_ARRAY)
    {
      found->kind = CT_VALUE_LIST;
      found->list = g_ptr_array_new ();
      collect (evaluation, path, i, node, found->list);
    }
}

/* The same from a list of answers, which [0], [*] and filters treat like an array. */
static void
find_from_list (CtEvaluation *evaluation, const CtTerm *path, GPtrArray *list, CtValue *found)
{
  const CtStep *step = get_step (path, 0);
  gint64 index = step->index < 0 ? step->index + list->len : step->index;

  if (step->kind == CT_STEP_INDEX && index >= 0 && index < list->len)
    find_from_node (evaluation, path, 1, g_ptr_array_index (list, index), found);
  if (step->kind == CT_STEP_EACH)
    {
      found->kind = CT_VALUE_LIST;
      found->list = g_ptr_array_new ();
    }
  if (step->kind != CT_STEP_EACH && step->kind != CT_STEP_FILTER)
    return;

  for (guint i = 0; i < list->len && ct_evaluation_spend (evaluation); i++)
    {
      const CtJsonNode *element = g_ptr_array_index (list, i);

      if (step->kind == CT_STEP_EACH)
        {
          collect (evaluation, path, 1, element, found->list);
        }
      else if (element != NULL && fits (element, step))
        {
          find_from_node (evaluation, path, 1, element, found);
          return;
        }
    }
}

/* What the path finds: a leaf is still a node, its value not read. */
static gboolean
find (CtEvaluation *evaluation, const CtTerm *path, CtValue *found, GError **error)
{
  g_auto (CtValue) first = { 0 };

  *found = (CtValue){ .kind = CT_VALUE_ABSENT };
  if (!evaluation->scope->lookup (path->name, &first, evaluation->scope->user_data, error))
    return FALSE;

  if (path->steps->len == 0)
    {
      *found = first;
      first.list = NULL;
    }
  else if (first.kind == CT_VALUE_NODE)
    find_from_node (evaluation, path, 0, first.node, found);
  else if (first.kind == CT_VALUE_LIST)
    find_from_list (evaluation, path, first.list, found);
  return TRUE;
}

gboolean
ct_path_evaluate (CtEvaluation *evaluation, const CtTerm *path, CtValue *value, GError **error)
{
  g_auto (CtValue) found = { 0 };

  if (!find (evaluation, path, &found, error))
    return FALSE;
  if (found.kind != CT_VALUE_NODE)
    {
      *value = found;
      found.list = NULL;
      return TRUE;
    }
  if (ct_value_from_node (found.node, value, NULL))
    return TRUE;
  ct_term_set_range_error (evaluation, path, error);
  return FALSE;
}

gboolean
ct_path_exists (CtEvaluation *evaluation, const CtTerm *path, gboolean *exists, GError **error)
{
  g_auto (CtValue) found = { 0 };

  if (!find (evaluation, path, &found, error))
    return FALSE;
  *exists = found.kind != CT_VALUE_ABSENT && found.kind != CT_VALUE_LIST;
  for (guint i = 0; found.kind == CT_VALUE_LIST && !*exists && i < found.list->len; i++)
    *exists = g_ptr_array_index (found.list, i) != NULL;
  return TRUE;
}

static void
mark_conditions (const CtJsonNode *element, const CtStep *filter, GHashTable *keep)
{
  for (guint i = 0; i < filter->conditions->len; i++)
    {
      const char *key = g_array_index (filter->conditions, CtCondition, i).key;

      g_hash_table_add (keep, (gpointer) ct_json_node_get_member (element, key));
    }
}

static void
mark_elements (const CtJsonNode *array, GHashTable *keep)
{
  for (const CtJsonNode *element = ct_json_node_get_first (array); element != NULL;
       element = ct_json_node_get_next (element))
    g_hash_table_add (keep, (gpointer) element);
}

/* No deeper than the answer. A leaf on the way is not kept, since the path ends before it; an
 * array at the end is kept with its elements, since they may be summed. */
static void
mark (CtEvaluation *evaluation, const CtTerm *path, guint i, const CtJsonNode *node,
      GHashTable *keep)
{
  gboolean last = i == path->steps->len;
  CtJsonType type = ct_json_node_get_type (node);
  const CtStep *step = last ? NULL : get_step (path, i);

  if (!last && type != CT_JSON_OBJECT && type != CT_JSON_ARRAY)
    return;
  g_hash_table_add (keep, (gpointer) node);
  if (last && type == CT_JSON_ARRAY)
    mark_elements (node, keep);
  if (last)
    return;

  if (step->kind != CT_STEP_EACH)
    {
      const CtJsonNode *next = take_step (evaluation, node, step);

      if (next != NULL && step->kind == CT_STEP_FILTER)
        mark_conditions (next, step, keep);
      if (next != NULL)
        mark (evaluation, path, i + 1, next, keep);
      return;
    }
  if (type != CT_JSON_ARRAY)
    return;
  for (const CtJsonNode *element = ct_json_node_get_first (node);
       element != NULL && ct_evaluation_spend (evaluation);
       element = ct_json_node_get_next (element))
    mark (evaluation, path, i + 1, element, keep);
}

void
ct_path_mark (CtEvaluation *evaluation, const CtTerm *path, const CtJsonNode *root,
              GHashTable *keep)
{
  mark (evaluation, path, 0, root, keep);
}
