#include "config.h"

#include "forecast-history.h"

#include "forecast-series.h"

/* Ten days at 0.50 an hour, read every hour; 12.00 left now, one day. */
#define HOUR_MICRO (CT_MICRO / 2)
#define LEFT_MICRO (12 * CT_MICRO)
#define N_HOURS (10 * 24)
#define NOW_US (MONDAY_US + N_HOURS * HOUR_US)

typedef struct
{
  CtHistoryRun runs[N_HOURS];
  CtBalance *balance; /* (owned) */
  GTimeZone *zone;    /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  for (int hour = 0; hour < N_HOURS; hour++)
    {
      CtHistoryRun *run = &fixture->runs[hour];

      run->first_us = run->last_us = MONDAY_US + hour * HOUR_US;
      run->remaining_micro = LEFT_MICRO + (N_HOURS - hour) * HOUR_MICRO;
      run->low_micro = run->high_micro = run->remaining_micro;
      run->has_remaining = TRUE;
    }
  fixture->zone = g_time_zone_new_utc ();
  fixture->balance = ct_balance_new ("main");
  fixture->balance->has_remaining = TRUE;
  fixture->balance->remaining_micro = LEFT_MICRO;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  ct_balance_free (fixture->balance);
  g_time_zone_unref (fixture->zone);
}

static CtForecast
look (Fixture *fixture)
{
  return ct_forecast_balance (fixture->balance, NOW_US, fixture->runs, N_HOURS, NOW_US,
                              fixture->zone);
}

static void
assert_days (Fixture *fixture, double days)
{
  CtForecast forecast = look (fixture);

  g_assert_true (forecast.known);
  g_assert_cmpfloat_with_epsilon (forecast.days_left, days, 0.02 * days);
}

/* The reading that the history does not have yet is the last one. */
static void
test_reading (Fixture *fixture, gconstpointer user_data)
{
  assert_days (fixture, 1);
  fixture->balance->remaining_micro += 24 * CT_MICRO;
  assert_days (fixture, 3);
  /* Kept from the reading before, it is no reading: 12.50 were left an hour ago. */
  fixture->balance->stale = TRUE;
  assert_days (fixture, 1);
}

static void
test_unlimited_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 100; i < 110; i++)
    fixture->runs[i].unlimited = TRUE;
  for (guint i = 110; i < 120; i++)
    fixture->runs[i].has_remaining = FALSE;
  for (guint i = 100; i < 120; i++)
    fixture->runs[i].remaining_micro = 0;
  assert_days (fixture, 1);
}

/* Runs that were merged have not stood still. */
static void
test_merged (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 1; i < N_HOURS; i++)
    {
      fixture->runs[i].first_us = fixture->runs[i - 1].last_us + 1;
      fixture->runs[i].high_micro = fixture->runs[i - 1].remaining_micro;
    }
  assert_days (fixture, 1);
}

/* What begins anew before its end has none; what was spent is known all the same. */
static void
test_begins_anew (Fixture *fixture, gconstpointer user_data)
{
  CtForecast forecast;

  fixture->balance->resets_at_us = NOW_US + DAY_US / 2;
  forecast = look (fixture);
  g_assert_false (forecast.known);
  g_assert_cmpfloat (forecast.days_left, ==, 0);
  g_assert_cmpfloat (forecast.at_worst_days, ==, 0);
  g_assert_cmpint (forecast.date_us, ==, 0);
  g_assert_cmpint (forecast.per_day_micro, ==, 0);
  g_assert_true (forecast.days_7.known);
  fixture->balance->resets_at_us = NOW_US + 2 * DAY_US;
  assert_days (fixture, 1);
  fixture->balance->resets_at_us = NOW_US - DAY_US;
  assert_days (fixture, 1);
  fixture->balance->resets_at_us = NOW_US + DAY_US / 2;
  fixture->balance->remaining_micro = 0;
  g_assert_true (look (fixture).known);
}

static void
test_exhausted (Fixture *fixture, gconstpointer user_data)
{
  CtForecast forecast;

  fixture->balance->exhausted = TRUE;
  forecast = look (fixture);
  g_assert_true (forecast.known);
  g_assert_cmpfloat (forecast.days_left, ==, 0);
  g_assert_cmpint (forecast.date_us, ==, NOW_US);
}

static void
test_applies (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (ct_forecast_applies_to (fixture->balance));
  fixture->balance->unlimited = TRUE;
  g_assert_false (ct_forecast_applies_to (fixture->balance));
  fixture->balance->unlimited = FALSE;
  fixture->balance->has_remaining = FALSE;
  g_assert_false (ct_forecast_applies_to (fixture->balance));
  fixture->balance->exhausted = TRUE;
  g_assert_true (ct_forecast_applies_to (fixture->balance));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) \
  g_test_add ("/forecast-history/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("reading", test_reading);
  ADD ("unlimited-meanwhile", test_unlimited_meanwhile);
  ADD ("merged", test_merged);
  ADD ("begins-anew", test_begins_anew);
  ADD ("exhausted", test_exhausted);
  ADD ("applies", test_applies);
#undef ADD
  return g_test_run ();
}
