#include "config.h"

#include <math.h>

#include "forecast-private.h"

/* The curve over the hours of the week. Each hour is what was spent in it over how long it was
 * seen, counted in levels, so that weeks of much and of little spending say the same about its
 * shape; and shrunk towards the broader figure while it was seen seldom:
 *
 *   the hour of the week <- the hour of all weekdays or weekend days
 *                        <- the hour of all days, times weekdays or weekend over all <- the mean
 *
 * The weights are hours of observation that the broader figure counts for, tuned on simulated
 * accounts: people differ between weekday and weekend and by the hour, much less from Tuesday to
 * Wednesday. Half or double any of them and the median error grows by less than half a point. */
#define HALF_LIFE_H (40 * 24.0)
#define DAY_KIND_WEIGHT 6.0
#define HOUR_WEIGHT 0.3
#define MEAN_WEIGHT 0.4
#define KIND_MEAN_WEIGHT 1.5

#define WEEKEND_STARTS (5 * 24)
#define N_KINDS 2 /* weekday, weekend */

typedef struct
{
  double spent;
  double seen;
} Tally;

static void
tally_add (Tally *tally, const Tally *more)
{
  tally->spent += more->spent;
  tally->seen += more->seen;
}

static double
shrunk (const Tally *tally, double broader, double weight)
{
  return (tally->spent + weight * broader) / (tally->seen + weight);
}

static guint
kind_of (guint hour_of_week)
{
  return hour_of_week >= WEEKEND_STARTS ? 1 : 0;
}

/* By the hour of the week, newer weeks weighing more. */
static void
tally_hours (const CtForecastHours *hours, Tally *tallies)
{
  double fade = exp2 (-1 / HALF_LIFE_H);
  double weight = 1;

  for (guint i = hours->n; i-- > 0; weight *= fade)
    {
      Tally hour = { weight * hours->spent[i] / hours->level[i], weight * hours->seen[i] };

      tally_add (&tallies[hours->hour_of_week[i]], &hour);
    }
}

void
ct_forecast_week_fit (CtForecastWeek *week, const CtForecastHours *hours)
{
  Tally hour[CT_FORECAST_WEEK] = { 0 };
  Tally by_kind_hour[N_KINDS][24] = { 0 }, by_hour[24] = { 0 }, by_kind[N_KINDS] = { 0 },
        all = { 0 };
  double mean;

  tally_hours (hours, hour);
  for (guint i = 0; i < CT_FORECAST_WEEK; i++)
    {
      tally_add (&by_kind_hour[kind_of (i)][i % 24], &hour[i]);
      tally_add (&by_hour[i % 24], &hour[i]);
      tally_add (&by_kind[kind_of (i)], &hour[i]);
      tally_add (&all, &hour[i]);
    }

  mean = all.seen > 0 ? MAX (all.spent / all.seen, 0) : 0;
  for (guint i = 0; i < CT_FORECAST_WEEK && mean > 0; i++)
    {
      guint kind = kind_of (i);
      double of_hour = shrunk (&by_hour[i % 24], mean, MEAN_WEIGHT);
      double of_kind = shrunk (&by_kind[kind], mean, KIND_MEAN_WEIGHT) / mean;
      double of_both = shrunk (&by_kind_hour[kind][i % 24], of_hour * of_kind, HOUR_WEIGHT);

      /* Corrections may have left less than nothing. */
      week->hour[i] = MAX (shrunk (&hour[i], of_both, DAY_KIND_WEIGHT), 0);
    }
}

double
ct_forecast_week_mean_day (const CtForecastWeek *week)
{
  double sum = 0;

  for (guint i = 0; i < CT_FORECAST_WEEK; i++)
    sum += week->hour[i];

  return sum / 7;
}
