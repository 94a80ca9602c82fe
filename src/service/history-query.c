#include "config.h"

#include "history-query.h"

#include "history-row.h"

#define ROWS_PER_LOOK 1024 /* at the cancellable */

CtHistorySeries *
ct_history_series_new (void)
{
  CtHistorySeries *series = g_new0 (CtHistorySeries, 1);

  series->runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  return series;
}

void
ct_history_series_free (CtHistorySeries *series)
{
  g_array_unref (series->runs);
  g_free (series);
}

void
ct_history_balance_free (CtHistoryBalance *balance)
{
  g_free (balance->id);
  g_free (balance);
}

typedef struct
{
  gint64 id; /* 0: there is none */
  gint64 begins_us;
} Series;

/* Nobody wrote down whose site it is: the account's. */
static gboolean
is_of_site (const char *series_origin, const CtHistoryQuery *query)
{
  return query->origin == NULL || series_origin == NULL
         || g_str_equal (series_origin, query->origin);
}

static void
read_series (CtStatement *statement, const CtHistoryQuery *query, Series *series, char *currency)
{
  if (!is_of_site ((const char *) sqlite3_column_text (statement, 2), query))
    return;
  series->id = sqlite3_column_int64 (statement, 0);
  g_strlcpy (currency, (const char *) sqlite3_column_text (statement, 1), CT_CURRENCY_SIZE);
  if (query->origin != NULL)
    series->begins_us = ct_history_row_get_time_us (statement, 3);
}

static gboolean
find_series (CtHistoryDatabase *db, const CtHistoryQuery *query, Series *series, char *currency,
             GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_LATEST_SERIES,
                                                                   error);
  int status;

  *series = (Series){ 0, G_MININT64 };
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, query->account_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, query->balance_id, -1, SQLITE_STATIC);
  status = ct_history_database_step (db, statement, error);
  if (status == SQLITE_ROW)
    read_series (statement, query, series, currency);
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

/* How long a part is; its parts begin at *from_us, which is moved to where there is something. */
static gboolean
divide (CtHistoryDatabase *db, const Series *series, const CtHistoryQuery *query, gint64 *from_us,
        gint64 *part_us, GError **error)
{
  g_autoptr (CtStatement) statement = NULL;
  gint64 to_us;

  *from_us = MAX (query->from_us, series->begins_us);
  *part_us = 0;
  if (query->n_parts == 0)
    return TRUE;
  statement = ct_history_database_prepare (db, CT_HISTORY_BOUNDS, error);
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64s (statement, 1, &series->id);
  if (ct_history_database_step (db, statement, error) != SQLITE_ROW)
    return FALSE;
  *from_us = MAX (*from_us, ct_history_row_get_time_us (statement, 0));
  to_us = MIN (query->to_us, ct_history_row_get_time_us (statement, 1));
  *part_us = MAX (to_us - *from_us, 0) / query->n_parts + 1;
  return TRUE;
}

static int
read_runs (CtHistoryDatabase *db, CtStatement *statement, gint64 begins_us, gint64 from_us,
           CtHistoryThinner *thinner, GArray *runs, GCancellable *cancellable, GError **error)
{
  CtHistoryRun run, done;
  int status = ct_history_database_step (db, statement, error);

  for (guint n = 1; status == SQLITE_ROW; n++)
    {
      if (ct_history_row_read (statement, &run) && run.first_us >= begins_us
          && run.last_us >= from_us && ct_history_thinner_add (thinner, &run, &done))
        g_array_append_val (runs, done);
      if (n % ROWS_PER_LOOK == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return SQLITE_INTERRUPT;
      status = ct_history_database_step (db, statement, error);
    }
  if (ct_history_thinner_finish (thinner, &done))
    g_array_append_val (runs, done);
  return status;
}

CtHistorySeries *
ct_history_query_run (CtHistoryDatabase *db, const CtHistoryQuery *query, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (CtHistorySeries) found = ct_history_series_new ();
  g_autoptr (CtStatement) statement = NULL;
  CtHistoryThinner thinner;
  gint64 from_us, part_us;
  Series series;

  if (!find_series (db, query, &series, found->currency, error)
      || !divide (db, &series, query, &from_us, &part_us, error))
    return NULL;
  statement = ct_history_database_prepare (db, CT_HISTORY_SELECT_RUNS, error);
  if (statement == NULL)
    return NULL;
  ct_statement_bind_int64s (statement, 3,
                            (const gint64[]){ series.id, query->from_us, query->to_us });
  ct_history_thinner_init (&thinner, from_us, part_us);
  if (read_runs (db, statement, series.begins_us, query->from_us, &thinner, found->runs,
                 cancellable, error)
      != SQLITE_DONE)
    return NULL;
  return g_steal_pointer (&found);
}

GPtrArray *
ct_history_query_balances (CtHistoryDatabase *db, const char *account_id, GError **error)
{
  g_autoptr (GPtrArray) balances = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_history_balance_free);
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_LIST_BALANCES,
                                                                   error);
  int status;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, account_id, -1, SQLITE_STATIC);
  while ((status = ct_history_database_step (db, statement, error)) == SQLITE_ROW)
    {
      CtHistoryBalance *balance = g_new0 (CtHistoryBalance, 1);

      balance->id = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      g_strlcpy (balance->currency, (const char *) sqlite3_column_text (statement, 1),
                 CT_CURRENCY_SIZE);
      balance->last_us = sqlite3_column_int64 (statement, 2);
      g_ptr_array_add (balances, balance);
    }
  return status == SQLITE_DONE ? g_steal_pointer (&balances) : NULL;
}
