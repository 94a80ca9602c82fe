#pragma once

#include <glib.h>

#include "error.h"

G_BEGIN_DECLS

#define CT_INTERVAL_DEFAULT_S 300
#define CT_FLOOR_S 60
#define CT_BATCH_WINDOW_US (10 * G_USEC_PER_SEC)

/* When to poll next. Pure: no clock, no randomness (the jitter comes from the account's id). */
typedef struct
{
  guint interval_s;       /* the person's; raised to floor_s */
  guint floor_s;          /* max (CT_FLOOR_S, the definition's min_interval_s) */
  guint failures;         /* attempts in a row that failed; 0: the last one succeeded */
  CtErrorCode error;      /* of the last attempt, when failures > 0 */
  gint64 last_attempt_us; /* -1: never */
  gint64 retry_after_us;  /* absolute, what the gateway asked for; -1: nothing; at most 24 h ahead
                             counts */
  guint32 jitter_seed;    /* ct_schedule_jitter_seed() */
} CtSchedule;

guint32 ct_schedule_jitter_seed (const char *account_id);

/* Interval with +-10 % jitter; after failures exponential from the interval to 1 h; rejected 15
 * min, 1 h, then 6 h; not-found, retired, definition and settings 1 h and on; never below the
 * floor, never before retry_after. A first attempt is now. A last attempt in the future (the clock
 * was set back) counts as now. */
gint64 ct_schedule_next_us (const CtSchedule *schedule, gint64 now_us);

/* The earliest time at which a person's Refresh is let through: floor and Retry-After, no backoff.
 */
gint64 ct_schedule_refresh_us (const CtSchedule *schedule, gint64 now_us);

/* The one wake-up for many due times: the latest time that is at most CT_BATCH_WINDOW_US after the
 * earliest of them and not before now; -1 for none. Times of -1 are skipped. */
gint64 ct_schedule_wakeup_us (const gint64 *due_us, guint n_due, gint64 now_us);

G_END_DECLS
