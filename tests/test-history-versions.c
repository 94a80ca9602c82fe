#include "config.h"

#include <sqlite3.h>

#include "history-fixture.h"
#include "history-schema.h"

/* Files that older and later versions of the program have written. */

static void
copy_fixture (HistoryFixture *fixture, const char *name)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "fixtures", "history", name, NULL);
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &data, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, data, length, NULL));
}

/* Files as older versions wrote them: what they kept is there, and can be added to. */
static void
test_versions (HistoryFixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *name;
    const char *expected;
  } rows[] = {
    { "v0.db", "100-100:7" }, /* made, and ended before its first table */
    { "v1.db", "0-55:4(4-6) 60-60:29+25 61-70:inf 75-75:28 100-100:7" },
    { "v2.db", "20-20:4 30-40:3.5 100-100:7+3.5" }, /* of another site before that */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      copy_fixture (fixture, rows[i].name);
      history_open (fixture);
      history_assert_kept (fixture, "100:7");
      g_assert_cmpuint (history_count_set_aside (fixture), ==, 0);
      history_assert (fixture->history, rows[i].expected);
      history_begin_anew (fixture);
    }
}

static int
count_columns (sqlite3 *handle, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM pragma_table_info('%s')", table);
  sqlite3_stmt *statement = NULL;
  int n;

  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return n;
}

/* All steps or none. */
static void
test_migrations (void)
{
  static const char *const steps[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y",
                                       "CREATE TABLE b (x); INSERT INTO b VALUES (1)" };
  static const char *const broken[] = { "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y",
                                        "CREATE TABLE b (x); INSERT INTO c VALUES (1)" };
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &handle), ==, SQLITE_OK);
  g_assert_cmpint (ct_history_schema_migrate (handle, steps, 1), ==, SQLITE_OK);
  g_assert_cmpint (count_columns (handle, "a"), ==, 1);
  g_assert_cmpint (ct_history_schema_migrate (handle, broken, 3), ==, SQLITE_ERROR);
  g_assert_cmpint (count_columns (handle, "a"), ==, 1);
  g_assert_cmpint (count_columns (handle, "b"), ==, 0);
  g_assert_cmpint (ct_history_schema_migrate (handle, steps, 3), ==, SQLITE_OK);
  g_assert_cmpint (count_columns (handle, "a"), ==, 2);
  g_assert_cmpint (count_columns (handle, "b"), ==, 1);
  g_assert_cmpint (ct_history_schema_migrate (handle, steps, 3), ==, SQLITE_OK);
  g_assert_cmpint (ct_history_schema_migrate (handle, steps, 2), ==, SQLITE_FORMAT);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
set_version (const char *path, const char *version)
{
  g_autofree char *sql = g_strconcat ("PRAGMA user_version = ", version, NULL);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* It is not ours to judge: nothing is written, and nothing set aside. */
static void
test_later_version (HistoryFixture *fixture, gconstpointer user_data)
{
  history_open (fixture);
  history_assert_kept (fixture, "0:5");
  history_close (fixture);
  set_version (fixture->path, "99");
  history_open (fixture);
  history_assert_not_kept (fixture, "1:4", "later version");
  history_assert_not_kept (fixture, "2:4", "later version");
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (history_count_set_aside (fixture), ==, 0);

  set_version (fixture->path, "2");
  history_assert_kept (fixture, "3:4");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  history_assert (fixture->history, "0-0:5 3-3:4");
}

#define ADD(path, func)                                                              \
  g_test_add ("/history-versions/" path, HistoryFixture, NULL, history_set_up, func, \
              history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("older", test_versions);
  ADD ("later", test_later_version);
  g_test_add_func ("/history-versions/migrations", test_migrations);
  return g_test_run ();
}
