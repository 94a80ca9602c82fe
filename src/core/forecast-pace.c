#include "config.h"

#include <math.h>
#include <string.h>

#include "forecast-private.h"

/* Since when does the account spend at its present pace, and how fast is that?
 *
 * A day with x spent where the week expects e has the mean m = level e and the variance phi m^1.5:
 * the compound Poisson-gamma law (Tweedie, power 1.5) of many calls of uneven cost, which lets a
 * day be empty. For a stretch of days with one level, A = sum (x / sqrt e) and B = sum (sqrt e),
 * quasi-likelihood gives
 *
 *     log evidence = -4 sqrt (A B) / phi
 *
 * so that a stretch costs O(1) with running sums, and the best division of all days into stretches
 * O(n^2). Every way to end the last stretch is a hypothesis; the older days are divided as is best
 * for it. Its level is sum (x) / sum (e): the likeliest, A / B, leans on days that expect next to
 * nothing. With growth g the days are seen as they would be now: x exp (g age) and e, or for the
 * same evidence A = sum (x exp (g age/2) / sqrt e), B = sum (sqrt e exp (-g age/2)). */

/* A change of pace must be worth this much log evidence: 1 in 400 before seeing anything. Lower,
 * and ordinary weeks are cut to pieces; higher, and the end of a project is seen late. */
#define CHANGE_COST 6.0
/* The change came within a day, which then belongs to neither stretch. */
#define PARTIAL_DAY_COST 1.0
/* Days in a row are alike, so that what looks like a change is less than it seems: phi is doubled.
 */
#define ALIKENESS 2.0
/* Of the pairs of neighbours that phi comes from, the most different may be changes of pace. */
#define PAIRS_LEFT_OUT 0.14
/* Pairs that the spread over all days counts for in phi: three days are few. */
#define OVERALL_WEIGHT 1.4
/* Of the square root of a mean day: accounts that spend like a clock are not that sure. */
#define PHI_MIN 0.045

/* Growing or shrinking accounts: not guessed from less than five days. */
#define GROWTH_MIN_DAYS 5
#define GROWTH_PROBABILITY 0.27
#define GROWTH_SD 0.07
#define GROWTH_STEP 0.01
#define GROWTH_STEPS 12 /* to each side */

/* Paces less probable than this one part of the best no longer matter. */
#define LOG_NEGLIGIBLE 7.0
/* A day that was hardly seen says nothing about the pace: less than this part of a mean one. */
#define HARDLY_SEEN 1e-3
/* Older stretches, once only their level is asked for. */
#define LEVEL_HALF_LIFE_DAYS 3.0
#define LEVEL_MIN 0.01

/* Running sums: [i] is over the first i days. */
typedef struct
{
  guint n;
  double a[CT_FORECAST_DAYS + 1];
  double b[CT_FORECAST_DAYS + 1];
  double root_spent[CT_FORECAST_DAYS + 1];
  double spent[CT_FORECAST_DAYS + 1];
  double expected[CT_FORECAST_DAYS + 1];
  double phi;
} Sums;

void
ct_forecast_days_fill (CtForecastDays *days, const CtForecastHours *hours,
                       const CtForecastWeek *week)
{
  double least = HARDLY_SEEN * ct_forecast_week_mean_day (week);

  memset (days, 0, sizeof *days);
  for (guint age_h = 0; age_h < hours->n; age_h++)
    {
      guint i = hours->n - 1 - age_h;

      days->n = age_h / 24 + 1;
      days->spent[days->n - 1] += hours->spent[i];
      days->expected[days->n - 1] += hours->seen[i] * week->hour[hours->hour_of_week[i]];
    }

  for (guint i = 0; i < days->n; i++)
    {
      days->spent[i] = MAX (days->spent[i], 0);
      if (days->expected[i] < least)
        {
          days->expected[i] = least;
          days->spent[i] = MIN (days->spent[i], least);
        }
    }
}

/* Days from .. to - 1 as one stretch; times 4 / phi it is minus the log evidence. */
static double
stretch (const Sums *sums, guint from, guint to)
{
  return sqrt ((sums->a[to] - sums->a[from]) * (sums->b[to] - sums->b[from]));
}

static int
compare_doubles (const void *a, const void *b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

/* Of one degree of freedom: what a stretch costs more than its days each for itself. */
static double
deviance (const Sums *sums, guint from, guint to)
{
  double excess = stretch (sums, from, to) - (sums->root_spent[to] - sums->root_spent[from]);

  return 8 * MAX (excess, 0) / (to - from - 1);
}

static double
dispersion (const Sums *sums)
{
  double pairs[CT_FORECAST_DAYS];
  guint n_pairs = sums->n - 1;
  guint n_kept = n_pairs - (guint) (n_pairs * PAIRS_LEFT_OUT);
  double sum = 0;

  for (guint i = 0; i < n_pairs; i++)
    pairs[i] = deviance (sums, i, i + 2);
  qsort (pairs, n_pairs, sizeof pairs[0], compare_doubles);
  for (guint i = 0; i < n_kept; i++)
    sum += pairs[i];

  if (n_pairs > 0)
    sum += OVERALL_WEIGHT * deviance (sums, 0, sums->n);
  return sum / (n_kept + OVERALL_WEIGHT);
}

static void
sums_fill (Sums *sums, const CtForecastDays *days)
{
  sums->n = days->n;
  sums->a[0] = sums->b[0] = sums->root_spent[0] = sums->spent[0] = sums->expected[0] = 0;
  for (guint i = 0; i < days->n; i++)
    {
      double root = sqrt (days->expected[i]);

      sums->a[i + 1] = sums->a[i] + days->spent[i] / root;
      sums->b[i + 1] = sums->b[i] + root;
      sums->root_spent[i + 1] = sums->root_spent[i] + sqrt (days->spent[i]);
      sums->spent[i + 1] = sums->spent[i] + days->spent[i];
      sums->expected[i + 1] = sums->expected[i] + days->expected[i];
    }
  sums->phi = ALIKENESS * MAX (dispersion (sums), PHI_MIN * sums->b[days->n] / days->n);
}

/* older[i]: log evidence of the days from i on, divided into stretches as is best, with what the
 * change of pace before them costs; it may have come within day i. */
static void
divide (const Sums *sums, double *older)
{
  double unbroken[CT_FORECAST_DAYS + 1] = { 0 }; /* the same without that change */

  older[sums->n] = 0;
  for (guint from = sums->n; from-- > 1;)
    {
      double best = -G_MAXDOUBLE, partial = -G_MAXDOUBLE;

      for (guint to = from + 1; to <= sums->n; to++)
        best = MAX (best, older[to] - 4 / sums->phi * stretch (sums, from, to));
      unbroken[from] = best;
      if (from + 1 < sums->n)
        partial = unbroken[from + 1] - PARTIAL_DAY_COST
                  - 4 / sums->phi * (sums->root_spent[from + 1] - sums->root_spent[from]);
      older[from] = MAX (best, partial) - CHANGE_COST;
    }
}

/* Weights are logarithms until normalise(). base: log evidence of what is older. */
static CtForecastPace
steady_pace (const Sums *sums, guint n_days, double base)
{
  return (CtForecastPace){
    .n_days = n_days,
    .level = sums->spent[n_days] / sums->expected[n_days],
    .weight = base - 4 / sums->phi * stretch (sums, 0, n_days) + log (1 - GROWTH_PROBABILITY),
  };
}

/* Normal around none, which is steady_pace(). [GROWTH_STEPS + i] is of i steps. */
static void
growth_log_priors (double *priors)
{
  double total = 0;

  for (int i = -GROWTH_STEPS; i <= GROWTH_STEPS; i++)
    {
      priors[GROWTH_STEPS + i] = -0.5 * pow (i * GROWTH_STEP / GROWTH_SD, 2);
      total += i != 0 ? exp (priors[GROWTH_STEPS + i]) : 0;
    }
  for (int i = 0; i <= 2 * GROWTH_STEPS; i++)
    priors[i] += log (GROWTH_PROBABILITY / total);
}

static double
best_weight (GArray *paces)
{
  double best = -G_MAXDOUBLE;

  for (guint i = 0; i < paces->len; i++)
    best = MAX (best, g_array_index (paces, CtForecastPace, i).weight);

  return best;
}

/* Beside each steady pace that is not negligible. */
static void
add_growing (GArray *paces, const Sums *sums, const double *older, double growth, double log_prior,
             double least)
{
  double step = exp (growth / 2);
  double grown = exp (growth / 4); /* the middle of the last day is half a day ago */
  double a = 0, b = 0, expected = 0;

  for (guint n = 1; n <= sums->n; n++, grown *= step)
    {
      CtForecastPace pace = { .n_days = n, .growth = growth };

      a += (sums->a[n] - sums->a[n - 1]) * grown;
      b += (sums->b[n] - sums->b[n - 1]) / grown;
      expected += (sums->expected[n] - sums->expected[n - 1]) / (grown * grown);
      if (n < GROWTH_MIN_DAYS || g_array_index (paces, CtForecastPace, n - 1).weight < least)
        continue;

      pace.level = sums->spent[n] / expected;
      pace.weight = older[n] - 4 / sums->phi * sqrt (a * b) + log_prior;
      g_array_append_val (paces, pace);
    }
}

/* Logarithms to probabilities; the negligible ones leave. */
static void
normalise (GArray *paces)
{
  double best = best_weight (paces), sum = 0;
  guint n = 0;

  for (guint i = 0; i < paces->len; i++)
    {
      CtForecastPace pace = g_array_index (paces, CtForecastPace, i);

      if (pace.weight < best - LOG_NEGLIGIBLE)
        continue;
      pace.weight = exp (pace.weight - best);
      sum += pace.weight;
      g_array_index (paces, CtForecastPace, n++) = pace;
    }
  g_array_set_size (paces, n);
  for (guint i = 0; i < n; i++)
    g_array_index (paces, CtForecastPace, i).weight /= sum;
}

GArray *
ct_forecast_pace_fit (const CtForecastDays *days)
{
  GArray *paces = g_array_new (FALSE, FALSE, sizeof (CtForecastPace));
  double older[CT_FORECAST_DAYS + 1];
  double priors[2 * GROWTH_STEPS + 1];
  Sums sums;
  double least;

  sums_fill (&sums, days);
  divide (&sums, older);
  for (guint n = 1; n <= days->n; n++)
    {
      CtForecastPace pace = steady_pace (&sums, n, older[n]);

      g_array_append_val (paces, pace);
    }

  least = best_weight (paces) - LOG_NEGLIGIBLE;
  growth_log_priors (priors);
  for (int i = -GROWTH_STEPS; i <= GROWTH_STEPS; i++)
    if (i != 0)
      add_growing (paces, &sums, older, i * GROWTH_STEP, priors[GROWTH_STEPS + i], least);

  normalise (paces);
  return paces;
}

/* Of the days around each, the nearer the more. */
static void
smooth_levels (const CtForecastDays *days, double *levels)
{
  double fade = exp2 (-1 / LEVEL_HALF_LIFE_DAYS);
  double spent[CT_FORECAST_DAYS], expected[CT_FORECAST_DAYS];
  double sum_spent = 0, sum_expected = 0;

  for (guint i = 0; i < days->n; i++)
    {
      spent[i] = sum_spent = sum_spent * fade + days->spent[i];
      expected[i] = sum_expected = sum_expected * fade + days->expected[i];
    }

  sum_spent = sum_expected = 0;
  for (guint i = days->n; i-- > 0;)
    {
      levels[i] = (spent[i] + sum_spent) / (expected[i] + sum_expected);
      sum_spent = (sum_spent + days->spent[i]) * fade;
      sum_expected = (sum_expected + days->expected[i]) * fade;
    }
}

void
ct_forecast_pace_to_levels (GArray *paces, const CtForecastDays *days, CtForecastHours *hours)
{
  double levels[CT_FORECAST_DAYS];

  smooth_levels (days, levels);
  for (guint i = 0; i < days->n; i++)
    {
      double covered = 0, level = 0;

      for (guint k = 0; k < paces->len; k++)
        {
          const CtForecastPace *pace = &g_array_index (paces, CtForecastPace, k);

          if (pace->n_days <= i)
            continue;
          covered += pace->weight;
          level += pace->weight * pace->level * exp (-pace->growth * (i + 0.5));
        }
      levels[i] = MAX (level + (1 - covered) * levels[i], LEVEL_MIN);
    }

  for (guint age_h = 0; age_h < hours->n; age_h++)
    hours->level[hours->n - 1 - age_h] = levels[age_h / 24];
}
