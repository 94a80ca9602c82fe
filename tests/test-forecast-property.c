#include "config.h"

#include <time.h>

#include "forecast-series.h"

/* Random walks with top-ups, standstill and gaps. */
static GArray *
random_series (GRand *random)
{
  GArray *series = series_new ();
  gint64 time_us = MONDAY_US;
  double amount = g_rand_double_range (random, 1, 500);
  double step = g_rand_double_range (random, 0.001, 0.5);

  for (int i = g_rand_int_range (random, 300, 3000); i > 0; i--)
    {
      time_us += g_rand_int_range (random, 1, 20) * MINUTE_US;
      if (g_rand_double (random) < 0.01)
        time_us += g_rand_int_range (random, 1, 30) * HOUR_US;
      if (g_rand_double (random) < 0.7)
        amount -= g_rand_double (random) * step;
      if (amount < step || g_rand_double (random) < 0.002)
        amount += g_rand_double_range (random, 20, 200);
      series_add (series, time_us, amount);
    }

  return series;
}

static void
scale (GArray *series, gint64 factor)
{
  for (guint i = 0; i < series->len; i++)
    run_at (series, i)->amount_micro *= factor;
}

static void
shift (GArray *series, gint64 shift_us)
{
  for (guint i = 0; i < series->len; i++)
    {
      run_at (series, i)->first_us += shift_us;
      run_at (series, i)->last_us += shift_us;
    }
}

static void
assert_same_days (const CtForecast *a, const CtForecast *b)
{
  g_assert_cmpint (a->known, ==, b->known);
  g_assert_cmpfloat_with_epsilon (a->days_left, b->days_left, 1e-6 * (1 + a->days_left));
  g_assert_cmpfloat_with_epsilon (a->at_worst_days, b->at_worst_days,
                                  1e-6 * (1 + a->at_worst_days));
}

static void
test_scale_and_shift (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GArray) series = random_series (random);
      gint64 now_us = last_us (series) + MINUTE_US;
      CtForecast forecast = forecast_at (series, now_us, "UTC"), other;

      /* Other units change nothing but the rate. */
      scale (series, 1000);
      other = forecast_at (series, now_us, "UTC");
      assert_same_days (&forecast, &other);
      g_assert_cmpfloat_with_epsilon ((double) other.per_day_micro,
                                      1000 * (double) forecast.per_day_micro, 501);
      g_assert_cmpfloat_with_epsilon ((double) other.days_7.micro,
                                      1000 * (double) forecast.days_7.micro, 501);

      /* Nor do other weeks of the year, where the clocks stay. */
      shift (series, 21 * DAY_US);
      forecast = forecast_at (series, now_us + 21 * DAY_US, "UTC");
      assert_same_days (&forecast, &other);
      g_assert_cmpint (forecast.per_day_micro, ==, other.per_day_micro);
    }
}

static void
assert_sane (const CtForecast *forecast)
{
  g_assert_true (isfinite (forecast->days_left) && isfinite (forecast->at_worst_days));
  g_assert_cmpfloat (forecast->days_left, >=, 0);
  g_assert_cmpfloat (forecast->days_left, <=, 3650);
  g_assert_cmpfloat (forecast->at_worst_days, >=, 0);
  g_assert_cmpfloat (forecast->at_worst_days, <=, forecast->days_left);
  g_assert_cmpint (forecast->per_day_micro, >=, 0);
  g_assert_cmpint (forecast->today.micro, >=, 0);
  g_assert_cmpint (forecast->days_7.micro, >=, forecast->today.known ? 0 : forecast->today.micro);
}

/* Numbers near the limits, in no order. */
static gint64
wild_number (GRand *random)
{
  guint64 number = ((guint64) g_rand_int (random) << 32) | g_rand_int (random);

  return (gint64) number >> g_rand_int_range (random, 0, 62);
}

static void
test_wild (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GArray) series = series_new ();
      gboolean wild_times = g_rand_boolean (random);
      gint64 now_us = g_rand_boolean (random) ? wild_number (random) : MONDAY_US + 90 * DAY_US;
      CtForecast forecast;

      for (int k = g_rand_int_range (random, 0, 200); k > 0; k--)
        {
          CtForecastRun run;

          run.first_us = wild_times ? wild_number (random)
                                    : MONDAY_US + g_rand_int_range (random, 0, 90) * DAY_US;
          run.last_us = g_rand_boolean (random) ? run.first_us : wild_number (random);
          run.amount_micro = wild_number (random);
          g_array_append_val (series, run);
        }
      forecast = forecast_at (series, now_us, "Europe/Berlin");
      assert_sane (&forecast);
    }
}

/* 60 days, every 5 minutes, spending in every one of them. */
static void
test_speed (void)
{
  g_autoptr (GArray) series = series_of (spend_more_and_more, 60 * 24, 5, 50);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  struct timespec begun, ended;
  double seconds;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begun);
  for (guint i = 0; i < 1000; i++)
    {
      CtForecast forecast = ct_forecast ((const CtForecastRun *) series->data, series->len,
                                         MONDAY_US + 60 * DAY_US + i, zone);

      g_assert_true (forecast.known);
    }
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &ended);
  seconds = (double) (ended.tv_sec - begun.tv_sec) + (double) (ended.tv_nsec - begun.tv_nsec) / 1e9;

  g_test_minimized_result (seconds, "1000 forecasts: %.3f s", seconds);
#ifndef __SANITIZE_ADDRESS__
  /* Of the processor's time; half of it on an idle machine. */
  g_assert_cmpfloat (seconds, <, 1);
#endif
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/forecast/scale-and-shift", test_scale_and_shift);
  g_test_add_func ("/forecast/wild", test_wild);
  g_test_add_func ("/forecast/speed", test_speed);
  return g_test_run ();
}
