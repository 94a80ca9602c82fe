#include "config.h"

#include "account-save.h"
#include "alerts.h"
#include "editing.h"
#include "loop.h"

#define QUOTA_OF_USD 500000

static void
on_saved (GObject *source, GAsyncResult *result, gpointer saved)
{
  g_assert_true (ct_account_save_finish (result, NULL));
  *(gboolean *) saved = TRUE;
}

/* As a person does it in the editor, and waits for. */
static void
move_account (TestPolling *polling, const char *host)
{
  TestEditing editing;
  g_autoptr (CtAccountConfig) seen = test_polling_copy_config (polling, 0);
  g_autoptr (CtAccountConfig) config = ct_account_config_copy (seen);
  g_autoptr (SecretValue) token = secret_value_new (TEST_POLLING_TOKEN, -1, "text/plain");
  gboolean saved = FALSE;

  test_editing_init (&editing, polling);
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (polling->gateway, host);
  ct_account_save_async (&editing.session, config, seen, token, NULL, on_saved, &saved);
  test_loop_until (&saved);
}

static void
count_raised (CtAlerts *alerts, CtAlert *alert, guint *n_raised)
{
  (*n_raised)++;
}

static CtAlerts *
start (TestPolling *polling, guint *n_raised)
{
  CtAlertsParts parts = {
    .clock = polling->clock,
    .accounts = polling->accounts,
    .poll_state = polling->poll_state,
    .general = ct_settings_get_general (polling->settings),
    .state_dir = polling->state_dir,
  };
  CtAlerts *alerts = ct_alerts_new (&parts);

  g_signal_connect (alerts, "raised", G_CALLBACK (count_raised), n_raised);
  test_polling_start (polling);
  return alerts;
}

/* Told of the new site at once, and not once more after a restart. */
static void
test_moved (TestPolling *polling, gconstpointer user_data)
{
  CtAlerts *alerts;
  guint n_raised = 0;

  g_free (test_polling_add (polling, 0, "laozhang", "127.0.0.1"));
  alerts = start (polling, &n_raised);
  test_gateway_set_quota (polling->gateway, 3 * QUOTA_OF_USD);
  move_account (polling, "127.0.0.2");
  test_polling_settle (polling);
  g_assert_cmpuint (n_raised, ==, 1);

  ct_alerts_flush (alerts);
  ct_poll_state_flush (polling->poll_state);
  g_assert_finalize_object (alerts);
  test_polling_restart (polling);
  alerts = start (polling, &n_raised);
  test_polling_advance (polling, 400);
  test_polling_assert (polling, 0, "idle $3.00");
  g_assert_cmpuint (n_raised, ==, 1);
  g_assert_finalize_object (alerts);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/alerts/moved", TestPolling, NULL, test_polling_set_up, test_moved,
              test_polling_tear_down);
  return g_test_run ();
}
