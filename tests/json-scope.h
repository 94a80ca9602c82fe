#pragma once

#include <string.h>

#include "error.h"
#include "expression.h"

/* A scope whose names are the members of a JSON object. "funds" is a list of answers, as a request
 * with `each` leaves it (null: one that is absent); "broken" is unavailable. */
typedef struct
{
  CtJson *json; /* (owned) */
  CtScope scope;
} JsonScope;

static gboolean
json_scope_lookup (const char *name, CtValue *value, gpointer user_data, GError **error)
{
  JsonScope *self = user_data;
  const CtJsonNode *node = ct_json_node_get_member (ct_json_get_root (self->json), name);

  if (strcmp (name, "broken") == 0)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_TIMEOUT, "broken is unavailable");
      return FALSE;
    }
  if (node == NULL || strcmp (name, "funds") != 0)
    return ct_value_from_node (node, value, error);

  value->kind = CT_VALUE_LIST;
  value->list = g_ptr_array_new ();
  for (const CtJsonNode *answer = ct_json_node_get_first (node); answer != NULL;
       answer = ct_json_node_get_next (answer))
    g_ptr_array_add (value->list,
                     ct_json_node_get_type (answer) == CT_JSON_NULL ? NULL : (gpointer) answer);
  return TRUE;
}

/* json may use ' for " when it has no text with either. */
static void
json_scope_init (JsonScope *self, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;

  self->json = ct_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  self->scope = (CtScope){ json_scope_lookup, self };
}

static void
json_scope_clear (JsonScope *self)
{
  g_clear_pointer (&self->json, ct_json_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JsonScope, json_scope_clear)

/* A value as the rows of tables write it: 12.5, 'text', true, null, absent, an object,
 * list [ 1 absent ]. (transfer full) */
static inline char *
value_to_row (const CtValue *value)
{
  g_autofree char *text = ct_value_dup_text (value);
  g_autoptr (GString) list = NULL;

  if (value->kind == CT_VALUE_TEXT)
    return g_strdup_printf ("'%s'", text);
  if (value->kind != CT_VALUE_LIST)
    return g_strdup (text != NULL ? text : ct_value_describe (value));

  list = g_string_new ("list [ ");
  for (guint i = 0; i < value->list->len; i++)
    {
      g_autofree char *element = NULL;
      CtValue leaf;

      g_assert_true (ct_value_from_node (g_ptr_array_index (value->list, i), &leaf, NULL));
      element = value_to_row (&leaf);
      g_string_append_printf (list, "%s ", element);
    }
  g_string_append_c (list, ']');
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* What source gives, or the message of its error, which names it "x". (transfer full) */
static inline char *
evaluate_to_row (const char *source, const CtScope *scope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", &error);
  g_auto (CtValue) value = { 0 };

  if (expression == NULL || !ct_expression_evaluate (expression, scope, &value, &error))
    return g_strdup (error->message);
  g_assert_no_error (error);
  return value_to_row (&value);
}

/* Every failure has a code of the contract and names its place. */
static inline void
check_error (const GError *error, gboolean parsed)
{
  gboolean foreign = parsed && g_error_matches (error, CT_ERROR, CT_ERROR_TIMEOUT);

  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, CT_ERROR);
  g_assert_true (foreign || g_str_has_prefix (error->message, "x, column "));
  if (!parsed)
    g_assert_cmpint (error->code, ==, CT_ERROR_DEFINITION);
  else
    g_assert_true (foreign || error->code == CT_ERROR_MISSING_VALUE
                   || error->code == CT_ERROR_OUT_OF_RANGE || error->code == CT_ERROR_TOO_LARGE);
}

/* Parses and evaluates: what it gives is the same twice, and in brackets. FALSE when it is no
 * expression. */
static inline gboolean
check_source (const char *source, const CtScope *scope)
{
  g_autofree char *in_brackets = g_strdup_printf ("(%s)", source);
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", &error);
  g_auto (CtValue) value = { 0 };

  if (expression == NULL)
    {
      check_error (error, FALSE);
      return FALSE;
    }
  if (!ct_expression_evaluate (expression, scope, &value, &error))
    {
      check_error (error, TRUE);
      return TRUE;
    }
  first = value_to_row (&value);
  second = evaluate_to_row (in_brackets, scope);
  g_assert_cmpstr (first, ==, second);
  return TRUE;
}
