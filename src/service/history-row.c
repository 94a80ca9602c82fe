#include "config.h"

#include "history-row.h"

enum
{
  COLUMN_FIRST,
  COLUMN_LAST,
  COLUMN_REMAINING,
  COLUMN_USED,
  COLUMN_UNLIMITED,
  COLUMN_LOW,
  COLUMN_HIGH,
  COLUMN_TOPPED_UP,
};

static gboolean
has_value (CtStatement *statement, int column)
{
  return sqlite3_column_type (statement, column) != SQLITE_NULL;
}

/* The value of a column that is NULL is 0. */
gboolean
ct_history_row_read (CtStatement *statement, CtHistoryRun *run)
{
  gboolean has_range = has_value (statement, COLUMN_LOW);
  gint64 remaining_micro = sqlite3_column_int64 (statement, COLUMN_REMAINING);

  *run = (CtHistoryRun){
    .first_us = sqlite3_column_int64 (statement, COLUMN_FIRST),
    .last_us = sqlite3_column_int64 (statement, COLUMN_LAST),
    .remaining_micro = remaining_micro,
    .low_micro = has_range ? sqlite3_column_int64 (statement, COLUMN_LOW) : remaining_micro,
    .high_micro = has_range ? sqlite3_column_int64 (statement, COLUMN_HIGH) : remaining_micro,
    .topped_up_micro = sqlite3_column_int64 (statement, COLUMN_TOPPED_UP),
    .used_micro = sqlite3_column_int64 (statement, COLUMN_USED),
    .has_remaining = has_value (statement, COLUMN_REMAINING),
    .has_used = has_value (statement, COLUMN_USED),
    .unlimited = sqlite3_column_int (statement, COLUMN_UNLIMITED),
  };
  return ct_history_run_is_sound (run);
}

gint64
ct_history_row_get_time_us (CtStatement *statement, int column)
{
  return CLAMP (sqlite3_column_int64 (statement, column), 0, CT_HISTORY_LAST_US);
}

gboolean
ct_history_row_insert (CtHistoryDatabase *db, gint64 series, const CtHistoryRun *run,
                       GError **error)
{
  const gint64 values[] = { series, run->first_us, run->last_us };
  const gboolean has_range = run->has_remaining
                             && (run->low_micro != run->remaining_micro
                                 || run->high_micro != run->remaining_micro);
  g_autoptr (CtStatement) statement = ct_history_database_prepare (db, CT_HISTORY_INSERT_RUN,
                                                                   error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64s (statement, G_N_ELEMENTS (values), values);
  /* What is not bound is NULL. */
  if (run->has_remaining)
    sqlite3_bind_int64 (statement, 2 + COLUMN_REMAINING, run->remaining_micro);
  if (run->has_used)
    sqlite3_bind_int64 (statement, 2 + COLUMN_USED, run->used_micro);
  sqlite3_bind_int (statement, 2 + COLUMN_UNLIMITED, run->unlimited);
  if (has_range)
    {
      sqlite3_bind_int64 (statement, 2 + COLUMN_LOW, run->low_micro);
      sqlite3_bind_int64 (statement, 2 + COLUMN_HIGH, run->high_micro);
    }
  if (run->topped_up_micro != 0)
    sqlite3_bind_int64 (statement, 2 + COLUMN_TOPPED_UP, run->topped_up_micro);
  return ct_history_database_step (db, statement, error) == SQLITE_DONE;
}
