#pragma once

#include "monitor-entry.h"
#include "monitor.h"
#include "turns.h"

G_BEGIN_DECLS

/* The monitor's parts: monitor.c has turns, alarms and accounts; monitor-outside.c what happens
 * around them: clock, sleep, settings, other processes; monitor-token.c the keyring and what is
 * told of tokens; monitor-network.c the network. */
struct _CtMonitor
{
  GObject parent_instance;

  CtMonitorShared shared;
  CtAccounts *accounts;     /* (owned) */
  GSettings *general;       /* (owned) */
  GNetworkMonitor *network; /* (nullable) (owned) */
  GHashTable *by_id;        /* (owned) account id (owned) -> CtMonitorEntry (owned) */
  GPtrArray *entries;       /* (owned) of CtMonitorEntry (unowned), in the person's order */
  CtSleep *sleep;           /* (nullable) (owned) */
  CtTurns *turns;           /* (owned) */
  CtAlarm *alarm;           /* (nullable) (owned) */
  GCancellable *looking;    /* (nullable) (owned) since the keyring locked, until it opens */
  gint64 planned_us;        /* when the alarm was set */
  gint64 settle_us;
  gboolean was_full; /* the network led everywhere */
  guint pump_id;     /* begins entries whose turn has come, and sets the alarm */
  guint changed_id;  /* emits "changed" */
  gboolean started;
  gboolean was_busy;
};

void ct_monitor_outside_connect (CtMonitor *self);
void ct_monitor_token_connect (CtMonitor *self);
void ct_monitor_network_connect (CtMonitor *self);

/* Whether there is a route to the entry's site. */
gboolean ct_monitor_is_online (CtMonitor *self, CtMonitorEntry *entry);
/* There is none, as far as is known. */
void ct_monitor_lose (CtMonitor *self, CtMonitorEntry *entry);

/* Takes the entry out of its turn; a poll under way is abandoned. */
void ct_monitor_withdraw (CtMonitor *self, CtMonitorEntry *entry);
/* The account is another one now: what is known of the last polls no longer counts, it is asked as
 * soon as the floor lets it. */
void ct_monitor_restart_entry (CtMonitor *self, CtMonitorEntry *entry);
/* For all entries; then the alarm is set anew. */
void ct_monitor_foreach_entry (CtMonitor *self, void (*func) (CtMonitorEntry *entry));
/* Something has changed that decides who is polled when. */
void ct_monitor_queue_pump (CtMonitor *self);

G_END_DECLS
