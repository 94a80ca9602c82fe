#include "config.h"

#include "error.h"
#include "polling.h"

#define HOST "127.0.0.1"
#define SELF "/api/user/self"
#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define ADD(path, func) \
  g_test_add (path, TestPolling, NULL, test_polling_set_up, func, test_polling_tear_down)

static GPtrArray *
attempts_of (TestPolling *polling)
{
  return ct_monitor_get_attempts (polling->monitor,
                                  ct_account_get_id (test_polling_get (polling, 0)));
}

/* "200 -" or "401 token-rejected" */
static void
assert_last (TestPolling *polling, guint n_expected, const char *expected)
{
  GPtrArray *attempts = attempts_of (polling);
  const CtAttempt *last;
  g_autofree char *text = NULL;

  g_assert_cmpuint (attempts->len, ==, n_expected);
  last = attempts->pdata[attempts->len - 1];
  text = g_strdup_printf ("%u %s", last->status,
                          last->error != NULL ? ct_error_code_to_string (last->error->code) : "-");
  g_assert_cmpstr (text, ==, expected);
}

static void
test_polls (TestPolling *polling, gconstpointer user_data)
{
  g_free (test_polling_add (polling, 0, "laozhang", HOST));
  test_polling_start (polling);
  assert_last (polling, 1, "200 -");

  test_gateway_set_answer (polling->gateway, SELF, 503, "", NULL);
  test_polling_advance (polling, 340);
  assert_last (polling, 2, "503 server-error");
  polling->gateway->hangs_up = TRUE;
  test_polling_advance (polling, 700);
  assert_last (polling, 3, "0 unreachable");
  g_assert_null (ct_monitor_get_attempts (polling->monitor, "nobody"));
}

static void
test_time_and_duration (TestPolling *polling, gconstpointer user_data)
{
  const CtAttempt *attempt;

  g_free (test_polling_add (polling, 0, "laozhang", HOST));
  polling->gateway->holds = TRUE;
  test_polling_make_monitor (polling);
  ct_monitor_start (polling->monitor);
  test_polling_wait_requests (polling, 1);
  ct_clock_advance_to (polling->clock, TEST_POLLING_NOW_US + 3 * SECOND_US);
  polling->gateway->holds = FALSE;
  test_gateway_release (polling->gateway);
  test_polling_settle (polling);

  assert_last (polling, 1, "200 -");
  attempt = attempts_of (polling)->pdata[0];
  g_assert_cmpint (attempt->time_us, ==, TEST_POLLING_NOW_US);
  g_assert_cmpint (attempt->duration_us, ==, 3 * SECOND_US);
}

/* What stood in the way of sending anything counts as well. */
static void
test_no_token (TestPolling *polling, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (polling, 0, "laozhang", HOST);

  g_assert_true (ct_accounts_add (polling->accounts, config, NULL));
  test_polling_start (polling);
  assert_last (polling, 1, "0 token-missing");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 0);
}

static void
test_only_the_last_stay (void)
{
  g_autoptr (GPtrArray) attempts = ct_attempts_new ();

  for (gint64 i = 0; i < CT_N_ATTEMPTS + 5; i++)
    ct_attempts_add (attempts, i, 0, 200, NULL);
  g_assert_cmpuint (attempts->len, ==, CT_N_ATTEMPTS);
  g_assert_cmpint (((CtAttempt *) attempts->pdata[0])->time_us, ==, 5);
}

/* A test is told of when it is kept: there may have been a poll meanwhile. */
static void
test_order (void)
{
  g_autoptr (GPtrArray) attempts = ct_attempts_new ();

  for (guint i = 1; i <= CT_N_ATTEMPTS; i++)
    ct_attempts_add (attempts, i * SECOND_US, 0, 200, NULL);
  ct_attempts_add (attempts, 3 * SECOND_US / 2, 0, 401, NULL);
  g_assert_cmpuint (attempts->len, ==, CT_N_ATTEMPTS);
  g_assert_cmpuint (((CtAttempt *) attempts->pdata[0])->status, ==, 401);
  g_assert_cmpint (((CtAttempt *) attempts->pdata[1])->time_us, ==, 2 * SECOND_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/attempts/polls", test_polls);
  ADD ("/attempts/time-and-duration", test_time_and_duration);
  ADD ("/attempts/no-token", test_no_token);
  g_test_add_func ("/attempts/order", test_order);
  g_test_add_func ("/attempts/only-the-last-stay", test_only_the_last_stay);
  return g_test_run ();
}
