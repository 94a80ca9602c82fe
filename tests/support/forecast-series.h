#pragma once

#include <math.h>

#include "forecast.h"

/* Readings of an account of which everything is known. */

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define MONDAY_US (G_GINT64_CONSTANT (1767571200) * SECOND_US) /* 2026-01-05, UTC */
#define MICRO 1e6

/* Spent in an hour; hour 0 begins on Monday 0:00 UTC, 24 * 7 is the next one. */
typedef double (*SpentFunc) (int hour, int now_hour);

static inline GArray *
series_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (CtForecastRun));
}

static inline void
series_add (GArray *series, gint64 time_us, double amount)
{
  CtForecastRun run = { time_us, time_us, llround (amount * MICRO) };

  g_array_append_val (series, run);
}

/* Read every step_min, from hour 0 to now_hour, when amount is left. */
static inline GArray *
series_of (SpentFunc spent, int now_hour, int step_min, double amount)
{
  GArray *series = series_new ();
  double left = amount;

  for (int hour = 0; hour < now_hour; hour++)
    left += spent (hour, now_hour);
  for (int minute = 0; minute < now_hour * 60; minute += step_min)
    {
      double in_hour = spent (minute / 60, now_hour);

      series_add (series, MONDAY_US + minute * MINUTE_US, left - in_hour * (minute % 60) / 60);
      if ((minute + step_min) / 60 != minute / 60)
        left -= in_hour;
    }
  series_add (series, MONDAY_US + now_hour * HOUR_US, amount);

  return series;
}

static inline CtForecast
forecast_at (GArray *series, gint64 now_us, const char *zone_id)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_id);

  g_assert_nonnull (zone);
  return ct_forecast ((const CtForecastRun *) series->data, series->len, now_us, zone);
}

static inline CtForecastRun *
run_at (GArray *series, guint i)
{
  return &g_array_index (series, CtForecastRun, i);
}

static inline gint64
last_us (GArray *series)
{
  return run_at (series, series->len - 1)->first_us;
}

/* 5 % a day. */
static inline double
spend_more_and_more (int hour, int now_hour)
{
  return exp (log (1.05) * (hour + 0.5 - now_hour) / 24);
}
