#include "config.h"

#include "history-append.h"
#include "history-fixture.h"
#include "history-prune.h"

/* What becomes of old readings. */

#define MINUTE_US G_TIME_SPAN_MINUTE
#define DAY_MINUTES (24 * 60)
#define RAW_DAYS 90
#define RUNS_PER_HOUR 6

static void
set_up (HistoryFixture *fixture, gconstpointer user_data)
{
  history_set_up (fixture, user_data);
  history_open (fixture);
}

/* A reading in ten minutes from the first to the last day: the amount falls, and is topped up
 * every 37 hours. (element-type CtHistoryRun) (transfer full): what was appended */
static GArray *
append_days (CtHistory *history, gint64 n_days)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  gint64 micro = 0;

  for (gint64 minute = 0; minute < n_days * DAY_MINUTES; minute += 60 / RUNS_PER_HOUR)
    {
      gboolean is_top_up = minute > 0 && minute % (37 * 60) == 0;
      CtHistoryRun run = { .has_remaining = TRUE };

      micro += is_top_up ? 300 * CT_MICRO : -CT_MICRO;
      run.first_us = run.last_us = HISTORY_BEGIN_US + minute * MINUTE_US;
      run.remaining_micro = run.low_micro = run.high_micro = micro;
      run.topped_up_micro = is_top_up ? 300 * CT_MICRO : 0;
      g_array_append_val (runs, run);
      history_append (history, minute, micro);
    }
  return runs;
}

/* (element-type CtHistoryRun) (transfer full): found from then on. */
static GArray *
find_runs (CtHistory *history, gint64 from_us)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", NULL, from_us, G_MAXINT64, 0 };
  g_autoptr (CtHistorySeries) series = history_query (history, &query, NULL);

  return g_array_ref (series->runs);
}

/* The first n_hours of what was appended are one run an hour, the others as they were. */
static void
assert_merged (GArray *found, GArray *appended, guint n_hours)
{
  g_assert_cmpuint (found->len, >=, n_hours);
  for (guint hour = 0; hour < n_hours; hour++)
    {
      CtHistoryRun whole = g_array_index (appended, CtHistoryRun, hour * RUNS_PER_HOUR);

      for (guint i = 1; i < RUNS_PER_HOUR; i++)
        ct_history_run_merge (&whole,
                              &g_array_index (appended, CtHistoryRun, hour * RUNS_PER_HOUR + i));
      history_assert_same_run (&g_array_index (found, CtHistoryRun, hour), &whole);
    }
  for (guint i = n_hours * RUNS_PER_HOUR; i < appended->len; i++)
    history_assert_same_run (
        &g_array_index (found, CtHistoryRun, i - n_hours * (RUNS_PER_HOUR - 1)),
        &g_array_index (appended, CtHistoryRun, i));
}

/* The program starts, reads, and prunes after that. */
static void
prune_at (HistoryFixture *fixture, gint64 minute)
{
  history_open (fixture);
  history_append (fixture->history, minute, minute);
  g_assert_true (ct_history_flush (fixture->history, NULL));
}

static void
test_hourly (HistoryFixture *fixture, gconstpointer user_data)
{
  const gint64 n_days = 120, n_old_days = n_days - RAW_DAYS; /* more than one slice of them */
  g_autoptr (GArray) appended = append_days (fixture->history, n_days - 1);
  g_autoptr (GArray) found = NULL, again = NULL;

  prune_at (fixture, n_days * DAY_MINUTES);
  found = find_runs (fixture->history, G_MININT64);
  assert_merged (found, appended, n_old_days * 24);

  /* Not hour by hour: once a day, whoever does it. */
  prune_at (fixture, n_days * DAY_MINUTES + 5 * 60);
  again = find_runs (fixture->history, G_MININT64);
  g_assert_cmpuint (again->len, ==, found->len + 1);
  assert_merged (again, appended, n_old_days * 24);
}

static void
prune_all (CtHistoryDatabase *db, gint64 minute)
{
  gboolean more = FALSE;

  do
    g_assert_true (ct_history_prune_slice (db, HISTORY_BEGIN_US + minute * MINUTE_US,
                                           G_MAXINT64 / 2, &more, NULL));
  while (more);
}

/* A slice may end within a day of the limit: the rest of that pruning does not wait for the next.
 */
static void
test_hourly_slices (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtHistoryDatabase) db = ct_history_database_new (fixture->path);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_history_item_free);
  g_autoptr (GArray) found = NULL;

  for (gint64 minute = 0; minute < 120 * DAY_MINUTES; minute += 60 / RUNS_PER_HOUR)
    g_ptr_array_add (items, history_item (minute, -minute));
  history_write_together (fixture, items);
  g_assert_true (ct_history_database_open (db, NULL));
  prune_all (db, (RAW_DAYS + 15) * DAY_MINUTES + DAY_MINUTES / 2);
  prune_all (db, 120 * DAY_MINUTES);
  found = find_runs (fixture->history, G_MININT64);
  g_assert_cmpuint (found->len, ==, items->len - 30 * 24 * (RUNS_PER_HOUR - 1));
}

static void
test_deleted (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GArray) appended = append_days (fixture->history, 30);
  g_autoptr (GArray) found = NULL;

  history_open (fixture);
  g_object_set (fixture->history, "keep-days", 2, NULL);
  history_append (fixture->history, 31 * DAY_MINUTES, 0);
  g_assert_true (ct_history_flush (fixture->history, NULL));
  found = find_runs (fixture->history, G_MININT64);
  /* The last of the thirty days, and the reading after them. */
  g_assert_cmpuint (found->len, ==, 24 * RUNS_PER_HOUR + 1);
  history_assert_same_run (&g_array_index (found, CtHistoryRun, 0),
                           &g_array_index (appended, CtHistoryRun, 29 * 24 * RUNS_PER_HOUR));
}

/* A run that lasts until now is not old, however long ago it began. */
static void
test_long_run (HistoryFixture *fixture, gconstpointer user_data)
{
  g_object_set (fixture->history, "keep-days", 2, NULL);
  for (guint day = 0; day < 10; day++)
    {
      history_append (fixture->history, day * DAY_MINUTES, CT_MICRO);
      g_assert_true (ct_history_flush (fixture->history, NULL));
    }
  history_assert (fixture->history, "0-12960:1");
}

#define ADD(path, func) \
  g_test_add ("/history-prune/" path, HistoryFixture, NULL, set_up, func, history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("hourly", test_hourly);
  ADD ("hourly-slices", test_hourly_slices);
  ADD ("deleted", test_deleted);
  ADD ("long-run", test_long_run);
  return g_test_run ();
}
