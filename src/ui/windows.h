#pragma once

#include <gtk/gtk.h>

#include "session.h"
#include "tray-host.h"

G_BEGIN_DECLS

/* Where the templates are, compiled in. */
#define CT_UI_RESOURCE "/io/github/credittray/CreditTray/ui/"

/* The program's windows: made when they are first asked for, one of each. Adds these actions, on
 * the session bus too (so they name accounts by uuid and take nothing else):
 *   balances (s)       all accounts when "", or one
 *   preferences
 *   add-account
 *   edit-account (s)
 */
typedef struct _CtWindows CtWindows;

/* All outlive this. host: (nullable) without a bus. */
CtWindows *ct_windows_new (GtkApplication *application, CtSession *session, CtTrayHost *host);
void ct_windows_free (CtWindows *self); /* closes what is open */

void ct_windows_show_balances (CtWindows *self, const char *account_id); /* (nullable) */

G_END_DECLS
