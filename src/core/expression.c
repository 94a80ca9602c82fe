#include "config.h"

#include "expression-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

static void
term_free (CtTerm *term)
{
  g_clear_pointer (&term->steps, g_array_unref);
  g_free (term);
}

void
ct_expression_free (CtExpression *expression)
{
  if (expression == NULL)
    return;
  g_ptr_array_unref (expression->terms);
  g_string_chunk_free (expression->strings);
  g_free (expression->place);
  g_free (expression->text);
  g_free (expression);
}

guint
ct_expression_get_column (const CtExpression *expression, gsize offset)
{
  return expression->first_column + (guint) g_utf8_strlen (expression->text, (gssize) offset);
}

void
ct_expression_set_error (const CtExpression *expression, gsize offset, GError **error,
                         CtErrorCode code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* TRANSLATORS: "balances[0].remaining, column 9: account.data.quota is a text" */
  g_set_error (error, CT_ERROR, code, _ ("%s, column %u: %s"), expression->place,
               ct_expression_get_column (expression, offset), message);
}

CtExpression *
ct_expression_new_at (const char *text, const char *place, guint first_column, GError **error)
{
  g_autoptr (CtExpression) expression = g_new0 (CtExpression, 1);

  expression->text = g_utf8_make_valid (text, -1);
  expression->place = g_strdup (place);
  expression->first_column = first_column;
  expression->strings = g_string_chunk_new (64);
  expression->terms = g_ptr_array_new_with_free_func ((GDestroyNotify) term_free);

  if (strlen (expression->text) > CT_EXPRESSION_MAX_BYTES)
    {
      ct_expression_set_error (expression, 0, error, CT_ERROR_DEFINITION,
                               _ ("this expression is longer than %u bytes"),
                               CT_EXPRESSION_MAX_BYTES);
      return NULL;
    }
  if (!ct_expression_parse (expression, error))
    return NULL;
  return g_steal_pointer (&expression);
}

CtExpression *
ct_expression_new (const char *text, const char *place, GError **error)
{
  return ct_expression_new_at (text, place, 1, error);
}

const char *
ct_expression_get_place (const CtExpression *expression)
{
  return expression->place;
}

void
ct_expression_foreach_name (const CtExpression *expression, CtNameFunc func, gpointer user_data)
{
  for (guint i = 0; i < expression->terms->len; i++)
    {
      const CtTerm *term = g_ptr_array_index (expression->terms, i);

      if (term->kind == CT_TERM_PATH)
        func (term->name, ct_expression_get_column (expression, term->start), user_data);
    }
}

void
ct_expression_mark_read (const CtExpression *expression, const char *name, const CtJsonNode *root,
                         GHashTable *keep)
{
  for (guint i = 0; i < expression->terms->len; i++)
    {
      const CtTerm *term = g_ptr_array_index (expression->terms, i);

      if (term->kind == CT_TERM_PATH && strcmp (term->name, name) == 0)
        {
          CtEvaluation evaluation = { expression, NULL, CT_EXPRESSION_MAX_STEPS };

          ct_path_mark (&evaluation, term, root, keep);
        }
    }
}

gboolean
ct_expression_evaluate (const CtExpression *expression, const CtScope *scope, CtValue *value,
                        GError **error)
{
  CtEvaluation evaluation = { expression, scope, CT_EXPRESSION_MAX_STEPS };

  return ct_term_evaluate (&evaluation, expression->root, value, error);
}

gboolean
ct_expression_test (const CtExpression *expression, const CtScope *scope, gboolean *truth,
                    GError **error)
{
  CtEvaluation evaluation = { expression, scope, CT_EXPRESSION_MAX_STEPS };
  g_auto (CtValue) value = { 0 };

  return ct_term_evaluate (&evaluation, expression->root, &value, error)
         && ct_term_get_truth (&evaluation, expression->root, &value, truth, error);
}

void
ct_expression_set_missing_error (const CtExpression *expression, const CtScope *scope,
                                 GError **error)
{
  CtEvaluation evaluation = { expression, scope, CT_EXPRESSION_MAX_STEPS };

  ct_term_set_missing_error (&evaluation, expression->root, error);
}

gboolean
ct_expression_get_number (const CtExpression *expression, const CtScope *scope, CtRational *number,
                          gboolean *present, GError **error)
{
  CtEvaluation evaluation = { expression, scope, CT_EXPRESSION_MAX_STEPS };
  g_auto (CtValue) value = { 0 };
  gboolean found;

  if (!ct_term_evaluate (&evaluation, expression->root, &value, error)
      || !ct_term_get_number (&evaluation, expression->root, &value, number, &found, error))
    return FALSE;
  if (present != NULL)
    *present = found;
  if (found || present != NULL)
    return TRUE;
  ct_expression_set_missing_error (expression, scope, error);
  return FALSE;
}

char *
ct_expression_get_text (const CtExpression *expression, const CtScope *scope, GError **error)
{
  CtEvaluation evaluation = { expression, scope, CT_EXPRESSION_MAX_STEPS };
  g_auto (CtValue) value = { 0 };

  if (!ct_term_evaluate (&evaluation, expression->root, &value, error)
      || ct_value_is_missing (&value))
    return NULL;
  if (value.kind == CT_VALUE_TEXT || value.kind == CT_VALUE_NUMBER)
    return ct_value_dup_text (&value);
  ct_term_set_type_error (&evaluation, expression->root, &value, error);
  return NULL;
}
