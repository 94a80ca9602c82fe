#include "config.h"

#include "json-scope.h"

static const char *const words[] = {
  "item",           "item.a",         "nil",  "gone",       "rows",    "rows[0]", "rows[-1]",
  "rows[a=1]",      "rows[*]",        "text", "num",        "funds",   "broken",  "a.b.c",
  "rows[a=x, b=2]", "nest[*].r[*].x", "1",    "0.5",        "1e17",    "'text'",  "''",
  "true",           "false",          "null", "rows[*].a",  "nums[*]", "nest",    "yes",
  "nest[1]",        "nest[*].r",      "-3",   "funds[*].a", "deep",
};
static const char *const operators[] = { "??", "or", "and", "==", "!=", "<", "<=",
                                         ">",  ">=", "+",   "-",  "*",  "/" };
static const char *const calls[] = { "exists", "contains", "iso", "sum", "min", "max", "count" };
static const char random_answers[] =
    "{'item':{'a':'5','secret':'s'},'nil':null,'rows':[{'a':1,'b':2},{'a':'x','b':2},{},3,null],"
    "'text':'abc','num':'7.5','funds':[{'a':1},{'a':2}],'a':{'b':{'c':-4}},'nums':[1,'2',3.5],"
    "'nest':[{'r':[{'x':1}]},{'r':[]},{'y':1}],'yes':true,"
    "'deep':[[[[1]]],{'a':[{'b':[1,2]}]}]}";

#define PICK(array) array[g_test_rand_int_range (0, G_N_ELEMENTS (array))]

/* Something like an expression; most of them are one. */
static void
append_random (GString *out, guint depth)
{
  gint32 kind = depth == 0 ? 0 : g_test_rand_int_range (0, 8);

  if (kind <= 2)
    {
      g_string_append (out, PICK (words));
      return;
    }
  if (kind == 3)
    g_string_append_printf (out, "%s(%s", PICK (calls), PICK (words));
  else
    g_string_append (out, kind == 4 ? "not (" : kind == 5 ? "-(" : "(");
  if (kind != 3)
    append_random (out, depth - 1);
  if (kind >= 6)
    {
      g_string_append_printf (out, " %s ", PICK (operators));
      append_random (out, depth - 1);
    }
  g_string_append_c (out, ')');
}

static void
test_random (void)
{
  g_auto (JsonScope) scope = { 0 };
  guint n_parsed = 0;

  json_scope_init (&scope, random_answers);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);

      append_random (source, 5);
      if (source->len <= 998)
        n_parsed += check_source (source->str, &scope.scope);
    }
  /* Else the generator has lost the grammar, and nothing was looked at. */
  g_assert_cmpuint (n_parsed, >, 3000);
}

typedef struct
{
  const CtExpression *expression; /* (unowned) */
  const CtJsonNode *root;         /* (unowned) */
  GHashTable *keep;               /* (unowned) */
} Marking;

/* Here the answers are the members of one document, so that a path's root is one of them. */
static void
mark_name (const char *name, guint column, gpointer user_data)
{
  Marking *marking = user_data;
  const CtJsonNode *answer = ct_json_node_get_member (marking->root, name);

  if (answer == NULL)
    return;
  g_hash_table_add (marking->keep, (gpointer) answer);
  ct_expression_mark_read (marking->expression, name, answer, marking->keep);
}

/* The answers with no more than source reads. (transfer full) */
static char *
prune (const char *source, const CtJson *json)
{
  g_autoptr (CtExpression) expression = ct_expression_new (source, "x", NULL);
  g_autoptr (GHashTable) keep = g_hash_table_new (NULL, NULL);
  Marking marking = { expression, ct_json_get_root (json), keep };
  GString *out = g_string_new (NULL);

  if (expression != NULL)
    ct_expression_foreach_name (expression, mark_name, &marking);
  ct_json_node_append (marking.root, keep, out);
  return g_string_free (out, FALSE);
}

static void
test_kept (void)
{
  static const struct
  {
    const char *source, *kept, *why;
  } rows[] = {
    { "item.a", "{'item':{'a':'5'}}", "one member" },
    { "item.a.b", "{'item':{}}", "a leaf on the way is not read" },
    { "text.b + num", "{'text':'abc','num':'7.5'}", "an answer that is a leaf" },
    { "rows[a=x, b=2].c", "{'rows':[null,{'a':'x','b':2},null,null,null]}", "what a filter needs" },
    { "rows[-1]", "{'rows':[null,null,null,null,null]}", "positions stay" },
    { "rows[1].b", "{'rows':[null,{'b':2},null,null,null]}", "positions stay" },
    { "sum(rows[*].a)", "{'rows':[{'a':1},{'a':'x'},{},null,null]}", "all elements" },
    { "count(nums)", "{'nums':[1,'2',3.5]}", "a list with its elements" },
    { "exists(nest)", "{'nest':[{},{},{}]}", "no more than that" },
    { "deep[1].a[*].b[-1]", "{'deep':[null,{'a':[{'b':[null,2]}]}]}", "one in another" },
  };
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, random_answers);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *kept = prune (rows[i].source, scope.json);

      g_assert_cmpstr (g_strdelimit (kept, "\"", '\''), ==, rows[i].kept);
    }
}

/* What is kept gives the same value as what it was kept of. */
static void
test_kept_is_enough (void)
{
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, random_answers);
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);
      g_autofree char *kept = NULL, *expected = NULL, *result = NULL;
      g_auto (JsonScope) kept_scope = { 0 };

      append_random (source, 4);
      kept = prune (source->str, scope.json);
      json_scope_init (&kept_scope, kept);
      expected = evaluate_to_row (source->str, &scope.scope);
      result = evaluate_to_row (source->str, &kept_scope.scope);
      g_assert_cmpstr (result, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/expression/random", test_random);
  g_test_add_func ("/expression/kept", test_kept);
  g_test_add_func ("/expression/kept-is-enough", test_kept_is_enough);
  return g_test_run ();
}
