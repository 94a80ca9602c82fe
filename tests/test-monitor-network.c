#include "config.h"

#include "endure.h"
#include "test-network.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define SELF "/api/user/self"
#define HOST "127.0.0.1"
#define AWAY "gateway.lan"
#define ADD(path, func) \
  g_test_add (path, TestPolling, NULL, test_polling_set_up, func, test_polling_tear_down)

static guint
count (TestPolling *polling, const char *host)
{
  return test_gateway_count (polling->gateway, host, SELF);
}

/* An account on this machine and one that is not. */
static TestNetwork *
start (TestPolling *polling, gboolean available, gboolean reachable)
{
  TestNetwork *network = test_network_new (available);

  polling->network = G_NETWORK_MONITOR (network);
  test_network_set_reachable (network, reachable);
  g_free (test_polling_add (polling, 0, "laozhang", HOST));
  g_free (test_polling_add (polling, 1, "laozhang", AWAY));
  test_polling_start (polling);
  return network;
}

/* What is not up yet is waited for, without an error. */
static void
test_login (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = test_network_new (FALSE);

  polling->network = G_NETWORK_MONITOR (network);
  g_free (test_polling_add (polling, 0, "laozhang", HOST));
  g_free (test_polling_add (polling, 1, "laozhang", AWAY));
  test_polling_make_monitor (polling);
  ct_monitor_settle (polling->monitor);
  ct_monitor_start (polling->monitor);
  test_polling_advance (polling, TEST_POLLING_SETTLE_S - 1);
  g_assert_cmpuint (count (polling, NULL), ==, 0);
  test_polling_assert (polling, 1, "idle -");
  test_network_set_available (network, TRUE);
  test_polling_advance (polling, 1);
  test_polling_assert (polling, 0, "idle $49.99");
  test_polling_assert (polling, 1, "idle $49.99");
  g_assert_cmpuint (count (polling, NULL), ==, 2);
}

/* --- Names --- */

/* As after a login, or in a train: it is no fault of the site, and the amount stays. */
static void
test_names_fail (TestPolling *polling, gconstpointer user_data)
{
  test_polling_use_memory (polling);
  g_free (test_polling_add (polling, 0, "laozhang", AWAY));
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");

  test_network_break_names (TRUE);
  ct_fetcher_forget_connections (polling->fetcher); /* as 10 s later */
  test_endure_poll (polling, 1, CT_ERROR_UNREACHABLE);
  g_assert_cmpuint (count (polling, NULL), ==, 1);

  test_network_break_names (FALSE);
  test_gateway_set_quota (polling->gateway, 5000000);
  test_endure_recover (polling, 1);
}

/* --- Private sites without a route to everywhere --- */

static void
test_reachable (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = start (polling, FALSE, TRUE);

  test_polling_assert (polling, 1, "idle -");
  test_polling_advance (polling, TEST_POLLING_SETTLE_S);
  test_polling_assert (polling, 1, "idle $49.99");
  g_assert_cmpuint (count (polling, AWAY), ==, 1);

  /* Whatever else changes in the network, it goes on. */
  test_network_set_available (network, FALSE);
  test_polling_assert (polling, 1, "idle $49.99");
  test_polling_advance (polling, 120);
  g_assert_cmpuint (count (polling, AWAY), ==, 1);
  test_polling_advance (polling, 220);
  g_assert_cmpuint (count (polling, AWAY), ==, 2);

  test_network_set_reachable (network, FALSE);
  test_network_set_available (network, FALSE);
  test_polling_settle (polling);
  test_polling_assert (polling, 1, "offline offline $49.99");
  test_polling_advance (polling, 1000);
  ct_monitor_refresh (polling->monitor, NULL);
  test_polling_settle (polling);
  g_assert_cmpuint (count (polling, AWAY), ==, 2);
  test_polling_assert (polling, 0, "idle $49.99");
}

/* What could be reached before there was a route to everywhere, or is far away, is not asked for
 * when there is none. */
static void
test_not_reachable (TestPolling *polling, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (polling, 2, "laozhang", HOST);
  TestNetwork *network = start (polling, FALSE, TRUE);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&config->base_url, g_free);
  g_assert_true (ct_accounts_add (polling->accounts, config, &error));
  test_polling_advance (polling, 60);
  test_polling_assert (polling, 1, "idle $49.99");
  test_polling_assert (polling, 2, "offline offline -");
  g_assert_true (ct_accounts_remove (polling->accounts, config->id, &error));

  test_network_set_available (network, TRUE);
  test_polling_settle (polling);
  test_network_set_available (network, FALSE);
  test_polling_assert (polling, 1, "offline offline $49.99");
}

/* The answer to a poll that the network cut off is late. */
static void
test_lost_while_fetching (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = start (polling, TRUE, FALSE);

  polling->gateway->holds = TRUE;
  ct_clock_advance_to (polling->clock, TEST_POLLING_NOW_US + 340 * (gint64) G_USEC_PER_SEC);
  test_polling_wait_requests (polling, 4);
  test_network_set_available (network, FALSE);
  test_polling_assert (polling, 1, "offline offline $49.99");
  test_gateway_set_quota (polling->gateway, 500000);
  polling->gateway->holds = FALSE;
  test_gateway_release (polling->gateway);
  test_polling_settle (polling);
  test_polling_assert (polling, 1, "offline offline $49.99");
}

/* An answer that nobody waits for any more is none. */
static void
test_reachable_too_late (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = start (polling, FALSE, FALSE);
  g_autofree char *id = g_strdup (ct_account_get_id (test_polling_get (polling, 1)));

  test_network_set_available (network, FALSE);
  test_network_set_available (network, TRUE);
  test_polling_advance (polling, TEST_POLLING_SETTLE_S);
  test_polling_assert (polling, 1, "idle $49.99");
  test_network_set_available (network, FALSE);
  g_assert_true (ct_accounts_remove (polling->accounts, id, NULL));
  test_polling_settle (polling);
}

/* --- Back online --- */

static void
test_back_once (TestPolling *polling, gconstpointer user_data)
{
  TestNetwork *network = start (polling, TRUE, FALSE);

  for (guint i = 0; i < 5; i++)
    {
      test_network_set_available (network, FALSE);
      test_polling_advance (polling, 100);
      test_polling_assert (polling, 1, "offline offline $49.99");
      test_network_set_available (network, TRUE);
      test_network_set_available (network, TRUE);
      test_polling_advance (polling, TEST_POLLING_SETTLE_S - 1);
      g_assert_cmpuint (count (polling, AWAY), ==, 1 + i);
      test_polling_advance (polling, 1);
      g_assert_cmpuint (count (polling, AWAY), ==, 2 + i);
    }
}

/* A login page in the way: an error, and the amount stays. It is over when the network says so. */
static void
test_portal (TestPolling *polling, gconstpointer user_data)
{
  static const struct
  {
    const char *reason;
    guint status;
    const char *body;
    const char *told;
  } rows[] = {
    { "a page", 200, "<html>Welcome to our hotel</html>", "backoff not-found $49.99" },
    { "a redirect to one", 302, "", "backoff redirected $49.99" },
    { "a page that refuses", 511, "<html>Log in</html>", "backoff server-error $49.99" },
  };
  TestNetwork *network = start (polling, TRUE, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n_before;

      g_test_message ("%s", rows[i].reason);
      test_network_set_portal (network, TRUE);
      test_gateway_set_answer (polling->gateway, SELF, rows[i].status, rows[i].body, NULL);
      test_polling_advance (polling, 340);
      test_polling_assert (polling, 1, rows[i].told);
      n_before = count (polling, AWAY);
      test_polling_advance (polling, 60);
      test_gateway_set_quota (polling->gateway, 24997909);
      test_network_set_portal (network, FALSE);
      test_network_set_portal (network, FALSE);
      test_polling_advance (polling, TEST_POLLING_SETTLE_S);
      g_assert_cmpuint (count (polling, AWAY), ==, n_before + 1);
      test_polling_assert (polling, 1, "idle $49.99");
    }
}

/* --- Paid by volume --- */

/* How often the account that is not on this machine was asked in that time. */
static guint
count_during (TestPolling *polling, gint64 seconds)
{
  guint n_before = count (polling, AWAY);

  test_polling_advance (polling, seconds);
  return count (polling, AWAY) - n_before;
}

static void
test_metered (TestPolling *polling, gconstpointer user_data)
{
  GSettings *general = ct_settings_get_general (polling->settings);
  TestNetwork *network = start (polling, TRUE, FALSE);
  g_autoptr (GSettings) account = NULL;
  guint n_here;

  test_network_set_metered (network, TRUE);
  g_assert_cmpuint (count_during (polling, 3600), >=, 10);
  g_settings_set_string (general, "metered", "hourly");
  g_assert_cmpuint (count_during (polling, 10 * 3600), ==, 10);
  ct_clock_advance_to (polling->clock, TEST_POLLING_NOW_US - 86400 * SECOND_US);
  g_assert_cmpuint (count_during (polling, 10 * 3600), ==, 11); /* at once, and then */
  g_settings_set_string (general, "metered", "never");
  n_here = count (polling, HOST);
  g_assert_cmpuint (count_during (polling, 10 * 3600), ==, 0);
  g_assert_cmpuint (count (polling, HOST) - n_here, >=, 100); /* costs nothing */
  test_polling_assert (polling, 1, "idle $49.99");
  g_assert_cmpint (ct_account_get_next_us (test_polling_get (polling, 1)), ==, -1);

  /* Who asks, knows. Coming back is not asking. */
  ct_monitor_refresh (polling->monitor, NULL);
  g_assert_cmpuint (count_during (polling, 60), ==, 1);
  test_network_set_available (network, FALSE);
  test_network_set_available (network, TRUE);
  g_assert_cmpuint (count_during (polling, 3600), ==, 0);
  account = ct_settings_get_account (polling->settings,
                                     ct_account_get_id (test_polling_get (polling, 1)));
  g_settings_set_string (account, "provider", "gone");
  test_polling_settle (polling);
  g_settings_set_string (account, "provider", "laozhang");
  test_network_set_metered (network, FALSE);
  g_assert_cmpuint (count_during (polling, 3600), >=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  test_network_resolve_here ();
  ADD ("/monitor-network/login", test_login);
  ADD ("/monitor-network/names-fail", test_names_fail);
  ADD ("/monitor-network/reachable", test_reachable);
  ADD ("/monitor-network/not-reachable", test_not_reachable);
  ADD ("/monitor-network/lost-while-fetching", test_lost_while_fetching);
  ADD ("/monitor-network/reachable-too-late", test_reachable_too_late);
  ADD ("/monitor-network/back-once", test_back_once);
  ADD ("/monitor-network/portal", test_portal);
  ADD ("/monitor-network/metered", test_metered);
  return g_test_run ();
}
