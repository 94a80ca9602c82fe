#include "config.h"

#include <locale.h>
#include <string.h>

#include "chart-data.h"

#define NOW_US (G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC) /* 2026-11-22 04:00 UTC */
#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define DAY_US (24 * HOUR_US)

/* Hours ago, an amount in units. */
static void
add_run (GArray *runs, gint64 first, gint64 last, gint64 amount)
{
  const CtHistoryRun run = {
    .first_us = NOW_US - first * HOUR_US,
    .last_us = NOW_US - last * HOUR_US,
    .has_remaining = TRUE,
    .remaining_micro = amount * CT_MICRO,
    .low_micro = amount * CT_MICRO,
    .high_micro = amount * CT_MICRO,
  };

  g_array_append_val (runs, run);
}

/* 50, 45, 41 over the last two days. */
static GArray *
sample_runs (void)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));

  add_run (runs, 48, 30, 50);
  add_run (runs, 29, 20, 45);
  add_run (runs, 19, 0, 41);
  return runs;
}

static CtForecast
lasts (double days)
{
  return (CtForecast){ .known = TRUE,
                       .days_left = days,
                       .at_worst_days = days / 2,
                       .date_us = NOW_US + (gint64) (days * (double) DAY_US) };
}

static CtChartData *
data_of (GArray *runs, CtChartRange range, const CtForecast *forecast)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const CtChartOptions options = {
    .range = range, .forecast = forecast, .interval_s = 3600, .now_us = NOW_US, .zone = utc
  };

  return ct_chart_data_new (runs, "USD", &options);
}

static void
test_ranges (void)
{
  g_autoptr (GArray) runs = sample_runs (),
                     none = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  static const struct
  {
    CtChartRange range;
    gint64 hours;
    CtChartUnit bars;
  } rows[] = {
    { CT_CHART_LAST_DAY, 24, CT_CHART_HOUR },   { CT_CHART_LAST_WEEK, 168, CT_CHART_DAY },
    { CT_CHART_LAST_MONTH, 720, CT_CHART_DAY }, { CT_CHART_LAST_YEAR, 365 * 24, CT_CHART_WEEK },
    { CT_CHART_ALL, 48, CT_CHART_HOUR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtChartData) data = data_of (runs, rows[i].range, NULL);
      g_autoptr (CtChartData) empty = data_of (none, rows[i].range, NULL);

      g_assert_cmpint (NOW_US - data->from_us, ==, rows[i].hours * HOUR_US);
      g_assert_cmpint (data->to_us - NOW_US, ==, rows[i].hours * HOUR_US / 25);
      g_assert_cmpint (data->bar_step.unit, ==, rows[i].bars);
      g_assert_cmpint (empty->from_us, <, empty->to_us);
    }
}

/* A forecast has the room that it needs, but no more than half of what lies behind. */
static void
test_room_ahead (void)
{
  g_autoptr (GArray) runs = sample_runs ();
  const CtForecast soon = lasts (2), late = lasts (6.9), later = lasts (100), past = lasts (-1);
  g_autoptr (CtChartData) near = data_of (runs, CT_CHART_LAST_WEEK, &soon);
  g_autoptr (CtChartData) just = data_of (runs, CT_CHART_LAST_WEEK, &late);
  g_autoptr (CtChartData) far = data_of (runs, CT_CHART_LAST_WEEK, &later);
  g_autoptr (CtChartData) gone = data_of (runs, CT_CHART_LAST_WEEK, &past);
  CtChartMark begin;

  g_assert_cmpint (near->to_us - NOW_US, >, 2 * DAY_US);
  g_assert_cmpint (near->to_us - NOW_US, <, 3 * DAY_US);
  g_assert_cmpint (just->to_us, >, late.date_us);
  g_assert_cmpint (far->to_us - NOW_US, <, 4 * DAY_US);
  g_assert_true (ct_chart_data_get_forecast_begin (near, &begin));
  g_assert_cmpint (begin.time_us, ==, NOW_US);
  g_assert_cmpint (begin.amount_micro, ==, 41 * CT_MICRO);
  g_assert_false (ct_chart_data_get_forecast_begin (gone, &begin));
}

static void
test_span (void)
{
  g_autoptr (GArray) runs = sample_runs ();
  const CtForecast soon = lasts (2), later = lasts (100);
  static const char *const reasons[] = { "little varies", "the end is in sight", "it is not" };
  const CtForecast *forecasts[] = { NULL, &soon, &later };
  const gint64 lowest[] = { 41, 0, 41 };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (CtChartData) data = data_of (runs, CT_CHART_LAST_WEEK, forecasts[i]);
      g_autoptr (CtChartSeries) series = ct_chart_data_get_series (data, 100);
      gint64 low, high;

      g_test_message ("%s", reasons[i]);
      ct_chart_data_get_span (data, series, &low, &high);
      g_assert_cmpint (low, ==, lowest[i] * CT_MICRO);
      g_assert_cmpint (high, ==, 50 * CT_MICRO);
    }
  {
    g_autoptr (CtChartData) data = NULL;
    g_autoptr (CtChartSeries) series = NULL;
    gint64 low, high;

    add_run (runs, 0, 0, 5);
    data = data_of (runs, CT_CHART_LAST_WEEK, NULL);
    series = ct_chart_data_get_series (data, 100);
    ct_chart_data_get_span (data, series, &low, &high);
    g_assert_cmpint (low, ==, 0);
  }
}

static void
test_what_does_not_move_is_seen_from_zero (void)
{
  static const gint64 amounts[] = { 12, 0, -3 };

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
      g_autoptr (CtChartData) data = NULL;
      g_autoptr (CtChartSeries) series = NULL;
      gint64 low, high;

      add_run (runs, 1, 0, amounts[i]);
      data = data_of (runs, CT_CHART_LAST_WEEK, NULL);
      series = ct_chart_data_get_series (data, 100);
      ct_chart_data_get_span (data, series, &low, &high);
      g_assert_cmpint (low, ==, MIN (amounts[i], 0) * CT_MICRO);
      g_assert_cmpint (high, ==, MAX (amounts[i], 0) * CT_MICRO);
    }
}

static void
test_words (void)
{
  g_autoptr (GArray) runs = sample_runs (),
                     none = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  const CtForecast forecast = lasts (10);
  g_autoptr (CtChartData) data = NULL, empty = data_of (none, CT_CHART_LAST_DAY, NULL);
  g_autofree char *text = NULL, *nothing = ct_chart_data_describe (empty);

  g_array_index (runs, CtHistoryRun, 1).topped_up_micro = 7 * CT_MICRO;
  data = data_of (runs, CT_CHART_LAST_WEEK, &forecast);
  text = ct_chart_data_describe (data);
  g_assert_cmpstr (text, ==,
                   "From $50.00 on 20 November 2026, 04:00 to $41.00 on 22 November 2026, 04:00; "
                   "lowest $41.00, highest $50.00. Topped up once. Spent: $16.00. "
                   "At the present pace it lasts 10 days, until 2 December.");
  g_assert_cmpstr (nothing, ==, "No amounts are known of this time.");
}

static void
test_words_of_run (void)
{
  g_autoptr (GArray) runs = sample_runs ();
  g_autoptr (CtChartData) data = data_of (runs, CT_CHART_LAST_WEEK, NULL);
  CtHistoryRun run = g_array_index (runs, CtHistoryRun, 1);
  g_autofree char *plain = ct_chart_data_describe_run (data, &run), *merged = NULL;

  run.high_micro = 46 * CT_MICRO;
  merged = ct_chart_data_describe_run (data, &run);
  g_assert_cmpstr (plain, ==, "21 November 2026, 08:00: $45.00");
  g_assert_cmpstr (merged, ==, "21 November 2026, 08:00: $45.00 ($45.00 to $46.00)");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart-data/ranges", test_ranges);
  g_test_add_func ("/chart-data/room-ahead", test_room_ahead);
  g_test_add_func ("/chart-data/span", test_span);
  g_test_add_func ("/chart-data/flat", test_what_does_not_move_is_seen_from_zero);
  g_test_add_func ("/chart-data/words", test_words);
  g_test_add_func ("/chart-data/words-of-run", test_words_of_run);
  return g_test_run ();
}
