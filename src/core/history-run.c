#include "config.h"

#include "history-run.h"

#include "saturate.h"

gboolean
ct_history_run_is_sound (const CtHistoryRun *run)
{
  return run->first_us >= 0 && run->first_us <= run->last_us && run->last_us <= CT_HISTORY_LAST_US
         && run->topped_up_micro >= 0
         && (!run->has_remaining
             || (run->low_micro <= run->remaining_micro
                 && run->remaining_micro <= run->high_micro));
}

void
ct_history_run_merge (CtHistoryRun *run, const CtHistoryRun *next)
{
  CtHistoryRun merged = *next;

  merged.first_us = run->first_us;
  merged.topped_up_micro = ct_saturate_add (run->topped_up_micro, next->topped_up_micro);
  if (run->has_remaining && next->has_remaining)
    {
      merged.low_micro = MIN (run->low_micro, next->low_micro);
      merged.high_micro = MAX (run->high_micro, next->high_micro);
    }
  *run = merged;
}

gboolean
ct_history_run_is_equal (const CtHistoryRun *a, const CtHistoryRun *b)
{
  return a->unlimited == b->unlimited && a->has_remaining == b->has_remaining
         && (!a->has_remaining || a->remaining_micro == b->remaining_micro)
         && a->has_used == b->has_used && (!a->has_used || a->used_micro == b->used_micro);
}

/* --- Thinning --- */

void
ct_history_thinner_init (CtHistoryThinner *self, gint64 from_us, gint64 part_us)
{
  *self = (CtHistoryThinner){ .part_us = part_us, .part_end_us = from_us + part_us };
}

static gboolean
begin_part (CtHistoryThinner *self, const CtHistoryRun *run, CtHistoryRun *done)
{
  gboolean had_run = self->has_run;

  if (had_run)
    *done = self->run;
  self->run = *run;
  self->has_run = TRUE;
  if (self->part_us > 0 && run->first_us >= self->part_end_us)
    self->part_end_us += ((run->first_us - self->part_end_us) / self->part_us + 1) * self->part_us;
  return had_run;
}

gboolean
ct_history_thinner_add (CtHistoryThinner *self, const CtHistoryRun *run, CtHistoryRun *done)
{
  if (!self->has_run || run->first_us >= self->part_end_us)
    return begin_part (self, run, done);
  ct_history_run_merge (&self->run, run);
  return FALSE;
}

gboolean
ct_history_thinner_finish (CtHistoryThinner *self, CtHistoryRun *done)
{
  if (!self->has_run)
    return FALSE;
  *done = self->run;
  self->has_run = FALSE;
  return TRUE;
}
