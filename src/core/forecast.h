#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long a balance lasts. Pure: no clock, no environment, no randomness; the zone is given.
 *
 * The model. Spending per hour is a pace times a curve over the local hours of the week:
 *
 *     spent (t) = level * exp (growth * t) * week[hour of the week of t]        t in days from now
 *
 *   changes   readings -> what was spent between them; top-ups left out     forecast-change.c
 *   hours     spent and seen per hour, of the last 60 days                  forecast-hours.c
 *   week      sum (spent / level) / sum (seen) per hour of the week, shrunk towards the same hour
 *             of all weekdays or weekend days                               forecast-week.c
 *   pace      level and growth since the last change of pace, whenever that was: hypotheses, each
 *             with its probability from how well it explains the days       forecast-pace.c
 *   likely    the hours of each hypothesis are added up until the balance is gone; the median of
 *             the hypotheses by their weight                                forecast-time.c
 *   carry     how much of what was spent beside the curve in the last hours goes on in the next
 *             ones, by the account's own habit                              forecast-carry.c
 *   worst     one time in ten it is gone sooner, in futures put together of the account's own days,
 *             each at a hypothesis drawn by weight and a level 25 % uncertain  forecast-bootstrap.c
 *
 * week and pace need each other: week with level 1, pace, then both once more.
 */

/* Equal readings in a row: seen first and last, in microseconds of the Unix epoch. A single reading
 * has first_us == last_us. */
typedef struct
{
  gint64 first_us;
  gint64 last_us;
  gint64 amount_micro;
} CtForecastRun;

/* Known when the readings reach back to the beginning of these days and into them. What was spent
 * between two readings with a top-up between them is not in it. */
typedef struct
{
  gboolean known;
  gint64 micro;
} CtForecastSpent;

typedef struct
{
  /* FALSE: less than a day seen, nothing spent, or no end in ten years; the next four are 0. */
  gboolean known;
  double days_left;     /* likely, from now; 0 when the balance is not above 0 */
  double at_worst_days; /* nine times in ten it lasts longer; at most days_left */
  gint64 date_us;       /* now and days_left */
  gint64 per_day_micro; /* at the present pace, mean of a week */

  CtForecastSpent today;   /* local calendar days, */
  CtForecastSpent days_7;  /* today and the 6 before, */
  CtForecastSpent days_30; /* today and the 29 before */
} CtForecast;

/* runs: of one balance, in the order in which they were read. Where times go back once, the clock
 * was set, and what was read before was early by as much; where they are wrong for a while, or go
 * back more often, the longest part in order counts (when that is less than half, all, sorted).
 * Runs after now_us do not count. zone: (transfer none) the person's.
 *
 * A rise of at least max (0.10, 1 %) is a top-up, unless it takes the last reading back: within an
 * hour, and to no more than was there before; that reading then does not count. Every other rise
 * offsets spending. */
CtForecast ct_forecast (const CtForecastRun *runs, guint n_runs, gint64 now_us, GTimeZone *zone);

gboolean ct_forecast_equal (const CtForecast *a, const CtForecast *b);

G_END_DECLS
