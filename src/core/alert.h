#pragma once

#include "account.h"

G_BEGIN_DECLS

/* What a person is told about an account, and when. Pure: (what was told, what is known, policy,
 * now) -> alerts, and what is told now.
 *
 * A balance, by id. Every arrow to the right is an alert; states that are passed over in one step
 * are told with the one that is reached.
 *
 *            at most low           at most critical        nothing left, or exhausted
 *    CLEAR --------------> LOW --------------------> CRITICAL -----------------------> EMPTY
 *      ^                    |                           |                                |
 *      '--------------------+---------------------------+--------------------------------'
 *       without a word, to the gravest state whose line is not cleared yet: 10 % over its
 *       threshold, 0.10 over nothing. A top-up (rise.h) clears all of them at once.
 *
 *    MANY DAYS -- fewer than runway_days are left --> FEW DAYS
 *        ^--------- 10 % more days, or a top-up ---------'
 *
 * One balance gives one alert a step: topped up, else the gravest new state, else the days left
 * (an empty one has none). What holds besides is told by its text. Amounts at which a secondary
 * balance is first seen are nothing new (many accounts have an empty purse that nobody uses). Stale
 * balances do nothing.
 *
 * An account:
 *
 *    FINE -- a second rejection, 10 minutes or more after the first --> REJECTED
 *    FINE -- a second failure 10 minutes after the first, and no reading for a day --> SILENT
 *    either -- a reading, or an edit --> FINE, the first rejection and failure forgotten
 *
 * Being offline, without a token, or before a closed keyring is no failure of the account.
 *
 * Snoozed, an account is silent, and what it had said is forgotten, so that what holds at the end
 * is said again. Any top-up ends a snooze.
 */
typedef enum
{
  CT_ALERT_RUNWAY,
  CT_ALERT_LOW,
  CT_ALERT_CRITICAL,
  CT_ALERT_EMPTY,
  CT_ALERT_TOPPED_UP,
  CT_ALERT_REJECTED,
  CT_ALERT_SILENT,
} CtAlertKind;
#define CT_N_ALERTS (CT_ALERT_SILENT + 1)

const char *ct_alert_kind_to_string (CtAlertKind kind); /* "low" ...: in JSON and in settings */
gboolean ct_alert_kind_from_string (const char *name, CtAlertKind *kind);
gboolean ct_alert_kind_is_urgent (CtAlertKind kind); /* critical, empty */

#define CT_ALERT_RUNWAY_DAYS 3 /* default */

typedef struct
{
  gboolean on[CT_N_ALERTS]; /* a kind that is off is never told: not even as told with another */
  double runway_days;
  GHashTable *thresholds; /* (nullable) (unowned) currency -> CtThresholds*, where an account has
                             none of its own; what is not there has ct_thresholds_default() */
} CtAlertPolicy;

/* Everything on, default thresholds. */
CtAlertPolicy ct_alert_policy_default (void);

typedef struct
{
  const CtBalance *balance; /* (unowned) */
  gboolean knows_days;
  double days_left;
} CtAlertBalance;

/* What is known of an account now. The same twice says nothing new. */
typedef struct
{
  const char *account_id;   /* (unowned) */
  const char *account_name; /* (unowned) */
  CtThresholds thresholds;  /* the account's own, for balances in the primary one's currency */
  const CtAlertBalance *balances; /* (unowned) of the last good reading */
  guint n_balances;
  gboolean stale;      /* as ct_account_is_stale() */
  gint64 updated_us;   /* of the last good reading; -1: never */
  const GError *error; /* (nullable) (unowned) of CT_ERROR: why the last attempt failed */
  gint64 attempt_us;   /* when that was; unread without an error */
} CtAlertInput;

typedef struct
{
  CtAlertKind kind;
  gint64 time_us;
  char *account_id;   /* (owned) */
  char *account_name; /* (owned) */
  char *balance_id;   /* (nullable) (owned) NULL: about the account */
  char *balance_name; /* (nullable) (owned) of a secondary balance that has a name */
  gboolean has_amount;
  CtMoney amount;     /* what is left */
  gint64 rise_micro;  /* topped up: by this */
  gboolean still_low; /* topped up, and a threshold is still not reached */
  gboolean knows_days;
  double days_left;
  CtErrorCode error;   /* rejected, silent */
  gint64 last_good_us; /* silent: the last good reading; -1: never */
} CtAlert;

void ct_alert_free (CtAlert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAlert, ct_alert_free)

/* Balances of an account that are watched; those beyond are not. */
#define CT_ALERT_MAX_BALANCES 64

/* What was told of one account: immutable. */
typedef struct _CtAlertState CtAlertState;

CtAlertState *ct_alert_state_new (void); /* nothing yet */
CtAlertState *ct_alert_state_copy (const CtAlertState *state);
gboolean ct_alert_state_equal (const CtAlertState *a, const CtAlertState *b);
/* But for the amounts, which nobody was told of. */
gboolean ct_alert_state_tells_equal (const CtAlertState *a, const CtAlertState *b);
void ct_alert_state_free (CtAlertState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAlertState, ct_alert_state_free)

/* The form it is kept in: one JSON object. A text that is no such thing, or of another version, is
 * a new state; unknown members are ignored. (transfer full) both */
char *ct_alert_state_to_json (const CtAlertState *state);
CtAlertState *ct_alert_state_from_json (const char *text); /* (nullable) */

/* What to do: withdraw, then show, then keep next. */
typedef struct
{
  CtAlertState *next; /* (owned) */
  GPtrArray *alerts;  /* (owned) of CtAlert */
  GPtrArray *over;    /* (owned) of char: notifications to withdraw, none of which shows an alert */
} CtAlertStep;

void ct_alert_step_free (CtAlertStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAlertStep, ct_alert_step_free)

/* (transfer full) all of them */
CtAlertStep *ct_alert_step (const CtAlertState *state, const CtAlertInput *input,
                            const CtAlertPolicy *policy, gint64 now_us);
/* The token or a field was edited: what was said of rejections and failures is over, and the next
 * amounts may be another account's: not a top-up. */
CtAlertStep *ct_alert_edited (const CtAlertState *state, const char *account_id);
/* The account is removed, or is asked of another site. */
CtAlertStep *ct_alert_removed (const CtAlertState *state, const char *account_id);

typedef enum
{
  CT_SNOOZE_NONE,
  CT_SNOOZE_HOUR,
  CT_SNOOZE_TOMORROW, /* 8:00 of the next day in zone: at midnight people are asleep, or still up */
  CT_SNOOZE_TOPPED_UP, /* of balances only: a rejected token would never be topped up */
} CtSnooze;
CtAlertStep *ct_alert_snooze (const CtAlertState *state, const char *account_id, CtSnooze snooze,
                              GTimeZone *zone, gint64 now_us);
/* What is in force now. */
CtSnooze ct_alert_get_snooze (const CtAlertState *state, gint64 now_us);
/* When to look again because a snooze is over; -1: no time ends one. */
gint64 ct_alert_get_snooze_end_us (const CtAlertState *state);

/* The notification that shows the alert: one a balance, and one for the account itself, so that
 * news replaces what was there. (transfer full) */
char *ct_alert_get_notification_id (const CtAlert *alert);

/* Translated. Foreign text (the names of account and balance) is in the title alone: notification
 * daemons read markup in bodies. (transfer full) both */
char *ct_alert_format_title (const CtAlert *alert);
char *ct_alert_format_body (const CtAlert *alert, gboolean hide_amounts);

/* For the standard input of a command of the person's, one line without its end:
 *
 *   version   1
 *   kind      "low" ...                    time      UTC, RFC 3339
 *   account   uuid                         name      of the account
 *   balance   id                           error     "token-rejected" ...: instead of a balance
 *   amount    exact decimal text           currency  both only where the amount is known
 *   rise      the same, when topped up     days_left a number, where known
 *   title     body: the notification's texts, translated
 *
 * Amounts are never hidden; no token, no address. (transfer full) */
char *ct_alert_to_json (const CtAlert *alert);

G_END_DECLS
