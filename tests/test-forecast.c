#include "config.h"

#include "forecast-series.h"

/* --- Spending --- */

static double
spend_evenly (int hour, int now_hour)
{
  return 1;
}

static double
spend_in_office (int hour, int now_hour)
{
  return hour % 24 >= 9 && hour % 24 < 17 && hour / 24 % 7 < 5 ? 1 : 0;
}

static guint
hash_of (int number)
{
  guint hash = (guint) number * 2654435761u;

  hash ^= hash >> 15;
  hash *= 2246822519u;
  return hash ^ hash >> 13;
}

/* Of 0.96 a day on the average, in one hour of every 15, more or less. */
static double
spend_in_bursts (int hour, int now_hour)
{
  guint hash = hash_of (hour);

  return hash % 15 == 0 ? 0.2 + 0.01 * (hash / 15 % 80) : 0;
}

static double
spend_less_since_6_days (int hour, int now_hour)
{
  return hour < now_hour - 6 * 24 ? 1 : 0.1;
}

static double
spend_nothing_since_14_days (int hour, int now_hour)
{
  return hour < now_hour - 14 * 24 ? 1 : 0;
}

static double
spend_but_for_a_week (int hour, int now_hour)
{
  return hour >= now_hour - 12 * 24 && hour < now_hour - 5 * 24 ? 0 : 1;
}

#define STRETCH_H 18

static gboolean
is_busy (int hour)
{
  return hash_of (hour / STRETCH_H) % 3 == 0;
}

/* Half a day and more of much or of little, who knows when. */
static double
spend_in_stretches (int hour, int now_hour)
{
  return is_busy (hour) ? 2 : 0.5;
}

static double
spend_daily (int hour, int now_hour)
{
  return hour % 24 == 0 ? 24 : 0;
}

static double
spend_nothing (int hour, int now_hour)
{
  return 0;
}

/* --- What happens to readings --- */

static void
leave (GArray *series)
{
}

/* 60 every 5 days. */
static void
top_up (GArray *series)
{
  guint n = series->len;

  for (guint i = 0; i < n; i++)
    {
      gint64 ago_us = run_at (series, n - 1)->first_us - run_at (series, i)->first_us;

      run_at (series, i)->amount_micro -= (ago_us + DAY_US) / (5 * DAY_US) * (gint64) (60 * MICRO);
    }
}

/* In every other reading 4 cents are held back, which come back. */
static void
hold_back (GArray *series)
{
  for (guint i = 0; i + 1 < series->len; i += 2)
    run_at (series, i)->amount_micro -= (gint64) (0.04 * MICRO);
}

/* What was spent is taken off at the full hour. */
static void
bill_hourly (GArray *series)
{
  gint64 billed = 0;

  for (guint i = 0; i < series->len; i++)
    {
      if (run_at (series, i)->first_us % HOUR_US == 0)
        billed = run_at (series, i)->amount_micro;
      run_at (series, i)->amount_micro = billed;
    }
}

/* Six days ago it was set back by five hours. */
static void
set_clock_back (GArray *series)
{
  gint64 set_us = last_us (series) - 6 * DAY_US;

  for (guint i = 0; i < series->len && run_at (series, i)->first_us < set_us; i++)
    {
      run_at (series, i)->first_us += 5 * HOUR_US;
      run_at (series, i)->last_us += 5 * HOUR_US;
    }
}

/* For some hours it was wrong. */
static void
set_clock_ahead_for_a_while (GArray *series)
{
  for (guint i = 2000; i < 2060; i++)
    run_at (series, i)->first_us += 9 * HOUR_US;
}

static void
set_clock_behind_for_a_while (GArray *series)
{
  for (guint i = 2000; i < 2060; i++)
    run_at (series, i)->first_us -= 9 * HOUR_US;
}

static gint
compare_first (gconstpointer a, gconstpointer b)
{
  const CtForecastRun *x = a;
  const CtForecastRun *y = b;

  return (x->first_us > y->first_us) - (x->first_us < y->first_us);
}

static void
set_clock_back_and_sort (GArray *series)
{
  set_clock_back (series);
  g_array_sort (series, compare_first);
}

static void
keep_if (GArray *series, gboolean (*wanted) (gint64 hour_of_week))
{
  for (guint i = series->len - 1; i-- > 1;)
    if (!wanted ((run_at (series, i)->first_us - MONDAY_US) / HOUR_US % 168))
      g_array_remove_index (series, i);
}

static gboolean
is_office_hour (gint64 hour)
{
  return hour % 24 >= 9 && hour % 24 < 18 && hour / 24 < 5;
}

static void
sleep_at_night (GArray *series)
{
  keep_if (series, is_office_hour);
}

static gboolean
is_not_midweek (gint64 hour)
{
  return hour / 24 < 1 || hour / 24 >= 4;
}

/* And in that time somebody tops up. */
static void
sleep_for_days_over_top_ups (GArray *series)
{
  gint64 topped_up = (gint64) (100 * MICRO);

  keep_if (series, is_not_midweek);
  for (guint i = series->len - 1; i-- > 0;)
    {
      CtForecastRun *run = run_at (series, i);

      if (run[1].first_us - run->first_us > DAY_US)
        topped_up += (gint64) (100 * MICRO);
      run->amount_micro += (gint64) (100 * MICRO) - topped_up;
    }
}

static void
reverse (GArray *series)
{
  for (guint i = 0; i < series->len / 2; i++)
    {
      CtForecastRun run = *run_at (series, i);

      *run_at (series, i) = *run_at (series, series->len - 1 - i);
      *run_at (series, series->len - 1 - i) = run;
    }
}

/* One reading says that all is gone, the next knows better. */
static void
read_wrongly (GArray *series)
{
  for (guint i = 100; i + 1 < series->len; i += 700)
    run_at (series, i)->amount_micro = 0;
}

static void
read_ahead_of_time (GArray *series)
{
  for (guint i = 500; i < 540; i++)
    run_at (series, i)->first_us += 400 * DAY_US;
}

static void
test_known_answers (void)
{
  const struct
  {
    const char *reason;
    SpentFunc spent;
    void (*change) (GArray *series);
    int now_day, now_hour, step_min;
    double amount;
    double days_left, tolerance;
    double per_day, per_day_tolerance;
  } rows[] = {
    { "steady", spend_evenly, leave, 10, 7, 5, 48, 2, 0.01, 24, 0.1 },
    { "an hour left", spend_evenly, leave, 10, 7, 5, 1, 1 / 24.0, 0.01, 24, 0.1 },
    { "looked at seldom", spend_evenly, leave, 10, 7, 60, 240, 10, 0.1, 24, 0.1 },
    { "Friday evening, a day's work left", spend_in_office, leave, 25, 17, 5, 7.5, 2 + 23.5 / 24,
      0.05, 40 / 7.0, 0.2 },
    { "Monday morning, half a day left", spend_in_office, leave, 28, 9, 5, 4, 4 / 24.0, 0.01,
      40 / 7.0, 0.2 },
    { "a fortnight of work", spend_in_office, leave, 28, 0, 5, 76, 11 + 13 / 24.0, 0.3, 40 / 7.0,
      0.2 },
    { "bursts", spend_in_bursts, leave, 42, 5, 5, 9.6, 10, 1.5, 0.96, 0.15 },
    { "growing", spend_more_and_more, leave, 28, 3, 5, 24 * (pow (1.05, 12) - 1) / log (1.05), 12,
      0.8, 24, 1.5 },
    { "after the project's end", spend_less_since_6_days, leave, 28, 3, 5, 24, 10, 0.4, 2.4, 0.1 },
    { "top-ups", spend_evenly, top_up, 28, 3, 5, 48, 2, 0.02, 24, 0.1 },
    { "a free week", spend_but_for_a_week, leave, 35, 3, 5, 120, 5, 0.15, 24, 0.7 },
    { "corrections upward", spend_evenly, hold_back, 14, 3, 5, 48, 2, 0.02, 24, 0.1 },
    { "billed by the hour", spend_evenly, bill_hourly, 14, 3, 5, 48, 2, 0.05, 24, 0.1 },
    { "billed by the day", spend_daily, leave, 14, 3, 5, 47, 1 + 21 / 24.0, 0.05, 24, 0.5 },
    { "clock set back", spend_evenly, set_clock_back, 14, 3, 5, 48, 2, 0.02, 24, 0.2 },
    { "clock set back, an office", spend_in_office, set_clock_back, 25, 17, 5, 7.5, 2 + 23.5 / 24,
      0.05, 40 / 7.0, 0.2 },
    { "clock ahead for a while", spend_in_office, set_clock_ahead_for_a_while, 25, 17, 5, 7.5,
      2 + 23.5 / 24, 0.05, 40 / 7.0, 0.2 },
    { "clock behind for a while", spend_in_office, set_clock_behind_for_a_while, 25, 17, 5, 7.5,
      2 + 23.5 / 24, 0.05, 40 / 7.0, 0.2 },
    { "clock set back, sorted", spend_evenly, set_clock_back_and_sort, 14, 3, 5, 48, 2, 0.06, 24,
      0.6 },
    { "asleep at night", spend_evenly, sleep_at_night, 28, 12, 5, 48, 2, 0.02, 24, 0.1 },
    { "asleep for days, topped up then", spend_evenly, sleep_for_days_over_top_ups, 28, 3, 5, 48, 2,
      0.05, 24, 0.5 },
    { "newest first", spend_evenly, reverse, 10, 7, 5, 48, 2, 0.01, 24, 0.1 },
    { "wrong readings", spend_evenly, read_wrongly, 14, 3, 5, 48, 2, 0.02, 24, 0.2 },
    { "some from next year", spend_evenly, read_ahead_of_time, 14, 3, 5, 48, 2, 0.02, 24, 0.2 },
    { "nothing left", spend_evenly, leave, 10, 7, 5, 0, 0, 1e-9, 0, 1e-9 },
    { "in debt", spend_evenly, leave, 10, 7, 5, -3, 0, 1e-9, 0, 1e-9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int now_hour = rows[i].now_day * 24 + rows[i].now_hour;
      gint64 now_us = MONDAY_US + now_hour * HOUR_US;
      g_autoptr (GArray) series = series_of (rows[i].spent, now_hour, rows[i].step_min,
                                             rows[i].amount);
      CtForecast forecast;

      rows[i].change (series);
      forecast = forecast_at (series, now_us, "UTC");
      g_test_message ("%s: %.3f days, at worst %.3f, %.3f a day", rows[i].reason,
                      forecast.days_left, forecast.at_worst_days,
                      (double) forecast.per_day_micro / MICRO);
      g_assert_true (forecast.known);
      g_assert_cmpfloat_with_epsilon (forecast.days_left, rows[i].days_left, rows[i].tolerance);
      g_assert_cmpfloat_with_epsilon ((double) forecast.per_day_micro / MICRO, rows[i].per_day,
                                      rows[i].per_day_tolerance);
      g_assert_cmpfloat (forecast.at_worst_days, <=, forecast.days_left);
      g_assert_cmpfloat (forecast.at_worst_days, >=, 0.3 * forecast.days_left - 1 / 24.0);
      g_assert_cmpint (forecast.date_us, ==,
                       now_us + (gint64) (forecast.days_left * (double) DAY_US));
    }
}

static void
test_unknown (void)
{
  static const struct
  {
    const char *reason;
    SpentFunc spent;
    int hours; /* since the first reading */
    gboolean known;
  } rows[] = {
    { "one reading", spend_evenly, 0, FALSE },
    { "not a day yet", spend_evenly, 23, FALSE },
    { "a day", spend_evenly, 24, TRUE },
    { "never anything spent", spend_nothing, 30 * 24, FALSE },
    { "the project has ended", spend_nothing_since_14_days, 30 * 24, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) series = series_of (rows[i].spent, rows[i].hours, 5, 10);
      CtForecast forecast = forecast_at (series, MONDAY_US + rows[i].hours * HOUR_US, "UTC");

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpint (forecast.known, ==, rows[i].known);
      if (!forecast.known)
        {
          g_assert_cmpfloat (forecast.days_left, ==, 0);
          g_assert_cmpfloat (forecast.at_worst_days, ==, 0);
          g_assert_cmpint (forecast.date_us, ==, 0);
          g_assert_cmpint (forecast.per_day_micro, ==, 0);
        }
    }
}

static void
test_nothing_read (void)
{
  g_autoptr (GArray) series = series_new ();
  CtForecast forecast = forecast_at (series, MONDAY_US, "UTC");

  g_assert_false (forecast.known);
  g_assert_false (forecast.today.known);

  series_add (series, MONDAY_US + HOUR_US, 1);
  forecast = forecast_at (series, MONDAY_US, "UTC");
  g_assert_false (forecast.known);
  g_assert_false (forecast.today.known);
}

/* A laptop slept since the last reading; spending went on. */
static void
test_old_reading (void)
{
  g_autoptr (GArray) series = series_of (spend_evenly, 10 * 24, 5, 48);
  CtForecast forecast = forecast_at (series, MONDAY_US + 10 * DAY_US + 12 * HOUR_US, "UTC");

  g_assert_cmpfloat_with_epsilon (forecast.days_left, 1.5, 0.01);

  forecast = forecast_at (series, MONDAY_US + 20 * DAY_US, "UTC");
  g_assert_true (forecast.known);
  g_assert_cmpfloat (forecast.days_left, ==, 0);
}

/* In the middle of a busy stretch the next hours are busy too, in that of a quiet one they are not.
 */
static void
test_stretches (void)
{
  double busy_days = 0, quiet_days = 0;
  int n_busy = 0, n_quiet = 0;

  for (int i = 40; i < 80; i++)
    {
      int now_hour = i * STRETCH_H + STRETCH_H / 2;
      g_autoptr (GArray) series = series_of (spend_in_stretches, now_hour, 5, 6);
      CtForecast forecast = forecast_at (series, MONDAY_US + now_hour * HOUR_US, "UTC");

      *(is_busy (now_hour) ? &busy_days : &quiet_days) += forecast.days_left;
      *(is_busy (now_hour) ? &n_busy : &n_quiet) += 1;
    }
  busy_days /= n_busy;
  quiet_days /= n_quiet;

  g_test_message ("%.3f days of %d, %.3f of %d", busy_days, n_busy, quiet_days, n_quiet);
  g_assert_cmpfloat (busy_days, <, 0.8 * quiet_days);
}

/* Standstill in one run, as the history keeps it. */
static void
test_runs (void)
{
  g_autoptr (GArray) samples = series_of (spend_in_office, 28 * 24, 5, 80);
  g_autoptr (GArray) runs = series_new ();
  CtForecast of_samples, of_runs;

  for (guint i = 0; i < samples->len; i++)
    {
      const CtForecastRun *sample = run_at (samples, i);

      if (runs->len > 0 && run_at (runs, runs->len - 1)->amount_micro == sample->amount_micro)
        run_at (runs, runs->len - 1)->last_us = sample->first_us;
      else
        g_array_append_val (runs, *sample);
    }
  g_assert_cmpuint (runs->len, <, samples->len / 2);

  of_samples = forecast_at (samples, MONDAY_US + 28 * DAY_US, "UTC");
  of_runs = forecast_at (runs, MONDAY_US + 28 * DAY_US, "UTC");
  g_assert_cmpfloat_with_epsilon (of_samples.days_left, of_runs.days_left, 1e-6);
  g_assert_cmpfloat_with_epsilon (of_samples.at_worst_days, of_runs.at_worst_days, 1e-6);
  g_assert_cmpint (of_samples.days_7.micro, ==, of_runs.days_7.micro);
}

/* The week is the person's: at 9:00 in Shanghai it is 1:00 UTC. */
static void
test_zone (void)
{
  g_autoptr (GArray) series = series_of (spend_in_office, 25 * 24 + 17, 5, 7.5);
  CtForecast forecast;

  for (guint i = 0; i < series->len; i++)
    {
      run_at (series, i)->first_us -= 8 * HOUR_US;
      run_at (series, i)->last_us -= 8 * HOUR_US;
    }

  forecast = forecast_at (series, MONDAY_US + 25 * DAY_US + 9 * HOUR_US, "Asia/Shanghai");
  g_assert_cmpfloat_with_epsilon (forecast.days_left, 2 + 23.5 / 24, 0.05);
}

/* --- Spent --- */

static gint64
local_us (const char *text, const char *zone_id)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_id);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * SECOND_US;
}

/* One an hour, so that what was spent is the hours since midnight. */
static void
test_spent (void)
{
  static const struct
  {
    const char *reason;
    const char *zone;
    const char *now;
    int hours;                  /* of readings, up to now */
    int today, days_7, days_30; /* -1: unknown */
  } rows[] = {
    { "an ordinary day", "Europe/Berlin", "2026-02-17T12:00:00", 40 * 24, 12, 156, 708 },
    { "at midnight", "Europe/Berlin", "2026-02-17T00:00:00", 40 * 24, 0, 144, 696 },
    { "one hour of summer time less", "Europe/Berlin", "2026-03-29T12:00:00", 40 * 24, 11, 155,
      707 },
    { "and the day after", "Europe/Berlin", "2026-03-30T12:00:00", 40 * 24, 12, 155, 707 },
    { "one hour more", "Europe/Berlin", "2026-10-25T12:00:00", 40 * 24, 13, 157, 709 },
    { "and a week later", "Europe/Berlin", "2026-11-01T12:00:00", 40 * 24, 12, 156, 709 },
    { "half an hour beside the others", "Asia/Kolkata", "2026-02-17T12:00:00", 40 * 24, 12, 156,
      708 },
    { "read for three days", "UTC", "2026-02-17T12:00:00", 72, 12, -1, -1 },
    { "read since noon", "UTC", "2026-02-17T18:00:00", 6, -1, -1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 now_us = local_us (rows[i].now, rows[i].zone);
      g_autoptr (GArray) series = series_new ();
      CtForecast forecast;
      const CtForecastSpent *spent[] = { &forecast.today, &forecast.days_7, &forecast.days_30 };
      int expected[] = { rows[i].today, rows[i].days_7, rows[i].days_30 };

      for (int hour = rows[i].hours; hour >= 0; hour--)
        series_add (series, now_us - hour * HOUR_US, 5 + hour);
      forecast = forecast_at (series, now_us, rows[i].zone);
      for (guint k = 0; k < G_N_ELEMENTS (spent); k++)
        {
          g_test_message ("%s: %d", rows[i].reason, expected[k]);
          g_assert_cmpint (spent[k]->known, ==, expected[k] >= 0);
          g_assert_cmpint (spent[k]->micro, ==, MAX (expected[k], 0) * (gint64) MICRO);
        }
    }
}

static void
test_spent_exactly (void)
{
  g_autoptr (GArray) series = series_new ();
  gint64 noon_us = MONDAY_US + 3 * DAY_US + 12 * HOUR_US;
  CtForecast forecast;

  series_add (series, MONDAY_US, 100);
  series_add (series, noon_us - 13 * HOUR_US, 90);         /* yesterday */
  series_add (series, noon_us - 11 * HOUR_US, 88);         /* half of it today */
  series_add (series, noon_us - 10 * HOUR_US, 87.9999994); /* taken back in part: */
  series_add (series, noon_us - 9 * HOUR_US, 88.0299994);
  series_add (series, noon_us - 8 * HOUR_US, 188); /* topped up */
  series_add (series, noon_us - 7 * HOUR_US, 186.5);
  forecast = forecast_at (series, noon_us, "UTC");
  g_assert_true (forecast.today.known);
  g_assert_cmpint (forecast.today.micro, ==, 1000000 + 1 - 30000 + 1500000);
  g_assert_false (forecast.days_7.known);

  /* Nothing was read today, and that is not nothing spent. */
  forecast = forecast_at (series, noon_us + DAY_US, "UTC");
  g_assert_false (forecast.today.known);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/forecast/known-answers", test_known_answers);
  g_test_add_func ("/forecast/unknown", test_unknown);
  g_test_add_func ("/forecast/nothing-read", test_nothing_read);
  g_test_add_func ("/forecast/old-reading", test_old_reading);
  g_test_add_func ("/forecast/stretches", test_stretches);
  g_test_add_func ("/forecast/runs", test_runs);
  g_test_add_func ("/forecast/zone", test_zone);
  g_test_add_func ("/forecast/spent", test_spent);
  g_test_add_func ("/forecast/spent-exactly", test_spent_exactly);
  return g_test_run ();
}
