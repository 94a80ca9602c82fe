/* history-bench RUNS: a million runs of one balance over two years, and how long it takes to get
 * some of them from the history, against SQLite stepping through the same rows.
 *
 * Prints "NAME BARE_US OURS_US", a line a measurement. */

#include "config.h"

#include <stdlib.h>

#include <glib/gstdio.h>

#include <sqlite3.h>

#include "history-fill.h"
#include "history.h"

#define N_ROWS 1000000
#define BEGIN_US G_GINT64_CONSTANT (1730000000000000)
#define MONTH_US (30 * G_TIME_SPAN_DAY)
#define PIXELS 1000
#define ACCOUNT "bench"

/* The same rows and columns, looked at by nobody. */
static gint64
scan (sqlite3 *handle, gint64 from_us, gint64 to_us, guint *n_rows)
{
  gint64 begin_us = g_get_monotonic_time ();
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (handle,
                                       "SELECT first_us, last_us, remaining_micro, used_micro,"
                                       " unlimited, low_micro, high_micro, topped_up_micro"
                                       " FROM runs WHERE series = 1 AND first_us BETWEEN ?1 AND ?2"
                                       " ORDER BY first_us",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_int64 (statement, 1, from_us);
  sqlite3_bind_int64 (statement, 2, to_us);
  for (*n_rows = 0; sqlite3_step (statement) == SQLITE_ROW; ++*n_rows)
    for (int column = 0; column < sqlite3_column_count (statement); column++)
      sqlite3_column_int64 (statement, column);
  sqlite3_finalize (statement);
  return g_get_monotonic_time () - begin_us;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(CtHistorySeries **) user_data = ct_history_query_finish (result, NULL);
}

static gint64
query (CtHistory *history, gint64 from_us, gint64 to_us, guint n_parts, guint n_expected)
{
  const CtHistoryQuery wanted = { ACCOUNT, BENCH_BALANCE, NULL, from_us, to_us, n_parts };
  gint64 begin_us = g_get_monotonic_time ();
  CtHistorySeries *series = NULL;

  ct_history_query_async (history, &wanted, NULL, on_found, &series);
  while (series == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (series->runs->len, ==, n_expected);
  ct_history_series_free (series);
  return g_get_monotonic_time () - begin_us;
}

static void
measure (const char *name, sqlite3 *handle, CtHistory *history, gint64 from_us, guint n_parts)
{
  const gint64 to_us = BEGIN_US + N_ROWS * BENCH_SPACING_US;
  guint n_rows;
  gint64 bare_us = scan (handle, from_us, to_us, &n_rows);

  g_print ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", name, bare_us,
           query (history, from_us, to_us, n_parts, n_parts > 0 ? n_parts : n_rows));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("credit-tray-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  const gint64 end_us = BEGIN_US + N_ROWS * BENCH_SPACING_US;
  CtHistory *history;
  sqlite3 *handle = NULL;

  bench_fill_history (path, ACCOUNT, BEGIN_US, N_ROWS);
  history = ct_history_new (path);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  for (int i = argc > 1 ? atoi (argv[1]) : 5; i > 0; i--)
    {
      measure ("month", handle, history, end_us - MONTH_US, 0);
      measure ("whole", handle, history, BEGIN_US, PIXELS);
    }
  sqlite3_close (handle);
  g_object_unref (history);
  g_unlink (path);
  g_unlink (lock_path);
  g_rmdir (folder);
  return 0;
}
