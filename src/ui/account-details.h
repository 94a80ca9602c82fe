#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* What else is known of an account, as a list of names and values: its gateway, all its balances,
 * what the gateway says beside them, and since when its token is stored. */
#define CT_TYPE_ACCOUNT_DETAILS (ct_account_details_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountDetails, ct_account_details, CT, ACCOUNT_DETAILS, GtkGrid)

/* account: (nullable). session outlives the widget. */
void ct_account_details_set_account (CtAccountDetails *self, CtSession *session,
                                     CtAccount *account);

G_END_DECLS
