#pragma once

#include <glib-object.h>

#include "error.h"
#include "forecast.h"
#include "provider.h"
#include "reading.h"

G_BEGIN_DECLS

/* An account's life; capitals on the arrows are events.
 *
 *                 EDITED              START              READING, ABANDONED
 *   NEEDS_TOKEN ---------> IDLE ----------------> FETCHING -----------------> IDLE
 *        ^                  ^                     ^  |  |
 *        | TOKEN_MISSING    | EDITED        START |  |  '-- FAILED ---> BACKOFF
 *        |                  |                     |  '----- REJECTED -> REJECTED
 *    any but PAUSED         '-- BACKOFF, REJECTED-'
 *
 *   polled, NEEDS_TOKEN -- LOCKED --> LOCKED -- UNLOCKED, EDITED --> IDLE
 *   polled -- OFFLINE --> OFFLINE -- ONLINE --> IDLE
 *   any -- PAUSE --> PAUSED -- RESUME --> IDLE
 *
 * polled: IDLE, FETCHING, BACKOFF, REJECTED. There READING, FAILED and REJECTED count without START
 * too: another process may have asked, or the whole site be away. EDITED ends a poll (IDLE).
 */
typedef enum
{
  CT_STATE_NEEDS_TOKEN,
  CT_STATE_IDLE,
  CT_STATE_FETCHING,
  CT_STATE_BACKOFF,
  CT_STATE_REJECTED,
  CT_STATE_LOCKED,
  CT_STATE_PAUSED,
  CT_STATE_OFFLINE,
} CtAccountState;
#define CT_N_STATES (CT_STATE_OFFLINE + 1)

typedef enum
{
  CT_EVENT_START, /* a poll of it begins */
  CT_EVENT_READING,
  CT_EVENT_REJECTED,  /* token-rejected, user-id, forbidden */
  CT_EVENT_FAILED,    /* every error without an event of its own */
  CT_EVENT_ABANDONED, /* edited, removed or quitting during a poll: nothing is reported */
  CT_EVENT_TOKEN_MISSING,
  CT_EVENT_EDITED, /* token stored, or address or fields changed */
  CT_EVENT_LOCKED, /* keyring locked or away */
  CT_EVENT_UNLOCKED,
  CT_EVENT_PAUSE,
  CT_EVENT_RESUME,
  CT_EVENT_OFFLINE,
  CT_EVENT_ONLINE,
} CtAccountEvent;
#define CT_N_EVENTS (CT_EVENT_ONLINE + 1)

/* The whole state machine. An event that means nothing in a state leaves it as it is. */
CtAccountState ct_account_state_next (CtAccountState state, CtAccountEvent event);
/* "needs-token" ...: the JSON value. */
const char *ct_account_state_to_string (CtAccountState state);
/* The event that a failed poll is. */
CtAccountEvent ct_account_event_for_error (CtErrorCode code);

typedef enum
{
  CT_LEVEL_FULL,
  CT_LEVEL_GOOD,
  CT_LEVEL_LOW,
  CT_LEVEL_CRITICAL,
  CT_LEVEL_EMPTY,
  CT_LEVEL_UNLIMITED,
  CT_LEVEL_UNKNOWN,
} CtLevel;
#define CT_N_LEVELS (CT_LEVEL_UNKNOWN + 1)
const char *ct_level_to_string (CtLevel level); /* "full" ...: the JSON value */

typedef struct
{
  gboolean set;
  gint64 low_micro, critical_micro; /* in the account's own currency */
} CtThresholds;

/* Defaults by currency: USD 5 / 1, CNY 30 / 5; everything else 10 % / 3 % of a known limit, else
 * not set. */
CtThresholds ct_thresholds_default (const CtBalance *balance);
/* The account's own; else those of its currency in general (nullable), a table from currencies to
 * CtThresholds*; else the defaults. */
CtThresholds ct_thresholds_for (const CtThresholds *own, GHashTable *general,
                                const CtBalance *balance);
/* exhausted or nothing left: empty. At or below a threshold: critical, low. Over 10 x low: full.
 * Without thresholds: good. Only `used` is known: unknown. */
CtLevel ct_level_of_balance (const CtBalance *balance, const CtThresholds *thresholds);

typedef enum
{
  CT_IN_TOTAL_AUTO, /* account-wide balances always, a key's only when no account-wide one of the
                       same site counts */
  CT_IN_TOTAL_ALWAYS,
  CT_IN_TOTAL_NEVER,
} CtInTotal;
const char *ct_in_total_to_string (CtInTotal in_total); /* "auto" ...: in settings and JSON */
gboolean ct_in_total_from_string (const char *text, CtInTotal *in_total);

/* What the person set; a plain value, copied into the account. */
typedef struct
{
  char *id;           /* (owned) uuid */
  char *name;         /* (owned) */
  char *provider_id;  /* (owned) */
  char *base_url;     /* (nullable) (owned) as typed; NULL: the definition's */
  char *region;       /* (nullable) (owned) */
  GHashTable *fields; /* (owned) id -> text */
  guint interval_s;   /* 0: the general one */
  gboolean paused;
  gboolean allow_private_http;
  CtInTotal in_total;
  CtThresholds thresholds;
} CtAccountConfig;

CtAccountConfig *ct_account_config_new (const char *id);
CtAccountConfig *ct_account_config_copy (const CtAccountConfig *config);
gboolean ct_account_config_equal (const CtAccountConfig *a, const CtAccountConfig *b);
void ct_account_config_free (CtAccountConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAccountConfig, ct_account_config_free)
/* The address that is asked, normalised: as typed, else the chosen region's, else the definition's;
 * and its origin. Errors: CT_ERROR_SETTINGS when it is wrong or missing. (transfer full) both */
gboolean ct_account_config_resolve (const CtAccountConfig *config, const CtProvider *provider,
                                    char **base_url, char **origin, GError **error);

/* One account: what the person set, and what is known of it now. Signal "changed" whenever
 * something below changed. */
#define CT_TYPE_ACCOUNT (ct_account_get_type ())
G_DECLARE_FINAL_TYPE (CtAccount, ct_account, CT, ACCOUNT, GObject)

/* provider NULL: there is no such definition, error says why. Without a definition or a right
 * address the account is in BACKOFF with that error, and nothing is polled. */
CtAccount *ct_account_new (const CtAccountConfig *config, CtProvider *provider,
                           const GError *error);
/* Follows paused (PAUSE, RESUME) and a definition or address that came or went; forgets the reading
 * when provider_id, base_url or region are others. Firing EDITED is the caller's. */
void ct_account_set_config (CtAccount *self, const CtAccountConfig *config, CtProvider *provider,
                            const GError *error);

const CtAccountConfig *ct_account_get_config (CtAccount *self);
const char *ct_account_get_id (CtAccount *self);
const char *ct_account_get_name (CtAccount *self);
CtProvider *ct_account_get_provider (CtAccount *self); /* (nullable) (transfer none) */
/* As ct_account_config_resolve() gives them; NULL when the address is wrong or missing. */
const char *ct_account_get_base_url (CtAccount *self); /* (nullable) */
const char *ct_account_get_origin (CtAccount *self);   /* (nullable) */
guint ct_account_get_floor_s (CtAccount *self);        /* CT_FLOOR_S or the definition's */
/* The account's own interval, else general_s; never below the floor. */
guint ct_account_get_interval_s (CtAccount *self, guint general_s);

CtAccountState ct_account_get_state (CtAccount *self);
CtReading *
ct_account_get_reading (CtAccount *self); /* (nullable) (transfer none) the last good one */
gint64 ct_account_get_updated_us (CtAccount *self); /* when that was; -1: never */
/* How old what it says is: the same, but of an amount that is kept by hand the day that was typed
 * with it, in UTC. -1: there is none. */
gint64 ct_account_get_as_of_us (CtAccount *self);
const GError *ct_account_get_error (CtAccount *self); /* (nullable) why the last attempt failed */
gint64 ct_account_get_next_us (CtAccount *self);      /* next poll; -1: none planned */

/* The last attempt failed, or the reading is older than max (2 intervals, 15 min). interval_s: the
 * general one. */
gboolean ct_account_is_stale (CtAccount *self, guint interval_s, gint64 now_us);
CtLevel ct_account_get_level (CtAccount *self); /* of the primary balance */
/* Those that count for a balance of the account; its own are the primary's. */
CtThresholds ct_account_get_thresholds (CtAccount *self, const CtBalance *balance);
/* How long the primary balance lasts, and what was spent of it, in its currency. Up to an hour
 * old, and, until the next one is there, of the reading before. NULL: not known yet, or there is
 * nothing that could end. (nullable) (transfer none) */
const CtForecast *ct_account_get_forecast (CtAccount *self);

void ct_account_handle (CtAccount *self, CtAccountEvent event);
void ct_account_take_reading (CtAccount *self, CtReading *reading,
                              gint64 updated_us); /* clears the error; no state change */
void ct_account_set_error (CtAccount *self, const GError *error); /* (nullable); no state change */
void ct_account_set_next_us (CtAccount *self, gint64 next_us);
/* By currency, for an account without its own: see ct_thresholds_for(). (nullable); kept */
void ct_account_set_general_thresholds (CtAccount *self, GHashTable *thresholds);
void ct_account_set_forecast (CtAccount *self, const CtForecast *forecast); /* (nullable) */

G_END_DECLS
