#include "config.h"

#include <time.h>

#include "polling.h"
#include "summary.h"
#include "test-network.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define NOW_US TEST_POLLING_NOW_US
#define SELF "/api/user/self"
#define VALIDATION "/auth/management-keys/validation"
#define HOST "127.0.0.1"
#define AWAY "gateway.lan"
#define ADD(path, func) \
  g_test_add (path, TestPolling, NULL, test_polling_set_up, func, test_polling_tear_down)

static void
add_account (TestPolling *polling, guint n, const char *host)
{
  g_free (test_polling_add (polling, n, "laozhang", host));
}

static guint
count (TestPolling *polling, const char *host)
{
  return test_gateway_count (polling->gateway, host, SELF);
}

/* --- Tokens --- */

static void
test_token_is_held (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, HOST);
  test_polling_start (polling);
  test_polling_store_token (polling, 0, HOST, "another-token");
  for (guint i = 0; i < 3; i++)
    {
      test_polling_advance (polling, 330);
      g_assert_cmpstr (polling->gateway->authorization, ==, TEST_POLLING_TOKEN);
    }
  g_signal_emit_by_name (polling->keyring, "locked");
  test_polling_advance (polling, 330);
  g_assert_cmpstr (polling->gateway->authorization, ==, "another-token");

  test_polling_store_token (polling, 0, HOST, "a-third-token");
  g_signal_emit_by_name (polling->keyring, "unlocked");
  test_polling_advance (polling, 330);
  g_assert_cmpstr (polling->gateway->authorization, ==, "a-third-token");

  /* Told of it: at once, or as soon as the floor lets it. */
  test_polling_store_token (polling, 0, HOST, "a-fourth-token");
  ct_monitor_reload (polling->monitor, ct_account_get_id (test_polling_get (polling, 0)));
  test_polling_advance (polling, 60);
  g_assert_cmpstr (polling->gateway->authorization, ==, "a-fourth-token");
}

/* Told of it while it is asked: with that token, or with the one before. */
static void
test_token_of_a_poll_under_way (TestPolling *polling, gconstpointer user_data)
{
  g_autofree char *id = test_polling_add (polling, 0, "laozhang", HOST);

  polling->gateway->holds = TRUE;
  test_polling_make_monitor (polling);
  ct_monitor_start (polling->monitor);
  test_polling_wait_requests (polling, 1);
  ct_monitor_reload (polling->monitor, id);
  test_gateway_release (polling->gateway);
  test_polling_wait (polling, 0, "idle $49.99");
  test_polling_advance (polling, 100);
  g_assert_cmpuint (count (polling, NULL), ==, 1);

  polling->gateway->holds = TRUE;
  ct_clock_advance_to (polling->clock, ct_clock_now_us (polling->clock) + 330 * G_USEC_PER_SEC);
  test_polling_wait_requests (polling, 2);
  test_polling_store_token (polling, 0, HOST, "another-token");
  ct_monitor_reload (polling->monitor, id);
  g_signal_emit_by_name (polling->keyring, "unlocked"); /* lets go of what was sent */
  test_polling_settle (polling);
  polling->gateway->holds = FALSE;
  test_polling_advance (polling, 60);
  g_assert_cmpuint (count (polling, NULL), ==, 3);
  g_assert_cmpstr (polling->gateway->authorization, ==, "another-token");
}

static void
test_no_token (TestPolling *polling, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (polling, 0, "laozhang", HOST);

  g_assert_true (ct_accounts_add (polling->accounts, config, NULL));
  test_polling_start (polling);
  test_polling_assert (polling, 0, "needs-token token-missing -");
  g_assert_cmpint (ct_account_get_next_us (test_polling_get (polling, 0)), ==, -1);
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, 0);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "needs-token token-missing -");
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  g_assert_cmpuint (count (polling, NULL), ==, 0);

  test_polling_store_token (polling, 0, HOST, TEST_POLLING_TOKEN);
  ct_monitor_reload (polling->monitor, config->id);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $49.99");
}

/* A token for another origin is none. */
static void
test_token_is_bound (TestPolling *polling, gconstpointer user_data)
{
  CtAccountConfig *config;

  add_account (polling, 0, HOST);
  test_polling_start (polling);
  config = test_polling_copy_config (polling, 0);
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (polling->gateway, "127.0.0.2");
  test_polling_edit (polling, config);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "needs-token token-missing -");
  g_assert_cmpuint (count (polling, "127.0.0.2"), ==, 0);
}

static void
test_token_replaced_after_rejection (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, HOST);
  test_gateway_set_answer (polling->gateway, SELF, 401, "{\"success\":false}", NULL);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "rejected token-rejected -");
  test_gateway_set_quota (polling->gateway, 500000);
  test_polling_store_token (polling, 0, HOST, "another-token");
  test_polling_advance (polling, 60);
  ct_monitor_reload (polling->monitor, ct_account_get_id (test_polling_get (polling, 0)));
  test_polling_assert (polling, 0, "idle -");
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $1.00");
}

/* xAI says which team a key is of, and that is kept. */
static void
set_team (TestPolling *polling, const char *team, const char *cents)
{
  g_autofree char *validation = g_strdup_printf ("{\"teamId\":\"%s\"}", team);
  g_autofree char *path = g_strdup_printf ("/v1/billing/teams/%s/prepaid/balance", team);
  g_autofree char *balance = g_strdup_printf ("{\"total\":{\"val\":\"-%s\"}}", cents);

  test_gateway_set_answer (polling->gateway, VALIDATION, 200, validation, NULL);
  test_gateway_set_answer (polling->gateway, path, 200, balance, NULL);
}

static void
test_token_of_another_team (TestPolling *polling, gconstpointer user_data)
{
  g_free (test_polling_add (polling, 0, "xai", HOST));
  set_team (polling, "a", "500");
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $5.00");
  test_polling_advance (polling, 330);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, VALIDATION), ==, 1);

  set_team (polling, "b", "700");
  test_polling_store_token (polling, 0, HOST, "another-token");
  ct_monitor_reload (polling->monitor, ct_account_get_id (test_polling_get (polling, 0)));
  test_polling_advance (polling, 60);
  test_polling_assert (polling, 0, "idle $7.00");
  test_polling_restart (polling);
  test_polling_start (polling);
  test_polling_advance (polling, 330);
  test_polling_assert (polling, 0, "idle $7.00");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, VALIDATION), ==, 2);
}

/* Where nothing told us of it: found when it is its turn again. */
static void
test_token_replaced_in_silence (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, HOST);
  test_gateway_set_answer (polling->gateway, SELF, 401, "{\"success\":false}", NULL);
  test_polling_start (polling);
  test_polling_store_token (polling, 0, HOST, "another-token");
  test_polling_advance (polling, 1000);
  g_assert_cmpuint (count (polling, NULL), ==, 2);
  g_assert_cmpstr (polling->gateway->authorization, ==, "another-token");
}

/* --- Edited, paused, removed, quitting, each in the middle of a poll --- */

static void
start_held (TestPolling *polling)
{
  add_account (polling, 0, HOST);
  polling->gateway->holds = TRUE;
  test_polling_make_monitor (polling);
  ct_monitor_start (polling->monitor);
  test_polling_wait_requests (polling, 1);
  test_polling_assert (polling, 0, "fetching -");
}

/* Whatever can happen without an answer. */
static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
answer_late (TestPolling *polling)
{
  test_gateway_release (polling->gateway);
  test_polling_settle (polling);
}

static void
test_edited_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  CtAccountConfig *config;

  start_held (polling);
  polling->gateway->holds = FALSE;
  test_gateway_set_quota (polling->gateway, 500000);
  config = test_polling_copy_config (polling, 0);
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (polling->gateway, "127.0.0.2");
  test_polling_store_token (polling, 0, "127.0.0.2", TEST_POLLING_TOKEN);
  test_polling_edit (polling, config);
  test_polling_assert (polling, 0, "idle -");
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $1.00");
  answer_late (polling);
  test_polling_assert (polling, 0, "idle $1.00");
  g_assert_cmpuint (count (polling, HOST), ==, 1);
  g_assert_cmpuint (count (polling, "127.0.0.2"), ==, 1);
}

/* While it waits for its turn at the old address. */
static void
test_edited_while_waiting (TestPolling *polling, gconstpointer user_data)
{
  CtAccountConfig *config;
  g_autofree char *second = NULL;

  start_held (polling);
  second = test_polling_add (polling, 1, "laozhang", HOST);
  drain ();
  polling->gateway->holds = FALSE;
  config = test_polling_copy_config (polling, 1);
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (polling->gateway, "127.0.0.2");
  test_polling_store_token (polling, 1, "127.0.0.2", TEST_POLLING_TOKEN);
  test_polling_edit (polling, config);
  test_polling_wait (polling, 1, "idle $49.99");
  answer_late (polling);
  test_polling_advance (polling, 10);
  g_assert_cmpuint (count (polling, HOST), ==, 1);
  g_assert_cmpuint (count (polling, "127.0.0.2"), ==, 1);
  g_assert_true (ct_accounts_remove (polling->accounts, second, NULL));
  test_polling_advance (polling, 400);
  g_assert_cmpuint (count (polling, "127.0.0.2"), ==, 1);
}

static void
test_removed_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  g_autofree char *id = NULL;

  start_held (polling);
  id = g_strdup (ct_account_get_id (test_polling_get (polling, 0)));
  g_assert_true (ct_accounts_remove (polling->accounts, id, NULL));
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  answer_late (polling);
  test_polling_advance (polling, 3600);
  g_assert_cmpuint (count (polling, NULL), ==, 1);
}

static void
set_paused (TestPolling *polling, gboolean paused)
{
  CtAccountConfig *config = test_polling_copy_config (polling, 0);

  config->paused = paused;
  test_polling_edit (polling, config);
}

static void
test_paused_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  start_held (polling);
  set_paused (polling, TRUE);
  test_polling_assert (polling, 0, "paused -");
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  answer_late (polling);
  test_polling_assert (polling, 0, "paused -");
  g_assert_cmpint (ct_account_get_next_us (test_polling_get (polling, 0)), ==, -1);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, 0);
  test_polling_advance (polling, 3600);
  g_assert_cmpuint (count (polling, NULL), ==, 1);

  set_paused (polling, FALSE);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $49.99");
}

static void
test_quitting_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  start_held (polling);
  ct_monitor_stop (polling->monitor);
  test_polling_assert (polling, 0, "idle -");
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  answer_late (polling);
  test_polling_assert (polling, 0, "idle -");
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
}

/* Without a word before: the tear-down finds everything freed. */
static void
test_dropped_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  start_held (polling);
  g_clear_object (&polling->monitor);
  answer_late (polling);
  test_polling_assert (polling, 0, "idle -");
}

/* A definition that went away leaves the error in sight, and nothing to poll. */
static void
test_definition_gone (TestPolling *polling, gconstpointer user_data)
{
  g_autoptr (GSettings) settings = NULL;

  add_account (polling, 0, HOST);
  test_polling_start (polling);
  settings = ct_settings_get_account (polling->settings,
                                      ct_account_get_id (test_polling_get (polling, 0)));
  g_settings_set_string (settings, "provider", "gone");
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "backoff definition -");
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
  g_settings_set_string (settings, "provider", "laozhang");
  test_polling_advance (polling, 60);
  test_polling_assert (polling, 0, "idle $49.99");
}

/* --- Network --- */

static void
test_offline (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = test_network_new (FALSE);

  polling->network = G_NETWORK_MONITOR (network);
  add_account (polling, 0, HOST);
  add_account (polling, 1, AWAY);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  test_polling_assert (polling, 1, "offline offline -");
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), >, 0);
  test_polling_advance (polling, 1000);
  test_polling_assert (polling, 1, "offline offline -");
  g_assert_cmpuint (count (polling, AWAY), ==, 0);
  g_assert_cmpuint (count (polling, HOST), >=, 3);

  test_network_set_available (network, TRUE);
  test_polling_assert (polling, 1, "idle -");
  test_polling_advance (polling, 2);
  g_assert_cmpuint (count (polling, AWAY), ==, 0); /* it settles */
  test_polling_advance (polling, 1);
  test_polling_assert (polling, 1, "idle $49.99");
  g_assert_cmpuint (count (polling, AWAY), ==, 1);
}

static void
test_network_lost_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = test_network_new (TRUE);

  polling->network = G_NETWORK_MONITOR (network);
  add_account (polling, 0, AWAY);
  test_polling_start (polling);
  test_polling_advance (polling, 330);
  polling->gateway->holds = TRUE;
  ct_monitor_refresh (polling->monitor, NULL);
  drain ();
  ct_clock_advance_to (polling->clock, ct_clock_now_us (polling->clock) + 60 * SECOND_US);
  test_polling_wait_requests (polling, 3);
  test_polling_assert (polling, 0, "fetching $49.99");
  test_network_set_available (network, FALSE);
  test_polling_assert (polling, 0, "offline offline $49.99");
  answer_late (polling);
  test_polling_assert (polling, 0, "offline offline $49.99");
  test_network_set_available (network, FALSE);
  test_network_set_available (network, TRUE);
  test_network_set_available (network, TRUE);
  test_polling_assert (polling, 0, "idle $49.99");
  test_polling_advance (polling, 60);
  g_assert_cmpuint (count (polling, AWAY), ==, 4);
}

/* --- The clock --- */

static void
test_clock_set (TestPolling *polling, gconstpointer user_data)
{
  static const struct
  {
    const char *reason;
    gint64 jump_s;
    guint n_polls_at_once;
  } rows[] = {
    { "an hour back", -3600, 1 },  { "a day back", -86400, 1 },
    { "a minute back", -60, 0 },   { "an hour forward", 3600, 1 },
    { "a day forward", 86400, 1 }, { "a year back", -365 * 86400, 1 },
    { "forward again", 86400, 1 },
  };

  add_account (polling, 0, HOST);
  add_account (polling, 1, "127.0.0.2");
  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n_before = count (polling, NULL), n;

      g_test_message ("%s", rows[i].reason);
      ct_monitor_refresh (polling->monitor, NULL); /* waits for its floor */
      test_polling_settle (polling);
      ct_clock_advance_to (polling->clock,
                           ct_clock_now_us (polling->clock) + rows[i].jump_s * SECOND_US);
      test_polling_settle (polling);
      n = count (polling, NULL) - n_before;
      g_assert_cmpuint (n, ==, 2 * rows[i].n_polls_at_once);
      /* An hour of a normal life: no poll is lost, none is made twice. */
      test_polling_advance (polling, 3600);
      n = count (polling, NULL) - n_before;
      g_assert_cmpuint (n, >=, 2 * 10);
      g_assert_cmpuint (n, <=, 2 * 16);
    }
}

/* The hour that there is twice, or not at all, on the clocks of people is one like any other. */
static void
test_clock_across_dst (TestPolling *polling, gconstpointer user_data)
{
  static const gint64 changes_s[] = { 1774746000, 1792890000 }; /* 2026-03-29, 2026-10-25, 01:00 */
  g_autofree char *zone = g_strdup (g_getenv ("TZ"));

  g_setenv ("TZ", "Europe/Berlin", TRUE);
  tzset ();
  add_account (polling, 0, HOST);
  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (changes_s); i++)
    {
      guint n_before;

      ct_clock_advance_to (polling->clock, (changes_s[i] - 3600) * SECOND_US);
      test_polling_advance (polling, 600);
      n_before = count (polling, NULL);
      test_polling_advance (polling, 2 * 3600);
      g_assert_cmpuint (count (polling, NULL) - n_before, >=, 21);
      g_assert_cmpuint (count (polling, NULL) - n_before, <=, 27);
    }
  g_setenv ("TZ", zone != NULL ? zone : "UTC", TRUE);
  tzset ();
}

/* An amount from the time before the clock was set back has no negative age. */
static void
test_no_negative_age (TestPolling *polling, gconstpointer user_data)
{
  CtSummaryPolicy policy = { .interval_s = 300 };
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (CtSummary) summary = NULL;

  add_account (polling, 0, HOST);
  test_polling_start (polling);
  polling->gateway->hangs_up = TRUE;
  ct_clock_advance_to (polling->clock, NOW_US - 86400 * SECOND_US);
  test_polling_settle (polling);
  accounts = ct_accounts_list (polling->accounts);
  summary = ct_summary_new (accounts, &policy, ct_clock_now_us (polling->clock));
  g_assert_cmpstr (((CtSummaryRow *) summary->rows->pdata[0])->text, ==,
                   "Account 0 · $49.99 · Gateway unreachable · just now");
}

static void
test_clock_set_back_between_accounts (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, HOST);
  add_account (polling, 1, HOST);
  test_polling_start (polling);
  g_assert_cmpuint (count (polling, NULL), ==, 1);
  ct_clock_advance_to (polling->clock, NOW_US - 86400 * SECOND_US);
  test_polling_advance (polling, 3);
  test_polling_assert (polling, 1, "idle $49.99");
}

/* What the gateway asked for was a time of the old clock. */
static void
test_clock_set_back_after_retry_after (TestPolling *polling, gconstpointer user_data)
{
  gint64 now_us = g_get_real_time (); /* the fetcher's */

  ct_clock_advance_to (polling->clock, now_us);
  add_account (polling, 0, HOST);
  test_gateway_set_answer (polling->gateway, SELF, 429, "{}", "1800");
  test_polling_start (polling);
  test_polling_assert (polling, 0, "backoff rate-limited -");
  test_gateway_set_quota (polling->gateway, 500000);
  ct_clock_advance_to (polling->clock, now_us - 7200 * SECOND_US);
  test_polling_advance (polling, 60);
  test_polling_assert (polling, 0, "idle $1.00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  test_network_resolve_here ();
  ADD ("/monitor/token/held", test_token_is_held);
  ADD ("/monitor/token/of-a-poll-under-way", test_token_of_a_poll_under_way);
  ADD ("/monitor/token/none", test_no_token);
  ADD ("/monitor/token/bound", test_token_is_bound);
  ADD ("/monitor/token/replaced-after-rejection", test_token_replaced_after_rejection);
  ADD ("/monitor/token/of-another-team", test_token_of_another_team);
  ADD ("/monitor/token/replaced-in-silence", test_token_replaced_in_silence);
  ADD ("/monitor/edited-while-fetching", test_edited_while_fetching);
  ADD ("/monitor/edited-while-waiting", test_edited_while_waiting);
  ADD ("/monitor/removed-while-fetching", test_removed_while_fetching);
  ADD ("/monitor/paused-while-fetching", test_paused_while_fetching);
  ADD ("/monitor/quitting-while-fetching", test_quitting_while_fetching);
  ADD ("/monitor/dropped-while-fetching", test_dropped_while_fetching);
  ADD ("/monitor/definition-gone", test_definition_gone);
  ADD ("/monitor/network/offline", test_offline);
  ADD ("/monitor/network/lost-while-fetching", test_network_lost_while_fetching);
  ADD ("/monitor/clock/set", test_clock_set);
  ADD ("/monitor/clock/across-dst", test_clock_across_dst);
  ADD ("/monitor/clock/no-negative-age", test_no_negative_age);
  ADD ("/monitor/clock/set-back-between-accounts", test_clock_set_back_between_accounts);
  ADD ("/monitor/clock/set-back-after-retry-after", test_clock_set_back_after_retry_after);
  return g_test_run ();
}
