#include "config.h"

#include "polling.h"

#include <string.h>

#include <glib/gstdio.h>

#include "folder.h"
#include "loop.h"

#define QUOTA_49_99 24997909
/* At one time of the clock: an account that was added, asked for, found unable ... */
#define MAX_RINGS 5

static CtPollState *
new_poll_state (TestPolling *self)
{
  return ct_poll_state_new (self->runtime_dir, self->state_dir);
}

void
test_polling_set_up (TestPolling *self, gconstpointer user_data)
{
  g_autofree char *schema_dir = g_test_build_filename (G_TEST_BUILT, "..", "data", "schemas", NULL);
  g_autoptr (GError) error = NULL;

  self->gateway = test_gateway_new ();
  test_gateway_set_quota (self->gateway, QUOTA_49_99);
  self->runtime_dir = g_build_filename (g_get_user_runtime_dir (), "credit-tray", NULL);
  self->state_dir = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);
  self->clock = ct_clock_new_manual (TEST_POLLING_NOW_US);
  self->settings = ct_settings_new (NULL, schema_dir, &error);
  g_assert_no_error (error);
  self->catalog = ct_catalog_new (NULL);
  self->accounts = ct_accounts_new (self->settings, self->catalog);
  self->keyring = ct_keyring_new (CT_KEYRING_MEMORY, NULL);
  self->fetcher = ct_fetcher_new (self->clock);
  self->poll_state = new_poll_state (self);
  self->history = ct_history_new (NULL);
}

void
test_polling_use_memory (TestPolling *self)
{
  g_autofree char *folder = g_strdup ("/dev/shm/credit-tray-XXXXXX");

  if (g_mkdtemp (folder) == NULL)
    return;
  g_free (self->runtime_dir);
  self->runtime_dir = g_strdup (folder);
  self->memory_dir = g_steal_pointer (&folder);
  g_object_unref (self->poll_state);
  self->poll_state = ct_poll_state_new (self->runtime_dir, NULL);
}

/* Whatever is still under way, nothing may be kept alive by it once it has ended. */
void
test_polling_tear_down (TestPolling *self, gconstpointer user_data)
{
  if (self->monitor != NULL)
    g_assert_finalize_object (self->monitor);
  g_object_run_dispose (G_OBJECT (self->fetcher));
  g_clear_pointer (&self->gateway, test_gateway_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->poll_state);
  g_assert_finalize_object (self->history);
  g_assert_finalize_object (self->fetcher);
  g_assert_finalize_object (self->accounts);
  g_assert_finalize_object (self->keyring);
  g_clear_object (&self->catalog);
  g_clear_object (&self->settings);
  g_clear_object (&self->network);
  g_assert_finalize_object (self->clock);
  if (self->memory_dir != NULL)
    test_folder_remove (self->memory_dir);
  g_free (self->memory_dir);
  g_free (self->runtime_dir);
  g_free (self->state_dir);
}

/* --- Accounts --- */

CtAccountConfig *
test_polling_config (TestPolling *self, guint n, const char *provider_id, const char *host)
{
  g_autofree char *id = g_strdup_printf (TEST_POLLING_ID_FORMAT, n);
  CtAccountConfig *config = ct_account_config_new (id);

  g_free (config->name);
  config->name = g_strdup_printf ("Account %u", n);
  g_free (config->provider_id);
  config->provider_id = g_strdup (provider_id);
  config->base_url = test_gateway_get_address (self->gateway, host);
  config->allow_private_http = TRUE;
  return config;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ct_keyring_store_finish (CT_KEYRING (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

void
test_polling_store_token (TestPolling *self, guint n, const char *host, const char *token)
{
  g_autofree char *id = g_strdup_printf (TEST_POLLING_ID_FORMAT, n);
  g_autofree char *origin = test_gateway_get_address (self->gateway, host);
  g_autoptr (SecretValue) value = secret_value_new (token, -1, "text/plain");
  gboolean stored = FALSE;

  ct_keyring_store_async (self->keyring, id, origin, "Credit Tray: test", value, NULL, on_stored,
                          &stored);
  test_loop_until (&stored);
}

char *
test_polling_add (TestPolling *self, guint n, const char *provider_id, const char *host)
{
  g_autoptr (CtAccountConfig) config = test_polling_config (self, n, provider_id, host);
  g_autoptr (GError) error = NULL;

  test_polling_store_token (self, n, host, TEST_POLLING_TOKEN);
  ct_accounts_add (self->accounts, config, &error);
  g_assert_no_error (error);
  return g_strdup (config->id);
}

CtAccountConfig *
test_polling_copy_config (TestPolling *self, guint n)
{
  return ct_account_config_copy (ct_account_get_config (test_polling_get (self, n)));
}

void
test_polling_edit (TestPolling *self, CtAccountConfig *config)
{
  g_autoptr (GError) error = NULL;

  ct_accounts_edit (self->accounts, config, &error);
  g_assert_no_error (error);
  ct_account_config_free (config);
}

CtAccount *
test_polling_get (TestPolling *self, guint n)
{
  g_autofree char *id = g_strdup_printf (TEST_POLLING_ID_FORMAT, n);
  CtAccount *account = ct_accounts_lookup (self->accounts, id);

  g_assert_nonnull (account);
  return account;
}

char *
test_polling_describe (TestPolling *self, guint n)
{
  CtAccount *account = test_polling_get (self, n);
  const GError *error = ct_account_get_error (account);
  CtReading *reading = ct_account_get_reading (account);
  g_autofree char *amount = reading != NULL ? ct_balance_format (ct_reading_get_primary (reading),
                                                                 CT_MONEY_LABEL)
                                            : g_strdup ("-");

  return g_strdup_printf ("%s%s%s %s", ct_account_state_to_string (ct_account_get_state (account)),
                          error != NULL ? " " : "",
                          error != NULL ? ct_error_code_to_string (error->code) : "", amount);
}

/* --- The monitor --- */

void
test_polling_make_monitor (TestPolling *self)
{
  CtMonitorParts parts = {
    .clock = self->clock,
    .accounts = self->accounts,
    .keyring = self->keyring,
    .fetcher = self->fetcher,
    .poll_state = self->poll_state,
    .history = self->history,
    .general = ct_settings_get_general (self->settings),
    .network = self->network,
    .settle_us = TEST_POLLING_SETTLE_S * G_USEC_PER_SEC,
  };

  g_assert_null (self->monitor);
  self->monitor = ct_monitor_new (&parts);
}

void
test_polling_start (TestPolling *self)
{
  test_polling_make_monitor (self);
  ct_monitor_start (self->monitor);
  test_polling_settle (self);
}

void
test_polling_restart (TestPolling *self)
{
  g_assert_finalize_object (g_steal_pointer (&self->monitor));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->poll_state);
  g_assert_finalize_object (self->accounts);
  self->poll_state = new_poll_state (self);
  self->accounts = ct_accounts_new (self->settings, self->catalog);
}

/* Whether something that is not the clock will bring it on: an account that has its turn. */
gboolean
test_polling_is_fetching (TestPolling *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);

  for (guint i = 0; i < accounts->len; i++)
    if (ct_account_get_state (accounts->pdata[i]) == CT_STATE_FETCHING)
      return TRUE;
  return FALSE;
}

static gboolean
give_up (gpointer user_data)
{
  g_error ("the monitor does not come to rest");
  return G_SOURCE_REMOVE;
}

static gboolean
rings_now (TestPolling *self)
{
  gint64 alarm_us = ct_clock_get_next_alarm_us (self->clock);

  return alarm_us != -1 && alarm_us <= ct_clock_now_us (self->clock);
}

void
test_polling_settle (TestPolling *self)
{
  guint patience = g_timeout_add_seconds (20, give_up, NULL);
  guint n_rings = 0;

  for (;;)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (test_polling_is_fetching (self))
        g_main_context_iteration (NULL, TRUE);
      else if (rings_now (self))
        {
          /* On a real clock it would spin. */
          g_assert_cmpuint (++n_rings, <, MAX_RINGS);
          ct_clock_advance_to (self->clock, ct_clock_now_us (self->clock));
        }
      else
        break;
    }
  g_source_remove (patience);
}

void
test_polling_advance (TestPolling *self, gint64 seconds)
{
  gint64 end_us = ct_clock_now_us (self->clock) + seconds * G_USEC_PER_SEC;
  gint64 alarm_us;

  test_polling_settle (self);
  while ((alarm_us = ct_clock_get_next_alarm_us (self->clock)) != -1 && alarm_us <= end_us)
    {
      ct_clock_advance_to (self->clock, alarm_us);
      test_polling_settle (self);
    }
  ct_clock_advance_to (self->clock, end_us);
  test_polling_settle (self);
}

/* An alarm that is due now rings by itself on a real clock. */
static void
iterate (TestPolling *self)
{
  if (rings_now (self))
    ct_clock_advance_to (self->clock, ct_clock_now_us (self->clock));
  else
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_described (TestPolling *self, guint n, const char *expected)
{
  g_autofree char *told = test_polling_describe (self, n);

  return g_str_equal (told, expected);
}

void
test_polling_wait (TestPolling *self, guint n, const char *expected)
{
  guint patience = g_timeout_add_seconds (20, give_up, NULL);

  while (!is_described (self, n, expected))
    iterate (self);
  g_source_remove (patience);
}

void
test_polling_wait_requests (TestPolling *self, guint n)
{
  guint patience = g_timeout_add_seconds (20, give_up, NULL);

  while (test_gateway_count (self->gateway, NULL, NULL) < n)
    iterate (self);
  g_source_remove (patience);
}
