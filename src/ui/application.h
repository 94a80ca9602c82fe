#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The applet: a single instance that lives in the tray.
 *
 * Its actions are in application-actions.h, windows.h and notifications.h. */
#define CT_TYPE_APPLICATION (ct_application_get_type ())
G_DECLARE_FINAL_TYPE (CtApplication, ct_application, CT, APPLICATION, GtkApplication)

CtApplication *ct_application_new (void);

/* g_application_run(), and a start that failed is an exit status of 1. */
int ct_application_run (CtApplication *self, int argc, char **argv);

G_END_DECLS
