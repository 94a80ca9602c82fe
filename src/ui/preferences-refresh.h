#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The page of the preferences with how often gateways are asked, at login, and the history. */
#define CT_TYPE_PREFERENCES_REFRESH (ct_preferences_refresh_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferencesRefresh, ct_preferences_refresh, CT, PREFERENCES_REFRESH,
                      GtkScrolledWindow)

/* session outlives the page. (transfer floating) */
CtPreferencesRefresh *ct_preferences_refresh_new (CtSession *session);

G_END_DECLS
