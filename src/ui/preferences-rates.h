#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The page of the preferences with exchange rates, and with what the total leaves out. */
#define CT_TYPE_PREFERENCES_RATES (ct_preferences_rates_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferencesRates, ct_preferences_rates, CT, PREFERENCES_RATES,
                      GtkScrolledWindow)

/* session outlives the page. (transfer floating) */
CtPreferencesRates *ct_preferences_rates_new (CtSession *session);

G_END_DECLS
