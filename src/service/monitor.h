#pragma once

#include "accounts.h"
#include "attempts.h"
#include "clock.h"
#include "fetch.h"
#include "history.h"
#include "keyring.h"
#include "pollstate.h"
#include "sleep.h"

G_BEGIN_DECLS

/* The loop: schedule -> claim -> token -> poll -> reading. Owns the only clock. */
#define CT_TYPE_MONITOR (ct_monitor_get_type ())
G_DECLARE_FINAL_TYPE (CtMonitor, ct_monitor, CT, MONITOR, GObject)

typedef struct
{
  CtClock *clock;
  CtAccounts *accounts;
  CtKeyring *keyring;
  CtFetcher *fetcher;
  CtPollState *poll_state;
  CtHistory *history;       /* (nullable): what is read is not kept */
  GSettings *general;       /* interval-s, metered */
  GNetworkMonitor *network; /* (nullable): always online */
  gint64 settle_us;         /* 3 to 8 s, another on every machine: see ct_monitor_settle() */
} CtMonitorParts;

/* Takes references. Fills the accounts with the last readings at once; polls nothing before
 * ct_monitor_start(). */
CtMonitor *ct_monitor_new (const CtMonitorParts *parts);
void ct_monitor_start (CtMonitor *self); /* polls on schedule until stopped */
void ct_monitor_stop (CtMonitor *self);  /* polls under way are abandoned and report nothing */

/* While the machine sleeps nothing is sent; awake again it settles. */
void ct_monitor_follow_sleep (CtMonitor *self, CtSleep *sleep);

/* After waking up, logging in or coming back online names and routes are not there yet, and many
 * programs want them at once: what is due by then waits for settle_us, and is then polled once.
 * Also done by itself when the clock jumps forward: a sleep that nobody told of. */
void ct_monitor_settle (CtMonitor *self);

/* Polls what is due by now, once, without ct_monitor_start(): creditctl. account_id: of all when
 * NULL. */
void ct_monitor_poll_due (CtMonitor *self, const char *account_id);

/* TRUE while the account is being polled, by whatever process, or waits for its turn (not: for its
 * floor). */
gboolean ct_monitor_is_asking (CtMonitor *self, const char *account_id);

/* A person asks: the account, or all when NULL, as soon as the floors let it. Returns the time of
 * the latest one that has to wait for its floor ("again in 42 s"); 0 when none has to. */
gint64 ct_monitor_refresh (CtMonitor *self, const char *account_id);

/* A token was set or forgotten, by us or by creditctl: the value that is held is dropped, the
 * account polled; a poll under way goes on when it was sent with what is stored. */
void ct_monitor_reload (CtMonitor *self, const char *account_id);

/* (element-type CtAttempt) (transfer none): what became of its last polls by this process, the
 * oldest comes first. NULL: there is no such account. */
GPtrArray *ct_monitor_get_attempts (CtMonitor *self, const char *account_id);
/* One that was not the monitor's own: a person's test. As in ct_attempts_add(). */
void ct_monitor_add_attempt (CtMonitor *self, const char *account_id, gint64 time_us,
                             gint64 duration_us, guint status, const GError *error);

/* ct_monitor_is_asking() for any account. Signal "idle": that became FALSE. */
gboolean ct_monitor_is_busy (CtMonitor *self);

/* Signal "changed": an account changed; coalesced, once a turn of the loop. Signal "reloaded"
 * (char *): the account with that id has another token, or none. */

G_END_DECLS
