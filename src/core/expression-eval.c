#include "config.h"

#include "expression-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* and, or, not: absent is false, and what is decided already is not asked. */
static gboolean
evaluate_logic (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  gboolean truth = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (term->operand) && term->operand[i] != NULL; i++)
    {
      g_auto (CtValue) operand = { 0 };

      if (i > 0 && truth == (term->kind == CT_TERM_OR))
        break;
      if (!ct_term_evaluate (evaluation, term->operand[i], &operand, error)
          || !ct_term_get_truth (evaluation, term->operand[i], &operand, &truth, error))
        return FALSE;
    }
  ct_value_set_boolean (value, term->kind == CT_TERM_NOT ? !truth : truth);
  return TRUE;
}

static gboolean
evaluate_coalesce (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  if (!ct_term_evaluate (evaluation, term->operand[0], value, error))
    return FALSE;
  if (!ct_value_is_missing (value))
    return TRUE;
  return ct_term_evaluate (evaluation, term->operand[1], value, error);
}

static gboolean
calculate (CtTermKind kind, const CtRational *a, const CtRational *b, CtRational *result)
{
  switch ((int) kind)
    {
    case CT_TERM_ADD:
      return ct_rational_add (a, b, result);
    case CT_TERM_SUBTRACT:
      return ct_rational_subtract (a, b, result);
    case CT_TERM_MULTIPLY:
      return ct_rational_multiply (a, b, result);
    case CT_TERM_DIVIDE:
      return ct_rational_divide (a, b, result);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Both types are judged before absent decides: a wrong type is never taken for absent. */
static gboolean
evaluate_arithmetic (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  CtRational number[2];
  gboolean present[2];

  for (guint i = 0; i < 2; i++)
    {
      g_auto (CtValue) operand = { 0 };

      if (!ct_term_evaluate (evaluation, term->operand[i], &operand, error)
          || !ct_term_get_number (evaluation, term->operand[i], &operand, &number[i], &present[i],
                                  error))
        return FALSE;
    }
  if (!present[0] || !present[1])
    return TRUE;

  value->kind = CT_VALUE_NUMBER;
  if (calculate (term->kind, &number[0], &number[1], &value->number))
    return TRUE;
  if (term->kind == CT_TERM_DIVIDE && number[1].numerator == 0)
    {
      g_autofree char *source = ct_term_dup_source (evaluation, term);

      ct_expression_set_error (evaluation->expression, term->start, error, CT_ERROR_OUT_OF_RANGE,
                               /* TRANSLATORS: "a.used / a.limit divides by zero" */
                               _ ("%s divides by zero"), source);
      return FALSE;
    }
  ct_term_set_range_error (evaluation, term, error);
  return FALSE;
}

static gboolean
evaluate_negation (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  g_auto (CtValue) operand = { 0 };
  gboolean present;

  if (!ct_term_evaluate (evaluation, term->operand[0], &operand, error)
      || !ct_term_get_number (evaluation, term->operand[0], &operand, &value->number, &present,
                              error))
    return FALSE;
  if (!present)
    return TRUE;
  value->kind = CT_VALUE_NUMBER;
  if (ct_rational_subtract (&CT_RATIONAL_INTEGER (0), &value->number, &value->number))
    return TRUE;
  ct_term_set_range_error (evaluation, term, error);
  return FALSE;
}

/* -1, 0 or 1 of two numbers or two texts; texts by their bytes, as dates of one form sort. */
static gboolean
order (const CtEvaluation *evaluation, const CtTerm *term, const CtValue *values, int *result,
       GError **error)
{
  CtRational a, b;
  gboolean a_is_number = ct_value_get_number (&values[0], &a, NULL);
  gboolean b_is_number = ct_value_get_number (&values[1], &b, NULL);
  guint wrong = a_is_number || (values[0].kind == CT_VALUE_TEXT && !b_is_number) ? 1 : 0;

  if (a_is_number && b_is_number)
    {
      *result = ct_rational_compare (&a, &b);
      return TRUE;
    }
  if (values[0].kind == CT_VALUE_TEXT && values[1].kind == CT_VALUE_TEXT)
    {
      *result = strcmp (values[0].text, values[1].text);
      return TRUE;
    }
  ct_term_set_type_error (evaluation, term->operand[wrong], &values[wrong], error);
  return FALSE;
}

static gboolean
holds (CtTermKind kind, int result)
{
  switch ((int) kind)
    {
    case CT_TERM_LESS:
      return result < 0;
    case CT_TERM_LESS_EQUAL:
      return result <= 0;
    case CT_TERM_GREATER:
      return result > 0;
    case CT_TERM_GREATER_EQUAL:
      return result >= 0;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
compare (const CtEvaluation *evaluation, const CtTerm *term, const CtValue *values, CtValue *value,
         GError **error)
{
  gboolean for_equality = term->kind == CT_TERM_EQUAL || term->kind == CT_TERM_UNEQUAL;
  int result;

  if (values[0].kind == CT_VALUE_ABSENT || values[1].kind == CT_VALUE_ABSENT)
    return TRUE;
  for (guint i = 0; i < 2; i++)
    {
      if (values[i].kind != CT_VALUE_LIST)
        continue;
      ct_term_set_type_error (evaluation, term->operand[i], &values[i], error);
      return FALSE;
    }
  if (for_equality)
    {
      ct_value_set_boolean (value, ct_value_equal (&values[0], &values[1])
                                       == (term->kind == CT_TERM_EQUAL));
      return TRUE;
    }
  if (ct_value_is_missing (&values[0]) || ct_value_is_missing (&values[1]))
    return TRUE;
  if (!order (evaluation, term, values, &result, error))
    return FALSE;
  ct_value_set_boolean (value, holds (term->kind, result));
  return TRUE;
}

static gboolean
evaluate_comparison (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  CtValue values[2] = { 0 };
  gboolean done = ct_term_evaluate (evaluation, term->operand[0], &values[0], error)
                  && ct_term_evaluate (evaluation, term->operand[1], &values[1], error)
                  && compare (evaluation, term, values, value, error);

  ct_value_clear (&values[0]);
  ct_value_clear (&values[1]);
  return done;
}

static gboolean
evaluate_by_kind (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  switch (term->kind)
    {
    case CT_TERM_LITERAL:
      *value = term->literal;
      return TRUE;
    case CT_TERM_PATH:
      return ct_path_evaluate (evaluation, term, value, error);
    case CT_TERM_NEGATE:
      return evaluate_negation (evaluation, term, value, error);
    case CT_TERM_COALESCE:
      return evaluate_coalesce (evaluation, term, value, error);
    case CT_TERM_NOT:
    case CT_TERM_OR:
    case CT_TERM_AND:
      return evaluate_logic (evaluation, term, value, error);
    case CT_TERM_EQUAL:
    case CT_TERM_UNEQUAL:
    case CT_TERM_LESS:
    case CT_TERM_LESS_EQUAL:
    case CT_TERM_GREATER:
    case CT_TERM_GREATER_EQUAL:
      return evaluate_comparison (evaluation, term, value, error);
    case CT_TERM_ADD:
    case CT_TERM_SUBTRACT:
    case CT_TERM_MULTIPLY:
    case CT_TERM_DIVIDE:
      return evaluate_arithmetic (evaluation, term, value, error);
    case CT_TERM_EXISTS:
    case CT_TERM_CONTAINS:
    case CT_TERM_ISO:
    case CT_TERM_SUM:
    case CT_TERM_MIN:
    case CT_TERM_MAX:
    case CT_TERM_COUNT:
      return ct_call_evaluate (evaluation, term, value, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
ct_term_evaluate (CtEvaluation *evaluation, const CtTerm *term, CtValue *value, GError **error)
{
  *value = (CtValue){ .kind = CT_VALUE_ABSENT };
  if (ct_evaluation_spend (evaluation) && !evaluate_by_kind (evaluation, term, value, error))
    {
      ct_value_clear (value);
      return FALSE;
    }
  if (evaluation->steps_left > 0)
    return TRUE;
  ct_value_clear (value);
  ct_expression_set_error (evaluation->expression, term->start, error, CT_ERROR_TOO_LARGE,
                           _ ("this has too much to read"));
  return FALSE;
}
