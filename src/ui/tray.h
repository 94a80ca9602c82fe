#pragma once

#include <gio/gio.h>

#include "session.h"
#include "summary.h"
#include "tray-host.h"

G_BEGIN_DECLS

/* What a summary says, as a StatusNotifier item: icon, label, Title and menu. One indicator for the
 * life of the process (libayatana-appindicator registers it again whenever a watcher comes).
 * Changes are gathered and shown once a turn of the main loop, and only what differs is sent. */
#define CT_TYPE_TRAY (ct_tray_get_type ())
G_DECLARE_FINAL_TYPE (CtTray, ct_tray, CT, TRAY, GObject)

/* Signal "about-to-show": the menu is going to be opened. */

/* actions: see tray-menu.h. icon_dir: where the icons' hicolor folder is, for hosts that do not
 * find them by themselves. host: (nullable) without a bus. The item appears with the first
 * summary. */
CtTray *ct_tray_new (GActionGroup *actions, const char *icon_dir, CtTrayHost *host);

/* Of the accounts, as the settings want it and in the direction that the windows have. */
CtSummary *ct_tray_summarize (CtSession *session, GPtrArray *accounts); /* (transfer full) */
void ct_tray_take_summary (CtTray *self, CtSummary *summary);           /* (transfer full) */
/* (nullable) uuids of the accounts that have a page for topping up; copied. */
void ct_tray_set_top_up (CtTray *self, const char *const *account_ids);
/* (nullable) where pictures of the amount are kept, which then are the icon whenever the summary
 * has a text for them. */
void ct_tray_set_picture_dir (CtTray *self, const char *picture_dir);
/* Until the floors let a refresh through; 0: now. */
void ct_tray_set_refresh_wait_s (CtTray *self, guint wait_s);

G_END_DECLS
