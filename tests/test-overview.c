#include "config.h"

#include <locale.h>

#include "overview.h"
#include "support/specs.h"

#define DAY_US (24 * 3600 * (gint64) G_USEC_PER_SEC)

static CtForecast
forecast_of (double days)
{
  return (CtForecast){
    .known = TRUE,
    .days_left = days,
    .at_worst_days = days / 2,
    .date_us = SAMPLE_NOW_US + (gint64) (days * (double) DAY_US),
    .today = { TRUE, 1230000 },
    .days_7 = { TRUE, 9000000 },
  };
}

static CtOverviewRow *
row_of (const Spec *specs, const CtForecast *forecast)
{
  g_autoptr (GPtrArray) accounts = accounts_of (specs);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  CtAccount *account = accounts->pdata[0];
  CtOverviewRow *row;

  if (forecast != NULL)
    ct_account_set_forecast (account, forecast);
  row = ct_overview_row_new (account, 300, SAMPLE_NOW_US, utc);
  row->name = row->provider = NULL; /* the account's, which goes away here */
  return row;
}

static void
test_row (void)
{
  const Spec specs[MAX_SPECS] = { { USD = 49995818 } };
  const CtForecast forecast = forecast_of (12.9);
  g_autoptr (CtOverviewRow) row = row_of (specs, &forecast);

  g_assert_cmpstr (row->amount, ==, "$49.99");
  g_assert_cmpstr (row->remark, ==, "just now");
  g_assert_cmpstr (row->days, ==, "12 days");
  g_assert_cmpstr (row->until, ==, "until 5 December");
  g_assert_cmpstr (row->worst, ==, "at worst 6 days");
  g_assert_cmpstr (row->today, ==, "$1.23");
  g_assert_cmpstr (row->days_7, ==, "$9.00");
  g_assert_cmpstr (row->days_30, ==, "");
  g_assert_cmpstr (row->icon, ==, "credit-tray-good-symbolic");
  g_assert_nonnull (strstr (row->description,
                            "$49.99, just now, 12 days left, until 5 December, at worst 6 days, "
                            "$1.23 spent today, $9.00 in 7 days"));
  g_assert_false (row->is_problem || row->is_dim);
}

static void
test_states (void)
{
  static const struct
  {
    const char *reason;
    Spec specs[MAX_SPECS];
    const char *amount, *remark, *icon;
    gboolean is_problem, is_dim;
  } rows[] = {
    { "nothing is known yet",
      { { USD = 0, .flags = NO_DATA } },
      "…",
      "Not read yet",
      "credit-tray-unknown-symbolic",
      FALSE,
      FALSE },
    { "an answer that never came",
      { { USD = 0, .flags = NO_DATA | TIMEOUT } },
      "…",
      "No answer in time",
      "credit-tray-offline-symbolic",
      TRUE,
      TRUE },
    { "what was spent alone",
      { { USD = 3000000, .flags = USED_ONLY } },
      "used $3.00",
      "just now",
      "credit-tray-unknown-symbolic",
      FALSE,
      FALSE },
    { "an old amount, and why",
      { { USD = 2000000, .flags = OLD | REJECTED } },
      "$2.00",
      "Token rejected · 2 h ago",
      "credit-tray-problem-symbolic",
      TRUE,
      TRUE },
    { "no token and no amount",
      { { USD = 0, .flags = NO_DATA | TOKENLESS } },
      "…",
      "No token yet",
      "credit-tray-problem-symbolic",
      TRUE,
      FALSE },
    { "what only the key may spend",
      { { USD = 9000000, .flags = KEY } },
      "$9.00",
      "This key · just now",
      "credit-tray-good-symbolic",
      FALSE,
      FALSE },
    { "low", { { USD = 3000000 } }, "$3.00", "just now", "credit-tray-low-symbolic", FALSE, FALSE },
    { "paused",
      { { USD = 3000000, .flags = PAUSED } },
      "$3.00",
      "Paused · just now",
      "credit-tray-low-symbolic",
      FALSE,
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtOverviewRow) row = row_of (rows[i].specs, NULL);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpstr (row->amount, ==, rows[i].amount);
      g_assert_cmpstr (row->remark, ==, rows[i].remark);
      g_assert_cmpstr (row->icon, ==, rows[i].icon);
      g_assert_cmpint (row->is_problem, ==, rows[i].is_problem);
      g_assert_cmpint (row->is_dim, ==, rows[i].is_dim);
      g_assert_cmpstr (row->days, ==, "");
    }
}

/* What is gone lasts for no days, whatever the forecast was. */
static void
test_empty (void)
{
  const Spec specs[MAX_SPECS] = { { USD = 0 } };
  const CtForecast forecast = forecast_of (0);
  g_autoptr (CtOverviewRow) row = row_of (specs, &forecast);

  g_assert_cmpstr (row->amount, ==, "$0.00");
  g_assert_cmpstr (row->days, ==, "");
}

static void
test_resets (void)
{
  static const struct
  {
    int resets_in_s;
    const char *until;
  } rows[] = {
    { 2 * 3600, "resets 06:00" },
    { 24 * 3600, "resets 23 November" },
    { -1, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Spec specs[MAX_SPECS] = { { PERCENT = 0, .resets_in_s = rows[i].resets_in_s } };
      const CtForecast forecast = forecast_of (0);
      g_autoptr (CtOverviewRow) row = row_of (specs, NULL);
      g_autoptr (CtOverviewRow) used_up = row_of (specs, &forecast);

      g_assert_cmpstr (row->until, ==, rows[i].until);
      g_assert_cmpstr (used_up->until, ==, rows[i].until);
      g_assert_cmpstr (row->days, ==, "");
    }
}

static void
test_dates (void)
{
  g_autoptr (GTimeZone) shanghai = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autofree char *time = ct_overview_format_time (SAMPLE_NOW_US, shanghai);
  g_autofree char *next_year = ct_overview_format_until (SAMPLE_NOW_US + 100 * DAY_US,
                                                         SAMPLE_NOW_US, shanghai);

  g_assert_cmpstr (time, ==, "22 November 2026, 12:00");
  g_assert_cmpstr (next_year, ==, "until 2 March 2027");
}

static void
test_order (void)
{
  /* As they should come. */
  static const struct
  {
    Spec specs[MAX_SPECS];
    double days; /* 0: not known */
  } rows[] = {
    { { { USD = 50000000, .flags = REJECTED } }, 90 },
    { { { USD = 0 } }, 0 },
    { { { USD = 9000000 } }, 2 },
    { { { USD = 1000000, .flags = TIMEOUT } }, 7 },
    { { { USD = 2000000 } }, 0 },
    { { { USD = 0, .flags = UNLIMITED } }, 0 },
    { { { USD = 1000000, .flags = PAUSED } }, 1 },
  };
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) one = accounts_of (rows[i].specs);
      CtForecast forecast = forecast_of (rows[i].days);

      if (rows[i].days > 0)
        ct_account_set_forecast (one->pdata[0], &forecast);
      g_ptr_array_add (accounts, g_object_ref (one->pdata[0]));
    }
  for (guint i = 0; i < accounts->len; i++)
    for (guint j = 0; j < accounts->len; j++)
      {
        int order = ct_overview_compare (accounts->pdata[i], accounts->pdata[j]);

        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
      }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/overview/row", test_row);
  g_test_add_func ("/overview/states", test_states);
  g_test_add_func ("/overview/empty", test_empty);
  g_test_add_func ("/overview/resets", test_resets);
  g_test_add_func ("/overview/dates", test_dates);
  g_test_add_func ("/overview/order", test_order);
  return g_test_run ();
}
