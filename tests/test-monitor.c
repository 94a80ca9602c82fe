#include "config.h"

#include "endure.h"
#include "schedule.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define NOW_US TEST_POLLING_NOW_US
#define SELF "/api/user/self"
#define HOST "127.0.0.1"
#define ADD(path, func) \
  g_test_add (path, TestPolling, NULL, test_polling_set_up, func, test_polling_tear_down)

/* How long after the last attempt the next one comes when delay_s is the rule. */
static gint64
jittered_us (CtAccount *account, gint64 delay_s)
{
  CtSchedule schedule = {
    .interval_s = delay_s,
    .floor_s = 1,
    .last_attempt_us = NOW_US,
    .retry_after_us = -1,
    .jitter_seed = ct_schedule_jitter_seed (ct_account_get_id (account)),
  };

  return ct_schedule_next_us (&schedule, NOW_US) - NOW_US;
}

static gint64
next_in_us (TestPolling *polling, guint n)
{
  gint64 next_us = ct_account_get_next_us (test_polling_get (polling, n));

  g_assert_cmpint (next_us, !=, -1);
  return next_us - ct_clock_now_us (polling->clock);
}

static void
add_account (TestPolling *polling, guint n, const char *provider_id, const char *host)
{
  g_free (test_polling_add (polling, n, provider_id, host));
}

/* --- When --- */

static void
test_default_interval (TestPolling *polling, gconstpointer user_data)
{
  CtAccount *account;
  gint64 delay_us;

  add_account (polling, 0, "laozhang", HOST);
  account = test_polling_get (polling, 0);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  g_assert_cmpstr (polling->gateway->authorization, ==, TEST_POLLING_TOKEN);
  g_assert_cmpint (ct_account_get_updated_us (account), ==, NOW_US);

  delay_us = jittered_us (account, 300);
  for (guint i = 2; i < 6; i++)
    {
      g_assert_cmpint (next_in_us (polling, 0), ==, delay_us);
      ct_clock_advance_to (polling->clock, ct_clock_now_us (polling->clock) + delay_us - 1);
      test_polling_settle (polling);
      g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, SELF), ==, i - 1);
      ct_clock_advance_to (polling->clock, ct_clock_now_us (polling->clock) + 1);
      test_polling_settle (polling);
      g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, SELF), ==, i);
    }
}

static void
set_interval (TestPolling *polling, guint n, guint interval_s)
{
  CtAccountConfig *config = test_polling_copy_config (polling, n);

  config->interval_s = interval_s;
  test_polling_edit (polling, config);
  test_polling_settle (polling);
}

static void
test_intervals (TestPolling *polling, gconstpointer user_data)
{
  CtAccount *account;

  add_account (polling, 0, "laozhang", HOST);
  account = test_polling_get (polling, 0);
  test_polling_start (polling);
  set_interval (polling, 0, 60);
  g_assert_cmpint (next_in_us (polling, 0), >=, 60 * SECOND_US);
  g_assert_cmpint (next_in_us (polling, 0), <=, 66 * SECOND_US);
  set_interval (polling, 0, 7200);
  g_assert_cmpint (next_in_us (polling, 0), ==, jittered_us (account, 7200));
  set_interval (polling, 0, 0);
  g_settings_set_uint (ct_settings_get_general (polling->settings), "interval-s", 900);
  test_polling_settle (polling);
  g_assert_cmpint (next_in_us (polling, 0), ==, jittered_us (account, 900));
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 1);
}

/* 300 s a site, all its keys together; each gets its turn. */
static void
test_floor_per_site (TestPolling *polling, gconstpointer user_data)
{
  static const char usage[] = "{\"code\":true,\"data\":{\"total_available\":500000}}";
  guint i;

  test_gateway_set_answer (polling->gateway, "/api/usage/token/", 200, usage, NULL);
  for (i = 0; i < 3; i++)
    add_account (polling, i, "new-api-key", HOST);
  test_polling_start (polling);
  test_polling_advance (polling, 299);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, "/api/usage/token/"), ==, 1);
  test_polling_advance (polling, 2 * 330);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, "/api/usage/token/"), ==, 4);
  for (i = 0; i < 3; i++)
    test_polling_assert (polling, i, "idle $1.00");
}

/* Several accounts that are due within the window share one wake-up. */
static void
test_batching (TestPolling *polling, gconstpointer user_data)
{
  guint n_wakeups = 0;
  gint64 end_us = NOW_US + 3600 * SECOND_US, alarm_us;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.0.%u", i + 1);

      add_account (polling, i, "laozhang", host);
    }
  test_polling_start (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, SELF), ==, 20);
  while ((alarm_us = ct_clock_get_next_alarm_us (polling->clock)) <= end_us)
    {
      ct_clock_advance_to (polling->clock, alarm_us);
      test_polling_settle (polling);
      n_wakeups++;
    }
  g_test_message ("%u polls in %u wake-ups", test_gateway_count (polling->gateway, NULL, SELF) - 20,
                  n_wakeups);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, SELF), >=, 20 * 11);
  /* One in ten seconds would be 360. */
  g_assert_cmpuint (n_wakeups, <=, 150);
}

static void
test_no_account_no_timer (TestPolling *polling, gconstpointer user_data)
{
  g_autofree char *id = NULL;

  test_polling_start (polling);
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  id = test_polling_add (polling, 0, "laozhang", HOST);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), !=, -1);
  g_assert_true (ct_accounts_remove (polling->accounts, id, NULL));
  test_polling_settle (polling);
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
}

/* --- What failed --- */

static void
test_backoff (TestPolling *polling, gconstpointer user_data)
{
  static const gint64 delays_s[] = { 300, 600, 1200, 2400, 3600, 3600 };
  CtAccount *account;

  add_account (polling, 0, "laozhang", HOST);
  account = test_polling_get (polling, 0);
  test_polling_start (polling);
  test_gateway_set_answer (polling->gateway, SELF, 500, "{}", NULL);
  test_polling_advance (polling, 330);
  for (guint i = 0; i < G_N_ELEMENTS (delays_s); i++)
    {
      test_polling_assert (polling, 0, "backoff server-error $49.99");
      g_assert_cmpint (ct_account_get_next_us (account), ==,
                       ct_clock_get_next_alarm_us (polling->clock));
      if (i > 0)
        g_assert_cmpint (next_in_us (polling, 0), ==, jittered_us (account, delays_s[i]));
      ct_clock_advance_to (polling->clock, ct_account_get_next_us (account));
      test_polling_settle (polling);
    }
  test_gateway_set_quota (polling->gateway, 500000);
  ct_clock_advance_to (polling->clock, ct_account_get_next_us (account));
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $1.00");
  g_assert_cmpint (next_in_us (polling, 0), ==, jittered_us (account, 300));
}

static void
test_rejected (TestPolling *polling, gconstpointer user_data)
{
  static const gint64 delays_s[] = { 900, 3600, 21600, 21600 };

  add_account (polling, 0, "laozhang", HOST);
  test_gateway_set_answer (polling->gateway, SELF, 401, "{\"success\":false,\"message\":\"no\"}",
                           NULL);
  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (delays_s); i++)
    {
      CtAccount *account = test_polling_get (polling, 0);

      test_polling_assert (polling, 0, "rejected token-rejected -");
      g_assert_cmpint (next_in_us (polling, 0), ==, jittered_us (account, delays_s[i]));
      ct_clock_advance_to (polling->clock, ct_account_get_next_us (account));
      test_polling_settle (polling);
      g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, i + 2);
    }
}

static void
test_retry_after (TestPolling *polling, gconstpointer user_data)
{
  gint64 now_us = ct_clock_now_us (polling->clock);
  g_autoptr (GDateTime) later = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC + 7200);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT");
  const struct
  {
    const char *reason, *retry_after;
    gint64 delay_s; /* -1: the schedule's own */
  } rows[] = {
    { "seconds", "1800", 1800 },
    { "a date", date, 7200 },
    { "sooner than the backoff", "5", -1 },
    { "almost a day", "86300", 86300 },
    { "no number", "soon", -1 },
  };

  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.0.%u", i + 1);
      CtAccount *account;
      gint64 again_us;

      g_test_message ("%s", rows[i].reason);
      test_gateway_set_answer (polling->gateway, SELF, 429, "{}", rows[i].retry_after);
      add_account (polling, i, "laozhang", host);
      test_polling_settle (polling);
      test_polling_assert (polling, i, "backoff rate-limited -");
      account = test_polling_get (polling, i);
      again_us = ct_monitor_refresh (polling->monitor, ct_account_get_id (account)) - now_us;
      if (rows[i].delay_s == -1)
        {
          g_assert_cmpint (again_us, ==, 60 * SECOND_US);
          continue;
        }
      g_assert_cmpint (again_us, ==, rows[i].delay_s * SECOND_US);
      g_assert_cmpint (next_in_us (polling, i), ==, again_us);
    }
}

/* The first finds the site dead; nobody else knocks. */
static void
test_dead_site (TestPolling *polling, gconstpointer user_data)
{
  gint64 next_us;

  for (guint i = 0; i < 4; i++)
    add_account (polling, i, "laozhang", HOST);
  polling->gateway->hangs_up = TRUE;
  test_polling_start (polling);
  test_polling_advance (polling, 10);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 1);
  next_us = ct_account_get_next_us (test_polling_get (polling, 0));
  for (guint i = 0; i < 4; i++)
    {
      test_polling_assert (polling, i, "backoff unreachable -");
      g_assert_cmpint (ct_account_get_next_us (test_polling_get (polling, i)), ==, next_us);
    }

  /* And again, for longer. */
  ct_clock_advance_to (polling->clock, next_us);
  test_polling_settle (polling);
  test_polling_advance (polling, 10);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 2);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (next_in_us (polling, i), >, 500 * SECOND_US);

  polling->gateway->hangs_up = FALSE;
  test_polling_advance (polling, 700);
  for (guint i = 0; i < 4; i++)
    test_polling_assert (polling, i, "idle $49.99");
}

/* However many they are: one of them asks. */
static void
test_many_of_dead_site (TestPolling *polling, gconstpointer user_data)
{
  const guint n_accounts = 200;

  test_polling_use_memory (polling);
  for (guint i = 0; i < n_accounts; i++)
    add_account (polling, i, "laozhang", HOST);
  add_account (polling, n_accounts, "laozhang", "127.0.0.2");
  test_polling_start (polling);
  test_polling_advance (polling, n_accounts + 10);
  for (guint i = 0; i <= n_accounts; i++)
    test_polling_assert (polling, i, "idle $49.99");

  polling->gateway->hangs_up = TRUE;
  ct_fetcher_forget_connections (polling->fetcher); /* as 10 s later */
  test_endure_poll (polling, n_accounts, CT_ERROR_UNREACHABLE);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, n_accounts + 1);

  polling->gateway->hangs_up = FALSE;
  test_gateway_set_quota (polling->gateway, 5000000);
  test_polling_advance (polling, 1200);
  for (guint i = 0; i <= n_accounts; i++)
    test_polling_assert (polling, i, "idle $10.00");
}

/* Who asks after the site was found dead wants to know anew, but not at once. */
static void
test_refresh_of_dead_site (TestPolling *polling, gconstpointer user_data)
{
  const char *other;

  add_account (polling, 0, "laozhang", HOST);
  add_account (polling, 1, "laozhang", HOST);
  polling->gateway->hangs_up = TRUE;
  test_polling_start (polling);
  other = ct_account_get_id (test_polling_get (polling, 1));
  test_polling_advance (polling, 18);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, other), ==, NOW_US + 60 * SECOND_US);
  polling->gateway->hangs_up = FALSE;
  test_polling_advance (polling, 43);
  test_polling_assert (polling, 1, "idle $49.99");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 2);
}

/* --- Turns --- */

static void
test_one_at_a_time_per_site (TestPolling *polling, gconstpointer user_data)
{
  for (guint i = 0; i < 3; i++)
    add_account (polling, i, "laozhang", HOST);
  add_account (polling, 3, "laozhang", "127.0.0.2");
  polling->gateway->holds = TRUE;
  test_polling_make_monitor (polling);
  ct_monitor_start (polling->monitor);
  test_polling_wait_requests (polling, 2);
  ct_clock_advance_to (polling->clock, NOW_US + 5 * SECOND_US);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 1);
  g_assert_cmpuint (test_gateway_count (polling->gateway, "127.0.0.2", NULL), ==, 1);
  g_assert_true (ct_monitor_is_busy (polling->monitor));

  test_gateway_release (polling->gateway);
  test_polling_settle (polling);
  ct_clock_advance_to (polling->clock, NOW_US + 6 * SECOND_US - 1);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 1);
  ct_clock_advance_to (polling->clock, NOW_US + 6 * SECOND_US);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 2);
  test_polling_advance (polling, 1);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 3);
  g_assert_false (ct_monitor_is_busy (polling->monitor));
}

static void
count_signal (CtMonitor *monitor, guint *count)
{
  ++*count;
}

/* creditctl: what is due by now, once. */
static void
test_poll_due (TestPolling *polling, gconstpointer user_data)
{
  guint n_idle = 0, n_changed = 0;

  add_account (polling, 0, "laozhang", HOST);
  add_account (polling, 1, "laozhang", HOST);
  test_polling_make_monitor (polling);
  g_signal_connect (polling->monitor, "idle", G_CALLBACK (count_signal), &n_idle);
  g_signal_connect (polling->monitor, "changed", G_CALLBACK (count_signal), &n_changed);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 0);
  ct_monitor_poll_due (polling->monitor, NULL);
  g_assert_true (ct_monitor_is_busy (polling->monitor));
  test_polling_settle (polling);
  g_assert_cmpuint (n_idle, ==, 0);
  test_polling_advance (polling, 2);
  g_assert_cmpuint (n_idle, ==, 1);
  g_assert_cmpuint (n_changed, >, 0);
  test_polling_assert (polling, 0, "idle $49.99");
  test_polling_assert (polling, 1, "idle $49.99");

  ct_monitor_poll_due (polling->monitor, NULL);
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  test_polling_advance (polling, 3600);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 2);
}

/* --- Refresh --- */

static void
test_refresh (TestPolling *polling, gconstpointer user_data)
{
  const char *id;

  add_account (polling, 0, "laozhang", HOST);
  add_account (polling, 1, "laozhang", "127.0.0.2");
  test_polling_start (polling);
  id = ct_account_get_id (test_polling_get (polling, 0));
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, "no such account"), ==, 0);

  test_polling_advance (polling, 18);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, id), ==, NOW_US + 60 * SECOND_US);
  test_polling_settle (polling);
  g_assert_cmpint (next_in_us (polling, 0), ==, 42 * SECOND_US);
  test_polling_advance (polling, 41);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 2);
  test_polling_advance (polling, 1);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 2);
  g_assert_cmpuint (test_gateway_count (polling->gateway, "127.0.0.2", NULL), ==, 1);

  test_polling_advance (polling, 30);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, NOW_US + 120 * SECOND_US);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, "127.0.0.2", NULL), ==, 2);
  test_polling_advance (polling, 91);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, id), ==, 0);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, HOST, NULL), ==, 4);
}

/* All accounts of a site: the gap between them is no floor that anybody is told of. */
static void
test_refresh_of_one_site (TestPolling *polling, gconstpointer user_data)
{
  for (guint i = 0; i < 3; i++)
    add_account (polling, i, "laozhang", HOST);
  test_polling_start (polling);
  test_polling_advance (polling, 70);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 3);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, 0);
  test_polling_advance (polling, 3);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/monitor/default-interval", test_default_interval);
  ADD ("/monitor/intervals", test_intervals);
  ADD ("/monitor/floor-per-site", test_floor_per_site);
  ADD ("/monitor/batching", test_batching);
  ADD ("/monitor/no-account-no-timer", test_no_account_no_timer);
  ADD ("/monitor/backoff", test_backoff);
  ADD ("/monitor/rejected", test_rejected);
  ADD ("/monitor/retry-after", test_retry_after);
  ADD ("/monitor/dead-site", test_dead_site);
  ADD ("/monitor/many-of-dead-site", test_many_of_dead_site);
  ADD ("/monitor/refresh-of-dead-site", test_refresh_of_dead_site);
  ADD ("/monitor/one-at-a-time-per-site", test_one_at_a_time_per_site);
  ADD ("/monitor/poll-due", test_poll_due);
  ADD ("/monitor/refresh", test_refresh);
  ADD ("/monitor/refresh-of-one-site", test_refresh_of_one_site);
  return g_test_run ();
}
