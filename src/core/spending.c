#include "config.h"

#include "spending.h"

#include "saturate.h"

/* Negative: a correction. */
static gint64
spent_between (const CtHistoryRun *before, const CtHistoryRun *run)
{
  if (before->has_remaining && run->has_remaining && !before->unlimited && !run->unlimited)
    return ct_saturate_subtract (ct_saturate_add (before->remaining_micro, run->topped_up_micro),
                                 run->remaining_micro);
  if (before->has_used && run->has_used)
    return MAX (ct_saturate_subtract (run->used_micro, before->used_micro),
                0); /* a falling one began anew */
  return 0;
}

static GArray *
list_bars (gint64 from_us, gint64 to_us, CtChartStep step, GTimeZone *zone)
{
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (CtSpendingBar));
  gint64 begin_us = ct_chart_floor_us (from_us, step, zone);

  while (begin_us < to_us)
    {
      CtSpendingBar bar = { begin_us, ct_chart_next_us (begin_us, step, zone), 0 };

      g_array_append_val (bars, bar);
      begin_us = bar.to_us;
    }
  return bars;
}

GArray *
ct_spending_bars (const CtHistoryRun *runs, guint n_runs, gint64 from_us, gint64 to_us,
                  CtChartStep step, GTimeZone *zone)
{
  GArray *bars = list_bars (from_us, to_us, step, zone);
  guint at = 0;

  for (guint i = 1; i < n_runs; i++)
    {
      while (at < bars->len && g_array_index (bars, CtSpendingBar, at).to_us <= runs[i].first_us)
        at++;
      if (at < bars->len && runs[i].first_us >= g_array_index (bars, CtSpendingBar, at).from_us)
        {
          CtSpendingBar *bar = &g_array_index (bars, CtSpendingBar, at);

          bar->micro = ct_saturate_add (bar->micro, spent_between (&runs[i - 1], &runs[i]));
        }
    }
  for (guint i = 0; i < bars->len; i++)
    {
      CtSpendingBar *bar = &g_array_index (bars, CtSpendingBar, i);

      bar->micro = MAX (bar->micro, 0);
    }
  return bars;
}

gint64
ct_spending_get_highest (GArray *bars)
{
  gint64 highest = 0;

  for (guint i = 0; i < bars->len; i++)
    highest = MAX (highest, g_array_index (bars, CtSpendingBar, i).micro);
  return highest;
}
