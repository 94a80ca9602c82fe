#pragma once

#include <gtk/gtk.h>

#include "summary.h"

G_BEGIN_DECLS

/* The tray's menu. Its items are updated in place and never taken out: a host may have it open.
 *
 *   Work · $49.99              app.balances (uuid), one a row of the summary
 *   3 more…                    app.balances ("": all of them)
 *   Unlock Keyring…            app.unlock, while an account waits for it
 *   --------------------
 *   Refresh Now                app.refresh ("": all of them)
 *   Top Up                     app.top-up (uuid), or a submenu when several accounts have a page
 *   --------------------
 *   Balances…                  app.balances ("")
 *   Preferences…               app.preferences
 *   --------------------
 *   Quit                       app.quit
 */
#define CT_TYPE_TRAY_MENU (ct_tray_menu_get_type ())
G_DECLARE_FINAL_TYPE (CtTrayMenu, ct_tray_menu, CT, TRAY_MENU, GtkMenu)

/* actions: has refresh (s), top-up (s), balances (s), preferences, unlock and
 * quit. (transfer floating) */
CtTrayMenu *ct_tray_menu_new (GActionGroup *actions);

/* top_up: (nullable) uuids of the accounts that have a page for topping up.
 * refresh_wait_s: until the floors let a refresh through; 0: now. */
void ct_tray_menu_update (CtTrayMenu *self, const CtSummary *summary, const char *const *top_up,
                          guint refresh_wait_s);

/* What a middle click does. (transfer none) */
GtkWidget *ct_tray_menu_get_refresh_item (CtTrayMenu *self);

G_END_DECLS
