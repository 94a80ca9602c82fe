#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The page of the preferences with the list of accounts. A removed account can be had back until
 * the page is gone or the person says that it shall not. */
#define CT_TYPE_PREFERENCES_ACCOUNTS (ct_preferences_accounts_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferencesAccounts, ct_preferences_accounts, CT, PREFERENCES_ACCOUNTS,
                      GtkBox)

/* session outlives the page. (transfer floating) */
CtPreferencesAccounts *ct_preferences_accounts_new (CtSession *session);

/* Signal "failed" (const char *message): what the person wanted was not done. */

G_END_DECLS
