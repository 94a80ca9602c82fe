#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "forecast-private.h"

/* When the balance is gone: the coming hours of the week, added up. */

/* Then growth is no longer believed, and the pace stays as it is. */
#define GROWTH_WEEKS 8

/* The hours beginning with from, at the given level. */
static double
spent_in_week (const CtForecastWeek *week, guint from, double level, double hour_growth)
{
  double sum = 0;

  for (guint i = 0; i < CT_FORECAST_WEEK; i++, level *= hour_growth)
    sum += level * week->hour[(from + i) % CT_FORECAST_WEEK];

  return sum;
}

/* Hours until amount is gone, which is within the week. */
static double
time_in_week (const CtForecastWeek *week, guint from, double level, double hour_growth,
              double amount)
{
  for (guint i = 0; i < CT_FORECAST_WEEK; i++, level *= hour_growth)
    {
      double spent = level * week->hour[(from + i) % CT_FORECAST_WEEK];

      if (spent >= amount && spent > 0)
        return i + amount / spent;
      amount -= spent;
    }

  return CT_FORECAST_WEEK;
}

/* Days from the last reading. */
static double
time_until_gone (const CtForecastWeek *week, const CtForecastPace *pace,
                 const CtForecastHours *hours, double amount)
{
  guint from = hours->hour_of_week[hours->n - 1];
  double level = pace->level;
  double hour_growth = exp (pace->growth / 24);
  double spent = spent_in_week (week, from, level, hour_growth);
  double weeks = 0;

  if (!(spent > 0))
    return G_MAXDOUBLE;

  /* As if it were the beginning of the hour. */
  amount += hours->used * level * week->hour[from];
  for (; weeks < GROWTH_WEEKS && amount > spent; weeks++)
    {
      amount -= spent;
      level *= exp (7 * pace->growth);
      spent *= exp (7 * pace->growth);
    }
  if (amount > spent)
    {
      double steady = spent_in_week (week, from, level, 1);
      double more = floor (amount / steady);

      amount -= more * steady;
      weeks += more;
      hour_growth = 1;
    }

  return weeks * 7 + (time_in_week (week, from, level, hour_growth, amount) - hours->used) / 24;
}

typedef struct
{
  double days;
  double weight;
} Weighted;

static int
compare_days (const void *a, const void *b)
{
  const Weighted *x = a;
  const Weighted *y = b;

  return (x->days > y->days) - (x->days < y->days);
}

double
ct_forecast_likely (const CtForecastWeek *week, GArray *paces, const CtForecastHours *hours,
                    double amount)
{
  g_autofree Weighted *times = g_new (Weighted, paces->len);
  double below = 0;
  guint i = 0;

  for (guint k = 0; k < paces->len; k++)
    {
      const CtForecastPace *pace = &g_array_index (paces, CtForecastPace, k);

      times[k] = (Weighted){ time_until_gone (week, pace, hours, amount), pace->weight };
    }

  qsort (times, paces->len, sizeof times[0], compare_days);
  for (below = times[0].weight; below < 0.5 && i + 1 < paces->len; below += times[i].weight)
    i++;

  return times[i].days;
}
