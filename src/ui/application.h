#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The applet: a single instance that lives in the tray.
 *
 * Actions, on the session bus too (so they name accounts by uuid and take nothing else):
 *   refresh (s)   an account, or all of them when ""; floors apply
 *   top-up (s)    opens the gateway's page
 *   snooze (ss)   says nothing of an account for a while: notifications.h
 *   unlock        asks the person to unlock the keyring
 *   quit
 */
#define CT_TYPE_APPLICATION (ct_application_get_type ())
G_DECLARE_FINAL_TYPE (CtApplication, ct_application, CT, APPLICATION, GtkApplication)

CtApplication *ct_application_new (void);

/* g_application_run(), and a start that failed is an exit status of 1. */
int ct_application_run (CtApplication *self, int argc, char **argv);

G_END_DECLS
