#include "config.h"

#include "schedule.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define HOUR_US (3600 * SECOND_US)
#define RETRY_AFTER_MAX_US (24 * HOUR_US)
#define JITTER_PER_MYRIAD 1000 /* +-10 % */

guint32
ct_schedule_jitter_seed (const char *account_id)
{
  return g_str_hash (account_id);
}

/* The entry for the n-th failure in a row; the last one from then on. */
static gint64
step_of (const gint64 *steps, guint n_steps, guint failures)
{
  return steps[MIN (failures, n_steps) - 1];
}

static gint64
doubled_until (gint64 interval_us, guint failures, gint64 limit_us)
{
  gint64 delay_us = interval_us;

  for (guint i = 1; i < failures && delay_us < limit_us; i++)
    delay_us *= 2;

  return MIN (delay_us, limit_us);
}

static gint64
backoff_us (const CtSchedule *schedule, gint64 interval_us)
{
  static const gint64 rejected_us[] = { HOUR_US / 4, HOUR_US, 6 * HOUR_US };
  static const gint64 gone_us[] = { HOUR_US, 2 * HOUR_US, 4 * HOUR_US, 6 * HOUR_US };

  switch (schedule->error)
    {
    case CT_ERROR_TOKEN_REJECTED:
    case CT_ERROR_USER_ID:
    case CT_ERROR_FORBIDDEN:
      return step_of (rejected_us, G_N_ELEMENTS (rejected_us), schedule->failures);
    case CT_ERROR_NOT_FOUND:
    case CT_ERROR_RETIRED:
    case CT_ERROR_DEFINITION:
    case CT_ERROR_SETTINGS:
      return step_of (gone_us, G_N_ELEMENTS (gone_us), schedule->failures);
    default:
      return doubled_until (interval_us, schedule->failures, HOUR_US);
    }
}

/* Fixed per account, so that accounts stay apart and an account keeps its pace. */
static gint64
with_jitter (gint64 delay_us, guint32 seed)
{
  gint64 per_myriad = (gint64) (seed % (2 * JITTER_PER_MYRIAD + 1)) - JITTER_PER_MYRIAD;

  return delay_us + delay_us / 10000 * per_myriad;
}

/* delay_us after the last attempt, but not before Retry-After. */
static gint64
due_us (const CtSchedule *schedule, gint64 delay_us, gint64 now_us)
{
  gboolean attempted = schedule->last_attempt_us >= 0
                       && schedule->last_attempt_us <= now_us + delay_us;
  gint64 due_us = attempted ? schedule->last_attempt_us + delay_us : now_us;

  if (schedule->retry_after_us <= now_us + RETRY_AFTER_MAX_US)
    due_us = MAX (due_us, schedule->retry_after_us);

  return due_us;
}

gint64
ct_schedule_next_us (const CtSchedule *schedule, gint64 now_us)
{
  gint64 floor_us = MAX (schedule->floor_s, 1) * SECOND_US;
  gint64 interval_us = MAX (schedule->interval_s * SECOND_US, floor_us);
  gint64 delay_us = interval_us;

  if (schedule->failures > 0)
    delay_us = MAX (interval_us, backoff_us (schedule, interval_us));

  return due_us (schedule, MAX (with_jitter (delay_us, schedule->jitter_seed), floor_us), now_us);
}

gint64
ct_schedule_refresh_us (const CtSchedule *schedule, gint64 now_us)
{
  return MAX (due_us (schedule, MAX (schedule->floor_s, 1) * SECOND_US, now_us), now_us);
}

gint64
ct_schedule_wakeup_us (const gint64 *due_us, guint n_due, gint64 now_us)
{
  gint64 earliest_us = G_MAXINT64;
  gint64 wakeup_us = -1;

  for (guint i = 0; i < n_due; i++)
    if (due_us[i] >= 0)
      earliest_us = MIN (earliest_us, due_us[i]);

  if (earliest_us <= now_us)
    return now_us;

  for (guint i = 0; i < n_due; i++)
    if (due_us[i] >= 0 && due_us[i] - earliest_us <= CT_BATCH_WINDOW_US)
      wakeup_us = MAX (wakeup_us, due_us[i]);

  return wakeup_us;
}
