#include "config.h"

#include "json-places.h"

#include <string.h>

#include "expression.h"

typedef struct
{
  const char *json;
  const char *places; /* "path=text" lines; truth values as "path?text" */
  const char *reason;
} Row;

static const Row rows[] = {
  { "{\"a\":{\"b\":12.50}}", "x.a.b=12.50", "a number, as it was written" },
  { "{\"a\":\"12.50\",\"b\":\"words\"}", "x.a=12.50", "a text counts when it is a number" },
  { "{\"a\":true,\"b\":false,\"c\":null}", "x.a?true x.b?false", "truth values; not null" },
  { "[1,[2]]", "x[0]=1 x[1][0]=2", "elements" },
  { "[1,2,3,4,5,6,7]", "x[0]=1 x[1]=2 x[2]=3 x[3]=4 x[4]=5", "the first of a list" },
  { "{\"total-left\":1,\"it's\":2,\"3\":3,\"\":4}",
    "x['total-left']=1 x['it''s']=2 x['3']=3 x['']=4", "names that are no words" },
  { "{\"data\":[{\"v\":-1e3}]}", "x.data[0].v=-1e3", "objects in lists" },
  { "7", "x=7", "the whole answer" },
  { "{}", "", "nothing" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtJson) json = ct_json_parse (rows[i].json, strlen (rows[i].json), NULL);
      g_autoptr (GPtrArray) places = ct_json_list_places (json, "x", 100);
      g_autoptr (GString) told = g_string_new (NULL);

      g_test_message ("%s", rows[i].reason);
      for (guint n = 0; n < places->len; n++)
        {
          const CtJsonPlace *place = places->pdata[n];

          g_string_append_printf (told, "%s%s%c%s", n > 0 ? " " : "", place->path,
                                  place->is_number ? '=' : '?', place->text);
        }
      g_assert_cmpstr (told->str, ==, rows[i].places);
    }
}

static gboolean
lookup (const char *name, CtValue *value, gpointer user_data, GError **error)
{
  value->kind = CT_VALUE_NODE;
  value->node = ct_json_get_root (user_data);
  return TRUE;
}

/* Whatever path is told, an expression reads that very number there. */
static void
test_paths_are_expressions (void)
{
  const char *text = "{\"a b\":{\"it's\":[1,{\"c\":2}]},\"d\":{\"true\":3,\"e_1\":\"4\"}}";
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);
  g_autoptr (GPtrArray) places = ct_json_list_places (json, "x", 100);
  CtScope scope = { lookup, json };

  g_assert_cmpuint (places->len, ==, 4);
  for (guint i = 0; i < places->len; i++)
    {
      const CtJsonPlace *place = places->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (CtExpression) expression = ct_expression_new (place->path, "test", &error);
      g_autofree char *read = NULL;

      g_assert_no_error (error);
      read = ct_expression_get_text (expression, &scope, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (read, ==, place->text);
    }
}

static void
test_most (void)
{
  const char *text = "{\"a\":1,\"b\":[2,3],\"c\":4}";
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);
  g_autoptr (GPtrArray) places = ct_json_list_places (json, "x", 2);

  g_assert_cmpuint (places->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/json-places/rows", test_rows);
  g_test_add_func ("/json-places/paths-are-expressions", test_paths_are_expressions);
  g_test_add_func ("/json-places/most", test_most);
  return g_test_run ();
}
