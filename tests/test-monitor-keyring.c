#include "config.h"

#include "keyring-calls.h"
#include "keyring-daemon.h"
#include "loop.h"
#include "polling.h"

#define HOST "127.0.0.1"

/* The monitor with a real keyring, which opens and closes. */
typedef struct
{
  TestPolling polling;
  KeyringDaemon *daemon; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  TestPolling *polling = &fixture->polling;
  g_autoptr (CtAccountConfig) config = NULL;
  g_autofree char *origin = NULL;

  g_assert_nonnull (bus);
  fixture->daemon = keyring_daemon_new (bus);
  test_polling_set_up (polling, NULL);
  g_object_unref (polling->keyring);
  polling->keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);
  config = test_polling_config (polling, 0, "laozhang", HOST);
  g_assert_true (ct_accounts_add (polling->accounts, config, NULL));
  origin = test_gateway_get_address (polling->gateway, HOST);
  keyring_store (polling->keyring, config->id, origin, TEST_POLLING_TOKEN);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  keyring_daemon_free (fixture->daemon);
  test_polling_tear_down (&fixture->polling, NULL);
  secret_service_disconnect (); /* of the process: the next test's daemon is another one */
}

static void
test_locked_at_first (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  keyring_daemon_lock (fixture->daemon);
  test_polling_start (polling);
  test_polling_wait (polling, 0, "locked keyring-locked -");
  test_polling_advance (polling, 3600);
  test_polling_assert (polling, 0, "locked keyring-locked -");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 0);

  keyring_daemon_unlock (fixture->daemon);
  test_polling_wait (polling, 0, "idle $49.99");
}

/* The token that is held is let go, and what is known stays in sight; that it is locked is told at
 * once, not when the account is due. */
static void
test_locked_later (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  test_polling_start (polling);
  test_polling_wait (polling, 0, "idle $49.99");
  keyring_daemon_lock (fixture->daemon);
  test_polling_wait (polling, 0, "locked keyring-locked $49.99");
  g_assert_cmpint (ct_clock_now_us (polling->clock), ==, TEST_POLLING_NOW_US);
  test_polling_advance (polling, 330);
  test_polling_assert (polling, 0, "locked keyring-locked $49.99");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 1);
  keyring_daemon_unlock (fixture->daemon);
  test_polling_wait (polling, 0, "idle $49.99");
  test_polling_wait_requests (polling, 2);
}

static void
set_flag (CtKeyring *keyring, gboolean *flag)
{
  *flag = TRUE;
}

/* What is wrong already, and with it when it is tried again, outlives a keyring that closes and
 * opens. */
static void
test_locked_while_rejected (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  gboolean locked = FALSE, unlocked = FALSE;
  g_autofree char *origin = test_gateway_get_address (polling->gateway, HOST);
  const char *id;

  test_gateway_set_answer (polling->gateway, "/api/user/self", 401, "{}", NULL);
  test_polling_start (polling);
  test_polling_wait (polling, 0, "rejected token-rejected -");
  g_signal_connect (polling->keyring, "locked", G_CALLBACK (set_flag), &locked);
  g_signal_connect (polling->keyring, "unlocked", G_CALLBACK (set_flag), &unlocked);
  keyring_daemon_lock (fixture->daemon);
  test_loop_until (&locked);
  id = ct_account_get_id (test_polling_get (polling, 0));
  assert_no_token (polling->keyring, id, origin, CT_ERROR_KEYRING_LOCKED);
  test_polling_assert (polling, 0, "rejected token-rejected -");
  keyring_daemon_unlock (fixture->daemon);
  test_loop_until (&unlocked);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "rejected token-rejected -");
  g_signal_handlers_disconnect_by_func (polling->keyring, set_flag, &locked);
  g_signal_handlers_disconnect_by_func (polling->keyring, set_flag, &unlocked);
}

static void
open_at_once (CtKeyring *keyring, gboolean *flag)
{
  g_signal_emit_by_name (keyring, "unlocked");
  *flag = TRUE;
}

/* What was about to be found out does not count once it is open again. */
static void
test_locked_for_a_moment (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autofree char *origin = test_gateway_get_address (polling->gateway, HOST);
  gboolean locked = FALSE;

  test_polling_start (polling);
  test_polling_wait (polling, 0, "idle $49.99");
  g_signal_connect (polling->keyring, "locked", G_CALLBACK (open_at_once), &locked);
  keyring_daemon_lock (fixture->daemon);
  test_loop_until (&locked);
  assert_no_token (polling->keyring, ct_account_get_id (test_polling_get (polling, 0)), origin,
                   CT_ERROR_KEYRING_LOCKED);
  test_polling_assert (polling, 0, "idle $49.99");
  g_signal_handlers_disconnect_by_func (polling->keyring, open_at_once, &locked);
}

/* A keyring that tells nobody that it was unlocked is looked into at the ordinary interval; nobody
 * is asked for a password by that. */
static void
test_unlocked_in_silence (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (KeyringPrompter) prompter = keyring_prompter_new (bus);
  CtAccount *account = test_polling_get (polling, 0);
  guint unlocked = g_signal_lookup ("unlocked", CT_TYPE_KEYRING);

  keyring_daemon_lock (fixture->daemon);
  test_polling_start (polling);
  test_polling_wait (polling, 0, "locked keyring-locked -");
  g_signal_handlers_block_matched (polling->keyring, G_SIGNAL_MATCH_ID, unlocked, 0, NULL, NULL,
                                   NULL);
  test_polling_settle (polling);
  for (guint i = 0; i < 3; i++)
    {
      gint64 wait_us = ct_account_get_next_us (account) - ct_clock_now_us (polling->clock);

      g_assert_cmpint (wait_us, >=, 270 * (gint64) G_USEC_PER_SEC);
      g_assert_cmpint (wait_us, <=, 330 * (gint64) G_USEC_PER_SEC);
      ct_clock_advance_to (polling->clock, ct_account_get_next_us (account));
      g_assert_true (ct_monitor_is_busy (polling->monitor));
      while (ct_monitor_is_busy (polling->monitor))
        g_main_context_iteration (NULL, TRUE);
      test_polling_settle (polling);
      test_polling_assert (polling, 0, "locked keyring-locked -");
    }
  g_assert_cmpuint (keyring_prompter_get_n_prompts (prompter), ==, 0);

  keyring_daemon_unlock (fixture->daemon);
  ct_clock_advance_to (polling->clock, ct_account_get_next_us (account));
  test_polling_wait (polling, 0, "idle $49.99");
}

/* The service is gone, and comes back. */
static void
test_service_away (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  keyring_daemon_kill (fixture->daemon);
  test_polling_start (polling);
  test_polling_wait (polling, 0, "locked keyring-missing -");
  keyring_daemon_start (fixture->daemon);
  test_polling_wait (polling, 0, "idle $49.99");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/monitor/keyring/locked-at-first", test_locked_at_first);
  ADD ("/monitor/keyring/locked-later", test_locked_later);
  ADD ("/monitor/keyring/locked-while-rejected", test_locked_while_rejected);
  ADD ("/monitor/keyring/locked-for-a-moment", test_locked_for_a_moment);
  ADD ("/monitor/keyring/unlocked-in-silence", test_unlocked_in_silence);
  ADD ("/monitor/keyring/service-away", test_service_away);
#undef ADD
  return keyring_run_on_private_bus ();
}
