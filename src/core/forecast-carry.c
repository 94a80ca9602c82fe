#include "config.h"

#include <math.h>

#include "forecast-private.h"

/* Work comes in stretches: who spent more in the last hours than the week expects goes on for a
 * while. How much of it goes on is learnt from the account itself: over all windows of six hours,
 * with x and y the excess of one and of the next over what was expected (0: as expected),
 *
 *     carried = sum (w x y) / sum (w x^2)        w: the geometric mean of what the two expected
 *
 * which is an autoregression of order one; calls that come by chance leave it near 0. */
#define WINDOW_H 6
/* Windows with no carrying over that the account's own are joined by: three days are few. */
#define PRIOR_WINDOWS 2.0
/* An hour in which everything came at once says no more than this. */
#define EXCESS_MAX 2.0
#define CARRIED_MAX 0.9
/* Of a mean window: where next to nothing is expected, nothing can be said. */
#define EXPECTED_MIN 0.1

/* Running sums: [i] is over the first i hours, at level 1. */
typedef struct
{
  double spent[CT_FORECAST_HOURS + 1];
  double expected[CT_FORECAST_HOURS + 1];
} Sums;

static void
sums_fill (Sums *sums, const CtForecastHours *hours, const CtForecastWeek *week)
{
  sums->spent[0] = sums->expected[0] = 0;
  for (guint i = 0; i < hours->n; i++)
    {
      double expected = hours->seen[i] * week->hour[hours->hour_of_week[i]];

      sums->spent[i + 1] = sums->spent[i] + MAX (hours->spent[i], 0) / hours->level[i];
      sums->expected[i + 1] = sums->expected[i] + expected;
    }
}

/* Of the window that ends before hour end. */
static double
expected_in (const Sums *sums, guint end)
{
  return sums->expected[end] - sums->expected[end - WINDOW_H];
}

static double
excess_in (const Sums *sums, guint end)
{
  double spent = sums->spent[end] - sums->spent[end - WINDOW_H];

  return MIN (spent / expected_in (sums, end) - 1, EXCESS_MAX);
}

/* Windows overlap: one begins in every hour. */
static double
carried_over (const Sums *sums, guint n_hours, double mean)
{
  double xy = 0, xx = 0, n_windows = 0;

  for (guint end = n_hours; end >= 2 * WINDOW_H; end--)
    {
      double before = expected_in (sums, end - WINDOW_H);
      double after = expected_in (sums, end);
      double x, weight;

      if (MIN (before, after) < EXPECTED_MIN * mean)
        continue;

      x = excess_in (sums, end - WINDOW_H);
      weight = sqrt (before * after) / mean / WINDOW_H;
      xy += weight * x * excess_in (sums, end);
      xx += weight * x * x;
      n_windows += weight;
    }

  if (!(xx > 0))
    return 0;
  return CLAMP (xy / xx * n_windows / (n_windows + PRIOR_WINDOWS), 0, CARRIED_MAX);
}

void
ct_forecast_carry_fit (CtForecastCarry *carry, const CtForecastHours *hours,
                       const CtForecastWeek *week)
{
  guint n_hours = hours->n - 1; /* the last one is not over */
  double mean = ct_forecast_week_mean_day (week) * WINDOW_H / 24;
  double carried = 0, excess = 0;
  Sums sums;

  sums_fill (&sums, hours, week);
  if (n_hours >= 2 * WINDOW_H)
    carried = carried_over (&sums, n_hours, mean);
  if (carried > 0 && expected_in (&sums, n_hours) >= EXPECTED_MIN * mean)
    /* Of a window that counts for less, less is known. */
    excess = excess_in (&sums, n_hours) * MIN (sqrt (expected_in (&sums, n_hours) / mean), 1);

  for (guint i = 0; i < CT_FORECAST_CARRY; i++)
    carry->hour[i] = 1 + excess * pow (carried, 0.5 + (i + 0.5) / WINDOW_H);
}
