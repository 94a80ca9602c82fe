#pragma once

#include "chart-scale.h"
#include "history-run.h"

G_BEGIN_DECLS

/* What was spent in a stretch of the calendar. */
typedef struct
{
  gint64 from_us, to_us;
  gint64 micro; /* 0 or more: corrections upwards offset, top-ups do not count */
} CtSpendingBar;

/* One bar for every step between the two times, the first and the last whole ones. What was spent
 * between two runs belongs to when the later one began. Of a balance of which only `used` is known,
 * what that rose by. (transfer full) of CtSpendingBar */
GArray *ct_spending_bars (const CtHistoryRun *runs, guint n_runs, gint64 from_us, gint64 to_us,
                          CtChartStep step, GTimeZone *zone);

gint64 ct_spending_get_highest (GArray *bars); /* 0 without bars */

G_END_DECLS
