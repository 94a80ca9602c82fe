#pragma once

#include <gtk/gtk.h>

#include "session.h"
#include "tray-host.h"

G_BEGIN_DECLS

/* The program's window: all accounts at a glance, or one of them with its chart; a welcome while
 * there is none. It says what is missing: a keyring that is open, a panel with a tray.
 *
 * Actions: back, refresh, export-csv, export-png, troubleshooting. */
#define CT_TYPE_BALANCES (ct_balances_get_type ())
G_DECLARE_FINAL_TYPE (CtBalances, ct_balances, CT, BALANCES, GtkApplicationWindow)

/* Shows nothing before ct_balances_show_account(). session outlives the window. host: (nullable)
 * without a bus. (transfer floating) */
CtBalances *ct_balances_new (GtkApplication *application, CtSession *session, CtTrayHost *host);

/* account_id: (nullable) all of them. */
void ct_balances_show_account (CtBalances *self, const char *account_id);

G_END_DECLS
