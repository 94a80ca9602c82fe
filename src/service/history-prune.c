#include "config.h"

#include "history-prune.h"

#include "history-row.h"

/* Few milliseconds: a query waits no longer. */
#define ROWS_PER_SLICE 2000
#define HOUR_US G_TIME_SPAN_HOUR

typedef struct
{
  gint64 id;
  gint64 hourly_until_us;
} Series;

/* (element-type Series) (transfer full) */
static GArray *
list_series (CtHistoryDatabase *db, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Series));
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_LIST_SERIES,
                                                                   error);
  int status;

  if (statement == NULL)
    return NULL;
  while ((status = ct_history_database_step (db, statement, error)) == SQLITE_ROW)
    {
      Series series = { sqlite3_column_int64 (statement, 0),
                        ct_history_row_get_time_us (statement, 1) };

      g_array_append_val (list, series);
    }
  return status == SQLITE_DONE ? g_steal_pointer (&list) : NULL;
}

/* Where the nth run at or after from_us begins; G_MAXINT64: there are fewer. */
static gboolean
find_nth (CtHistoryDatabase *db, gint64 series, gint64 from_us, gint64 n, gint64 *first_us,
          GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_NTH_RUN, error);
  int status;

  *first_us = G_MAXINT64;
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64s (statement, 3, (const gint64[]){ series, from_us, n });
  status = ct_history_database_step (db, statement, error);
  if (status == SQLITE_ROW)
    *first_us = sqlite3_column_int64 (statement, 0);
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

/* --- Deleting --- */

static gboolean
delete_runs (CtHistoryDatabase *db, gint64 series, gint64 from_us, gint64 to_us, gint64 ended_us,
             GError **error)
{
  return ct_history_database_run (db, CT_HISTORY_DELETE_RUNS, 4,
                                  (const gint64[]){ series, from_us, to_us, ended_us }, error);
}

/* One slice of what ended before limit_us. */
static gboolean
delete_slice (CtHistoryDatabase *db, gint64 series, gint64 limit_us, gboolean *more, GError **error)
{
  gint64 first_us, to_us;

  if (!find_nth (db, series, G_MININT64, 0, &first_us, error)
      || !find_nth (db, series, G_MININT64, ROWS_PER_SLICE, &to_us, error))
    return FALSE;
  *more = to_us < limit_us;
  if (first_us >= limit_us)
    return TRUE;
  return delete_runs (db, series, G_MININT64, MIN (to_us, limit_us), *more ? G_MAXINT64 : limit_us,
                      error);
}

/* --- One an hour --- */

static gint64
hour_of (gint64 time_us)
{
  gint64 rest_us = time_us % HOUR_US;

  return time_us - rest_us - (rest_us < 0 ? HOUR_US : 0);
}

/* (element-type CtHistoryRun): the runs that begin in that time, one an hour. *n_rows: as many rows
 * are they made of. (transfer full) */
static GArray *
read_hourly (CtHistoryDatabase *db, gint64 series, gint64 from_us, gint64 to_us, guint *n_rows,
             GError **error)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_SELECT_RUNS,
                                                                   error);
  CtHistoryThinner thinner;
  CtHistoryRun run, done;
  int status;

  *n_rows = 0;
  if (statement == NULL)
    return NULL;
  ct_statement_bind_int64s (statement, 3, (const gint64[]){ series, from_us, to_us - 1 });
  ct_history_thinner_init (&thinner, from_us, HOUR_US);
  while ((status = ct_history_database_step (db, statement, error)) == SQLITE_ROW)
    {
      if (!ct_history_row_read (statement, &run) || run.first_us < from_us)
        continue;
      *n_rows += 1;
      if (ct_history_thinner_add (&thinner, &run, &done))
        g_array_append_val (hours, done);
    }
  if (ct_history_thinner_finish (&thinner, &done))
    g_array_append_val (hours, done);
  return status == SQLITE_DONE ? g_steal_pointer (&hours) : NULL;
}

/* Whole hours from from_us to to_us. */
static gboolean
merge_hours (CtHistoryDatabase *db, gint64 series, gint64 from_us, gint64 to_us, GError **error)
{
  guint n_rows;
  g_autoptr (GArray) hours = read_hourly (db, series, from_us, to_us, &n_rows, error);

  if (hours == NULL)
    return FALSE;
  if (hours->len < n_rows && !delete_runs (db, series, from_us, to_us, G_MAXINT64, error))
    return FALSE;
  for (guint i = 0; hours->len < n_rows && i < hours->len; i++)
    if (!ct_history_row_insert (db, series, &g_array_index (hours, CtHistoryRun, i), error))
      return FALSE;
  return ct_history_database_run (db, CT_HISTORY_SET_HOURLY, 2, (const gint64[]){ series, to_us },
                                  error);
}

/* One slice of what begins before raw_us, a whole hour. Less than a day of it waits, but for what
 * an earlier slice left. */
static gboolean
merge_slice (CtHistoryDatabase *db, const Series *series, gint64 raw_us, gboolean goes_on,
             gboolean *more, GError **error)
{
  gint64 from_us, to_us;

  *more = FALSE;
  if (!goes_on && raw_us - series->hourly_until_us < G_TIME_SPAN_DAY)
    return TRUE;
  if (!find_nth (db, series->id, series->hourly_until_us, 0, &from_us, error))
    return FALSE;
  if (from_us >= raw_us)
    return TRUE;
  from_us = hour_of (from_us);
  if (!find_nth (db, series->id, from_us, ROWS_PER_SLICE, &to_us, error))
    return FALSE;
  *more = to_us < raw_us;
  to_us = *more ? MAX (hour_of (to_us), from_us + HOUR_US) : raw_us;
  return merge_hours (db, series->id, from_us, to_us, error);
}

/* --- Both --- */

static gboolean
prune_series (CtHistoryDatabase *db, const Series *series, gint64 now_us, gint64 keep_us,
              gboolean goes_on, gboolean *more, GError **error)
{
  gboolean more_to_delete = FALSE, more_to_merge = FALSE;
  gboolean success;

  if (!ct_history_database_begin (db, error))
    return FALSE;
  success = delete_slice (db, series->id, now_us - keep_us, &more_to_delete, error)
            && (more_to_delete
                || merge_slice (db, series, hour_of (now_us - CT_HISTORY_RAW_US), goes_on,
                                &more_to_merge, error));
  *more = more_to_delete || more_to_merge;
  return ct_history_database_end (db, success, error);
}

gboolean
ct_history_prune_slice (CtHistoryDatabase *db, gint64 now_us, gint64 keep_us, gboolean *more,
                        GError **error)
{
  g_autoptr (GArray) list = list_series (db, error);
  gboolean goes_on = *more;

  *more = FALSE;
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len && !*more; i++)
    if (!prune_series (db, &g_array_index (list, Series, i), now_us, keep_us, goes_on, more, error))
      return FALSE;
  return TRUE;
}

/* *id is 0 when there is none. */
static gboolean
find_of_account (CtHistoryDatabase *db, const char *account_id, gint64 *id, GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_ACCOUNT_SERIES,
                                                                   error);
  int status;

  *id = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, account_id, -1, SQLITE_STATIC);
  status = ct_history_database_step (db, statement, error);
  if (status == SQLITE_ROW)
    *id = sqlite3_column_int64 (statement, 0);
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

static gboolean
forget_slice (CtHistoryDatabase *db, gint64 series, GError **error)
{
  gboolean more = FALSE, success;

  if (!ct_history_database_begin (db, error))
    return FALSE;
  success = delete_slice (db, series, G_MAXINT64, &more, error)
            && (more || ct_history_database_run (db, CT_HISTORY_DELETE_SERIES, 1, &series, error));
  return ct_history_database_end (db, success, error);
}

gboolean
ct_history_prune_account (CtHistoryDatabase *db, const char *account_id, GError **error)
{
  gint64 series = 0;

  do
    if (!find_of_account (db, account_id, &series, error)
        || (series != 0 && !forget_slice (db, series, error)))
      return FALSE;
  while (series != 0);
  return TRUE;
}
