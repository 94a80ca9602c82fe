#include "config.h"

#include "alert-private.h"

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define DAY_US (24 * 60 * MINUTE_US)
/* What a gateway answers in a hiccup is over by then. */
#define CONFIRM_US (10 * MINUTE_US)

static CtAlert *
add_alert (CtAlertStep *step, CtAlertKind kind, const CtAlertInput *input, gint64 now_us)
{
  CtAlert *alert = g_new0 (CtAlert, 1);

  alert->kind = kind;
  alert->time_us = now_us;
  alert->account_id = g_strdup (input->account_id);
  alert->account_name = g_strdup (input->account_name);
  alert->last_good_us = -1;
  g_ptr_array_add (step->alerts, alert);
  return alert;
}

/* --- Balances --- */

static const CtBalance *
get_primary (const CtAlertInput *input)
{
  for (guint i = 0; i < input->n_balances; i++)
    if (input->balances[i].balance->primary)
      return input->balances[i].balance;
  return NULL;
}

static CtThresholds
thresholds_for (const CtBalance *balance, const CtAlertInput *input, const CtAlertPolicy *policy)
{
  static const CtThresholds none = { .set = FALSE };
  const CtBalance *primary = get_primary (input);
  gboolean is_own = primary != NULL && g_str_equal (primary->currency, balance->currency);

  return ct_thresholds_for (is_own ? &input->thresholds : &none, policy->thresholds, balance);
}

/* The one that was kept, when it is of the same balance. (nullable) (transfer none) */
static const CtAlertEpisode *
find_episode (const CtAlertState *state, const CtBalance *balance)
{
  const CtAlertEpisode *kept = ct_alert_state_get_episode (state, balance->id);

  return kept != NULL && g_str_equal (kept->currency, balance->currency) ? kept : NULL;
}

static CtFollowMode
mode_of (const CtAlertEpisode *kept, const CtBalance *balance, const CtAlertState *next)
{
  if (kept == NULL && !balance->primary)
    return CT_FOLLOW_ADOPT;
  return next->snooze != CT_SNOOZE_NONE ? CT_FOLLOW_SILENT : CT_FOLLOW_TELL;
}

static gint64
rise_since (const CtAlertEpisode *kept, const CtBalance *balance)
{
  gint64 rise_micro;

  return __builtin_sub_overflow (balance->remaining_micro, kept->amount_micro, &rise_micro)
             ? G_MAXINT64
             : rise_micro;
}

static void
add_balance_alert (CtAlertStep *step, CtAlertKind kind, const CtAlertBalance *seen,
                   const CtAlertEpisode *kept, const CtThresholds *thresholds,
                   const CtAlertInput *input, gint64 now_us)
{
  const CtBalance *balance = seen->balance;
  CtAlert *alert = add_alert (step, kind, input, now_us);
  CtLevel level = ct_level_of_balance (balance, thresholds);

  alert->balance_id = g_strdup (balance->id);
  alert->balance_name = balance->primary ? NULL : g_strdup (balance->name);
  alert->has_amount = balance->has_remaining && !balance->unlimited
                      && ct_money_init (&alert->amount, balance->remaining_micro,
                                        balance->currency);
  alert->rise_micro = kind == CT_ALERT_TOPPED_UP ? rise_since (kept, balance) : 0;
  alert->still_low = level == CT_LEVEL_LOW || level == CT_LEVEL_CRITICAL || level == CT_LEVEL_EMPTY;
  alert->knows_days = seen->knows_days;
  alert->days_left = seen->days_left;
}

static void
follow_balance (CtAlertStep *step, const CtAlertBalance *seen, const CtAlertState *before,
                const CtAlertInput *input, const CtAlertPolicy *policy, gint64 now_us)
{
  const CtBalance *balance = seen->balance;
  const CtAlertEpisode *kept = find_episode (before, balance);
  CtAlertEpisode *episode;
  CtThresholds thresholds;
  CtAlertKind kind;

  if (kept == NULL && balance->stale)
    return;
  episode = kept != NULL ? ct_alert_episode_copy (kept) : ct_alert_episode_new (balance);
  g_ptr_array_add (step->next->episodes, episode);
  if (balance->stale)
    return;

  thresholds = thresholds_for (balance, input, policy);
  if (ct_alert_episode_follow (episode, seen, &thresholds, policy,
                               mode_of (kept, balance, step->next), &kind))
    add_balance_alert (step, kind, seen, kept, &thresholds, input, now_us);
}

static gboolean
has_top_up (const CtAlertState *state, const CtAlertInput *input)
{
  for (guint i = 0; i < input->n_balances; i++)
    {
      const CtBalance *balance = input->balances[i].balance;
      const CtAlertEpisode *kept = find_episode (state, balance);

      if (!balance->stale && kept != NULL && ct_alert_episode_is_topped_up (kept, balance))
        return TRUE;
    }
  return FALSE;
}

/* A balance that the reading does not have any more is forgotten. */
void
ct_alert_follow_balances (CtAlertStep *step, const CtAlertState *before, const CtAlertInput *input,
                          const CtAlertPolicy *policy, gint64 now_us)
{
  if (input->stale || input->n_balances == 0)
    return;

  if (has_top_up (before, input))
    ct_alert_state_end_snooze (step->next);
  g_ptr_array_set_size (step->next->episodes, 0);
  for (guint i = 0; i < input->n_balances; i++)
    {
      const CtAlertBalance *seen = &input->balances[i];

      if (step->next->episodes->len < CT_ALERT_MAX_BALANCES
          && ct_alert_state_get_episode (step->next, seen->balance->id) == NULL)
        follow_balance (step, seen, before, input, policy, now_us);
    }
}

/* --- Failures --- */

static gboolean
is_confirmed (gint64 *since_us, gint64 attempt_us)
{
  if (*since_us < 0)
    *since_us = attempt_us;
  return attempt_us - *since_us >= CONFIRM_US;
}

/* The last good reading; -1: never, or before the clock was set back. */
static gint64
last_good_us (const CtAlertInput *input, gint64 now_us)
{
  return input->updated_us <= now_us ? input->updated_us : -1;
}

static gboolean
is_silent (CtAlertState *state, const CtAlertInput *input, gint64 now_us)
{
  gboolean confirmed = is_confirmed (&state->failing_since_us, input->attempt_us);
  gint64 good_us = last_good_us (input, now_us);

  return confirmed && !state->told_rejected
         && now_us - (good_us >= 0 ? good_us : state->failing_since_us) >= DAY_US;
}

static void
tell_failure (CtAlertStep *step, CtAlertKind kind, gboolean *told, const CtAlertInput *input,
              const CtAlertPolicy *policy, gint64 now_us)
{
  CtSnooze snooze = step->next->snooze;
  CtAlert *alert;

  if (*told || !policy->on[kind] || snooze == CT_SNOOZE_HOUR || snooze == CT_SNOOZE_TOMORROW)
    return;
  *told = TRUE;
  alert = add_alert (step, kind, input, now_us);
  alert->last_good_us = last_good_us (input, now_us);
  alert->error = input->error->code;
}

void
ct_alert_follow_failures (CtAlertStep *step, const CtAlertInput *input, const CtAlertPolicy *policy,
                          gint64 now_us)
{
  CtAlertState *state = step->next;
  CtAccountEvent event;

  if (last_good_us (input, now_us) >= MAX (state->rejected_since_us, state->failing_since_us))
    ct_alert_state_forget_failures (state);
  if (input->error == NULL || input->error->domain != CT_ERROR)
    return;

  event = ct_account_event_for_error (input->error->code);
  if (event == CT_EVENT_REJECTED && is_confirmed (&state->rejected_since_us, input->attempt_us))
    tell_failure (step, CT_ALERT_REJECTED, &state->told_rejected, input, policy, now_us);
  else if (event == CT_EVENT_FAILED && is_silent (state, input, now_us))
    tell_failure (step, CT_ALERT_SILENT, &state->told_silent, input, policy, now_us);
}
