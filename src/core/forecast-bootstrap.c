#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "forecast-private.h"

/* Futures put together of the account's own days, whole ones, so that an hour in which much was
 * spent comes as a whole too. A day is taken for another weekday by the ratio of what the week
 * expects of the two, and its first hours by what the last ones carry over. */

#define FUTURES 64
#define WORST_PART 0.1
/* Of the level. With 0.15 the balance was gone earlier than "at worst" in 15 % of simulated cases,
 * with 0.25 in 10 %, with 0.35 in 7 %, while the figure fell from 0.76 to 0.67 and 0.59 of the
 * likely one. */
#define LEVEL_SD 0.25
/* Of few days less is known: this variance over their number is added, as if each day differed
 * from the mean by 39 %. */
#define DAY_VARIANCE 0.15
/* Only days of which so much was seen. */
#define SEEN_MIN_H 18
/* A Sunday in the office says nothing about its Monday: days begin and end alike, in the week or at
 * its end. Where no such day turns up, the week itself goes in. */
#define TRIES 16
#define WEEKEND_STARTS (5 * 24)
/* Then on by the mean: chance has evened out. */
#define FUTURE_MAX_DAYS 120

typedef struct
{
  const CtForecastHours *hours; /* (unowned) */
  const CtForecastWeek *week;   /* (unowned) */
  CtForecastCarry carry;
  guint from;       /* hour of the week in which each future begins */
  double coming[7]; /* what the week expects of the coming days, at level 1 */

  guint n;
  guint first_hour[CT_FORECAST_DAYS];
  guint kind[CT_FORECAST_DAYS];
  double spent[CT_FORECAST_DAYS];    /* at level 1 */
  double expected[CT_FORECAST_DAYS]; /* by the week, at level 1 */
  double scale;                      /* makes the one sum up to the other */
} Pool;

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
 * 2016. Always the same numbers: a forecast that wavered by itself would be no use. */
static double
next_uniform (guint64 *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;

  return (double) ((*state * G_GUINT64_CONSTANT (2685821657736338717)) >> 11) * 0x1p-53;
}

/* Box and Muller. */
static double
next_normal (guint64 *state)
{
  double radius = sqrt (-2 * log (1 - next_uniform (state)));

  return radius * cos (2 * G_PI * next_uniform (state));
}

/* At level 1. */
static double
hour_spent (const Pool *pool, guint i)
{
  return MAX (pool->hours->spent[i], 0) / pool->hours->level[i];
}

/* Weekend or not, at its beginning and at its end. */
static guint
kind_of (guint hour_of_week)
{
  guint end = (hour_of_week + 23) % CT_FORECAST_WEEK;

  return (hour_of_week >= WEEKEND_STARTS ? 1 : 0) + (end >= WEEKEND_STARTS ? 2 : 0);
}

static void
add_day (Pool *pool, guint first_hour)
{
  double spent = 0, expected = 0, seen = 0;

  for (guint i = first_hour; i < first_hour + 24; i++)
    {
      spent += hour_spent (pool, i);
      expected += pool->hours->seen[i] * pool->week->hour[pool->hours->hour_of_week[i]];
      seen += pool->hours->seen[i];
    }
  if (seen < SEEN_MIN_H)
    return;

  pool->first_hour[pool->n] = first_hour;
  pool->spent[pool->n] = spent;
  pool->expected[pool->n] = expected;
  pool->kind[pool->n] = kind_of (pool->hours->hour_of_week[first_hour]);
  pool->n++;
}

static void
pool_fill (Pool *pool, const CtForecastWeek *week, const CtForecastHours *hours)
{
  double spent = 0, expected = 0;

  *pool = (Pool){ .hours = hours, .week = week, .from = hours->hour_of_week[hours->n - 1] };
  ct_forecast_carry_fit (&pool->carry, hours, week);
  for (guint i = 0; i < CT_FORECAST_WEEK; i++)
    pool->coming[i / 24] += week->hour[(pool->from + i) % CT_FORECAST_WEEK];
  /* The newest day ends before the hour in which the futures begin. */
  for (guint end = hours->n - 1; end >= 24; end -= 24)
    add_day (pool, end - 24);

  for (guint i = 0; i < pool->n; i++)
    {
      spent += pool->spent[i];
      expected += pool->expected[i];
    }
  pool->scale = spent > 0 ? expected / spent : 1;
}

/* For the coming day; pool->n when none is like it. */
static guint
draw_day (const Pool *pool, guint day, guint64 *random)
{
  guint kind = kind_of ((pool->from + 24 * day) % CT_FORECAST_WEEK);

  for (guint i = 0; i < TRIES && pool->n > 0; i++)
    {
      guint drawn = (guint) (next_uniform (random) * pool->n);

      if (pool->kind[drawn] == kind && pool->expected[drawn] > 0)
        return drawn;
    }

  return pool->n;
}

static double
carried_over (const Pool *pool, guint day, guint hour)
{
  guint i = 24 * day + hour;

  return i < CT_FORECAST_CARRY ? pool->carry.hour[i] : 1;
}

/* What is spent in an hour of the drawn day, or of the week itself when none was, at level 1. */
static double
drawn_hour (const Pool *pool, guint day, guint drawn, guint hour)
{
  double carry = carried_over (pool, day, hour);

  if (drawn == pool->n)
    return carry * pool->week->hour[(pool->from + 24 * day + hour) % CT_FORECAST_WEEK];

  return carry * hour_spent (pool, pool->first_hour[drawn] + hour) * pool->scale
         * pool->coming[day % 7] / pool->expected[drawn];
}

static double
drawn_day (const Pool *pool, guint day, guint drawn)
{
  double spent = 0;

  if (day >= CT_FORECAST_CARRY / 24)
    return drawn == pool->n
               ? pool->coming[day % 7]
               : pool->spent[drawn] * pool->scale * pool->coming[day % 7] / pool->expected[drawn];

  for (guint hour = 0; hour < 24; hour++)
    spent += drawn_hour (pool, day, drawn, hour);

  return spent;
}

static double
time_in_day (const Pool *pool, guint day, guint drawn, double level, double amount)
{
  for (guint hour = 0; hour < 24; hour++)
    {
      double spent = level * drawn_hour (pool, day, drawn, hour);

      if (spent >= amount && spent > 0)
        return (hour + amount / spent) / 24;
      amount -= spent;
    }

  return 1;
}

/* Days. */
static double
one_future (const Pool *pool, const CtForecastPace *pace, double level, double amount,
            guint64 *random)
{
  double day_growth = exp (pace->growth);
  double rate;

  for (guint day = 0; day < FUTURE_MAX_DAYS; day++, level *= day_growth)
    {
      guint drawn = draw_day (pool, day, random);
      double spent = level * drawn_day (pool, day, drawn);

      if (spent >= amount)
        return day + time_in_day (pool, day, drawn, level, amount);
      amount -= spent;
    }

  rate = level * ct_forecast_week_mean_day (pool->week);
  return rate > 0 ? FUTURE_MAX_DAYS + amount / rate : G_MAXDOUBLE;
}

/* Evenly through the weights, instead of at random. */
static const CtForecastPace *
pace_at (GArray *paces, double part)
{
  guint i = 0;

  for (double below = 0; i + 1 < paces->len; i++)
    {
      below += g_array_index (paces, CtForecastPace, i).weight;
      if (below > part)
        break;
    }

  return &g_array_index (paces, CtForecastPace, i);
}

static int
compare_doubles (const void *a, const void *b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

CtForecastFutures
ct_forecast_futures (const CtForecastWeek *week, GArray *paces, const CtForecastHours *hours,
                     double amount)
{
  guint64 random = G_GUINT64_CONSTANT (88172645463325252);
  double times[FUTURES];
  double sd, deviation = 0, median, worst_h;
  Pool pool;

  pool_fill (&pool, week, hours);
  sd = sqrt (LEVEL_SD * LEVEL_SD + DAY_VARIANCE / MAX (pool.n, 1));
  for (guint i = 0; i < FUTURES; i++)
    {
      const CtForecastPace *pace = pace_at (paces, (i + 0.5) / FUTURES);
      double level;
      double begun = hours->used * pace->level * week->hour[pool.from] * pool.carry.hour[0];

      /* In pairs, so that the median is not off by chance. */
      deviation = i % 2 == 0 ? sd * next_normal (&random) : -deviation;
      level = pace->level * exp (deviation);
      times[i] = one_future (&pool, pace, level, amount + begun, &random);
    }

  qsort (times, FUTURES, sizeof times[0], compare_doubles);
  median = (times[FUTURES / 2 - 1] + times[FUTURES / 2]) / 2;
  /* When the hour begins: it may be a bill that comes then. */
  worst_h = floor (times[(guint) (WORST_PART * FUTURES)] * 24);
  return (CtForecastFutures){
    .median_days = MAX (median - hours->used / 24, 0),
    .worst_days = MAX ((worst_h - hours->used) / 24, 0),
  };
}
