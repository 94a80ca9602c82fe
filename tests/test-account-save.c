#include "config.h"

#include "account-save.h"

#include "editing.h"
#include "loop.h"

#define HOST "127.0.0.1"
#define OTHER_HOST "127.0.0.2"
#define NEW_TOKEN "tok-abcdefghij"

typedef struct
{
  gboolean done;
  char *text; /* (nullable) (owned) */
} Lookup;

typedef struct
{
  TestPolling polling;
  TestEditing editing;
  GCancellable *cancellable; /* (owned) */
  CtAccountConfig *seen;     /* (nullable) (owned) NULL: it is a new account */
  gboolean done;
  GError *error; /* (nullable) (owned) */
  Lookup told;   /* what was there when "account-edited" told of it */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  test_polling_set_up (&fixture->polling, NULL);
  test_polling_make_monitor (&fixture->polling);
  test_editing_init (&fixture->editing, &fixture->polling);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->told.text, g_free);
  g_clear_pointer (&fixture->seen, ct_account_config_free);
  g_clear_object (&fixture->cancellable);
  test_polling_tear_down (&fixture->polling, NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (ct_account_save_finish (result, &fixture->error) == (fixture->error == NULL));
  fixture->done = TRUE;
}

static void
start (Fixture *fixture, const CtAccountConfig *config, const char *text)
{
  g_autoptr (SecretValue) token = text != NULL ? secret_value_new (text, -1, "text/plain") : NULL;

  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  ct_account_save_async (&fixture->editing.session, config, fixture->seen, token,
                         fixture->cancellable, on_saved, fixture);
}

static void
save (Fixture *fixture, const CtAccountConfig *config, const char *text)
{
  start (fixture, config, text);
  test_loop_until (&fixture->done);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autoptr (SecretValue) value = ct_keyring_lookup_finish (CT_KEYRING (source), result, NULL);

  lookup->text = value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;
  lookup->done = TRUE;
}

/* expected: (nullable) none is stored */
static void
assert_token (Fixture *fixture, const CtAccountConfig *config, const char *expected)
{
  g_autofree char *origin = ct_http_origin (config->base_url, TRUE, NULL);
  Lookup lookup = { FALSE, NULL };
  g_autofree char *text = NULL;

  ct_keyring_lookup_async (fixture->polling.keyring, config->id, origin, NULL, on_looked_up,
                           &lookup);
  test_loop_until (&lookup.done);
  text = lookup.text;
  g_assert_cmpstr (text, ==, expected);
}

static guint
n_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->polling.accounts));
}

static void
test_new (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (&fixture->polling, 0, "laozhang", HOST);

  save (fixture, config, NEW_TOKEN);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (n_accounts (fixture), ==, 1);
  assert_token (fixture, config, NEW_TOKEN);
}

static void
test_new_without_token (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (&fixture->polling, 0, "laozhang", HOST);

  save (fixture, config, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (n_accounts (fixture), ==, 1);
  assert_token (fixture, config, NULL);
}

static void
test_new_but_wrong (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (&fixture->polling, 0, "laozhang", HOST);

  config->interval_s = 1;
  save (fixture, config, NEW_TOKEN);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_accounts (fixture), ==, 0);
  assert_token (fixture, config, NULL);
}

/* The window was closed while the keyring asked. */
static void
test_new_but_cancelled (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (&fixture->polling, 0, "laozhang", HOST);

  start (fixture, config, NEW_TOKEN);
  g_cancellable_cancel (fixture->cancellable);
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_accounts (fixture), ==, 0);
  assert_token (fixture, config, NULL);
}

static CtAccountConfig *
add (Fixture *fixture)
{
  g_free (test_polling_add (&fixture->polling, 0, "laozhang", HOST));
  fixture->seen = test_polling_copy_config (&fixture->polling, 0);
  return ct_account_config_copy (fixture->seen);
}

static void
test_edited (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  g_free (config->name);
  config->name = g_strdup ("Work");
  save (fixture, config, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (ct_account_get_name (test_polling_get (&fixture->polling, 0)), ==, "Work");
  assert_token (fixture, config, TEST_POLLING_TOKEN);
}

/* While the window was open somebody else paused it. */
static void
test_edited_by_others_too (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);
  CtAccountConfig *others = ct_account_config_copy (config);
  const CtAccountConfig *kept;

  others->paused = TRUE;
  test_polling_edit (&fixture->polling, others);
  config->interval_s = 600;
  save (fixture, config, NEW_TOKEN);
  g_assert_no_error (fixture->error);
  kept = ct_account_get_config (test_polling_get (&fixture->polling, 0));
  g_assert_true (kept->paused);
  g_assert_cmpuint (kept->interval_s, ==, 600);
}

static void
poll (Fixture *fixture)
{
  ct_monitor_start (fixture->polling.monitor);
  test_polling_settle (&fixture->polling);
}

static void
test_new_token (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  save (fixture, config, NEW_TOKEN);
  g_assert_no_error (fixture->error);
  assert_token (fixture, config, NEW_TOKEN);
  poll (fixture);
  g_assert_cmpstr (fixture->polling.gateway->authorization, ==, NEW_TOKEN);
}

/* To another site: its token is another, and no amount comes along. */
static void
test_moved (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);
  g_autoptr (CtAccountConfig) old = ct_account_config_copy (config);
  g_autofree char *old_origin = ct_http_origin (old->base_url, TRUE, NULL);
  g_auto (CtPollRecord) record;

  poll (fixture);
  test_polling_assert (&fixture->polling, 0, "idle $49.99");
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (fixture->polling.gateway, OTHER_HOST);
  save (fixture, config, NEW_TOKEN);
  g_assert_no_error (fixture->error);
  assert_token (fixture, old, NULL);
  assert_token (fixture, config, NEW_TOKEN);
  ct_poll_record_init (&record);
  g_assert_false (
      ct_poll_state_read (fixture->polling.poll_state, old_origin, config->id, &record));
  test_polling_settle (&fixture->polling);
  g_assert_cmpuint (test_gateway_count (fixture->polling.gateway, OTHER_HOST, NULL), ==, 1);
  g_assert_cmpstr (fixture->polling.gateway->authorization, ==, NEW_TOKEN);
}

/* Whoever hears of the new address can ask it at once. */
static void
look_up_at_once (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  Fixture *fixture = user_data;

  ct_keyring_lookup_async (fixture->polling.keyring, ct_account_get_id (account),
                           ct_account_get_origin (account), NULL, on_looked_up, &fixture->told);
}

static void
test_told_with_token (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  g_free (config->base_url);
  config->base_url = test_gateway_get_address (fixture->polling.gateway, OTHER_HOST);
  g_signal_connect (fixture->polling.accounts, "account-edited", G_CALLBACK (look_up_at_once),
                    fixture);
  save (fixture, config, NEW_TOKEN);
  g_assert_no_error (fixture->error);
  test_loop_until (&fixture->told.done);
  g_assert_cmpstr (fixture->told.text, ==, NEW_TOKEN);
}

/* Nobody answered the keyring's prompt: the account is as it was. */
static void
test_moved_but_not_stored (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);
  g_autofree char *base_url = g_strdup (config->base_url);
  g_autoptr (CtKeyring) keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);

  fixture->editing.session.keyring = keyring;
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (fixture->polling.gateway, OTHER_HOST);
  save (fixture, config, NEW_TOKEN);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
  g_clear_pointer (&config, ct_account_config_free);
  config = test_polling_copy_config (&fixture->polling, 0);
  g_assert_cmpstr (config->base_url, ==, base_url);
  assert_token (fixture, config, TEST_POLLING_TOKEN);
}

/* The window was closed while the keyring asked: its answer replaced the token already. */
static void
test_moved_but_cancelled (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  g_free (config->base_url);
  config->base_url = test_gateway_get_address (fixture->polling.gateway, OTHER_HOST);
  start (fixture, config, NEW_TOKEN);
  g_cancellable_cancel (fixture->cancellable);
  test_loop_until (&fixture->done);
  poll (fixture);
  test_polling_assert (&fixture->polling, 0, "idle $49.99");
  g_assert_cmpuint (test_gateway_count (fixture->polling.gateway, OTHER_HOST, NULL), ==, 1);
  g_assert_cmpstr (fixture->polling.gateway->authorization, ==, NEW_TOKEN);
}

static void
test_edited_but_wrong (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  g_free (config->provider_id);
  config->provider_id = g_strdup ("nobody");
  save (fixture, config, NEW_TOKEN);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_DEFINITION);
  assert_token (fixture, config, TEST_POLLING_TOKEN);
}

/* Another process removed it: it does not come back by being saved. */
static void
test_edited_but_gone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  g_assert_true (ct_accounts_remove (fixture->polling.accounts, config->id, NULL));
  save (fixture, config, NEW_TOKEN);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_accounts (fixture), ==, 0);
  assert_token (fixture, config, TEST_POLLING_TOKEN);
}

/* The same, while the keyring asked: no token stays behind that nothing would ever forget. */
static void
test_edited_but_gone_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = add (fixture);

  start (fixture, config, NEW_TOKEN);
  g_assert_true (ct_accounts_remove (fixture->polling.accounts, config->id, NULL));
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_accounts (fixture), ==, 0);
  assert_token (fixture, config, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
#define ADD(path, func) g_test_add ("/account-save/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("new", test_new);
  ADD ("new-without-token", test_new_without_token);
  ADD ("new-but-wrong", test_new_but_wrong);
  ADD ("new-but-cancelled", test_new_but_cancelled);
  ADD ("edited", test_edited);
  ADD ("edited-by-others-too", test_edited_by_others_too);
  ADD ("new-token", test_new_token);
  ADD ("moved", test_moved);
  ADD ("told-with-token", test_told_with_token);
  ADD ("moved-but-not-stored", test_moved_but_not_stored);
  ADD ("moved-but-cancelled", test_moved_but_cancelled);
  ADD ("edited-but-wrong", test_edited_but_wrong);
  ADD ("edited-but-gone", test_edited_but_gone);
  ADD ("edited-but-gone-meanwhile", test_edited_but_gone_meanwhile);
  return g_test_run ();
}
