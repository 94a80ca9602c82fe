#include "config.h"

#include "chart-scale.h"

#include <glib/gi18n-lib.h>

#define CENT_MICRO 10000
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define LAST_S (7000 * 365 * (DAY_US / G_USEC_PER_SEC))
#define MOST_STEPS 3

/* --- Amounts --- */

static gint64
divide_down (gint64 value, gint64 divisor)
{
  return value / divisor - (value % divisor < 0);
}

/* As doubles: a balance may be anything that fits gint64, and their difference need not. */
static gint64
step_for (double span, guint max_steps)
{
  static const int factors[] = { 1, 2, 5 };
  gint64 power = CENT_MICRO;

  while (power < G_MAXINT64 / 10)
    {
      for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
        if (span <= (double) power * factors[i] * max_steps)
          return power * factors[i];
      power *= 10;
    }
  return power; /* at most half of what fits is to be seen: five of them */
}

CtChartValues
ct_chart_values (gint64 low_micro, gint64 high_micro, guint max_steps)
{
  const gint64 limit = G_MAXINT64 / 4;
  gint64 low = CLAMP (low_micro, -limit, limit), high = CLAMP (high_micro, -limit, limit);
  CtChartValues values;

  g_return_val_if_fail (max_steps > 0 && low <= high, (CtChartValues){ 0 });

  values.step_micro = step_for ((double) high - (double) low, max_steps);
  values.first_micro = divide_down (low, values.step_micro) * values.step_micro;
  /* What is rounded down at the low end may miss a step at the high one. */
  values.n = 1 - divide_down (values.first_micro - high, values.step_micro);
  if (values.n < 2)
    values.n = 2;
  return values;
}

/* --- Times --- */

static const CtChartStep steps[] = {
  { CT_CHART_MINUTE, 5 }, { CT_CHART_MINUTE, 15 }, { CT_CHART_MINUTE, 30 }, { CT_CHART_HOUR, 1 },
  { CT_CHART_HOUR, 2 },   { CT_CHART_HOUR, 3 },    { CT_CHART_HOUR, 6 },    { CT_CHART_HOUR, 12 },
  { CT_CHART_DAY, 1 },    { CT_CHART_DAY, 2 },     { CT_CHART_WEEK, 1 },    { CT_CHART_WEEK, 2 },
  { CT_CHART_MONTH, 1 },  { CT_CHART_MONTH, 2 },   { CT_CHART_MONTH, 3 },   { CT_CHART_MONTH, 6 },
  { CT_CHART_YEAR, 1 },   { CT_CHART_YEAR, 2 },    { CT_CHART_YEAR, 5 },    { CT_CHART_YEAR, 10 },
};

/* At the least. */
static gint64
length_us (CtChartStep step)
{
  static const gint64 units[] = {
    [CT_CHART_MINUTE] = MINUTE_US, [CT_CHART_HOUR] = HOUR_US,      [CT_CHART_DAY] = DAY_US,
    [CT_CHART_WEEK] = 7 * DAY_US,  [CT_CHART_MONTH] = 28 * DAY_US, [CT_CHART_YEAR] = 365 * DAY_US,
  };

  return units[step.unit] * step.n;
}

CtChartStep
ct_chart_step_for (gint64 from_us, gint64 to_us, guint max_ticks)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if ((to_us - from_us) / length_us (steps[i]) < max_ticks)
      return steps[i];
  return steps[G_N_ELEMENTS (steps) - 1];
}

/* (transfer full) A clock may be wrong, but a chart of another millennium is of no use. */
static GDateTime *
local_time (gint64 time_us, GTimeZone *zone)
{
  gint64 seconds = CLAMP (divide_down (time_us, G_USEC_PER_SEC), 0, LAST_S);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_to_timezone (utc, zone);
}

/* Days of a month that are beyond its ends are those of its neighbours. */
static gint64
time_of (GTimeZone *zone, int year, int month, int day, int minute)
{
  g_autoptr (GDateTime) month_begin = NULL, date = NULL, time = NULL;

  year += (int) divide_down (month - 1, 12);
  month = (int) (month - 1 - 12 * divide_down (month - 1, 12)) + 1;
  month_begin = g_date_time_new_utc (CLAMP (year, 1, 9999), month, 1, 0, 0, 0);
  date = g_date_time_add_days (month_begin, day - 1 + minute / (24 * 60));
  minute %= 24 * 60;
  time = g_date_time_new (zone, g_date_time_get_year (date), g_date_time_get_month (date),
                          g_date_time_get_day_of_month (date), minute / 60, minute % 60, 0);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* The begin of the step that time is in, or of one n_steps later. */
static gint64
begin_of_step (GDateTime *time, CtChartStep step, int n_steps, GTimeZone *zone)
{
  int year, month, day, n = (int) step.n;
  int minute = g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time);

  g_date_time_get_ymd (time, &year, &month, &day);
  switch (step.unit)
    {
    case CT_CHART_MINUTE:
      return time_of (zone, year, month, day, (minute / n + n_steps) * n);
    case CT_CHART_HOUR:
      return time_of (zone, year, month, day, (minute / (60 * n) + n_steps) * 60 * n);
    case CT_CHART_DAY:
      return time_of (zone, year, month, day - (day - 1) % n + n_steps * n, 0);
    case CT_CHART_WEEK:
      {
        /* Day 1 of the epoch's week was a Thursday; weeks of two begin with an even one. */
        gint64 days = time_of (zone, year, month, day, 12 * 60) / DAY_US + 3;
        int into = (int) (days % (7 * n));

        return time_of (zone, year, month, day - into + n_steps * 7 * n, 0);
      }
    case CT_CHART_MONTH:
      return time_of (zone, year, month - (month - 1) % n + n_steps * n, 1, 0);
    case CT_CHART_YEAR:
    default:
      return time_of (zone, year - year % n + n_steps * n, 1, 1, 0);
    }
}

gint64
ct_chart_floor_us (gint64 time_us, CtChartStep step, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local_time (time_us, zone);

  return MIN (begin_of_step (time, step, 0, zone), time_us);
}

/* Where clocks are set, a local time may come twice or not at all: time goes on all the same. */
gint64
ct_chart_next_us (gint64 time_us, CtChartStep step, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local_time (time_us, zone);

  for (int n_steps = 1; n_steps <= MOST_STEPS; n_steps++)
    {
      gint64 next_us = begin_of_step (time, step, n_steps, zone);

      if (next_us > time_us)
        return next_us;
    }
  return time_us + length_us (step);
}

GArray *
ct_chart_times (gint64 from_us, gint64 to_us, CtChartStep step, GTimeZone *zone)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 time_us = ct_chart_next_us (from_us - 1, step, zone);

  for (; time_us < to_us; time_us = ct_chart_next_us (time_us, step, zone))
    g_array_append_val (times, time_us);
  return times;
}

static const char *
format_of_tick (GDateTime *time, CtChartUnit unit)
{
  gboolean is_midnight = g_date_time_get_hour (time) == 0 && g_date_time_get_minute (time) == 0;
  gboolean is_new_year = g_date_time_get_month (time) == 1;

  if (unit <= CT_CHART_HOUR && !is_midnight)
    return "%H:%M";
  if (unit <= CT_CHART_WEEK)
    /* Translators: day and month of a chart's axis, as for g_date_time_format() */
    return C_ ("chart", "%-d %b");
  return unit == CT_CHART_YEAR || is_new_year ? "%Y" : "%b";
}

char *
ct_chart_format_tick (gint64 time_us, CtChartUnit unit, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local_time (time_us, zone);

  return g_date_time_format (time, format_of_tick (time, unit));
}
