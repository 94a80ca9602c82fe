#include "config.h"

#include "alert-private.h"

#include "rise.h"

/* Over nothing, where 10 % would be nothing: what the smallest top-up is. */
#define CLEAR_OF_EMPTY_MICRO (CT_MICRO / 10)
#define CLEAR_OF_FEW_DAYS 1.1

CtAlertEpisode *
ct_alert_episode_new (const CtBalance *balance)
{
  CtAlertEpisode *episode = g_new0 (CtAlertEpisode, 1);

  episode->id = g_strdup (balance->id);
  g_strlcpy (episode->currency, balance->currency, sizeof episode->currency);
  return episode;
}

CtAlertEpisode *
ct_alert_episode_copy (const CtAlertEpisode *episode)
{
  CtAlertEpisode *copy = g_memdup2 (episode, sizeof *episode);

  copy->id = g_strdup (episode->id);
  return copy;
}

gboolean
ct_alert_episode_tells_equal (const CtAlertEpisode *a, const CtAlertEpisode *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->currency, b->currency)
         && a->has_amount == b->has_amount && a->told == b->told
         && a->told_few_days == b->told_few_days;
}

gboolean
ct_alert_episode_equal (const CtAlertEpisode *a, const CtAlertEpisode *b)
{
  return ct_alert_episode_tells_equal (a, b)
         && (!a->has_amount || a->amount_micro == b->amount_micro);
}

void
ct_alert_episode_free (CtAlertEpisode *episode)
{
  g_free (episode->id);
  g_free (episode);
}

void
ct_alert_episode_forget_amount (CtAlertEpisode *episode)
{
  episode->has_amount = FALSE;
  episode->amount_micro = 0;
}

static gboolean
has_amount (const CtBalance *balance)
{
  return balance->has_remaining && !balance->unlimited;
}

gboolean
ct_alert_episode_is_topped_up (const CtAlertEpisode *episode, const CtBalance *balance)
{
  return episode->has_amount && has_amount (balance)
         && ct_rise_is_top_up (episode->amount_micro, balance->remaining_micro);
}

static gboolean
is_over_by_tenth (gint64 amount_micro, gint64 threshold_micro)
{
  return (__int128) amount_micro * 10 >= (__int128) threshold_micro * 11;
}

static gboolean
is_clear_of (CtAmountState state, const CtBalance *balance, const CtThresholds *thresholds)
{
  if (balance->exhausted)
    return FALSE;
  if (!has_amount (balance))
    return TRUE; /* unlimited, or nothing but `exhausted` ever speaks of it */
  if (state == CT_AMOUNT_EMPTY)
    return balance->remaining_micro >= CLEAR_OF_EMPTY_MICRO;

  return !thresholds->set
         || is_over_by_tenth (balance->remaining_micro, state == CT_AMOUNT_CRITICAL
                                                            ? thresholds->critical_micro
                                                            : thresholds->low_micro);
}

static void
rearm (CtAlertEpisode *episode, const CtAlertBalance *seen, const CtThresholds *thresholds,
       const CtAlertPolicy *policy)
{
  const CtBalance *balance = seen->balance;

  if (ct_alert_episode_is_topped_up (episode, balance))
    {
      episode->told = CT_AMOUNT_CLEAR;
      episode->told_few_days = FALSE;
    }
  while (episode->told > CT_AMOUNT_CLEAR && is_clear_of (episode->told, balance, thresholds))
    episode->told--;
  if (balance->unlimited
      || (seen->knows_days && seen->days_left >= policy->runway_days * CLEAR_OF_FEW_DAYS))
    episode->told_few_days = FALSE;
}

static CtAmountState
state_of_level (CtLevel level)
{
  switch (level)
    {
    case CT_LEVEL_EMPTY:
      return CT_AMOUNT_EMPTY;
    case CT_LEVEL_CRITICAL:
      return CT_AMOUNT_CRITICAL;
    case CT_LEVEL_LOW:
      return CT_AMOUNT_LOW;
    case CT_LEVEL_FULL:
    case CT_LEVEL_GOOD:
    case CT_LEVEL_UNLIMITED:
    case CT_LEVEL_UNKNOWN:
    default:
      return CT_AMOUNT_CLEAR;
    }
}

static CtAlertKind
kind_of_state (CtAmountState state)
{
  return state == CT_AMOUNT_EMPTY      ? CT_ALERT_EMPTY
         : state == CT_AMOUNT_CRITICAL ? CT_ALERT_CRITICAL
                                       : CT_ALERT_LOW;
}

/* Of what is on: an empty balance is a critical one, too. */
static CtAmountState
gravest_on (CtAmountState state, const CtAlertPolicy *policy)
{
  while (state > CT_AMOUNT_CLEAR && !policy->on[kind_of_state (state)])
    state--;
  return state;
}

/* A quota that begins anew has not been paid for. */
static gboolean
renews_itself (const CtBalance *balance)
{
  return balance->kind == CT_BALANCE_PERCENT || balance->resets_at_us >= 0;
}

static void
remember (CtAlertEpisode *episode, const CtBalance *balance)
{
  ct_alert_episode_forget_amount (episode);
  if (!has_amount (balance))
    return;
  episode->has_amount = TRUE;
  episode->amount_micro = balance->remaining_micro;
}

gboolean
ct_alert_episode_follow (CtAlertEpisode *episode, const CtAlertBalance *seen,
                         const CtThresholds *thresholds, const CtAlertPolicy *policy,
                         CtFollowMode mode, CtAlertKind *kind)
{
  CtLevel level = ct_level_of_balance (seen->balance, thresholds);
  gboolean topped_up = ct_alert_episode_is_topped_up (episode, seen->balance), few_days;
  CtAmountState holds = gravest_on (state_of_level (level), policy);

  if (level == CT_LEVEL_UNKNOWN && episode->has_amount)
    return FALSE; /* unknown is not clear */
  rearm (episode, seen, thresholds, policy);
  remember (episode, seen->balance);
  few_days = policy->on[CT_ALERT_RUNWAY] && seen->knows_days && !seen->balance->unlimited
             && seen->days_left < policy->runway_days
             && MAX (holds, episode->told) < CT_AMOUNT_EMPTY;

  if (mode == CT_FOLLOW_SILENT)
    return FALSE;
  if (topped_up && policy->on[CT_ALERT_TOPPED_UP] && !renews_itself (seen->balance))
    *kind = CT_ALERT_TOPPED_UP;
  else if (holds > episode->told)
    *kind = kind_of_state (holds);
  else if (few_days && !episode->told_few_days)
    *kind = CT_ALERT_RUNWAY;
  else
    return FALSE;

  episode->told = MAX (episode->told, holds);
  episode->told_few_days = episode->told_few_days || few_days;
  return mode == CT_FOLLOW_TELL;
}
