#include "config.h"

#include "history-fixture.h"

/* Accounts that are given the address of another site. */

#define OTHER_ORIGIN "https://other.example.com:443"

/* origin NULL: of both sites. */
static void
assert_of (HistoryFixture *fixture, const char *origin, const char *expected)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", origin, G_MININT64, G_MAXINT64, 0 };
  g_autoptr (CtHistorySeries) series = history_query (fixture->history, &query, NULL);
  g_autofree char *told = history_describe_runs (series);

  g_assert_cmpstr (told, ==, expected);
}

/* The account has another address now: what it was at the former one is not spent, nor topped up,
 * nor lost. */
static void
test_moved (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autofree char *parts = NULL;

  history_tell (fixture->history, "0:5 5:4");
  assert_of (fixture, OTHER_ORIGIN, "");
  history_tell_of (fixture->history, OTHER_ORIGIN, "10:4");
  assert_of (fixture, OTHER_ORIGIN, "10-10:4");
  history_open (fixture);
  history_tell_of (fixture->history, OTHER_ORIGIN, "15:50 20:49");
  assert_of (fixture, OTHER_ORIGIN, "10-10:4 15-15:50+46 20-20:49");
  assert_of (fixture, HISTORY_ORIGIN, "");

  /* And back again. */
  history_tell (fixture->history, "25:60 30:59");
  assert_of (fixture, HISTORY_ORIGIN, "25-25:60 30-30:59");
  parts = history_describe (fixture->history, HISTORY_BEGIN_US, G_MAXINT64, 2);
  g_assert_cmpstr (parts, ==, "25-25:60 30-30:59");
  assert_of (fixture, NULL, "0-0:5 5-5:4 10-10:4 15-15:50+46 20-20:49 25-25:60 30-30:59");
}

/* It began while the clock was ahead. */
static void
test_clock_ahead (HistoryFixture *fixture, gconstpointer user_data)
{
  history_tell (fixture->history, "0:5 5:4");
  history_tell_of (fixture->history, OTHER_ORIGIN, "5000:9");
  history_tell_of (fixture->history, OTHER_ORIGIN, "10:4 15:8");
  assert_of (fixture, OTHER_ORIGIN, "10-10:4 15-15:8+4 5000-5000:9");
}

static void
set_up (HistoryFixture *fixture, gconstpointer user_data)
{
  history_set_up (fixture, NULL);
  history_open (fixture);
}

#define ADD(path, func) \
  g_test_add ("/history-sites/" path, HistoryFixture, NULL, set_up, func, history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("moved", test_moved);
  ADD ("clock-ahead", test_clock_ahead);
  return g_test_run ();
}
