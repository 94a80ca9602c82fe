#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The page of the preferences with what is announced, and from which amounts on. */
#define CT_TYPE_PREFERENCES_ALERTS (ct_preferences_alerts_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferencesAlerts, ct_preferences_alerts, CT, PREFERENCES_ALERTS,
                      GtkScrolledWindow)

/* Both outlive the page. (transfer floating) */
CtPreferencesAlerts *ct_preferences_alerts_new (CtSession *session, GApplication *application);

G_END_DECLS
