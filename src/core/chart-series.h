#pragma once

#include "history-run.h"

G_BEGIN_DECLS

/* What a chart draws of a balance's history: its runs, merged to columns of pixels.
 *
 *        low..high    the amounts within a column
 *   ____|‾‾‾|___      steps: an amount holds until the next reading, unless that is too late
 *          gap  ___   then nothing is known in between
 */
typedef struct
{
  gint64 time_us;
  gint64 amount_micro;
} CtChartMark;

typedef struct
{
  GArray *runs;       /* (owned) of CtHistoryRun, each with an amount, in the order of time */
  GArray *gap_before; /* (owned) of gboolean, one a run; the first is TRUE */
  GArray *top_ups;    /* (owned) of CtChartMark: the rises */
  gint64 low_micro, high_micro; /* of all; 0 without runs */
} CtChartSeries;

/* Of the runs that reach into the time from from_us to to_us, at most n_columns and one; those that
 * begin before are cut. gap_us: the longest time between two readings in which the first still
 * holds. */
CtChartSeries *ct_chart_series_new (const CtHistoryRun *runs, guint n_runs, gint64 from_us,
                                    gint64 to_us, guint n_columns, gint64 gap_us);
void ct_chart_series_free (CtChartSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtChartSeries, ct_chart_series_free)

const CtHistoryRun *ct_chart_series_get (const CtChartSeries *series, guint index);
/* The run that is nearest to a time. FALSE: there is none. */
gboolean ct_chart_series_find (const CtChartSeries *series, gint64 time_us, guint *index);

/* The longest time between two readings that is no gap: two polls that were missed, or half an
 * hour; or, where readings came more seldom (an interval that was longer then, creditctl once an
 * hour), three times what is usual between these runs. */
gint64 ct_chart_gap_us (guint interval_s, const CtHistoryRun *runs, guint n_runs);

G_END_DECLS
