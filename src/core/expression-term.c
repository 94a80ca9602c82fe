#include "config.h"

#include "expression-private.h"

#include <glib/gi18n-lib.h>

gboolean
ct_evaluation_spend (CtEvaluation *evaluation)
{
  if (evaluation->steps_left == 0)
    return FALSE;
  evaluation->steps_left--;
  return TRUE;
}

char *
ct_term_dup_source (const CtEvaluation *evaluation, const CtTerm *term)
{
  return g_strndup (evaluation->expression->text + term->start, term->end - term->start);
}

void
ct_term_set_type_error (const CtEvaluation *evaluation, const CtTerm *term, const CtValue *value,
                        GError **error)
{
  g_autofree char *source = ct_term_dup_source (evaluation, term);

  ct_expression_set_error (evaluation->expression, term->start, error, CT_ERROR_MISSING_VALUE,
                           /* TRANSLATORS: "account.data.quota is a text" */
                           _ ("%s is %s"), source, ct_value_describe (value));
}

void
ct_term_set_range_error (const CtEvaluation *evaluation, const CtTerm *term, GError **error)
{
  g_autofree char *source = ct_term_dup_source (evaluation, term);

  ct_expression_set_error (evaluation->expression, term->start, error, CT_ERROR_OUT_OF_RANGE,
                           /* TRANSLATORS: "account.data.quota * 1000 is out of range" */
                           _ ("%s is out of range"), source);
}

gboolean
ct_term_get_number (const CtEvaluation *evaluation, const CtTerm *term, const CtValue *value,
                    CtRational *number, gboolean *present, GError **error)
{
  g_autoptr (GError) reason = NULL;

  *present = !ct_value_is_missing (value);
  if (!*present || ct_value_get_number (value, number, &reason))
    return TRUE;
  if (g_error_matches (reason, CT_ERROR, CT_ERROR_OUT_OF_RANGE))
    ct_term_set_range_error (evaluation, term, error);
  else
    ct_term_set_type_error (evaluation, term, value, error);
  return FALSE;
}

gboolean
ct_term_get_truth (const CtEvaluation *evaluation, const CtTerm *term, const CtValue *value,
                   gboolean *truth, GError **error)
{
  *truth = value->kind == CT_VALUE_BOOLEAN && value->boolean;
  if (value->kind == CT_VALUE_BOOLEAN || ct_value_is_missing (value))
    return TRUE;
  ct_term_set_type_error (evaluation, term, value, error);
  return FALSE;
}

static gboolean
is_missing (CtEvaluation *evaluation, const CtTerm *term)
{
  g_auto (CtValue) value = { 0 };

  return ct_term_evaluate (evaluation, term, &value, NULL) && ct_value_is_missing (&value);
}

void
ct_term_set_missing_error (CtEvaluation *evaluation, const CtTerm *term, GError **error)
{
  g_auto (CtValue) value = { 0 };

  while (term->operand[0] != NULL)
    {
      gboolean second = term->operand[1] != NULL
                        && (term->kind == CT_TERM_COALESCE
                            || !is_missing (evaluation, term->operand[0]));

      term = term->operand[second ? 1 : 0];
    }
  /* What is there, and yet led to nothing, is a list that is empty or has gaps. */
  if (!ct_term_evaluate (evaluation, term, &value, NULL) || !ct_value_is_missing (&value))
    ct_value_clear (&value);
  ct_term_set_type_error (evaluation, term, &value, error);
}
