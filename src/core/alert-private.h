#pragma once

#include "alert.h"

G_BEGIN_DECLS

/* The upper machine of alert.h: each one is graver than the one before. */
typedef enum
{
  CT_AMOUNT_CLEAR,
  CT_AMOUNT_LOW,
  CT_AMOUNT_CRITICAL,
  CT_AMOUNT_EMPTY,
} CtAmountState;

/* What was told of one balance. */
typedef struct
{
  char *id;                        /* (owned) */
  char currency[CT_CURRENCY_SIZE]; /* in another one it is another balance */
  gboolean has_amount;
  gint64 amount_micro; /* of the last fresh reading: the next one is compared with it */
  CtAmountState told;
  gboolean told_few_days;
} CtAlertEpisode;

CtAlertEpisode *ct_alert_episode_new (const CtBalance *balance);
CtAlertEpisode *ct_alert_episode_copy (const CtAlertEpisode *episode);
gboolean ct_alert_episode_tells_equal (const CtAlertEpisode *a, const CtAlertEpisode *b);
gboolean ct_alert_episode_equal (const CtAlertEpisode *a, const CtAlertEpisode *b);
void ct_alert_episode_free (CtAlertEpisode *episode);
/* The next reading is compared with nothing. */
void ct_alert_episode_forget_amount (CtAlertEpisode *episode);

/* It has risen by a top-up since the last fresh reading. */
gboolean ct_alert_episode_is_topped_up (const CtAlertEpisode *episode, const CtBalance *balance);

typedef enum
{
  CT_FOLLOW_TELL,
  CT_FOLLOW_SILENT, /* snoozed: nothing is told, nothing counts as told */
  CT_FOLLOW_ADOPT,  /* a secondary balance is seen for the first time: what holds counts as told */
} CtFollowMode;

/* Follows one fresh balance. TRUE: kind is to be told. */
gboolean ct_alert_episode_follow (CtAlertEpisode *episode, const CtAlertBalance *seen,
                                  const CtThresholds *thresholds, const CtAlertPolicy *policy,
                                  CtFollowMode mode, CtAlertKind *kind);

struct _CtAlertState
{
  GPtrArray *episodes;      /* (owned) of CtAlertEpisode */
  gint64 rejected_since_us; /* the first rejection since the last good reading; -1: none */
  gint64 failing_since_us;  /* the first failure since; -1: none */
  gboolean told_rejected, told_silent;
  CtSnooze snooze;
  gint64 snooze_until_us; /* an hour, tomorrow */
};

/* (nullable) (transfer none) */
CtAlertEpisode *ct_alert_state_get_episode (const CtAlertState *state, const char *balance_id);
void ct_alert_state_end_snooze (CtAlertState *state);
void ct_alert_state_forget_failures (CtAlertState *state);

/* Add alerts to the step and change its next state, which begins as a copy of before. */
void ct_alert_follow_balances (CtAlertStep *step, const CtAlertState *before,
                               const CtAlertInput *input, const CtAlertPolicy *policy,
                               gint64 now_us);
void ct_alert_follow_failures (CtAlertStep *step, const CtAlertInput *input,
                               const CtAlertPolicy *policy, gint64 now_us);

G_END_DECLS
