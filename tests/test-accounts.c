#include "config.h"

#include <string.h>

#include "accounts-fixture.h"

#define N_PROCESSES 20

static const char *program;

static void
assert_order (CtAccounts *accounts, const char *expected)
{
  g_autoptr (GPtrArray) list = ct_accounts_list (accounts);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append (names, ct_account_get_name (list->pdata[i]));
  g_assert_cmpstr (names->str, ==, expected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, list->len);
}

/* Each move: the shortest piece that differs, and the same objects. */
static const struct
{
  const char *id;
  guint position;
  const char *order;
  const char *events;
} moves[] = {
  { UUID_A, 1, "BACD", "items(0,-2,+2) " }, { UUID_D, 0, "DBAC", "items(0,-4,+4) " },
  { UUID_A, 9, "DBCA", "items(2,-2,+2) " }, { UUID_B, 1, "DBCA", "" },
  { UUID_C, 1, "DCBA", "items(1,-2,+2) " },
};

static void
test_move (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (GError) error = NULL;
  CtAccount *account;

  add (fixture, UUID_A, "A");
  add (fixture, UUID_B, "B");
  add (fixture, UUID_C, "C");
  add (fixture, UUID_D, "D");
  assert_events (fixture, "items(0,-0,+1) items(1,-0,+1) items(2,-0,+1) items(3,-0,+1) ");
  account = ct_accounts_lookup (accounts, UUID_A);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_assert_true (ct_accounts_move (accounts, moves[i].id, moves[i].position, &error));
      g_assert_no_error (error);
      assert_order (accounts, moves[i].order);
      assert_events (fixture, moves[i].events);
      g_assert_true (ct_accounts_lookup (accounts, UUID_A) == account);
    }

  g_assert_true (ct_accounts_remove (accounts, UUID_C, &error));
  assert_order (accounts, "DBA");
  assert_events (fixture, "items(1,-1,+0) ");
  g_assert_false (ct_accounts_remove (accounts, UUID_C, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
}

static void
test_removed_is_gone (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtAccount) account = NULL;
  g_autofree char *text = NULL;

  add (fixture, UUID_A, "A");
  add (fixture, UUID_B, "B");
  account = g_object_ref (ct_accounts_lookup (accounts, UUID_A));
  ct_account_set_next_us (account, 1);
  assert_events (fixture, "items(0,-0,+1) items(1,-0,+1) changed(A) ");
  g_assert_true (ct_accounts_remove (accounts, UUID_A, NULL));
  g_assert_null (ct_accounts_lookup (accounts, UUID_A));
  text = fixture_read (&fixture->base);
  g_assert_null (strstr (text, UUID_A));
  ct_account_set_next_us (account, 2);
  assert_events (fixture, "items(0,-1,+0) ");
}

static void
change_name (CtAccountConfig *config)
{
  set_text (&config->name, "A2");
}

static void
change_interval (CtAccountConfig *config)
{
  config->interval_s = 900;
}

static void
change_thresholds (CtAccountConfig *config)
{
  config->thresholds = (CtThresholds){ TRUE, 2, 1 };
}

static void
change_in_total (CtAccountConfig *config)
{
  config->in_total = CT_IN_TOTAL_ALWAYS;
}

static void
change_paused (CtAccountConfig *config)
{
  config->paused = TRUE;
}

static void
change_nothing (CtAccountConfig *config)
{
}

static void
change_address (CtAccountConfig *config)
{
  set_text (&config->base_url, "https://other.example");
}

static void
change_provider (CtAccountConfig *config)
{
  set_text (&config->provider_id, "other");
}

static void
change_private_http (CtAccountConfig *config)
{
  config->allow_private_http = TRUE;
}

static const struct
{
  void (*change) (CtAccountConfig *config);
  const char *events;
} edits[] = {
  { change_nothing, "" },
  { change_name, "changed(A2) " },
  { change_interval, "changed(A) " },
  { change_thresholds, "changed(A) " },
  { change_in_total, "changed(A) " },
  { change_paused, "changed(A) " },
  { change_address, "changed(A) edited(A) " },
  { change_provider, "changed(A) edited(A) " },
  { change_private_http, "changed(A) edited(A) " },
};

static void
test_edit (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (CtAccountConfig) config = NULL;
      g_autoptr (GError) error = NULL;
      CtAccount *account;

      g_test_message ("row %u", i);
      add (fixture, UUID_A, "A");
      assert_events (fixture, "items(0,-0,+1) ");
      account = ct_accounts_lookup (accounts, UUID_A);
      config = ct_account_config_copy (ct_account_get_config (account));
      edits[i].change (config);
      g_assert_true (ct_accounts_edit (accounts, config, &error));
      g_assert_no_error (error);
      assert_events (fixture, edits[i].events);
      g_assert_true (ct_accounts_lookup (accounts, UUID_A) == account);
      g_assert_true (ct_account_config_equal (ct_account_get_config (account), config));
      g_assert_true (ct_accounts_remove (accounts, UUID_A, &error));
      g_string_truncate (fixture->events, 0);
    }
}

/* What is known of an account outlives an edit of its name, and a move. */
static void
test_keeps_reading (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtReading) reading = ct_reading_new ();
  g_autoptr (CtAccountConfig) config = NULL;
  CtAccount *account;

  add (fixture, UUID_A, "A");
  add (fixture, UUID_B, "B");
  account = ct_accounts_lookup (accounts, UUID_A);
  ct_account_take_reading (account, reading, 5);
  config = ct_account_config_copy (ct_account_get_config (account));
  change_name (config);
  g_assert_true (ct_accounts_edit (accounts, config, NULL));
  g_assert_true (ct_accounts_move (accounts, UUID_A, 1, NULL));
  g_assert_true (ct_account_get_reading (ct_accounts_lookup (accounts, UUID_A)) == reading);
}

static const struct
{
  const char *text;
  const char *id; /* NULL: not found */
  const char *reason;
} findings[] = {
  { UUID_C, UUID_C, "a whole id" },
  { "7f0c", UUID_C, "a unique beginning" },
  { "7f0", NULL, "too short a beginning" },
  { "6f0c", NULL, "two begin with it" },
  { "Work", UUID_A, "a name" },
  { "Same", NULL, "two have that name" },
  { "8f0c", UUID_C, "a name before the beginning of an id" },
  { "work", NULL, "names are exact" },
  { "", NULL, "nothing" },
};

static void
test_find (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);

  add (fixture, UUID_A, "Work");
  add (fixture, UUID_B, "Same");
  add (fixture, UUID_C, "8f0c");
  add (fixture, UUID_D, "Same");
  for (guint i = 0; i < G_N_ELEMENTS (findings); i++)
    {
      g_autoptr (GError) error = NULL;
      CtAccount *account = ct_accounts_find (accounts, findings[i].text, &error);

      g_test_message ("%s", findings[i].reason);
      if (findings[i].id != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (ct_account_get_id (account), ==, findings[i].id);
          continue;
        }
      g_assert_null (account);
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
    }
}

/* Two people edit different things of one account; neither has seen the other's change. */
static void
test_two_editors (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtSettings) other_settings = NULL;
  g_autoptr (CtAccounts) other = NULL;
  g_autoptr (CtAccountConfig) config = NULL;
  g_autoptr (CtAccountConfig) other_config = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture, UUID_A, "A");
  other_settings = ct_settings_new (fixture->base.path, fixture->base.schema_dir, &error);
  other = ct_accounts_new (other_settings, fixture->catalog);
  config = ct_account_config_copy (ct_account_get_config (ct_accounts_lookup (accounts, UUID_A)));
  other_config = ct_account_config_copy (config);

  change_name (config);
  g_assert_true (ct_accounts_edit (accounts, config, &error));
  change_interval (other_config);
  g_assert_true (ct_accounts_edit (other, other_config, &error));
  fixture_assert_file (&fixture->base,
                       "[general]\naccounts=" UUID_A "\n\n"
                       "[account " UUID_A "]\nname=A2\nprovider=plain\ninterval-s=900\n");

  g_assert_true (ct_accounts_remove (accounts, UUID_A, &error));
  g_assert_false (ct_accounts_edit (other, other_config, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
}

/* Child: what `creditctl account add` does. */
static int
add_one (const char *path, const char *schema_dir, const char *providers_dir, const char *name)
{
  g_autoptr (CtSettings) settings = ct_settings_new (path, schema_dir, NULL);
  g_autoptr (CtCatalog) catalog = ct_catalog_new (providers_dir);
  g_autoptr (CtAccounts) accounts = ct_accounts_new (settings, catalog);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (CtAccountConfig) config = config_new (id, "plain", name);

  return ct_accounts_add (accounts, config, NULL) ? 0 : 1;
}

static gboolean
is_complete (CtAccounts *accounts)
{
  return g_list_model_get_n_items (G_LIST_MODEL (accounts)) == N_PROCESSES + 1;
}

/* All at once, and one more by the process that watches. */
static void
test_many_processes (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  GSubprocess *children[N_PROCESSES];
  g_autoptr (GError) error = NULL;

  ct_settings_watch (fixture->base.settings);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("child %u", i);

      children[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--add-one",
                                      fixture->base.path, fixture->base.schema_dir,
                                      fixture->providers_dir, name, NULL);
      g_assert_no_error (error);
    }
  add (fixture, UUID_A, "parent");
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_assert_true (g_subprocess_wait_check (children[i], NULL, &error));
      g_object_unref (children[i]);
    }
  fixture_wait_until (is_complete (accounts));
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("child %u", i);

      g_assert_nonnull (ct_accounts_find (accounts, name, NULL));
    }
  g_assert_nonnull (ct_accounts_lookup (accounts, UUID_A));
}

/* The definition of an account is mended while the program runs. */
static void
test_definition_mended (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts;
  CtAccount *account;

  fixture_write (&fixture->base, "[general]\naccounts=" UUID_A "\n"
                                 "[account " UUID_A "]\nprovider=broken\nname=A\n");
  accounts = open_accounts (fixture);
  account = ct_accounts_lookup (accounts, UUID_A);
  g_assert_null (ct_account_get_provider (account));
  ct_catalog_watch (fixture->catalog);
  write_definition (fixture, "broken.json",
                    "{ \"id\": \"broken\", \"name\": \"Mended\","
                    "  \"base_url\": \"https://mended.example\"," BALANCES);
  fixture_wait_until (ct_account_get_provider (account) != NULL);
  g_assert_cmpstr (ct_account_get_origin (account), ==, "https://mended.example:443");
  g_assert_null (ct_account_get_error (account));
  g_assert_nonnull (strstr (fixture->events->str, "edited(A) "));
  g_assert_true (ct_accounts_lookup (accounts, UUID_A) == account);
}

/* Nothing can be asked of it; it can be left alone all the same, and put away. */
static void
test_definition_broken (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts;
  g_autoptr (CtAccountConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (&fixture->base, "[general]\naccounts=" UUID_A "\n"
                                 "[account " UUID_A "]\nprovider=broken\nname=A\n");
  accounts = open_accounts (fixture);
  config = ct_account_config_copy (ct_account_get_config (ct_accounts_lookup (accounts, UUID_A)));
  config->paused = TRUE;
  g_assert_true (ct_accounts_edit (accounts, config, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ct_account_get_state (ct_accounts_lookup (accounts, UUID_A)), ==,
                   CT_STATE_PAUSED);
  config->paused = FALSE;
  g_assert_true (ct_accounts_edit (accounts, config, NULL));
  g_free (config->name);
  config->name = g_strdup ("B");
  g_assert_false (ct_accounts_edit (accounts, config, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_true (ct_accounts_remove (accounts, UUID_A, NULL));
}

static void
set_low (AccountsFixture *fixture, const char *amount)
{
  GSettings *general = ct_settings_get_general (fixture->base.settings);
  g_autoptr (GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("a{ss}"));

  if (amount != NULL)
    g_variant_builder_add (builder, "{ss}", "USD", amount);
  g_settings_set_value (general, "alerts-low", g_variant_builder_end (builder));
}

/* What is low in general counts for the level, too; an account's own comes first. */
static void
test_general_thresholds (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtAccountConfig) config = config_new (UUID_A, "plain", "A");
  g_autoptr (CtReading) reading = ct_reading_new ();
  g_autoptr (GError) error = NULL;
  CtBalance *balance = ct_balance_new ("main");
  CtAccount *account;

  set_low (fixture, "30");
  add (fixture, UUID_A, "A");
  account = ct_accounts_lookup (accounts, UUID_A);
  g_strlcpy (balance->currency, "USD", CT_CURRENCY_SIZE);
  balance->primary = balance->has_remaining = TRUE;
  balance->remaining_micro = 20 * CT_MICRO;
  g_ptr_array_add (reading->balances, balance);
  ct_account_take_reading (account, reading, 1);
  g_assert_cmpint (ct_account_get_level (account), ==, CT_LEVEL_LOW);

  assert_events (fixture, "items(0,-0,+1) changed(A) ");
  set_low (fixture, "10");
  g_assert_cmpint (ct_account_get_level (account), ==, CT_LEVEL_GOOD);
  assert_events (fixture, "changed(A) ");
  set_low (fixture, NULL);
  assert_events (fixture, "");

  config->thresholds = (CtThresholds){ TRUE, 25 * CT_MICRO, CT_MICRO };
  g_assert_true (ct_accounts_edit (accounts, config, &error));
  g_assert_cmpint (ct_account_get_level (account), ==, CT_LEVEL_LOW);
  set_low (fixture, "5");
  g_assert_cmpint (ct_account_get_level (account), ==, CT_LEVEL_LOW);
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  if (argc == 6 && g_str_equal (argv[1], "--add-one"))
    return add_one (argv[2], argv[3], argv[4], argv[5]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/accounts/move", test_move);
  ADD ("/accounts/removed-is-gone", test_removed_is_gone);
  ADD ("/accounts/edit", test_edit);
  ADD ("/accounts/keeps-reading", test_keeps_reading);
  ADD ("/accounts/find", test_find);
  ADD ("/accounts/two-editors", test_two_editors);
  ADD ("/accounts/many-processes", test_many_processes);
  ADD ("/accounts/general-thresholds", test_general_thresholds);
  ADD ("/accounts/definition-mended", test_definition_mended);
  ADD ("/accounts/definition-broken", test_definition_broken);
  return g_test_run ();
}
