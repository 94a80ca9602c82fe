#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a balance was from first_us to last_us: equal readings, or several such runs merged. */
typedef struct
{
  gint64 first_us, last_us; /* of the first and the last reading; since the epoch */
  gint64 remaining_micro;   /* at last_us */
  gint64 low_micro, high_micro;
  gint64 topped_up_micro; /* sum of the top-ups since the run before */
  gint64 used_micro;      /* at last_us */
  gboolean has_remaining; /* else remaining, low and high say nothing */
  gboolean has_used;
  gboolean unlimited;
} CtHistoryRun;

#define CT_HISTORY_LAST_US G_GINT64_CONSTANT (253402300799999999) /* the end of the year 9999 */

/* Can have been read: from 1970 to 9999, it does not end before it begins, and what it says of
 * amounts goes together. */
gboolean ct_history_run_is_sound (const CtHistoryRun *run);

/* Makes run last until next, which follows it, ends. */
void ct_history_run_merge (CtHistoryRun *run, const CtHistoryRun *next);

/* The readings tell the same. */
gboolean ct_history_run_is_equal (const CtHistoryRun *a, const CtHistoryRun *b);

/* Merges runs into parts of time of one length, one run each: pixels of a chart, or hours. */
typedef struct
{
  gint64 part_us;
  gint64 part_end_us;
  CtHistoryRun run;
  gboolean has_run;
} CtHistoryThinner;

/* The first part begins at from_us, or with a run that begins before it. part_us 0: nothing is
 * merged. */
void ct_history_thinner_init (CtHistoryThinner *thinner, gint64 from_us, gint64 part_us);
/* Runs in the order of time; one belongs where it begins. TRUE: *done is complete. */
gboolean ct_history_thinner_add (CtHistoryThinner *thinner, const CtHistoryRun *run,
                                 CtHistoryRun *done);
/* FALSE: there is nothing left. */
gboolean ct_history_thinner_finish (CtHistoryThinner *thinner, CtHistoryRun *done);

G_END_DECLS
