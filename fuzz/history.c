#include "config.h"

#include "fuzz.h"

#include "chart-data.h"
#include "forecast-history.h"

#define NOW_US G_GINT64_CONSTANT (1795320000000000) /* 2026-11-22T04:00:00Z */
#define N_COLUMNS 100

typedef struct
{
  gint64 first_us, last_us, remaining_micro, low_micro, high_micro, topped_up_micro, used_micro;
  guint8 flags;
} __attribute__ ((packed)) Row;

/* Rows as a database has them, by the time at which they begin, and what is read of them. (transfer
 * full) */
static GArray *
read_runs (const uint8_t *data, size_t size)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  gint64 after_us = G_MININT64;
  Row row;

  for (; size >= sizeof row; data += sizeof row, size -= sizeof row)
    {
      CtHistoryRun run;

      memcpy (&row, data, sizeof row);
      run = (CtHistoryRun){ row.first_us,        row.last_us,      row.remaining_micro,
                            row.low_micro,       row.high_micro,   row.topped_up_micro,
                            row.used_micro,      !(row.flags & 1), (row.flags & 2) != 0,
                            (row.flags & 4) != 0 };
      if (run.first_us <= after_us || !ct_history_run_is_sound (&run))
        continue;
      after_us = run.first_us;
      g_array_append_val (runs, run);
    }
  return runs;
}

/* A history that somebody has written into: whatever it says, it is drawn. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GArray) runs = read_runs (data, size);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  CtBalance balance = { .has_remaining = TRUE, .remaining_micro = 5000000, .resets_at_us = -1 };
  CtForecast forecast = ct_forecast_balance (&balance, NOW_US, (const CtHistoryRun *) runs->data,
                                             runs->len, NOW_US, utc);

  for (CtChartRange range = 0; range < CT_N_CHART_RANGES; range++)
    {
      const CtChartOptions options = { range, &forecast, { 0 }, 300, NOW_US, utc };
      g_autoptr (CtChartData) chart = ct_chart_data_new (runs, "USD", &options);
      g_autoptr (CtChartSeries) series = ct_chart_data_get_series (chart, N_COLUMNS);
      gint64 low_micro, high_micro;

      ct_chart_data_get_span (chart, series, &low_micro, &high_micro);
      g_assert_cmpint (low_micro, <=, high_micro);
      g_free (ct_chart_data_describe (chart));
    }
  return 0;
}
