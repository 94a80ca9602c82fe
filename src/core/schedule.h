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

/* When it is due, counted from the last attempt, each delay +-10 %:
 *
 *   succeeded                                  interval
 *   token-rejected, user-id, forbidden         15 min, 1 h, then 6 h
 *   not-found, retired, definition, settings   1 h, 2 h, 4 h, then 6 h
 *   every other error                          interval, doubled each time to 1 h
 *
 * Never below the floor or (after an error) the interval, never before retry_after. A first attempt
 * is now. When the clock was set back so far that the last attempt lies ahead by more than the
 * delay, or retry_after by more than 24 h, that no longer counts: no poll is lost, whatever the
 * clock does. */
gint64 ct_schedule_next_us (const CtSchedule *schedule, gint64 now_us);

/* The earliest time at which a person's Refresh is let through: floor and Retry-After, no backoff,
 * no jitter. */
gint64 ct_schedule_refresh_us (const CtSchedule *schedule, gint64 now_us);

/* The one wake-up for many due times: now when one is due already, else the latest of those that
 * are at most CT_BATCH_WINDOW_US after the earliest; -1 for none. Times of -1 are skipped. */
gint64 ct_schedule_wakeup_us (const gint64 *due_us, guint n_due, gint64 now_us);

G_END_DECLS
