#pragma once

#include "account.h"
#include "chart-series.h"
#include "spending.h"

G_BEGIN_DECLS

/* How far back a chart looks. */
typedef enum
{
  CT_CHART_LAST_DAY,
  CT_CHART_LAST_WEEK,
  CT_CHART_LAST_MONTH, /* 30 days */
  CT_CHART_LAST_YEAR,
  CT_CHART_ALL,
} CtChartRange;
#define CT_N_CHART_RANGES (CT_CHART_ALL + 1)

/* When it begins; of CT_CHART_ALL, 0. */
gint64 ct_chart_range_get_from_us (CtChartRange range, gint64 now_us);

/* Everything that a chart of one balance shows. */
typedef struct
{
  GArray *runs; /* (owned) of CtHistoryRun */
  char currency[CT_CURRENCY_SIZE];
  CtChartRange range;
  gint64 from_us, now_us;
  gint64 to_us;    /* now_us, and room for the forecast */
  gint64 gap_us;   /* see ct_chart_series_new() */
  GTimeZone *zone; /* (owned) */
  CtForecast forecast;
  CtThresholds thresholds;
  CtChartStep bar_step;
  GArray *bars; /* (owned) of CtSpendingBar, from from_us to now_us */
} CtChartData;

typedef struct
{
  CtChartRange range;
  const CtForecast *forecast; /* (nullable) */
  CtThresholds thresholds;
  guint interval_s;
  gint64 now_us;
  GTimeZone *zone; /* (unowned) */
} CtChartOptions;

/* runs: of CtHistoryRun, copied; those of the range, and the one that reaches into it. */
CtChartData *ct_chart_data_new (GArray *runs, const char *currency, const CtChartOptions *options);
void ct_chart_data_free (CtChartData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtChartData, ct_chart_data_free)

CtChartSeries *ct_chart_data_get_series (const CtChartData *data, guint n_columns);
/* Where the forecast's lines begin: the last amount. FALSE: there are none. */
gboolean ct_chart_data_get_forecast_begin (const CtChartData *data, CtChartMark *begin);
/* The amounts that have to be seen: all of the series, a fiftieth of the highest at least; and 0
 * when the forecast's end is in sight or they vary much. */
void ct_chart_data_get_span (const CtChartData *data, const CtChartSeries *series,
                             gint64 *low_micro, gint64 *high_micro);

/* Amount in the chart's currency. (transfer full) */
char *ct_chart_data_format (const CtChartData *data, gint64 amount_micro);
/* "3 March 2026, 14:05: $49.99", with its lowest and highest amount when it was merged. (transfer
 * full) */
char *ct_chart_data_describe_run (const CtChartData *data, const CtHistoryRun *run);
/* The chart in words, for those who do not see it. (transfer full) */
char *ct_chart_data_describe (const CtChartData *data);

G_END_DECLS
