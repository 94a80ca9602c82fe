#include "config.h"

#include "expression-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "rfc3339.h"

static gboolean
evaluate_exists (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  gboolean exists;

  if (!ct_path_exists (evaluation, term->operand[0], &exists, error))
    return FALSE;
  ct_value_set_boolean (value, exists);
  return TRUE;
}

/* The operand as a text; a missing one leaves *text NULL. */
static gboolean
evaluate_text (CtEvaluation *evaluation, const CtTerm *term, const char **text, GError **error)
{
  g_auto (CtValue) value = { 0 };

  *text = NULL;
  if (!ct_term_evaluate (evaluation, term, &value, error))
    return FALSE;
  if (value.kind == CT_VALUE_TEXT)
    *text = value.text;
  if (value.kind == CT_VALUE_TEXT || ct_value_is_missing (&value))
    return TRUE;
  ct_term_set_type_error (evaluation, term, &value, error);
  return FALSE;
}

static gboolean
evaluate_contains (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  const char *text, *part;

  if (!evaluate_text (evaluation, term->operand[0], &text, error)
      || !evaluate_text (evaluation, term->operand[1], &part, error))
    return FALSE;
  if (text != NULL && part != NULL)
    ct_value_set_boolean (value, strstr (text, part) != NULL);
  return TRUE;
}

static gboolean
evaluate_iso (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  g_autofree char *source = NULL;
  const char *text;

  if (!evaluate_text (evaluation, term->operand[0], &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  value->kind = CT_VALUE_NUMBER;
  if (ct_rfc3339_parse (text, &value->number))
    return TRUE;
  source = ct_term_dup_source (evaluation, term->operand[0]);
  ct_expression_set_error (evaluation->expression, term->operand[0]->start, error,
                           CT_ERROR_MISSING_VALUE,
                           /* TRANSLATORS: "key.info.budget_reset_at is a text, not a time" */
                           _ ("%s is a text, not a time"), source);
  return FALSE;
}

/* The elements of a list, or of an array without [*]; absent for a missing one. */
static gboolean
evaluate_list (CtEvaluation *evaluation, const CtTerm *path, CtValue *list, GError **error)
{
  g_auto (CtValue) found = { 0 };

  if (!ct_path_evaluate (evaluation, path, &found, error))
    return FALSE;
  if (found.kind == CT_VALUE_LIST)
    {
      *list = found;
      found.list = NULL;
      return TRUE;
    }
  if (ct_value_is_missing (&found))
    return TRUE;
  if (found.kind != CT_VALUE_NODE || ct_json_node_get_type (found.node) != CT_JSON_ARRAY)
    {
      ct_term_set_type_error (evaluation, path, &found, error);
      return FALSE;
    }
  list->kind = CT_VALUE_LIST;
  list->list = g_ptr_array_new ();
  for (const CtJsonNode *element = ct_json_node_get_first (found.node);
       element != NULL && ct_evaluation_spend (evaluation);
       element = ct_json_node_get_next (element))
    g_ptr_array_add (list->list, (gpointer) element);
  return TRUE;
}

/* Takes one more number in. FALSE on overflow. */
static gboolean
aggregate (CtTermKind kind, const CtRational *number, gboolean first, CtRational *total)
{
  int order_of_it;

  if (kind == CT_TERM_SUM)
    return ct_rational_add (total, number, total);
  order_of_it = ct_rational_compare (number, total);
  if (first || (kind == CT_TERM_MIN ? order_of_it < 0 : order_of_it > 0))
    *total = *number;
  return TRUE;
}

/* Absent when any element is, and for min and max of nothing. */
static gboolean
evaluate_numbers (CtEvaluation *evaluation, const CtTerm *term, GPtrArray *list, CtValue *value,
                  GError **error)
{
  CtRational total = CT_RATIONAL_INTEGER (0);
  gboolean complete = list->len > 0 || term->kind == CT_TERM_SUM;

  for (guint i = 0; i < list->len; i++)
    {
      CtValue element;
      CtRational number;
      gboolean present;

      if (!ct_value_from_node (g_ptr_array_index (list, i), &element, NULL))
        {
          ct_term_set_range_error (evaluation, term, error);
          return FALSE;
        }
      if (!ct_term_get_number (evaluation, term->operand[0], &element, &number, &present, error))
        return FALSE;
      complete = complete && present;
      if (present && !aggregate (term->kind, &number, i == 0, &total))
        {
          ct_term_set_range_error (evaluation, term, error);
          return FALSE;
        }
    }
  if (complete)
    *value = (CtValue){ .kind = CT_VALUE_NUMBER, .number = total };
  return TRUE;
}

static gboolean
evaluate_aggregate (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  g_auto (CtValue) list = { 0 };

  if (!evaluate_list (evaluation, term->operand[0], &list, error))
    return FALSE;
  if (list.kind == CT_VALUE_ABSENT)
    return TRUE;
  if (term->kind != CT_TERM_COUNT)
    return evaluate_numbers (evaluation, term, list.list, value, error);
  if (g_ptr_array_find (list.list, NULL, NULL))
    return TRUE;
  value->kind = CT_VALUE_NUMBER;
  value->number = CT_RATIONAL_INTEGER (list.list->len);
  return TRUE;
}

gboolean
ct_call_evaluate (CtEvaluation *evaluation, const CtTerm *call, CtValue *value, GError **error)
{
  switch ((int) call->kind)
    {
    case CT_TERM_EXISTS:
      return evaluate_exists (evaluation, call, value, error);
    case CT_TERM_CONTAINS:
      return evaluate_contains (evaluation, call, value, error);
    case CT_TERM_ISO:
      return evaluate_iso (evaluation, call, value, error);
    case CT_TERM_SUM:
    case CT_TERM_MIN:
    case CT_TERM_MAX:
    case CT_TERM_COUNT:
      return evaluate_aggregate (evaluation, call, value, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}
