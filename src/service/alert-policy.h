#pragma once

#include <gio/gio.h>

#include "alert.h"

G_BEGIN_DECLS

/* What the settings say about alerts, as the pure part wants it. Fills *policy, whose thresholds
 * are the table that is returned. Of a currency with one threshold alone the other is its default,
 * or the same where that would turn them round. (transfer full) */
GHashTable *ct_alert_policy_read (GSettings *general, CtAlertPolicy *policy);

/* The table alone. (transfer full) */
GHashTable *ct_alert_policy_read_thresholds (GSettings *general);

G_END_DECLS
