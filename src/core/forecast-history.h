#pragma once

#include "forecast.h"
#include "history-run.h"
#include "reading.h"

G_BEGIN_DECLS

/* What the history of a balance says of its future.
 *
 * runs: of the last CT_FORECAST_HISTORY_US, in the currency of the balance, which was read at
 * updated_us; they need not hold that reading. Days are not known where the balance begins anew,
 * at resets_at_us, before it would be gone. */
CtForecast ct_forecast_balance (const CtBalance *balance, gint64 updated_us,
                                const CtHistoryRun *runs, guint n_runs, gint64 now_us,
                                GTimeZone *zone);

/* Whether anything can be said of it: something is left, and it is not unlimited. */
gboolean ct_forecast_applies_to (const CtBalance *balance);

#define CT_FORECAST_HISTORY_US (61 * 24 * 3600 * (gint64) G_USEC_PER_SEC)

G_END_DECLS
