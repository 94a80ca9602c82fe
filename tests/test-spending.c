#include "config.h"

#include "spending.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

static const CtChartStep day = { CT_CHART_DAY, 1 };

/* Times in hours. */
static CtHistoryRun
run (gint64 first, gint64 last, gint64 remaining, gint64 topped_up)
{
  return (CtHistoryRun){
    .first_us = first * HOUR_US,
    .last_us = last * HOUR_US,
    .has_remaining = TRUE,
    .remaining_micro = remaining,
    .topped_up_micro = topped_up,
  };
}

static CtHistoryRun
used_run (gint64 first, gint64 used)
{
  return (CtHistoryRun){ .first_us = first * HOUR_US,
                         .last_us = first * HOUR_US,
                         .unlimited = TRUE,
                         .has_used = TRUE,
                         .used_micro = used };
}

static void
assert_bars (const CtHistoryRun *runs, guint n_runs, gint64 from, gint64 to, const char *expected)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GArray) bars = ct_spending_bars (runs, n_runs, from * HOUR_US, to * HOUR_US, day, utc);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < bars->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "",
                            (int) g_array_index (bars, CtSpendingBar, i).micro);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_bars (void)
{
  const CtHistoryRun drops[] = { run (1, 5, 100, 0), run (6, 20, 90, 0), run (25, 30, 70, 0),
                                 run (90, 91, 60, 0) };
  const CtHistoryRun topped_up[] = { run (1, 2, 10, 0), run (3, 4, 105, 100) };
  const CtHistoryRun corrected[] = { run (1, 2, 10, 0), run (3, 4, 4, 0), run (5, 6, 7, 0),
                                     run (26, 27, 8, 0) };
  const CtHistoryRun used[] = { used_run (1, 10), used_run (2, 14), used_run (26, 3),
                                used_run (28, 5) };
  const CtHistoryRun mixed[] = { run (1, 2, 10, 0), used_run (3, 100) };

  assert_bars (drops, G_N_ELEMENTS (drops), 2, 96, "10 20 0 10");
  assert_bars (drops, G_N_ELEMENTS (drops), 30, 50, "20 0");
  assert_bars (topped_up, G_N_ELEMENTS (topped_up), 0, 24, "5");
  assert_bars (corrected, G_N_ELEMENTS (corrected), 0, 48, "3 0");
  assert_bars (used, G_N_ELEMENTS (used), 0, 48, "4 2");
  assert_bars (mixed, G_N_ELEMENTS (mixed), 0, 24, "0");
  assert_bars (NULL, 0, 0, 24, "0");
}

static void
test_days_are_local (void)
{
  const CtHistoryRun runs[] = { run (0, 1, 100, 0), run (15, 15, 90, 0), run (17, 17, 83, 0) };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GArray) bars = ct_spending_bars (runs, G_N_ELEMENTS (runs), 0, 24 * HOUR_US, day,
                                              zone);

  g_assert_cmpuint (bars->len, ==, 2);
  g_assert_cmpint (g_array_index (bars, CtSpendingBar, 0).from_us, ==, -8 * HOUR_US);
  g_assert_cmpint (g_array_index (bars, CtSpendingBar, 0).micro, ==, 10);
  g_assert_cmpint (g_array_index (bars, CtSpendingBar, 1).micro, ==, 7);
  g_assert_cmpint (ct_spending_get_highest (bars), ==, 10);
}

/* Amounts at the ends of what fits add up to no nonsense. */
static void
test_extremes (void)
{
  const CtHistoryRun runs[] = { run (1, 2, G_MAXINT64, 0), run (3, 4, G_MININT64, G_MAXINT64),
                                run (5, 6, G_MAXINT64, 0) };

  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GArray) bars = ct_spending_bars (runs, G_N_ELEMENTS (runs), 0, 24 * HOUR_US, day, utc);

  g_assert_cmpuint (bars->len, ==, 1);
  g_assert_cmpint (ct_spending_get_highest (bars), >=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/spending/bars", test_bars);
  g_test_add_func ("/spending/days-are-local", test_days_are_local);
  g_test_add_func ("/spending/extremes", test_extremes);
  return g_test_run ();
}
