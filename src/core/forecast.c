#include "config.h"

#include <math.h>

#include "forecast-private.h"

#define SEEN_MIN_H 24
#define DAYS_MAX 3650
#define NEAR_DAYS 1.5
#define N_PERIODS 3 /* today, 7 days, 30 days */

static gint64
midnight_us (gint64 now_us, int days_ago, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) then = local != NULL ? g_date_time_add_days (local, -days_ago) : NULL;
  g_autoptr (GDateTime) midnight = NULL;
  int year, month, day;

  if (then == NULL)
    return now_us;

  g_date_time_get_ymd (then, &year, &month, &day);
  midnight = g_date_time_new (zone, year, month, day, 0, 0, 0);

  return midnight != NULL ? g_date_time_to_unix (midnight) * G_USEC_PER_SEC : now_us;
}

/* What was spent since each of them. */
typedef struct
{
  gint64 since_us[N_PERIODS];
  gint64 micro[N_PERIODS];
} Spending;

static void
spending_init (Spending *spending, gint64 now_us, GTimeZone *zone)
{
  static const int days_ago[N_PERIODS] = { 0, 6, 29 };

  *spending = (Spending){ 0 };
  for (guint i = 0; i < N_PERIODS; i++)
    spending->since_us[i] = midnight_us (now_us, days_ago[i], zone);
}

static void
spending_add (Spending *spending, const CtForecastChange *change)
{
  for (guint i = 0; i < N_PERIODS; i++)
    spending->micro[i] += ct_forecast_change_spent_after (change, spending->since_us[i]);
}

/* A correction may give back more than was spent. */
static CtForecastSpent
spending_get (const Spending *spending, guint i, gint64 first_us, gint64 last_us)
{
  CtForecastSpent spent = { 0 };

  if (first_us <= spending->since_us[i] && last_us >= spending->since_us[i])
    spent = (CtForecastSpent){ TRUE, MAX (spending->micro[i], 0) };

  return spent;
}

static void
add_changes (const CtForecastOrder *order, CtForecastHours *hours, Spending *spending)
{
  CtForecastRun before = { 0 };

  for (guint i = 0; i < order->n; i++)
    {
      CtForecastRun run = ct_forecast_order_get (order, i);
      CtForecastChange standstill = { .from_us = run.first_us, .to_us = run.last_us };
      CtForecastChange change;

      if (ct_forecast_is_taken_back (order, i))
        continue;
      if (i > 0 && ct_forecast_change_between (&before, &run, &change))
        {
          spending_add (spending, &change);
          /* After a clock set back nobody knows how long that took. */
          if (!ct_forecast_order_is_gap (order, i))
            ct_forecast_hours_add (hours, &change);
        }
      if (run.last_us > run.first_us)
        ct_forecast_hours_add (hours, &standstill);
      before = run;
    }
}

static gboolean
is_enough (const CtForecastHours *hours)
{
  double seen = 0, spent = 0;

  for (guint i = 0; i < hours->n; i++)
    {
      seen += hours->seen[i];
      spent += hours->spent[i];
    }

  return seen >= SEEN_MIN_H && spent > 0;
}

static double
mean_level (GArray *paces)
{
  double mean = 0;

  for (guint i = 0; i < paces->len; i++)
    {
      const CtForecastPace *pace = &g_array_index (paces, CtForecastPace, i);

      mean += pace->weight * pace->level;
    }

  return mean;
}

static GArray *
fit_once (CtForecastHours *hours, CtForecastWeek *week)
{
  g_autoptr (GArray) paces = NULL;
  CtForecastDays days;

  ct_forecast_week_fit (week, hours);
  /* Corrections can have eaten up all that was spent lately. */
  if (!(ct_forecast_week_mean_day (week) > 0))
    return NULL;

  ct_forecast_days_fill (&days, hours, week);
  paces = ct_forecast_pace_fit (&days);
  ct_forecast_pace_to_levels (paces, &days, hours);

  return g_steal_pointer (&paces);
}

/* Twice: the first pace tells what the weeks of much and of little spending were. */
static GArray *
fit (CtForecastHours *hours, CtForecastWeek *week)
{
  g_autoptr (GArray) first = fit_once (hours, week);

  return first != NULL ? fit_once (hours, week) : NULL;
}

/* The sum over the week takes chance to be evened out; within a day or two it is not, and the
 * median of the futures, which have whole bursts, is nearer (27 instead of 30 % off below a day).
 */
static double
blend (double likely_days, double median_days)
{
  double near = exp (-likely_days / NEAR_DAYS);

  if (likely_days <= 0 || median_days <= 0)
    return likely_days;
  return likely_days * pow (median_days / likely_days, near);
}

static void
look_ahead (CtForecast *forecast, CtForecastHours *hours, double amount, double age_days)
{
  CtForecastWeek week = { 0 };
  g_autoptr (GArray) paces = fit (hours, &week);
  CtForecastFutures futures;
  double likely;

  if (paces == NULL)
    return;
  likely = ct_forecast_likely (&week, paces, hours, amount);
  if (likely > DAYS_MAX)
    return;

  futures = ct_forecast_futures (&week, paces, hours, amount);
  forecast->known = TRUE;
  forecast->days_left = MAX (blend (likely, MIN (futures.median_days, DAYS_MAX)) - age_days, 0);
  forecast->at_worst_days = CLAMP (futures.worst_days - age_days, 0, forecast->days_left);
  forecast->per_day_micro = llround (mean_level (paces) * ct_forecast_week_mean_day (&week));
}

CtForecast
ct_forecast (const CtForecastRun *runs, guint n_runs, gint64 now_us, GTimeZone *zone)
{
  CtForecast forecast = { 0 };
  g_auto (CtForecastOrder) order = { 0 };
  g_autofree CtForecastHours *hours = NULL;
  Spending spending;
  gint64 first_us;
  CtForecastRun last;

  ct_forecast_order_init (&order, runs, n_runs, now_us);
  if (order.n == 0)
    return forecast;

  first_us = ct_forecast_order_get (&order, 0).first_us;
  last = ct_forecast_order_get (&order, order.n - 1);
  hours = ct_forecast_hours_new (first_us, last.last_us, zone);
  spending_init (&spending, now_us, zone);
  add_changes (&order, hours, &spending);

  forecast.today = spending_get (&spending, 0, first_us, last.last_us);
  forecast.days_7 = spending_get (&spending, 1, first_us, last.last_us);
  forecast.days_30 = spending_get (&spending, 2, first_us, last.last_us);
  if (last.amount_micro <= 0)
    forecast.known = TRUE;
  else if (is_enough (hours))
    look_ahead (&forecast, hours, (double) last.amount_micro,
                (double) (now_us - last.last_us) / (double) CT_FORECAST_DAY_US);
  if (forecast.known)
    forecast.date_us = now_us + (gint64) (forecast.days_left * (double) CT_FORECAST_DAY_US);

  return forecast;
}

static gboolean
spent_equal (const CtForecastSpent *a, const CtForecastSpent *b)
{
  return a->known == b->known && a->micro == b->micro;
}

gboolean
ct_forecast_equal (const CtForecast *a, const CtForecast *b)
{
  return a->known == b->known && a->days_left == b->days_left
         && a->at_worst_days == b->at_worst_days && a->date_us == b->date_us
         && a->per_day_micro == b->per_day_micro && spent_equal (&a->today, &b->today)
         && spent_equal (&a->days_7, &b->days_7) && spent_equal (&a->days_30, &b->days_30);
}
