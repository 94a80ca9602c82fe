#include "config.h"

#include "account.h"

#include <string.h>

#include "support/sample.h"

#define MINUTE_US (60 * SAMPLE_SECOND_US)

static void
count (CtAccount *account, guint *n)
{
  (*n)++;
}

static CtAccountConfig *
full_config_new (void)
{
  CtAccountConfig *config = sample_config_new ("1", "Work");

  config->base_url = g_strdup ("https://typed.example/v1");
  config->region = g_strdup ("cn");
  g_hash_table_insert (config->fields, g_strdup ("user_id"), g_strdup ("42"));
  config->interval_s = 600;
  config->thresholds = (CtThresholds){ TRUE, 5, 1 };

  return config;
}

static void
replace (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/* Each row changes one member. */
static void
change_member (CtAccountConfig *config, guint member)
{
  switch (member)
    {
    case 0:
      return replace (&config->id, "2");
    case 1:
      return replace (&config->name, "Home");
    case 2:
      return replace (&config->provider_id, "other");
    case 3:
      return replace (&config->base_url, NULL);
    case 4:
      return replace (&config->region, "intl");
    case 5:
      g_hash_table_insert (config->fields, g_strdup ("user_id"), g_strdup ("43"));
      return;
    case 6:
      g_hash_table_insert (config->fields, g_strdup ("unit"), g_strdup ("CNY"));
      return;
    case 7:
      config->interval_s = 60;
      return;
    case 8:
      config->paused = TRUE;
      return;
    case 9:
      config->allow_private_http = TRUE;
      return;
    case 10:
      config->in_total = CT_IN_TOTAL_NEVER;
      return;
    case 11:
      config->thresholds.low_micro = 6;
      return;
    default:
      config->thresholds.set = FALSE;
    }
}

static void
test_config (void)
{
  g_autoptr (CtAccountConfig) config = full_config_new ();

  for (guint member = 0; member <= 12; member++)
    {
      g_autoptr (CtAccountConfig) copy = ct_account_config_copy (config);

      g_test_message ("member %u", member);
      g_assert_true (ct_account_config_equal (config, copy));
      change_member (copy, member);
      g_assert_false (ct_account_config_equal (config, copy));
      g_assert_false (ct_account_config_equal (copy, config));
    }
}

static void
test_address (void)
{
  static const char *const regions = "\"regions\": [ { \"id\": \"cn\", \"name\": \"China\", "
                                     "\"base_url\": \"https://cn.example\" } ],"
                                     "\"base_url\": null,";
  static const struct
  {
    const char *reason, *more, *typed, *region, *base_url, *origin;
  } rows[] = {
    { "the definition's", "", NULL, NULL, "https://sample.example", "https://sample.example:443" },
    { "nothing typed", "", "", NULL, "https://sample.example", "https://sample.example:443" },
    { "typed, as a model address", "", "https://Typed.Example:8443/v1/", NULL,
      "https://typed.example:8443", "https://typed.example:8443" },
    { "typed, under a path", "", "typed.example/gateway", NULL, "https://typed.example/gateway",
      "https://typed.example:443" },
    { "typed, wrong", "", "ftp://typed.example", NULL, NULL, NULL },
    { "the region's", regions, NULL, "cn", "https://cn.example", "https://cn.example:443" },
    { "no region chosen: none is guessed", regions, NULL, NULL, NULL, NULL },
    { "no such region", regions, NULL, "us", NULL, NULL },
    { "typed in spite of a region", regions, "https://typed.example", "cn", "https://typed.example",
      "https://typed.example:443" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtProvider) provider = sample_provider_new ("account", rows[i].more);
      g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
      g_autoptr (CtAccount) account = NULL;

      g_test_message ("%u: %s", i, rows[i].reason);
      config->base_url = g_strdup (rows[i].typed);
      config->region = g_strdup (rows[i].region);
      account = ct_account_new (config, provider, NULL);
      g_assert_cmpstr (ct_account_get_base_url (account), ==, rows[i].base_url);
      g_assert_cmpstr (ct_account_get_origin (account), ==, rows[i].origin);
      if (rows[i].origin != NULL)
        g_assert_no_error (ct_account_get_error (account));
      else
        g_assert_error (ct_account_get_error (account), CT_ERROR, CT_ERROR_SETTINGS);
      g_assert_cmpuint (ct_account_get_state (account), ==,
                        rows[i].origin != NULL ? CT_STATE_IDLE : CT_STATE_BACKOFF);
    }
}

static void
test_pace (void)
{
  static const struct
  {
    const char *reason, *more;
    guint own_s, general_s, interval_s;
  } rows[] = {
    { "the general one", "", 0, 300, 300 },
    { "its own", "", 120, 300, 120 },
    { "the floor", "", 10, 300, 60 },
    { "the definition's floor", "\"min_interval_s\": 600,", 120, 300, 600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtProvider) provider = sample_provider_new ("account", rows[i].more);
      g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
      g_autoptr (CtAccount) account = NULL;

      g_test_message ("%u: %s", i, rows[i].reason);
      config->interval_s = rows[i].own_s;
      account = ct_account_new (config, provider, NULL);
      g_assert_cmpuint (ct_account_get_interval_s (account, rows[i].general_s), ==,
                        rows[i].interval_s);
    }
}

static void
test_changed_only_when_changed (void)
{
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
  g_autoptr (CtAccount) account = ct_account_new (config, provider, NULL);
  g_autoptr (CtReading) reading = ct_reading_new ();
  g_autoptr (CtReading) same = ct_reading_new ();
  g_autoptr (GError) timeout = g_error_new_literal (CT_ERROR, CT_ERROR_TIMEOUT, "Too slow");
  guint n = 0;

  g_signal_connect (account, "changed", G_CALLBACK (count), &n);
  sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 1);
  sample_reading_add_left (same, CT_BALANCE_MONEY, "USD", 1);

  ct_account_handle (account, CT_EVENT_ONLINE);
  ct_account_set_next_us (account, -1);
  ct_account_set_error (account, NULL);
  ct_account_set_config (account, config, provider, NULL);
  g_assert_cmpuint (n, ==, 0);

  ct_account_handle (account, CT_EVENT_START);
  g_assert_cmpuint (n, ==, 1);
  ct_account_set_error (account, timeout);
  ct_account_set_error (account, timeout);
  g_assert_cmpuint (n, ==, 2);
  ct_account_take_reading (account, reading, 5);
  g_assert_no_error (ct_account_get_error (account));
  g_assert_cmpuint (n, ==, 3);
  ct_account_take_reading (account, same, 5);
  g_assert_cmpuint (n, ==, 3);
  ct_account_take_reading (account, same, 6);
  g_assert_cmpuint (n, ==, 4);
  ct_account_set_next_us (account, 7);
  ct_account_set_next_us (account, 7);
  g_assert_cmpuint (n, ==, 5);
  config->interval_s = 120;
  ct_account_set_config (account, config, provider, NULL);
  g_assert_cmpuint (n, ==, 6);
}

static void
test_follows_its_settings (void)
{
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
  g_autoptr (CtAccount) account = NULL;
  g_autoptr (CtReading) reading = ct_reading_new ();
  g_autoptr (GError) broken = g_error_new_literal (CT_ERROR, CT_ERROR_DEFINITION, "Line 3");

  config->paused = TRUE;
  account = ct_account_new (config, provider, NULL);
  g_assert_cmpuint (ct_account_get_state (account), ==, CT_STATE_PAUSED);
  config->paused = FALSE;
  ct_account_set_config (account, config, provider, NULL);
  g_assert_cmpuint (ct_account_get_state (account), ==, CT_STATE_IDLE);

  ct_account_take_reading (account, reading, 5);
  ct_account_set_config (account, config, NULL, broken);
  g_assert_cmpuint (ct_account_get_state (account), ==, CT_STATE_BACKOFF);
  g_assert_error (ct_account_get_error (account), CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_null (ct_account_get_origin (account));
  g_assert_true (ct_account_get_reading (account) == reading);
  ct_account_set_config (account, config, provider, NULL);
  g_assert_cmpuint (ct_account_get_state (account), ==, CT_STATE_IDLE);
  g_assert_no_error (ct_account_get_error (account));
  g_assert_true (ct_account_get_reading (account) == reading);

  /* What another site has is not what this one has. */
  config->base_url = g_strdup ("https://other.example");
  ct_account_set_config (account, config, provider, NULL);
  g_assert_null (ct_account_get_reading (account));
  g_assert_cmpint (ct_account_get_updated_us (account), ==, -1);
}

static void
test_stale (void)
{
  static const struct
  {
    const char *reason;
    guint interval_s;
    gint64 age_us;
    gboolean failed, stale;
  } rows[] = {
    { "fresh", 300, 0, FALSE, FALSE },
    { "15 minutes are always allowed", 60, 15 * MINUTE_US, FALSE, FALSE },
    { "but no more", 60, 15 * MINUTE_US + 1, FALSE, TRUE },
    { "two intervals", 3600, 120 * MINUTE_US, FALSE, FALSE },
    { "more", 3600, 120 * MINUTE_US + 1, FALSE, TRUE },
    { "the last attempt failed", 300, 0, TRUE, TRUE },
    { "clock set back", 300, -60 * MINUTE_US, FALSE, FALSE },
  };
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
  g_autoptr (GError) timeout = g_error_new_literal (CT_ERROR, CT_ERROR_TIMEOUT, "Too slow");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtAccount) account = ct_account_new (config, provider, NULL);
      g_autoptr (CtReading) reading = ct_reading_new ();

      g_test_message ("%u: %s", i, rows[i].reason);
      g_assert_false (ct_account_is_stale (account, rows[i].interval_s, SAMPLE_NOW_US));
      ct_account_take_reading (account, reading, SAMPLE_NOW_US - rows[i].age_us);
      ct_account_set_error (account, rows[i].failed ? timeout : NULL);
      g_assert_cmpint (ct_account_is_stale (account, rows[i].interval_s, SAMPLE_NOW_US), ==,
                       rows[i].stale);
    }
}

static void
test_levels (void)
{
  static const struct
  {
    const char *reason;
    CtBalance balance;
    CtLevel level;
  } rows[] = {
    { "nothing said", { .currency = "USD" }, CT_LEVEL_UNKNOWN },
    { "only what was used", { .currency = "USD", .has_used = TRUE }, CT_LEVEL_UNKNOWN },
    { "no limit", { .currency = "USD", .unlimited = TRUE }, CT_LEVEL_UNLIMITED },
    { "no limit, but the gateway says no",
      { .currency = "USD", .unlimited = TRUE, .exhausted = TRUE },
      CT_LEVEL_EMPTY },
    { "plenty, but the gateway says no",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 100000000, .exhausted = TRUE },
      CT_LEVEL_EMPTY },
    { "nothing", { .currency = "USD", .has_remaining = TRUE }, CT_LEVEL_EMPTY },
    { "debt", { .currency = "USD", .has_remaining = TRUE, .remaining_micro = -1 }, CT_LEVEL_EMPTY },
    { "a trace",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 1 },
      CT_LEVEL_CRITICAL },
    { "at 1 USD",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 1000000 },
      CT_LEVEL_CRITICAL },
    { "over 1 USD",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 1000001 },
      CT_LEVEL_LOW },
    { "at 5 USD",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 5000000 },
      CT_LEVEL_LOW },
    { "over 5 USD",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 5000001 },
      CT_LEVEL_GOOD },
    { "ten times low",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 50000000 },
      CT_LEVEL_GOOD },
    { "more than that",
      { .currency = "USD", .has_remaining = TRUE, .remaining_micro = 50000001 },
      CT_LEVEL_FULL },
    { "at 30 CNY",
      { .currency = "CNY", .has_remaining = TRUE, .remaining_micro = 30000000 },
      CT_LEVEL_LOW },
    { "at 5 CNY",
      { .currency = "CNY", .has_remaining = TRUE, .remaining_micro = 5000000 },
      CT_LEVEL_CRITICAL },
    { "EUR without a limit: nobody knows",
      { .currency = "EUR", .has_remaining = TRUE, .remaining_micro = 1 },
      CT_LEVEL_GOOD },
    { "at 10 %",
      { .kind = CT_BALANCE_PERCENT,
        .currency = "percent",
        .has_remaining = TRUE,
        .remaining_micro = 10000000,
        .has_limit = TRUE,
        .limit_micro = 100000000 },
      CT_LEVEL_LOW },
    { "at 3 %",
      { .kind = CT_BALANCE_PERCENT,
        .currency = "percent",
        .has_remaining = TRUE,
        .remaining_micro = 3000000,
        .has_limit = TRUE,
        .limit_micro = 100000000 },
      CT_LEVEL_CRITICAL },
    { "half of the largest limit there is",
      { .kind = CT_BALANCE_CREDITS,
        .currency = "credits",
        .has_remaining = TRUE,
        .remaining_micro = G_MAXINT64 / 2,
        .has_limit = TRUE,
        .limit_micro = G_MAXINT64 },
      CT_LEVEL_GOOD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtThresholds thresholds = ct_thresholds_default (&rows[i].balance);

      g_test_message ("%u: %s", i, rows[i].reason);
      g_assert_cmpstr (ct_level_to_string (ct_level_of_balance (&rows[i].balance, &thresholds)), ==,
                       ct_level_to_string (rows[i].level));
    }
}

static void
test_own_thresholds (void)
{
  const CtBalance large = { .has_remaining = TRUE, .remaining_micro = G_MAXINT64 };
  const CtThresholds half = { TRUE, G_MAXINT64 / 2, CT_MICRO };
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("1", "Work");
  g_autoptr (CtAccount) account = ct_account_new (config, provider, NULL);
  g_autoptr (CtReading) reading = ct_reading_new ();

  g_assert_cmpuint (ct_account_get_level (account), ==, CT_LEVEL_UNKNOWN);
  sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 4 * CT_MICRO);
  ct_account_take_reading (account, reading, SAMPLE_NOW_US);
  g_assert_cmpuint (ct_account_get_level (account), ==, CT_LEVEL_LOW);

  config->thresholds = (CtThresholds){ TRUE, 3 * CT_MICRO, CT_MICRO };
  ct_account_set_config (account, config, provider, NULL);
  g_assert_cmpuint (ct_account_get_level (account), ==, CT_LEVEL_GOOD);
  g_assert_cmpuint (ct_level_of_balance (&large, &half), ==, CT_LEVEL_GOOD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/account/config", test_config);
  g_test_add_func ("/account/address", test_address);
  g_test_add_func ("/account/pace", test_pace);
  g_test_add_func ("/account/changed-only-when-changed", test_changed_only_when_changed);
  g_test_add_func ("/account/follows-its-settings", test_follows_its_settings);
  g_test_add_func ("/account/stale", test_stale);
  g_test_add_func ("/account/levels", test_levels);
  g_test_add_func ("/account/own-thresholds", test_own_thresholds);

  return g_test_run ();
}
