#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* All accounts at a glance, the one that is gone first on top. Follows accounts, readings and
 * forecasts.
 *
 * Signal "account-activated" (CtAccount): the person wants to see it. */
#define CT_TYPE_BALANCES_LIST (ct_balances_list_get_type ())
G_DECLARE_FINAL_TYPE (CtBalancesList, ct_balances_list, CT, BALANCES_LIST, GtkBox)

/* Once. session outlives the widget. */
void ct_balances_list_set_session (CtBalancesList *self, CtSession *session);
/* Ages pass without an event. */
void ct_balances_list_update (CtBalancesList *self);

G_END_DECLS
