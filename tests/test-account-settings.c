#include "config.h"

#include "accounts-fixture.h"

static void
test_add (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtAccountConfig) config = config_new (UUID_A, "site", "");
  g_autoptr (GError) error = NULL;
  CtAccount *account;

  set_text (&config->base_url, "https://site.example/v1/");
  g_hash_table_insert (config->fields, g_strdup ("user_id"), g_strdup ("42"));
  config->interval_s = 600;
  config->thresholds = (CtThresholds){ TRUE, 20 * CT_MICRO, 5500000 };
  g_assert_true (ct_accounts_add (accounts, config, &error));
  g_assert_no_error (error);
  assert_events (fixture, "items(0,-0,+1) ");

  fixture_assert_file (&fixture->base, "[general]\naccounts=" UUID_A "\n\n"
                                       "[account " UUID_A "]\n"
                                       "base-url=https://site.example/v1/\n"
                                       "critical=5.5\n"
                                       "fields=user_id=42\n"
                                       "interval-s=600\n"
                                       "low=20\n"
                                       "provider=site\n");
  account = ct_accounts_lookup (accounts, UUID_A);
  g_assert_cmpstr (ct_account_get_name (account), ==, ct_account_get_provider (account)->name);
  g_assert_cmpstr (ct_account_get_base_url (account), ==, "https://site.example");
  set_text (&config->name, ct_account_get_name (account));
  g_assert_true (ct_account_config_equal (ct_account_get_config (account), config));

  g_assert_false (ct_accounts_add (accounts, config, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  assert_events (fixture, "");
}

/* Every setting survives a restart. */
static void
test_round_trip (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);
  g_autoptr (CtAccountConfig) config = config_new (UUID_A, "asking", "Größe; a=b\\ ");
  g_autoptr (GError) error = NULL;

  set_text (&config->region, "eu");
  g_hash_table_insert (config->fields, g_strdup ("team"), g_strdup (" a;b=c "));
  g_hash_table_insert (config->fields, g_strdup ("budget"), g_strdup ("12.5"));
  g_hash_table_insert (config->fields, g_strdup ("unit"), g_strdup ("CNY"));
  config->paused = TRUE;
  config->allow_private_http = TRUE;
  config->in_total = CT_IN_TOTAL_NEVER;
  config->thresholds = (CtThresholds){ TRUE, 1, 0 };
  g_assert_true (ct_accounts_add (accounts, config, &error));
  g_assert_no_error (error);

  g_clear_object (&fixture->accounts);
  g_clear_object (&fixture->catalog);
  accounts = open_accounts (fixture);
  g_assert_null (ct_settings_get_error (fixture->base.settings));
  g_assert_true (ct_account_config_equal (
      ct_account_get_config (ct_accounts_lookup (accounts, UUID_A)), config));
}

/* A config that can be polled, one thing wrong with it, and what the person is told. */
static const struct
{
  const char *provider_id, *name, *base_url, *region;
  const char *fields; /* "id=text,..." */
  guint interval_s;
  gint64 low_micro, critical_micro; /* both 0: not set */
  const char *told;                 /* NULL: it is right */
} checks[] = {
  { "plain", "A", NULL, NULL, "", 0, 0, 0, NULL },
  { "plain", "A", "https://other.example/v1", NULL, "", 60, 2, 1, NULL },
  { "asking", "A", NULL, "cn", "team=x,budget=1.5,unit=CNY", 86400, 1, 1, NULL },
  { "asking", "A", "https://own.example", NULL, "team=x,budget=", 0, 0, 0, NULL },
  { "", "A", NULL, NULL, "", 0, 0, 0, "which provider" },
  { "broken", "A", NULL, NULL, "", 0, 0, 0, "broken.json" },
  { "site", "A", NULL, NULL, "", 0, 0, 0, "address" },
  { "site", "A", "ftp://site.example", NULL, "", 0, 0, 0, "https://" },
  { "site", "A", "https://user@site.example", NULL, "", 0, 0, 0, "user name" },
  { "site", "A", "http://192.168.1.2", NULL, "", 0, 0, 0, "local network" },
  { "plain", "A", NULL, "cn", "", 0, 0, 0, "no regions" },
  { "asking", "A", NULL, "us", "team=x", 0, 0, 0, "cn, eu" },
  { "asking", "A", NULL, NULL, "team=x", 0, 0, 0, "cn, eu" },
  { "asking", "A", NULL, "cn", "", 0, 0, 0, "Team" },
  { "asking", "A", NULL, "cn", "team=", 0, 0, 0, "Team" },
  { "asking", "A", NULL, "cn", "team=x,budget=lots", 0, 0, 0, "“lots” is not an amount" },
  { "asking", "A", NULL, "cn", "team=x,since=2026-02-28", 0, 0, 0, NULL },
  { "asking", "A", NULL, "cn", "team=x,since=2026-02-29", 0, 0, 0, "is not a date" },
  { "asking", "A", NULL, "cn", "team=x,since=2026-02-28T00:00:00Z", 0, 0, 0, "is not a date" },
  { "asking", "A", NULL, "cn", "team=x,unit=EUR", 0, 0, 0, "USD, CNY" },
  { "asking", "A", NULL, "cn", "team=x,tem=y", 0, 0, 0, "no field “tem”" },
  { "asking", "A", NULL, "cn", "team=\xff", 0, 0, 0, "Team" },
  { "plain", "A\nB", NULL, NULL, "", 0, 0, 0, "name" },
  { "plain", "\xff", NULL, NULL, "", 0, 0, 0, "name" },
  { "plain", "A", NULL, NULL, "", 59, 0, 0, "60" },
  { "plain", "A", NULL, NULL, "", 86401, 0, 0, "86400" },
  { "plain", "A", NULL, NULL, "", 0, 1, 2, "critical" },
  { "plain", "A", NULL, NULL, "", 0, 1, -1, "critical" },
};

static CtAccountConfig *
checked_config_new (guint row)
{
  CtAccountConfig *config = config_new (UUID_A, checks[row].provider_id, checks[row].name);
  g_auto (GStrv) fields = g_strsplit (checks[row].fields, ",", -1);

  set_text (&config->base_url, checks[row].base_url);
  set_text (&config->region, checks[row].region);
  config->interval_s = checks[row].interval_s;
  config->thresholds.set = checks[row].low_micro != 0 || checks[row].critical_micro != 0;
  config->thresholds.low_micro = checks[row].low_micro;
  config->thresholds.critical_micro = checks[row].critical_micro;
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (fields[i], "=", 2);

      g_hash_table_insert (config->fields, g_strdup (pair[0]), g_strdup (pair[1]));
    }
  return config;
}

static void
test_check (AccountsFixture *fixture, gconstpointer user_data)
{
  CtAccounts *accounts = open_accounts (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (CtAccountConfig) config = checked_config_new (i);
      g_autoptr (GError) error = NULL;
      const gboolean added = ct_accounts_add (accounts, config, &error);

      g_test_message ("row %u: %s", i, error != NULL ? error->message : "right");
      g_assert_true (added == (checks[i].told == NULL));
      if (added)
        g_assert_true (ct_accounts_remove (accounts, UUID_A, NULL));
      else
        {
          g_assert_true (error->domain == CT_ERROR);
          g_assert_nonnull (strstr (error->message, checks[i].told));
        }
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 0);
}

static void
test_check_id (AccountsFixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = config_new ("work", "plain", "Work");
  g_autoptr (GError) error = NULL;

  g_assert_false (ct_accounts_add (open_accounts (fixture), config, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
}

/* A file that somebody wrote by hand. */
static void
test_by_hand (AccountsFixture *fixture, gconstpointer user_data)
{
  const CtAccountConfig *config;
  CtAccounts *accounts;

  fixture_write (&fixture->base, "[general]\n"
                                 "accounts=" UUID_B "; " UUID_A "; " UUID_B "; " UUID_C "\n"
                                 "[account " UUID_A "]\nprovider=plain\nname=A\nlow=7\n"
                                 "[account " UUID_B "]\nprovider=broken\nname=B\ncritical=3\n"
                                 "[account " UUID_D "]\nprovider=plain\nname=D\n");
  accounts = open_accounts (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 3);

  config = ct_account_get_config (ct_accounts_lookup (accounts, UUID_A));
  g_assert_true (config->thresholds.set);
  g_assert_cmpint (config->thresholds.low_micro, ==, 7 * CT_MICRO);
  g_assert_cmpint (config->thresholds.critical_micro, ==, 0);

  config = ct_account_get_config (ct_accounts_lookup (accounts, UUID_B));
  g_assert_cmpint (config->thresholds.low_micro, ==, 3 * CT_MICRO);
  g_assert_error (ct_account_get_error (ct_accounts_lookup (accounts, UUID_B)), CT_ERROR,
                  CT_ERROR_DEFINITION);
  g_assert_error (ct_account_get_error (ct_accounts_lookup (accounts, UUID_C)), CT_ERROR,
                  CT_ERROR_DEFINITION);
  g_assert_null (ct_accounts_lookup (accounts, UUID_D));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/account-settings/add", test_add);
  ADD ("/account-settings/round-trip", test_round_trip);
  ADD ("/account-settings/check", test_check);
  ADD ("/account-settings/check-id", test_check_id);
  ADD ("/account-settings/by-hand", test_by_hand);
  return g_test_run ();
}
