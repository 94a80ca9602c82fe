#pragma once

#include "accounts.h"
#include "alert.h"
#include "clock.h"
#include "outlook.h"
#include "pollstate.h"

G_BEGIN_DECLS

/* Follows the accounts and says when a person is to be told something (core/alert.h). What was told
 * is kept in the state folder, so that a restart tells nothing twice, and so does a removal that is
 * undone. */
#define CT_TYPE_ALERTS (ct_alerts_get_type ())
G_DECLARE_FINAL_TYPE (CtAlerts, ct_alerts, CT, ALERTS, GObject)

typedef struct
{
  CtClock *clock;
  CtAccounts *accounts;
  CtPollState *poll_state;
  CtOutlook *outlook;    /* (nullable): days left are not known */
  GSettings *general;    /* alerts, alerts-low, alerts-critical, runway-days, interval-s */
  const char *state_dir; /* (nullable): in memory */
} CtAlertsParts;

/* A failure in the first minute is none: after login network and names are often not up yet. */
#define CT_ALERTS_GRACE_US (60 * (gint64) G_USEC_PER_SEC)

/* Takes references. Looks at every account from the main loop, soon after and whenever it changes.
 */
CtAlerts *ct_alerts_new (const CtAlertsParts *parts);

/* Does nothing about an account that is not there. */
void ct_alerts_snooze (CtAlerts *self, const char *account_id, CtSnooze snooze);
/* A token was set. (Edits of address and fields are seen here.) */
void ct_alerts_note_edited (CtAlerts *self, const char *account_id);
void ct_alerts_flush (CtAlerts *self); /* waits for the writes that are under way */

/* Signal "withdrawn" (char *): the notification with that id is over. Signal "raised" (CtAlert *,
 * transfer none): show it, instead of one with its id. */

G_END_DECLS
