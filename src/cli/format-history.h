#pragma once

#include "account.h"
#include "history-query.h"

G_BEGIN_DECLS

/* The runs of one balance of an account; each text ends in a line end. (transfer full) */

/* For a person: times of the zone, one table. */
char *ct_format_history_text (const CtHistorySeries *series, GTimeZone *zone);
/* As in there: "2026-11-22 08:00". */
char *ct_format_history_time (gint64 time_us, GTimeZone *zone);
char *ct_format_history_json (const CtHistorySeries *series, CtAccount *account,
                              const char *balance_id);

G_END_DECLS
