#pragma once

#include "forecast.h"

/* The units of the parts: amounts are micro-units as double, a day is 24 hours, however long the
 * local one is. */
#define CT_FORECAST_HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define CT_FORECAST_DAY_US (24 * CT_FORECAST_HOUR_US)
#define CT_FORECAST_DAYS 60 /* what is older says nothing about the pace */
#define CT_FORECAST_HOURS (CT_FORECAST_DAYS * 24)
#define CT_FORECAST_WEEK 168
#define CT_FORECAST_CARRY 48

/* The runs that count, in the order of the clock. (forecast-order.c) */
typedef struct
{
  const CtForecastRun *runs; /* (unowned) */
  guint *kept;               /* (nullable) (owned) indices of runs; NULL: all, as they are */
  guint n;
  gboolean sorted;
  guint clock_set; /* runs before this one are clock_ahead_us early; 0: none */
  gint64 clock_ahead_us;
  gint64 now_us;
} CtForecastOrder;

void ct_forecast_order_init (CtForecastOrder *order, const CtForecastRun *runs, guint n_runs,
                             gint64 now_us);
void ct_forecast_order_clear (CtForecastOrder *order);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtForecastOrder, ct_forecast_order_clear)
/* The i-th, ending before the next one and before now. */
CtForecastRun ct_forecast_order_get (const CtForecastOrder *order, guint i);
/* Runs before the i-th, read with a wrong clock, do not count. */
gboolean ct_forecast_order_is_gap (const CtForecastOrder *order, guint i);

/* Soon after the i-th the amount is about what it was before: a refund, or a reading that was
 * wrong. It also makes good of two interleaved series, from a clock set back, that somebody else
 * sorted. (forecast-change.c) */
gboolean ct_forecast_is_taken_back (const CtForecastOrder *order, guint i);

/* What happened between two readings. */
typedef struct
{
  gint64 from_us;
  gint64 to_us;
  gint64 spent_micro; /* negative: a correction */
} CtForecastChange;

/* FALSE: a top-up, so that nothing is known. */
gboolean ct_forecast_change_between (const CtForecastRun *before, const CtForecastRun *run,
                                     CtForecastChange *change);
/* The part of what it spent that falls after since_us, spread evenly. */
gint64 ct_forecast_change_spent_after (const CtForecastChange *change, gint64 since_us);

/* Hours of the epoch, oldest first. The last one holds last_us. */
typedef struct
{
  guint n;
  double spent[CT_FORECAST_HOURS];        /* evenly over gaps; negative by corrections */
  double seen[CT_FORECAST_HOURS];         /* share of the hour, 0 .. 1 */
  double level[CT_FORECAST_HOURS];        /* of the pace, as far as it is known */
  guint8 hour_of_week[CT_FORECAST_HOURS]; /* local; 0: Monday 0:00 */
  double used;                            /* share of the last hour before the last reading */
  gint64 start_us;
} CtForecastHours;

/* Up to last_us. (transfer full) g_free */
CtForecastHours *ct_forecast_hours_new (gint64 first_us, gint64 last_us, GTimeZone *zone);
void ct_forecast_hours_add (CtForecastHours *hours, const CtForecastChange *change);

/* Spending per hour at level 1. (forecast-week.c) */
typedef struct
{
  double hour[CT_FORECAST_WEEK];
} CtForecastWeek;

void ct_forecast_week_fit (CtForecastWeek *week, const CtForecastHours *hours);
double ct_forecast_week_mean_day (const CtForecastWeek *week);

/* Days of 24 hours before the last hour's end, newest first. (forecast-pace.c) */
typedef struct
{
  guint n;
  double spent[CT_FORECAST_DAYS];    /* not negative */
  double expected[CT_FORECAST_DAYS]; /* at level 1; above 0 */
} CtForecastDays;

/* The pace of the last n_days days, and the probability that it is this one. */
typedef struct
{
  guint n_days;
  double level;  /* at the last reading */
  double growth; /* a day, natural logarithm */
  double weight; /* all of them: 1 */
} CtForecastPace;

void ct_forecast_days_fill (CtForecastDays *days, const CtForecastHours *hours,
                            const CtForecastWeek *week);
/* Those that matter. (transfer full) array of CtForecastPace */
GArray *ct_forecast_pace_fit (const CtForecastDays *days);
/* Fills hours->level with what the paces say, averaged. */
void ct_forecast_pace_to_levels (GArray *paces, const CtForecastDays *days, CtForecastHours *hours);

/* How many times what the week expects is spent in each of the coming hours, because it was so in
 * the last ones; [0] is the hour of the last reading. Later ones: once. (forecast-carry.c) */
typedef struct
{
  double hour[CT_FORECAST_CARRY];
} CtForecastCarry;

void ct_forecast_carry_fit (CtForecastCarry *carry, const CtForecastHours *hours,
                            const CtForecastWeek *week);

/* Days from the last reading until amount is spent; G_MAXDOUBLE: never. (forecast-time.c) */
double ct_forecast_likely (const CtForecastWeek *week, GArray *paces, const CtForecastHours *hours,
                           double amount);

/* Days from the last reading: half of the futures, and nine in ten, take longer.
 * (forecast-bootstrap.c) */
typedef struct
{
  double median_days;
  double worst_days;
} CtForecastFutures;

CtForecastFutures ct_forecast_futures (const CtForecastWeek *week, GArray *paces,
                                       const CtForecastHours *hours, double amount);
