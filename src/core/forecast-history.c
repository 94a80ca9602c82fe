#include "config.h"

#include "forecast-history.h"

gboolean
ct_forecast_applies_to (const CtBalance *balance)
{
  return balance->exhausted || (balance->has_remaining && !balance->unlimited);
}

/* Of runs that were merged, only what they ended with is known to the minute. */
static CtForecastRun
run_of_history (const CtHistoryRun *run)
{
  gboolean merged = run->low_micro != run->high_micro;

  return (CtForecastRun){
    .first_us = merged ? run->last_us : run->first_us,
    .last_us = run->last_us,
    .amount_micro = run->remaining_micro,
  };
}

/* (transfer full) of CtForecastRun */
static GArray *
list_runs (const CtBalance *balance, gint64 updated_us, const CtHistoryRun *runs, guint n_runs)
{
  GArray *list = g_array_sized_new (FALSE, FALSE, sizeof (CtForecastRun), n_runs + 1);
  CtForecastRun now = { updated_us, updated_us, balance->remaining_micro };
  gint64 last_us = G_MININT64;

  for (guint i = 0; i < n_runs; i++)
    {
      CtForecastRun run = run_of_history (&runs[i]);

      last_us = MAX (last_us, run.last_us);
      if (runs[i].has_remaining && !runs[i].unlimited)
        g_array_append_val (list, run);
    }
  if (balance->has_remaining && !balance->stale && updated_us > last_us)
    g_array_append_val (list, now);

  return list;
}

CtForecast
ct_forecast_balance (const CtBalance *balance, gint64 updated_us, const CtHistoryRun *runs,
                     guint n_runs, gint64 now_us, GTimeZone *zone)
{
  g_autoptr (GArray) list = list_runs (balance, updated_us, runs, n_runs);
  CtForecast forecast = ct_forecast ((const CtForecastRun *) list->data, list->len, now_us, zone);
  gboolean begins_anew = balance->resets_at_us > now_us
                         && forecast.date_us >= balance->resets_at_us;

  if (!balance->exhausted && !(forecast.known && begins_anew))
    return forecast;

  forecast.known = balance->exhausted;
  forecast.days_left = 0;
  forecast.at_worst_days = 0;
  forecast.date_us = balance->exhausted ? now_us : 0;
  if (!forecast.known)
    forecast.per_day_micro = 0;
  return forecast;
}
