#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The preferences: accounts, display, refresh, notifications, rates. Everything applies at once. */
#define CT_TYPE_PREFERENCES (ct_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferences, ct_preferences, CT, PREFERENCES, GtkWindow)

/* session outlives the window. (transfer floating) */
CtPreferences *ct_preferences_new (GtkApplication *application, CtSession *session);

G_END_DECLS
