#include "config.h"

#include "forecast-private.h"

#define HOUR_S 3600
#define MONDAY_HOURS 72 /* the epoch began on a Thursday */

static gint64
offset_at (GTimeZone *zone, gint64 time_s)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, time_s);

  return g_time_zone_get_offset (zone, interval);
}

/* Half-hour zones: by the middle of the hour. */
static guint8
hour_of_week (gint64 hour, gint64 offset_s)
{
  gint64 local_s = hour * HOUR_S + HOUR_S / 2 + offset_s;

  return (guint8) ((local_s / HOUR_S + MONDAY_HOURS) % CT_FORECAST_WEEK);
}

/* The zone is asked once a day, and for each hour only on days on which its offset changes. */
static void
fill_hours_of_week (CtForecastHours *hours, gint64 first_hour, GTimeZone *zone)
{
  gint64 offset_s = offset_at (zone, first_hour * HOUR_S);

  for (guint day = 0; day < hours->n; day += 24)
    {
      gint64 next_offset_s = offset_at (zone, (first_hour + day + 24) * HOUR_S);

      for (guint i = day; i < MIN (day + 24, hours->n); i++)
        {
          gint64 hour = first_hour + i;

          if (next_offset_s != offset_s)
            hours->hour_of_week[i] = hour_of_week (hour, offset_at (zone, hour * HOUR_S));
          else
            hours->hour_of_week[i] = hour_of_week (hour, offset_s);
        }
      offset_s = next_offset_s;
    }
}

static void
spread_part (CtForecastHours *hours, gint64 i, double spent, gint64 part_us)
{
  hours->spent[i] += spent;
  hours->seen[i] += (double) part_us / (double) CT_FORECAST_HOUR_US;
}

/* Evenly over its time, as far as the hours reach back. */
void
ct_forecast_hours_add (CtForecastHours *hours, const CtForecastChange *change)
{
  gint64 at_us = MAX (change->from_us, hours->start_us);
  gint64 first = (at_us - hours->start_us) / CT_FORECAST_HOUR_US;
  gint64 last = (change->to_us - hours->start_us) / CT_FORECAST_HOUR_US;
  double spent = (double) change->spent_micro;
  double spent_per_us;

  if (change->to_us < hours->start_us)
    return;
  if (at_us == change->from_us && first == last)
    {
      spread_part (hours, first, spent, change->to_us - at_us);
      return;
    }

  spent_per_us = spent / (double) (change->to_us - change->from_us);
  for (gint64 i = first; i <= last; i++)
    {
      gint64 hour_end_us = hours->start_us + (i + 1) * CT_FORECAST_HOUR_US;
      gint64 part_us = MIN (change->to_us, hour_end_us) - at_us;

      spread_part (hours, i, spent_per_us * (double) part_us, part_us);
      at_us += part_us;
    }
}

CtForecastHours *
ct_forecast_hours_new (gint64 first_us, gint64 last_us, GTimeZone *zone)
{
  CtForecastHours *hours = g_new0 (CtForecastHours, 1);
  gint64 last_hour = last_us / CT_FORECAST_HOUR_US;
  gint64 first_hour = MAX (first_us / CT_FORECAST_HOUR_US, last_hour - CT_FORECAST_HOURS + 1);

  hours->n = (guint) (last_hour - first_hour + 1);
  hours->start_us = first_hour * CT_FORECAST_HOUR_US;
  hours->used = (double) (last_us - last_hour * CT_FORECAST_HOUR_US) / (double) CT_FORECAST_HOUR_US;
  fill_hours_of_week (hours, first_hour, zone);
  for (guint i = 0; i < hours->n; i++)
    hours->level[i] = 1;

  return hours;
}
