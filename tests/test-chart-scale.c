#include "config.h"

#include <locale.h>

#include "chart-scale.h"
#include "money.h"

#define CENT 10000

/* --- Amounts --- */

static void
test_values (void)
{
  static const struct
  {
    const char *reason;
    gint64 low_micro, high_micro;
    guint max_steps;
    CtChartValues expected;
  } rows[] = {
    { "the step is one of 1, 2, 5", 0, 49 * CT_MICRO, 5, { 0, 10 * CT_MICRO, 6 } },
    { "a high value on a line needs no more", 0, 50 * CT_MICRO, 5, { 0, 10 * CT_MICRO, 6 } },
    { "the lowest line is below a low value",
      41 * CT_MICRO,
      49 * CT_MICRO,
      4,
      { 40 * CT_MICRO, 2 * CT_MICRO, 6 } },
    { "below zero it is rounded down too",
      -CT_MICRO,
      CT_MICRO,
      1,
      { -2 * CT_MICRO, 2 * CT_MICRO, 3 } },
    { "one amount has a line on either side",
      7 * CT_MICRO,
      7 * CT_MICRO,
      4,
      { 7 * CT_MICRO, CENT, 2 } },
    { "no step is below a cent", 0, 300, 10, { 0, CENT, 2 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtChartValues values = ct_chart_values (rows[i].low_micro, rows[i].high_micro,
                                              rows[i].max_steps);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpint (values.first_micro, ==, rows[i].expected.first_micro);
      g_assert_cmpint (values.step_micro, ==, rows[i].expected.step_micro);
      g_assert_cmpuint (values.n, ==, rows[i].expected.n);
    }
}

static gint64
any_amount (guint shift)
{
  guint64 bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

  return (gint64) bits >> shift;
}

/* Whatever a gateway says, the lines enclose it and are few. */
static void
test_any_values (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint shift = (guint) g_test_rand_int_range (0, 62);
      gint64 a = any_amount (shift), b = any_amount (shift);
      gint64 low = MIN (a, b) / 4, high = MAX (a, b) / 4;
      CtChartValues values = ct_chart_values (low, high, 5);
      double last = (double) values.first_micro + (double) values.step_micro * (values.n - 1);

      g_assert_cmpint (values.first_micro, <=, low);
      g_assert_cmpfloat (last, >=, (double) high);
      g_assert_cmpuint (values.n, <=, 7);
    }
}

/* --- Times --- */

/* "2026-03-29T02:30" in the zone */
static gint64
us (const char *text, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static char *
list_times (const char *from, const char *to, CtChartStep step, GTimeZone *zone)
{
  g_autoptr (GArray) times = ct_chart_times (us (from, zone), us (to, zone), step, zone);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < times->len; i++)
    {
      g_autofree char *text = ct_chart_format_tick (g_array_index (times, gint64, i), step.unit,
                                                    zone);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", text);
    }
  return g_string_free (list, FALSE);
}

static void
test_times (void)
{
  static const struct
  {
    const char *reason;
    const char *zone;
    const char *from, *to;
    CtChartStep step;
    const char *expected;
  } rows[] = {
    { "hours are those of the day, and midnight is its date",
      "Asia/Shanghai",
      "2026-03-02T13:10:00",
      "2026-03-03T13:10:00",
      { CT_CHART_HOUR, 6 },
      "18:00, 3 Mar, 06:00, 12:00" },
    { "the begin belongs to it, the end does not",
      "UTC",
      "2026-03-02T12:00:00",
      "2026-03-02T13:00:00",
      { CT_CHART_MINUTE, 15 },
      "12:00, 12:15, 12:30, 12:45" },
    { "where an hour is left out, no other is",
      "Europe/Berlin",
      "2026-03-29T00:30:00",
      "2026-03-29T05:30:00",
      { CT_CHART_HOUR, 1 },
      "01:00, 03:00, 04:00, 05:00" },
    { "days begin at midnight on either side of it",
      "Europe/Berlin",
      "2026-03-28T06:00:00",
      "2026-03-31T06:00:00",
      { CT_CHART_DAY, 1 },
      "29 Mar, 30 Mar, 31 Mar" },
    { "every other day begins anew with the month",
      "UTC",
      "2026-02-26T12:00:00",
      "2026-03-06T00:00:00",
      { CT_CHART_DAY, 2 },
      "27 Feb, 1 Mar, 3 Mar, 5 Mar" },
    { "weeks begin on Monday",
      "Asia/Shanghai",
      "2026-03-01T00:00:00",
      "2026-03-20T00:00:00",
      { CT_CHART_WEEK, 1 },
      "2 Mar, 9 Mar, 16 Mar" },
    { "January has the year's name",
      "UTC",
      "2025-10-15T00:00:00",
      "2026-05-15T00:00:00",
      { CT_CHART_MONTH, 1 },
      "Nov, Dec, 2026, Feb, Mar, Apr, May" },
    { "quarters are the calendar's",
      "America/New_York",
      "2025-02-15T00:00:00",
      "2026-02-15T00:00:00",
      { CT_CHART_MONTH, 3 },
      "Apr, Jul, Oct, 2026" },
    { "years",
      "UTC",
      "2023-06-01T00:00:00",
      "2026-06-01T00:00:00",
      { CT_CHART_YEAR, 1 },
      "2024, 2025, 2026" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (rows[i].zone);
      g_autofree char *list = list_times (rows[i].from, rows[i].to, rows[i].step, zone);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpstr (list, ==, rows[i].expected);
    }
}

static void
test_steps (void)
{
  const gint64 hour_us = 3600 * (gint64) G_USEC_PER_SEC;
  static const struct
  {
    guint hours;
    CtChartStep expected;
  } rows[] = {
    { 1, { CT_CHART_MINUTE, 15 } },      { 24, { CT_CHART_HOUR, 6 } },
    { 7 * 24, { CT_CHART_DAY, 2 } },     { 30 * 24, { CT_CHART_WEEK, 1 } },
    { 365 * 24, { CT_CHART_MONTH, 3 } }, { 100 * 365 * 24, { CT_CHART_YEAR, 10 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtChartStep step = ct_chart_step_for (0, rows[i].hours * hour_us, 6);

      g_assert_cmpint (step.unit, ==, rows[i].expected.unit);
      g_assert_cmpuint (step.n, ==, rows[i].expected.n);
    }
}

/* A wrong clock, a zone without rest: time goes on, and a step holds the time that it begins. */
static void
test_any_time (void)
{
  static const char *const zones[] = { "UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia",
                                       "America/Sao_Paulo" };
  static const guint counts[] = { 15, 6, 2, 2, 3, 5 };

  for (guint i = 0; i < 30000; i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i % G_N_ELEMENTS (zones)]);
      CtChartStep step = { i % G_N_ELEMENTS (counts), counts[i % G_N_ELEMENTS (counts)] };
      gint64 time_us = (gint64) (g_test_rand_double () * 4e15);
      gint64 begin_us = ct_chart_floor_us (time_us, step, zone);
      gint64 next_us = ct_chart_next_us (time_us, step, zone);

      g_assert_cmpint (begin_us, <=, time_us);
      g_assert_cmpint (next_us, >, time_us);
      g_assert_cmpint (ct_chart_next_us (next_us, step, zone), >, next_us);
    }
  {
    g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
    const CtChartStep year = { CT_CHART_YEAR, 10 };

    g_assert_cmpint (ct_chart_next_us (G_MAXINT64 / 2, year, utc), >, G_MAXINT64 / 2);
    g_assert_cmpint (ct_chart_floor_us (-1, year, utc), <=, -1);
  }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart-scale/values", test_values);
  g_test_add_func ("/chart-scale/any-values", test_any_values);
  g_test_add_func ("/chart-scale/times", test_times);
  g_test_add_func ("/chart-scale/steps", test_steps);
  g_test_add_func ("/chart-scale/any-time", test_any_time);
  return g_test_run ();
}
