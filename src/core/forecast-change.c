#include "config.h"

#include <math.h>

#include "forecast-private.h"
#include "rise.h"

#define TAKEN_BACK_US CT_FORECAST_HOUR_US

gboolean
ct_forecast_is_taken_back (const CtForecastOrder *order, guint i)
{
  CtForecastRun before, run, after;

  if (i == 0 || i + 1 >= order->n)
    return FALSE;

  run = ct_forecast_order_get (order, i);
  after = ct_forecast_order_get (order, i + 1);
  if (!ct_rise_is_top_up (run.amount_micro, after.amount_micro))
    return FALSE;

  before = ct_forecast_order_get (order, i - 1);

  return before.amount_micro >= after.amount_micro
         && after.first_us - before.last_us <= TAKEN_BACK_US;
}

gboolean
ct_forecast_change_between (const CtForecastRun *before, const CtForecastRun *run,
                            CtForecastChange *change)
{
  *change = (CtForecastChange){ .from_us = before->last_us,
                                .to_us = run->first_us,
                                .spent_micro = before->amount_micro - run->amount_micro };

  return !ct_rise_is_top_up (before->amount_micro, run->amount_micro);
}

gint64
ct_forecast_change_spent_after (const CtForecastChange *change, gint64 since_us)
{
  double share;

  if (change->from_us >= since_us)
    return change->spent_micro;
  if (change->to_us <= since_us)
    return 0;

  share = (double) (change->to_us - since_us) / (double) (change->to_us - change->from_us);
  return llround ((double) change->spent_micro * share);
}
