#pragma once

#include "account.h"
#include "clock.h"
#include "fetch.h"
#include "keyring.h"
#include "pollstate.h"
#include "schedule.h"

G_BEGIN_DECLS

/* One account in the monitor: from "its turn has come" to "done".
 *
 *   begin -> token -+-> claim -+-> poll -> outcome -> done
 *                   |          |-> EARLY, POLLING: what another process read is taken over -> done
 *                   |          '-> BUSY: again in some milliseconds
 *                   '-> no token, locked -> done
 */
typedef struct _CtMonitorEntry CtMonitorEntry;

/* What entries share. */
typedef struct
{
  CtClock *clock;          /* (owned) */
  CtKeyring *keyring;      /* (owned) */
  CtFetcher *fetcher;      /* (owned) */
  CtPollState *poll_state; /* (owned) */
  GSettings *general;      /* (owned) */
  /* The entry's turn is over; the next of its origin begins no sooner than next_us. again: it still
   * wants one. */
  void (*done) (CtMonitorEntry *entry, gint64 next_us, gboolean again, gpointer user_data);
  gpointer user_data;
} CtMonitorShared;

struct _CtMonitorEntry
{
  const CtMonitorShared *shared; /* (unowned) */
  CtAccount *account;            /* (owned) */
  char *origin;                  /* (nullable) (owned) as it was when its turn began */
  SecretValue *token; /* (nullable) (owned) held until the keyring locks or the account is edited */
  GCancellable *cancellable; /* (nullable) (owned) while it is active */
  CtAlarm *retry;            /* (nullable) (owned) after BUSY */
  gboolean active;
  gboolean claimed;        /* the poll state has our lease */
  gint64 waiting_until_us; /* another process polls it until then; -1 */

  guint failures;         /* attempts in a row */
  CtErrorCode error;      /* of the last, when failures > 0 */
  gint64 last_attempt_us; /* -1: never */
  gint64 retry_after_us;  /* -1 */
  gint64 not_before_us; /* a wish of a person that waits for its floor, or what an origin's failure
                           says; -1 */
  gboolean parked;      /* nothing but an event brings it back: no token, keyring locked */
};

CtMonitorEntry *ct_monitor_entry_new (CtAccount *account, const CtMonitorShared *shared);
void ct_monitor_entry_free (CtMonitorEntry *entry);

/* Takes over what the poll state knows, when it is newer. */
void ct_monitor_entry_adopt (CtMonitorEntry *entry);

/* Its turn has come; shared->done is called in the end, once, unless it is abandoned. */
void ct_monitor_entry_begin (CtMonitorEntry *entry);
/* Stops what is under way; nothing is reported, shared->done is not called. */
void ct_monitor_entry_abandon (CtMonitorEntry *entry);

void ct_monitor_entry_drop_token (CtMonitorEntry *entry);
/* Puts an error without an attempt on the account (offline, definition). */
void ct_monitor_entry_fail (CtMonitorEntry *entry, CtErrorCode code, const char *message);

/* When it is due by itself; -1: not by itself. */
gint64 ct_monitor_entry_due_us (CtMonitorEntry *entry, gint64 now_us);
/* When a person's refresh is let through. */
gint64 ct_monitor_entry_refresh_us (CtMonitorEntry *entry, gint64 now_us);
/* Writes its due time to the account. */
void ct_monitor_entry_show_due (CtMonitorEntry *entry);

G_END_DECLS
