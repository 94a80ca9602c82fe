#include "config.h"

#include "history-fill.h"

#include "history-row.h"
#include "history.h"

#define STEP_MICRO 1234
#define ROWS_A_TOP_UP 5000

static CtReading *
make_reading (gint64 remaining_micro)
{
  CtReading *reading = ct_reading_new ();
  CtBalance *balance = ct_balance_new (BENCH_BALANCE);

  g_strlcpy (balance->currency, "USD", CT_CURRENCY_SIZE);
  balance->has_remaining = balance->has_used = TRUE;
  balance->remaining_micro = remaining_micro;
  g_ptr_array_add (reading->balances, balance);
  return reading;
}

/* The first row makes the tables and the series. */
static void
append_first (const char *path, const char *account_id, gint64 begin_us)
{
  g_autoptr (CtReading) reading = make_reading (ROWS_A_TOP_UP * STEP_MICRO);
  g_autoptr (CtHistory) history = ct_history_new (path);

  ct_history_append (history, account_id, BENCH_ORIGIN, reading, begin_us);
  g_assert_true (ct_history_flush (history, NULL));
}

void
bench_fill_history (const char *path, const char *account_id, gint64 begin_us, guint n_rows)
{
  g_autoptr (CtHistoryDatabase) db = NULL;
  CtHistoryRun run = { .has_remaining = TRUE, .has_used = TRUE };

  append_first (path, account_id, begin_us);
  db = ct_history_database_new (path);
  g_assert_true (ct_history_database_open (db, NULL) && ct_history_database_begin (db, NULL));
  for (guint i = 1; i < n_rows; i++)
    {
      guint at = i % ROWS_A_TOP_UP;

      run.first_us = begin_us + i * BENCH_SPACING_US;
      run.last_us = run.first_us + (i % 3) * G_USEC_PER_SEC;
      run.topped_up_micro = at == 0 ? ROWS_A_TOP_UP * STEP_MICRO : 0;
      run.remaining_micro = run.low_micro = run.high_micro = (ROWS_A_TOP_UP - at) * STEP_MICRO;
      run.used_micro = (gint64) i * STEP_MICRO;
      g_assert_true (ct_history_row_insert (db, 1, &run, NULL));
    }
  g_assert_true (ct_history_database_end (db, TRUE, NULL));
}
