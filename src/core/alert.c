#include "config.h"

#include "alert-private.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

static const char *const kinds[CT_N_ALERTS] = {
  [CT_ALERT_RUNWAY] = "runway",       [CT_ALERT_LOW] = "low",
  [CT_ALERT_CRITICAL] = "critical",   [CT_ALERT_EMPTY] = "empty",
  [CT_ALERT_TOPPED_UP] = "topped-up", [CT_ALERT_REJECTED] = "rejected",
  [CT_ALERT_SILENT] = "silent",
};

const char *
ct_alert_kind_to_string (CtAlertKind kind)
{
  g_return_val_if_fail ((guint) kind < CT_N_ALERTS, NULL);

  return kinds[kind];
}

gboolean
ct_alert_kind_from_string (const char *name, CtAlertKind *kind)
{
  for (guint i = 0; i < CT_N_ALERTS; i++)
    if (g_str_equal (kinds[i], name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
ct_alert_kind_is_urgent (CtAlertKind kind)
{
  return kind == CT_ALERT_CRITICAL || kind == CT_ALERT_EMPTY;
}

CtAlertPolicy
ct_alert_policy_default (void)
{
  CtAlertPolicy policy = { .runway_days = CT_ALERT_RUNWAY_DAYS };

  for (guint i = 0; i < CT_N_ALERTS; i++)
    policy.on[i] = TRUE;
  return policy;
}

void
ct_alert_free (CtAlert *alert)
{
  if (alert == NULL)
    return;
  g_free (alert->account_id);
  g_free (alert->account_name);
  g_free (alert->balance_id);
  g_free (alert->balance_name);
  g_free (alert);
}

/* --- A step, and what it shows --- */

/* An account's id is a uuid: no notification has two meanings. */
static char *
notification_id (const char *account_id, const char *balance_id)
{
  return balance_id != NULL ? g_strconcat (account_id, "/", balance_id, NULL)
                            : g_strdup (account_id);
}

char *
ct_alert_get_notification_id (const CtAlert *alert)
{
  return notification_id (alert->account_id, alert->balance_id);
}

static gboolean
shows_account (const CtAlertState *state)
{
  return state->told_rejected || state->told_silent;
}

static gboolean
shows_balance (const CtAlertState *state, const char *balance_id)
{
  const CtAlertEpisode *episode = ct_alert_state_get_episode (state, balance_id);

  return episode != NULL && (episode->told > CT_AMOUNT_CLEAR || episode->told_few_days);
}

static gboolean
is_shown_anew (const CtAlertStep *step, const char *balance_id)
{
  for (guint i = 0; i < step->alerts->len; i++)
    {
      const CtAlert *alert = step->alerts->pdata[i];

      if (g_strcmp0 (alert->balance_id, balance_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
find_what_is_over (CtAlertStep *step, const CtAlertState *before, const char *account_id)
{
  if (shows_account (before) && !shows_account (step->next) && !is_shown_anew (step, NULL))
    g_ptr_array_add (step->over, notification_id (account_id, NULL));

  for (guint i = 0; i < before->episodes->len; i++)
    {
      const char *id = ((CtAlertEpisode *) before->episodes->pdata[i])->id;

      if (shows_balance (before, id) && !shows_balance (step->next, id)
          && !is_shown_anew (step, id))
        g_ptr_array_add (step->over, notification_id (account_id, id));
    }
}

/* next: (transfer full) */
static CtAlertStep *
step_new (CtAlertState *next)
{
  CtAlertStep *step = g_new0 (CtAlertStep, 1);

  step->next = next;
  step->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_alert_free);
  step->over = g_ptr_array_new_with_free_func (g_free);
  return step;
}

void
ct_alert_step_free (CtAlertStep *step)
{
  if (step == NULL)
    return;
  ct_alert_state_free (step->next);
  g_ptr_array_unref (step->alerts);
  g_ptr_array_unref (step->over);
  g_free (step);
}

/* --- Steps --- */

/* After the clock was set back, times of the future are now. */
static void
repair_times (CtAlertState *state, gint64 now_us)
{
  state->rejected_since_us = MIN (state->rejected_since_us, now_us);
  state->failing_since_us = MIN (state->failing_since_us, now_us);
  if (ct_alert_get_snooze (state, now_us) == CT_SNOOZE_NONE)
    ct_alert_state_end_snooze (state);
}

CtAlertStep *
ct_alert_step (const CtAlertState *state, const CtAlertInput *input, const CtAlertPolicy *policy,
               gint64 now_us)
{
  CtAlertStep *step = step_new (ct_alert_state_copy (state));

  repair_times (step->next, now_us);
  ct_alert_follow_balances (step, state, input, policy, now_us);
  ct_alert_follow_failures (step, input, policy, now_us);
  find_what_is_over (step, state, input->account_id);
  return step;
}

CtAlertStep *
ct_alert_edited (const CtAlertState *state, const char *account_id)
{
  CtAlertStep *step = step_new (ct_alert_state_copy (state));

  ct_alert_state_forget_failures (step->next);
  for (guint i = 0; i < step->next->episodes->len; i++)
    ct_alert_episode_forget_amount (step->next->episodes->pdata[i]);
  find_what_is_over (step, state, account_id);
  return step;
}

CtAlertStep *
ct_alert_removed (const CtAlertState *state, const char *account_id)
{
  CtAlertStep *step = step_new (ct_alert_state_new ());

  find_what_is_over (step, state, account_id);
  return step;
}

/* --- Snooze --- */

#define MORNING_HOUR 8
/* The longest one: tomorrow's morning on the day when an hour is skipped or given. */
#define MAX_SNOOZE_US (33 * HOUR_US)

static gint64
tomorrow_us (GTimeZone *zone, gint64 now_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) morning = g_date_time_new (
      zone, g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
      g_date_time_get_day_of_month (tomorrow), MORNING_HOUR, 0, 0);

  return g_date_time_to_unix (morning) * G_USEC_PER_SEC;
}

/* What the snooze silences, and nothing else, is told again after it. */
static void
forget_what_was_told (CtAlertState *state, CtSnooze snooze)
{
  for (guint i = 0; i < state->episodes->len; i++)
    {
      CtAlertEpisode *episode = state->episodes->pdata[i];

      episode->told = CT_AMOUNT_CLEAR;
      episode->told_few_days = FALSE;
    }
  if (snooze == CT_SNOOZE_TOPPED_UP)
    return;
  state->told_rejected = FALSE;
  state->told_silent = FALSE;
}

CtAlertStep *
ct_alert_snooze (const CtAlertState *state, const char *account_id, CtSnooze snooze,
                 GTimeZone *zone, gint64 now_us)
{
  CtAlertStep *step = step_new (ct_alert_state_copy (state));

  if (snooze != CT_SNOOZE_NONE)
    forget_what_was_told (step->next, snooze);
  step->next->snooze = snooze;
  step->next->snooze_until_us = snooze == CT_SNOOZE_HOUR       ? now_us + HOUR_US
                                : snooze == CT_SNOOZE_TOMORROW ? tomorrow_us (zone, now_us)
                                                               : 0;
  find_what_is_over (step, state, account_id);
  return step;
}

gint64
ct_alert_get_snooze_end_us (const CtAlertState *state)
{
  return state->snooze == CT_SNOOZE_HOUR || state->snooze == CT_SNOOZE_TOMORROW
             ? state->snooze_until_us
             : -1;
}

CtSnooze
ct_alert_get_snooze (const CtAlertState *state, gint64 now_us)
{
  if (state->snooze == CT_SNOOZE_TOPPED_UP)
    return CT_SNOOZE_TOPPED_UP;
  /* One that ends later than any can was begun before the clock was set back. */
  if (now_us >= state->snooze_until_us || state->snooze_until_us - now_us > MAX_SNOOZE_US)
    return CT_SNOOZE_NONE;
  return state->snooze;
}
