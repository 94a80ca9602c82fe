#include "config.h"

#include "removals.h"

#include "account-settings.h"
#include "keyring-calls.h"
#include "keyring-daemon.h"
#include "loop.h"
#include "polling.h"

#define HOST "127.0.0.1"
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

#define POLLED 1

/* Four accounts with their tokens in a real keyring; one of them is not paused. */
typedef struct
{
  TestPolling polling;
  KeyringDaemon *daemon; /* (owned) */
  CtRemovals *removals;  /* (owned) */
  char *ids[4];          /* (owned) */
  guint n_changes;
} Fixture;

static void
count_change (guint *n_changes)
{
  (*n_changes)++;
}

/* As a program does at its start. */
static void
make_removals (Fixture *fixture)
{
  TestPolling *polling = &fixture->polling;
  CtRemovalsParts parts = {
    .settings = polling->settings,
    .catalog = polling->catalog,
    .keyring = polling->keyring,
    .poll_state = polling->poll_state,
    .history = polling->history,
  };

  g_clear_object (&fixture->removals);
  fixture->removals = ct_removals_new (&parts);
  g_signal_connect_swapped (fixture->removals, "changed", G_CALLBACK (count_change),
                            &fixture->n_changes);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  TestPolling *polling = &fixture->polling;
  g_autofree char *origin = NULL;

  g_assert_nonnull (bus);
  fixture->daemon = keyring_daemon_new (bus);
  test_polling_set_up (polling, NULL);
  g_object_unref (polling->keyring);
  polling->keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);
  origin = test_gateway_get_address (polling->gateway, HOST);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    {
      g_autoptr (CtAccountConfig) config = test_polling_config (polling, i, "laozhang", HOST);

      config->paused = i != POLLED;
      g_assert_true (ct_accounts_add (polling->accounts, config, NULL));
      keyring_store (polling->keyring, config->id, origin, TEST_POLLING_TOKEN);
      fixture->ids[i] = g_strdup (config->id);
    }
  make_removals (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->removals);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    g_free (fixture->ids[i]);
  keyring_daemon_free (fixture->daemon);
  test_polling_tear_down (&fixture->polling, NULL);
  secret_service_disconnect (); /* of the process: the next test's daemon is another one */
}

static guint
index_of (Fixture *fixture, const char *id)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (fixture->ids) && !g_str_equal (fixture->ids[i], id))
    i++;
  return i;
}

/* The accounts as digits, in their order, and behind a '-' the recorded removals. */
static void
assert_lists (Fixture *fixture, const char *expected)
{
  static const char *const keys[] = { "accounts", "pending-removals" };
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) list = ct_settings_get_value (fixture->polling.settings, NULL, keys[i]);
      GVariantIter iter;
      const char *id;

      g_string_append (found, i > 0 ? "-" : "");
      g_variant_iter_init (&iter, list);
      while (g_variant_iter_next (&iter, "&s", &id))
        g_string_append_printf (found, "%u", index_of (fixture, id));
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static gboolean
has_settings (Fixture *fixture, guint n)
{
  g_autoptr (CtAccountConfig) config = ct_account_settings_load (fixture->polling.settings,
                                                                 fixture->ids[n]);

  return config->provider_id[0] != '\0';
}

static void
begin (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;

  ct_removals_begin (fixture->removals, fixture->ids[n], &error);
  g_assert_no_error (error);
}

static void
wait_for_lists (Fixture *fixture, const char *accounts_alone)
{
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr (GVariant) list = ct_settings_get_value (fixture->polling.settings, NULL,
                                                         "pending-removals");

      done = g_variant_n_children (list) == 0;
      if (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  assert_lists (fixture, accounts_alone);
}

static void
test_undo (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture, 1);
  begin (fixture, 0);
  begin (fixture, 3);
  assert_lists (fixture, "2-103");
  g_assert_cmpuint (ct_removals_get_undoable (fixture->removals)->len, ==, 3);
  g_assert_cmpuint (fixture->n_changes, ==, 3);
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, NULL), ==, 4);

  g_assert_true (ct_removals_undo (fixture->removals, &error));
  g_assert_no_error (error);
  assert_lists (fixture, "0123-");
  g_assert_cmpuint (ct_removals_get_undoable (fixture->removals)->len, ==, 0);
  g_assert_cmpuint (fixture->n_changes, ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->ids); i++)
    g_assert_true (has_settings (fixture, i));
}

/* What is known of the account comes back with it, without a request. */
static void
test_reading_comes_back (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  guint n_requests;

  test_polling_start (polling);
  test_polling_wait (polling, POLLED, "idle $49.99");
  n_requests = test_gateway_count (polling->gateway, NULL, NULL);
  begin (fixture, POLLED);
  g_assert_null (ct_accounts_lookup (polling->accounts, fixture->ids[POLLED]));
  g_assert_true (ct_removals_undo (fixture->removals, NULL));
  test_polling_assert (polling, POLLED, "idle $49.99");
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, n_requests);
}

static void
test_finish (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_auto (CtPollRecord) record;
  g_autofree char *origin = test_gateway_get_address (polling->gateway, HOST);

  test_polling_start (polling);
  test_polling_wait (polling, POLLED, "idle $49.99");
  begin (fixture, POLLED);
  ct_removals_finish (fixture->removals);
  g_assert_cmpuint (ct_removals_get_undoable (fixture->removals)->len, ==, 0);
  g_assert_false (has_settings (fixture, POLLED));
  wait_for_lists (fixture, "023-");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, fixture->ids[POLLED]), ==, 0);
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, NULL), ==, 3);
  ct_poll_record_init (&record);
  ct_poll_state_read (polling->poll_state, origin, fixture->ids[POLLED], &record);
  g_assert_null (record.reading);

  g_assert_true (ct_removals_undo (fixture->removals, NULL));
  assert_lists (fixture, "023-");
}

/* Nobody is asked to open the keyring for it. */
static void
test_locked (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (KeyringPrompter) prompter = keyring_prompter_new (bus);
  g_autoptr (GError) error = NULL;

  keyring_daemon_lock (fixture->daemon);
  begin (fixture, 0);
  ct_removals_finish (fixture->removals);
  begin (fixture, 1);
  /* Answered after the question that finish() asked. */
  g_assert_false (keyring_forget (fixture->polling.keyring, fixture->ids[0], &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED);
  assert_lists (fixture, "23-01");
  g_assert_false (has_settings (fixture, 0));
  g_assert_cmpuint (keyring_prompter_get_n_prompts (prompter), ==, 0);

  keyring_daemon_unlock (fixture->daemon);
  while (keyring_daemon_count_tokens (fixture->daemon, fixture->ids[0]) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ct_removals_undo (fixture->removals, NULL));
  wait_for_lists (fixture, "123-");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, NULL), ==, 3);
}

/* A process that ended before, however it did. */
static void
test_next_start (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture, 0);
  begin (fixture, 3);
  make_removals (fixture);
  g_assert_cmpuint (ct_removals_get_undoable (fixture->removals)->len, ==, 0);
  assert_lists (fixture, "12-03");
  ct_removals_finish (fixture->removals);
  wait_for_lists (fixture, "12-");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, NULL), ==, 2);
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, fixture->ids[1]), ==, 1);
}

static void
test_errors (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ct_removals_begin (fixture->removals, "nobody", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  assert_lists (fixture, "0123-");
  g_assert_cmpuint (fixture->n_changes, ==, 0);
  ct_removals_finish (fixture->removals);
  assert_lists (fixture, "0123-");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, NULL), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/removals/undo", test_undo);
  ADD ("/removals/reading-comes-back", test_reading_comes_back);
  ADD ("/removals/finish", test_finish);
  ADD ("/removals/locked", test_locked);
  ADD ("/removals/next-start", test_next_start);
  ADD ("/removals/errors", test_errors);

  return keyring_run_on_private_bus ();
}
