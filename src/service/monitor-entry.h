#pragma once

#include "account.h"
#include "attempts.h"
#include "clock.h"
#include "fetch.h"
#include "history.h"
#include "keyring.h"
#include "pollstate.h"

G_BEGIN_DECLS

/* One account in the monitor: from "its turn has come" to "done".
 *
 *   begin -> token -+-> claim -+-> poll -> outcome -> done
 *                   |          |-> EARLY, POLLING: what another process read is taken over -> done
 *                   |          |-> its site is known to be dead -> done
 *                   |          '-> BUSY: again in some milliseconds; for seconds -> done
 *                   '-> no token, locked -> done
 */
typedef struct _CtMonitorEntry CtMonitorEntry;

/* On a connection that is paid by volume; the settings' values. */
typedef enum
{
  CT_METERED_ALWAYS,
  CT_METERED_HOURLY,
  CT_METERED_NEVER,
} CtMetered;

/* What entries share. */
typedef struct
{
  CtClock *clock;          /* (owned) */
  CtKeyring *keyring;      /* (owned) */
  CtFetcher *fetcher;      /* (owned) */
  CtPollState *poll_state; /* (owned) */
  CtHistory *history;      /* (nullable) (owned) */
  guint interval_s;        /* the general one */
  CtMetered metered;       /* ALWAYS on any other connection */
  gboolean asleep;         /* the machine is: nothing is due */
  gint64 settled_us;       /* nothing is due before; -1 */
  /* The entry's turn is over; the next of its origin begins no sooner than next_us. again: it still
   * wants one. */
  void (*done) (CtMonitorEntry *entry, gint64 next_us, gboolean again, gpointer user_data);
  gpointer user_data; /* (unowned) */
} CtMonitorShared;

struct _CtMonitorEntry
{
  const CtMonitorShared *shared; /* (unowned) */
  CtAccount *account;            /* (owned) */
  char *origin;                  /* (nullable) (owned) what the times below are about */
  SecretValue *token; /* (nullable) (owned) held until the keyring locks or the account is edited */

  GPtrArray *attempts; /* (owned) of CtAttempt */

  gboolean active;           /* it is its turn */
  GCancellable *cancellable; /* (nullable) (owned) while it is active */
  gboolean claimed;          /* the poll state has our lease */
  CtAlarm *retry;            /* (nullable) (owned) after BUSY */
  guint n_busy;              /* in a row */

  guint failures;         /* attempts in a row */
  CtErrorCode error;      /* of the last, when failures > 0 */
  gint64 last_attempt_us; /* -1: never */
  gint64 retry_after_us;  /* -1 */
  gint64 locked_us;       /* when the keyring was last found locked or away; -1 */
  gboolean outcome_open;  /* the last attempt is another process's, which has not ended */

  gboolean reachable;  /* a private site, while there is no route to everywhere */
  GCancellable *reach; /* (nullable) (owned) while that is being found out */

  gint64 asked_us;         /* when it was wanted out of turn, until it is polled; -1 */
  gint64 insisted_us;      /* when a person asked for it, whatever the connection costs; -1 */
  gint64 not_before_us;    /* instead of the schedule's time; -1 */
  gint64 waiting_until_us; /* another process polls it until then; -1 */
};

CtMonitorEntry *ct_monitor_entry_new (CtAccount *account, const CtMonitorShared *shared);
void ct_monitor_entry_free (CtMonitorEntry *entry);

/* Takes over what the poll state knows, when it is newer. */
void ct_monitor_entry_adopt (CtMonitorEntry *entry);

/* Its turn has come; shared->done is called in the end, once, unless it is abandoned. */
void ct_monitor_entry_begin (CtMonitorEntry *entry);
/* Stops what is under way; nothing is reported, shared->done is not called. */
void ct_monitor_entry_abandon (CtMonitorEntry *entry);

/* What its polls depend on has changed: nothing that went wrong before counts, and it is due as
 * soon as its floor lets it. Not while it is active. */
void ct_monitor_entry_restart (CtMonitorEntry *entry);
/* The clock was set back: what was planned by the old time no longer means anything. */
void ct_monitor_entry_clock_set_back (CtMonitorEntry *entry);
void ct_monitor_entry_drop_token (CtMonitorEntry *entry);
/* There is no route to it; there is one again, and it is due at resume_us. */
void ct_monitor_entry_go_offline (CtMonitorEntry *entry);
void ct_monitor_entry_go_online (CtMonitorEntry *entry, gint64 resume_us);
/* Out of turn, as soon as its floor lets it, but not before resume_us: what stood in its way may be
 * over. */
void ct_monitor_entry_want_again (CtMonitorEntry *entry, gint64 resume_us);
/* Nothing that has to do with the network stands between us and it. */
gboolean ct_monitor_entry_is_local (CtMonitorEntry *entry);
/* Its token was found locked: shown at once, whenever it is due. error: CT_ERROR_KEYRING_LOCKED. */
void ct_monitor_entry_lock (CtMonitorEntry *entry, const GError *error);
/* The keyring opened, or changed hands. */
void ct_monitor_entry_unlock (CtMonitorEntry *entry);

/* When it is due by itself; -1: not by itself. */
gint64 ct_monitor_entry_due_us (CtMonitorEntry *entry, gint64 now_us);
/* When a person's refresh is let through. */
gint64 ct_monitor_entry_refresh_us (CtMonitorEntry *entry, gint64 now_us);
/* Writes its due time to the account. */
void ct_monitor_entry_show_due (CtMonitorEntry *entry);

G_END_DECLS
