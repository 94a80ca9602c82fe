#pragma once

#include "accounts.h"
#include "clock.h"
#include "history.h"

G_BEGIN_DECLS

/* Keeps every account's forecast (ct_account_get_forecast()): made from its history when its
 * reading has changed, and anew every hour. In the history's thread: the main loop never waits for
 * it. */
#define CT_TYPE_OUTLOOK (ct_outlook_get_type ())
G_DECLARE_FINAL_TYPE (CtOutlook, ct_outlook, CT, OUTLOOK, GObject)

/* Takes references. Does nothing before ct_outlook_start(). */
CtOutlook *ct_outlook_new (CtClock *clock, CtAccounts *accounts, CtHistory *history);
void ct_outlook_start (CtOutlook *self);

/* The account's forecast is not yet that of its reading. */
gboolean ct_outlook_is_pending (CtOutlook *self, CtAccount *account);
/* Some account's is not. */
gboolean ct_outlook_is_busy (CtOutlook *self);

/* Signal "settled" (CtAccount *): its forecast is now that of its reading, whether it is another
 * one or not. Another one is also the account's own "changed". */

G_END_DECLS
