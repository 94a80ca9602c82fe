#pragma once

#include "accounts.h"
#include "catalog.h"
#include "clock.h"
#include "demo.h"
#include "fetch.h"
#include "history.h"
#include "keyring.h"
#include "monitor.h"
#include "outlook.h"
#include "paths.h"
#include "policy.h"
#include "pollstate.h"
#include "removals.h"
#include "settings.h"

G_BEGIN_DECLS

/* All parts of a program, put together: the same for the applet and for creditctl. */
typedef struct
{
  CtPaths *paths;          /* (owned) */
  CtClock *clock;          /* (owned) */
  CtSettings *settings;    /* (owned) */
  CtCatalog *catalog;      /* (owned) */
  CtAccounts *accounts;    /* (owned) */
  CtKeyring *keyring;      /* (owned) */
  CtFetcher *fetcher;      /* (owned) */
  CtPollState *poll_state; /* (owned) */
  CtHistory *history;      /* (owned) */
  CtMonitor *monitor;      /* (owned) */
  CtOutlook *outlook;      /* (owned) */
  CtRemovals *removals;    /* (owned) */
  CtDemo *demo;            /* (nullable) (owned) */
  CtPolicy *policy;        /* (nullable) (owned) NULL: read anew by whoever asks next */
  gulong policy_changed_id;
} CtSession;

/* demo: the gateway is inside the process; settings, tokens, poll state and history are in
 * memory, and nothing of the person's is touched. Errors: CT_ERROR_SETTINGS (no schema). Polls
 * and forecasts nothing by itself: ct_monitor_start(), ct_outlook_start(). */
CtSession *ct_session_new (gboolean demo, GError **error);
void ct_session_free (CtSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSession, ct_session_free)

/* (transfer none): until a setting changes */
const CtSummaryPolicy *ct_session_get_policy (CtSession *session);

G_END_DECLS
