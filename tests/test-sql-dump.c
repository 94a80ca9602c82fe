#include "config.h"

#include "sql-dump.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *expected; /* "a=1,b=2;" for each row, by name of column */
  const char *reason;
} Row;

static const Row rows[] = {
  { "", "", "nothing" },
  { "INSERT INTO t (a, b) VALUES ('x', 'y');", "a=x,b=y;", "a row" },
  { "INSERT INTO \"t\" (\"a\", \"b\") VALUES ('x','y'),('z','w');", "a=x,b=y;a=z,b=w;",
    "as cc-switch writes it" },
  { "insert into t (a) values ('it''s');", "a=it's;", "a doubled quote" },
  { "INSERT INTO t (a) VALUES ('x;y--z/*');", "a=x;y--z/*;", "signs in a string" },
  { "INSERT INTO t (a, b, c) VALUES (1, -2.5, 1e9);", "a=1,b=-2.5,c=1e9;", "numbers" },
  { "INSERT INTO t (a, b) VALUES (NULL, X'00');", ";", "NULL and blobs are absent" },
  { "INSERT INTO t (a, b) VALUES (CAST(X'41' AS TEXT), 'y');", "b=y;", "an expression is absent" },
  { "INSERT INTO t (a, b) VALUES ('x' || 'z', 'y');", "b=y;", "its beginning is no value" },
  { "-- INSERT INTO t (a) VALUES ('x');\n/* ; */ INSERT INTO t (a) VALUES ('y');", "a=y;",
    "comments" },
  { "CREATE TABLE t (a TEXT DEFAULT ';'); INSERT INTO t (a) VALUES ('x');", "a=x;",
    "another statement with a semicolon in it" },
  { "INSERT INTO tt (a) VALUES ('x'); INSERT INTO t (a) VALUES ('y');", "a=y;", "another table" },
  { "SELECT 'INSERT INTO t (a) VALUES (1)';", "", "a statement inside a string" },
  { "INSERT INTO t VALUES ('x'); INSERT INTO t (a) VALUES ('y');", "a=y;", "no columns" },
  { "INSERT INTO t (a, b) VALUES ('x'); INSERT INTO t (a) VALUES ('y');", "a=y;",
    "fewer values than columns" },
  { "INSERT INTO t (a) VALUES ('x', 'z'); INSERT INTO t (a) VALUES ('y');", "a=y;",
    "more values than columns" },
  { "INSERT INTO t (a) VALUES ('x'), ('y", "a=x;", "it breaks off in a string" },
  { "INSERT INTO t (a) VALUES ('x'), (", "a=x;", "in a row" },
  { "INSERT INTO t (a", "", "in the columns" },
  { "INSERT INTO t (a) VALUES (((((", "", "open parentheses" },
  { "/*", "", "an open comment" },
  { "'", "", "an open string" },
};

static gboolean
on_row (GHashTable *row, gpointer user_data)
{
  GString *text = user_data;
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (row), (GCompareFunc) strcmp);

  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (text, "%s%s=%s", l->prev != NULL ? "," : "", (const char *) l->data,
                            (const char *) g_hash_table_lookup (row, l->data));
  g_string_append_c (text, ';');
  return TRUE;
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].text);
      g_autofree char *copy = g_memdup2 (rows[i].text, length);
      g_autoptr (GString) got = g_string_new (NULL);

      g_test_message ("%s", rows[i].reason);
      ct_sql_dump_foreach (copy, length, "t", on_row, got);
      g_assert_cmpstr (got->str, ==, rows[i].expected);
    }
}

static gboolean
on_first (GHashTable *row, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
  return FALSE;
}

static void
test_end (void)
{
  const char *text = "INSERT INTO t (a) VALUES (1),(2); INSERT INTO t (a) VALUES (3);";
  guint n = 0;

  ct_sql_dump_foreach (text, strlen (text), "t", on_first, &n);
  g_assert_cmpuint (n, ==, 1);
}

/* Every beginning of a dump, and every byte of it replaced, is read to some end. */
static void
test_damage (void)
{
  const char *text =
      "-- x\nINSERT INTO \"t\" (\"a\", b) VALUES ('it''s', CAST(X'1' AS TEXT)),(1,2);";
  gsize length = strlen (text);

  for (gsize i = 0; i <= length; i++)
    {
      g_autofree char *beginning = g_memdup2 (text, i);
      g_autofree char *changed = g_memdup2 (text, length);
      g_autoptr (GString) got = g_string_new (NULL);

      ct_sql_dump_foreach (beginning, i, "t", on_row, got);
      changed[MIN (i, length - 1)] = "'\"(),;-/"[i % 8];
      ct_sql_dump_foreach (changed, length, "t", on_row, got);
      g_assert_cmpuint (got->len, <, 100);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sql-dump/rows", test_rows);
  g_test_add_func ("/sql-dump/end", test_end);
  g_test_add_func ("/sql-dump/damage", test_damage);
  return g_test_run ();
}
