#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The page of the preferences with what the panel shows, and a preview of it. */
#define CT_TYPE_PREFERENCES_DISPLAY (ct_preferences_display_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferencesDisplay, ct_preferences_display, CT, PREFERENCES_DISPLAY,
                      GtkScrolledWindow)

/* session outlives the page. connection: (nullable) the session bus, to see which panel this is.
 * (transfer floating) */
CtPreferencesDisplay *ct_preferences_display_new (CtSession *session, GDBusConnection *connection);

G_END_DECLS
