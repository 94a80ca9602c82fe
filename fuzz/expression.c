#include "config.h"

#include "fuzz.h"

#include "json-scope.h"

#define ANSWERS                                                                        \
  "{'item':{'a':'5'},'nil':null,'rows':[{'a':1,'b':2},{'a':'x'},3,null],'text':'abc'," \
  "'num':'7.5','funds':[{'a':1},null],'nums':[1,'2',3.5],'deep':[[[1]],{'a':[{'b':[1]}]}]}"

static void
mark_name (const char *name, guint column, gpointer user_data)
{
  g_assert_cmpuint (column, >, 0);
}

/* An expression and the answers that it reads: it gives the same twice, or says what is wrong. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *source = fuzz_take_text (&data, &size);
  g_autofree char *answers = fuzz_take_text (&data, &size);
  g_autofree char *value = NULL, *value_again = NULL;
  g_autoptr (CtExpression) expression = NULL;
  g_auto (JsonScope) scope = { 0 };

  if (source == NULL)
    return 0;
  scope.json = answers != NULL ? ct_json_parse (answers, strlen (answers), NULL) : NULL;
  scope.scope = (CtScope){ json_scope_lookup, &scope };
  if (scope.json == NULL)
    json_scope_init (&scope, ANSWERS);
  value = evaluate_to_row (source, &scope.scope);
  value_again = evaluate_to_row (source, &scope.scope);
  g_assert_cmpstr (value, ==, value_again);
  expression = ct_expression_new (source, "x", NULL);
  if (expression != NULL)
    ct_expression_foreach_name (expression, mark_name, NULL);
  return 0;
}
