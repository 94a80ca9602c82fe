#include "config.h"

#include "chart-series.h"

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define GAP_US (30 * MINUTE_US)

/* Times in minutes. */
static CtHistoryRun
run (gint64 first, gint64 last, gint64 amount)
{
  return (CtHistoryRun){
    .first_us = first * MINUTE_US,
    .last_us = last * MINUTE_US,
    .has_remaining = TRUE,
    .remaining_micro = amount,
    .low_micro = amount,
    .high_micro = amount,
  };
}

/* "0-10:5 | 60-70:4": a bar is a gap. */
static char *
describe (const CtChartSeries *series)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < series->runs->len; i++)
    {
      const CtHistoryRun *at = ct_chart_series_get (series, i);

      if (i > 0)
        g_string_append (text, g_array_index (series->gap_before, gboolean, i) ? " | " : " ");
      g_string_append_printf (text, "%d-%d:", (int) (at->first_us / MINUTE_US),
                              (int) (at->last_us / MINUTE_US));
      if (at->low_micro != at->high_micro)
        g_string_append_printf (text, "%d..%d>", (int) at->low_micro, (int) at->high_micro);
      g_string_append_printf (text, "%d", (int) at->remaining_micro);
    }
  return g_string_free (text, FALSE);
}

static void
assert_series (const CtHistoryRun *runs, guint n_runs, gint64 from, gint64 to, guint n_columns,
               const char *expected)
{
  g_autoptr (CtChartSeries) series = ct_chart_series_new (runs, n_runs, from * MINUTE_US,
                                                          to * MINUTE_US, n_columns, GAP_US);
  g_autofree char *text = describe (series);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_gaps (void)
{
  CtHistoryRun runs[] = { run (0, 10, 5), run (40, 50, 4), run (81, 90, 3), run (95, 99, 2) };
  CtHistoryRun unlimited[] = { run (0, 10, 5), run (15, 20, 0), run (25, 30, 4) };

  assert_series (runs, G_N_ELEMENTS (runs), 0, 100, 0, "0-10:5 40-50:4 | 81-90:3 95-99:2");
  unlimited[1].unlimited = TRUE;
  assert_series (unlimited, G_N_ELEMENTS (unlimited), 0, 100, 0, "0-10:5 | 25-30:4");
  assert_series (NULL, 0, 0, 100, 10, "");
}

static void
test_range (void)
{
  CtHistoryRun runs[] = { run (0, 10, 9), run (20, 40, 5), run (45, 50, 4), run (200, 210, 1) };

  assert_series (runs, G_N_ELEMENTS (runs), 30, 100, 0, "30-40:5 45-50:4");
}

static void
test_columns (void)
{
  CtHistoryRun runs[] = { run (0, 1, 9), run (2, 3, 2), run (4, 5, 6), run (51, 60, 5),
                          run (99, 99, 4) };

  assert_series (runs, G_N_ELEMENTS (runs), 0, 100, 2, "0-5:2..9>6 | 51-99:4..5>4");
}

static void
test_columns_are_few (void)
{
  enum
  {
    N = 5000
  };
  g_autofree CtHistoryRun *runs = g_new (CtHistoryRun, N);
  g_autoptr (CtChartSeries) series = NULL;

  for (gint64 i = 0; i < N; i++)
    runs[i] = run (2 * i, 2 * i + 1, N - i);
  series = ct_chart_series_new (runs, N, 0, 2 * N * MINUTE_US, 700, GAP_US);
  g_assert_cmpuint (series->runs->len, <=, 701);
  g_assert_cmpuint (series->runs->len, >, 600);
  g_assert_cmpint (series->low_micro, ==, 1);
  g_assert_cmpint (series->high_micro, ==, N);
}

/* A rise within a column is no longer seen in its run; the mark is where it was. */
static void
test_top_ups (void)
{
  CtHistoryRun runs[] = { run (0, 10, 1), run (20, 30, 9), run (35, 40, 8) };
  g_autoptr (CtChartSeries) series = NULL;
  const CtChartMark *mark;

  runs[0].topped_up_micro = 1; /* before the range: the run is cut */
  runs[1].topped_up_micro = 8;
  series = ct_chart_series_new (runs, G_N_ELEMENTS (runs), 5 * MINUTE_US, 100 * MINUTE_US, 1,
                                GAP_US);
  g_assert_cmpuint (series->runs->len, ==, 1);
  g_assert_cmpuint (series->top_ups->len, ==, 1);
  mark = &g_array_index (series->top_ups, CtChartMark, 0);
  g_assert_cmpint (mark->time_us, ==, 20 * MINUTE_US);
  g_assert_cmpint (mark->amount_micro, ==, 8);
}

static void
test_find (void)
{
  CtHistoryRun runs[] = { run (10, 20, 5), run (30, 40, 4), run (100, 110, 3) };
  g_autoptr (CtChartSeries) series = ct_chart_series_new (runs, G_N_ELEMENTS (runs), 0,
                                                          200 * MINUTE_US, 0, GAP_US);
  g_autoptr (CtChartSeries) empty = ct_chart_series_new (NULL, 0, 0, 1, 0, GAP_US);
  static const struct
  {
    gint64 minute;
    guint expected;
  } rows[] = { { 0, 0 },  { 15, 0 }, { 24, 0 }, { 26, 1 },  { 30, 1 },
               { 69, 1 }, { 71, 2 }, { 99, 2 }, { 105, 2 }, { 900, 2 } };
  guint index;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (ct_chart_series_find (series, rows[i].minute * MINUTE_US, &index));
      g_assert_cmpuint (index, ==, rows[i].expected);
    }
  g_assert_false (ct_chart_series_find (empty, 0, &index));
}

static void
test_longest_gap (void)
{
  /* Once an hour, but for a day. */
  CtHistoryRun hourly[] = { run (0, 0, 5), run (60, 60, 4), run (120, 120, 3), run (1500, 1500, 2),
                            run (1560, 1560, 1) };
  /* Every five minutes, but for two nights. */
  CtHistoryRun daily[] = { run (0, 100, 5),     run (105, 200, 4),   run (205, 300, 3),
                           run (1440, 1540, 2), run (1545, 1640, 1), run (2880, 2890, 0) };

  g_assert_cmpint (ct_chart_gap_us (60, NULL, 0), ==, 30 * MINUTE_US);
  g_assert_cmpint (ct_chart_gap_us (3600, NULL, 0), ==, 180 * MINUTE_US);
  g_assert_cmpint (ct_chart_gap_us (300, hourly, G_N_ELEMENTS (hourly)), ==, 180 * MINUTE_US);
  g_assert_cmpint (ct_chart_gap_us (300, daily, G_N_ELEMENTS (daily)), ==, 30 * MINUTE_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart-series/gaps", test_gaps);
  g_test_add_func ("/chart-series/range", test_range);
  g_test_add_func ("/chart-series/columns", test_columns);
  g_test_add_func ("/chart-series/columns-are-few", test_columns_are_few);
  g_test_add_func ("/chart-series/top-ups", test_top_ups);
  g_test_add_func ("/chart-series/find", test_find);
  g_test_add_func ("/chart-series/longest-gap", test_longest_gap);
  return g_test_run ();
}
