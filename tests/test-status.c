#include "config.h"

#include "status.h"

#include <string.h>

#include "support/sample.h"

static CtAccount *
work_new (void)
{
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("uuid", "Work");
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtAccount *account = ct_account_new (config, provider, NULL);
  CtBalance *balance = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 49995818);

  g_free (balance->id);
  balance->id = g_strdup ("main");
  balance->has_used = TRUE;
  balance->used_micro = 20054182;
  ct_reading_add_detail (reading, "user", "demo_user", FALSE);
  ct_reading_add_detail (reading, "group", "svip", FALSE);
  ct_reading_add_detail (reading, "requests", "339", TRUE);
  ct_account_take_reading (account, reading, SAMPLE_NOW_US - 2 * SAMPLE_SECOND_US);
  ct_account_set_next_us (account, SAMPLE_NOW_US + 298 * SAMPLE_SECOND_US);

  return account;
}

static char *
status_of (CtAccount *account)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new ();
  CtSummaryPolicy policy = { .hide_amounts = TRUE, .interval_s = 300 };

  if (account != NULL)
    g_ptr_array_add (accounts, account);

  return ct_status_to_json (accounts, &policy, SAMPLE_NOW_US);
}

/* The example in creditctl(1), byte for byte. */
static void
test_example (void)
{
  g_autoptr (CtAccount) account = work_new ();
  g_autofree char *json = status_of (account);

  g_assert_cmpstr (json, ==,
                   "{\"version\":1,\"time\":\"2026-11-22T04:00:00Z\","
                   "\"total\":{\"currency\":\"USD\",\"amount\":\"49.995818\",\"label\":\"$49.99\","
                   "\"complete\":true,\"stale\":false},"
                   "\"accounts\":[{\"id\":\"uuid\",\"name\":\"Work\",\"provider\":\"sample\","
                   "\"state\":\"idle\",\"level\":\"good\",\"updated\":\"2026-11-22T03:59:58Z\","
                   "\"stale\":false,\"next\":\"2026-11-22T04:04:58Z\",\"days_left\":null,"
                   "\"at_worst\":null,\"exhausted_on\":null,"
                   "\"spent\":{\"today\":null,\"days_7\":null,\"days_30\":null},"
                   "\"balances\":[{\"id\":\"main\",\"primary\":true,\"kind\":\"money\","
                   "\"scope\":\"account\",\"currency\":\"USD\",\"remaining\":\"49.995818\","
                   "\"used\":\"20.054182\",\"limit\":null,\"usd_worth\":null,\"unlimited\":false,"
                   "\"resets_at\":null,"
                   "\"label\":\"$49.99\"}],"
                   "\"details\":{\"user\":\"demo_user\",\"group\":\"svip\",\"requests\":339},"
                   "\"error\":null}]}");
}

static void
test_nothing (void)
{
  g_autofree char *json = status_of (NULL);

  g_assert_cmpstr (json, ==,
                   "{\"version\":1,\"time\":\"2026-11-22T04:00:00Z\","
                   "\"total\":{\"currency\":\"USD\",\"amount\":null,\"label\":\"…\","
                   "\"complete\":true,\"stale\":false},\"accounts\":[]}");
}

static void
test_error (void)
{
  g_autoptr (CtAccount) account = work_new ();
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, CT_ERROR_TIMEOUT,
                                                  "No answer\nwithin 10 \"s\"");
  g_autofree char *message = ct_error_describe (error, SAMPLE_NOW_US, SAMPLE_NOW_US);
  g_autoptr (GString) expected = g_string_new ("\"error\":{\"code\":\"timeout\",\"message\":");
  g_autofree char *json = NULL;

  ct_account_set_next_us (account, SAMPLE_NOW_US);
  ct_account_set_error (account, error);
  json = status_of (account);

  ct_json_append_quoted (expected, message);
  g_string_append (expected, ",\"retry_at\":\"2026-11-22T04:00:00Z\"}}]}");
  g_assert_true (g_str_has_suffix (json, expected->str));
  g_assert_nonnull (strstr (json, "\"stale\":true,\"next\""));
  g_assert_nonnull (strstr (json, "\"label\":\"~$49.99\",\"complete\":true,\"stale\":true"));
}

/* The menu's row and the JSON say the same of every error. */
static void
test_every_error (void)
{
  for (guint code = 0; code < CT_N_ERRORS; code++)
    {
      g_autoptr (CtAccount) account = work_new ();
      g_autoptr (GError) error = g_error_new_literal (CT_ERROR, code, "What happened");
      g_autoptr (GPtrArray) accounts = g_ptr_array_new ();
      CtSummaryPolicy policy = { .interval_s = 300 };
      g_autoptr (CtSummary) summary = NULL;
      g_autofree char *json = NULL, *row = NULL, *expected = NULL;

      ct_account_set_error (account, error);
      ct_account_handle (account, ct_account_event_for_error (code));
      json = status_of (account);
      expected = g_strdup_printf ("\"error\":{\"code\":\"%s\",", ct_error_code_to_string (code));
      g_assert_nonnull (strstr (json, expected));

      g_ptr_array_add (accounts, account);
      summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
      row = g_strdup_printf ("Work · $49.99 · %s · just now", ct_error_code_get_title (code));
      g_assert_cmpstr (((CtSummaryRow *) summary->rows->pdata[0])->text, ==, row);
    }
}

static void
test_forecast (void)
{
  static const CtForecast forecast = {
    .known = TRUE,
    .days_left = 12.34,
    .at_worst_days = 8,
    .date_us = SAMPLE_NOW_US + 36 * 3600 * SAMPLE_SECOND_US,
    .today = { TRUE, 0 },
    .days_7 = { TRUE, 1230000 },
  };
  g_autoptr (CtAccount) account = work_new ();
  g_autofree char *json = NULL, *without = NULL;

  ct_account_set_forecast (account, &forecast);
  json = status_of (account);
  g_assert_nonnull (strstr (json, ",\"days_left\":12.3,\"at_worst\":8.0,"
                                  "\"exhausted_on\":\"2026-11-23T16:00:00Z\","
                                  "\"spent\":{\"today\":\"0\",\"days_7\":\"1.23\","
                                  "\"days_30\":null},"));
  ct_account_set_forecast (account, NULL);
  without = status_of (account);
  g_assert_nonnull (strstr (without, ",\"days_left\":null,"));
}

static void
test_balances (void)
{
  g_autoptr (CtAccount) account = work_new ();
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance;
  g_autofree char *json = NULL;

  balance = sample_reading_add (reading, CT_BALANCE_CREDITS, "credits");
  balance->unlimited = balance->has_remaining = balance->has_limit = TRUE;
  balance->limit_micro = -CT_MICRO;
  balance = sample_reading_add_left (reading, CT_BALANCE_PERCENT, "percent", 87 * CT_MICRO);
  balance->scope = CT_SCOPE_KEY;
  balance->resets_at_us = SAMPLE_NOW_US + SAMPLE_SECOND_US - 1;
  ct_account_take_reading (account, reading, SAMPLE_NOW_US);
  json = status_of (account);

  g_assert_nonnull (strstr (
      json,
      "\"balances\":[{\"id\":\"credits\",\"primary\":true,\"kind\":\"credits\","
      "\"scope\":\"account\",\"currency\":\"credits\",\"remaining\":null,\"used\":null,"
      "\"limit\":\"-1\",\"usd_worth\":null,\"unlimited\":true,\"resets_at\":null,\"label\":\"∞\"},"
      "{\"id\":\"percent\",\"primary\":false,\"kind\":\"percent\",\"scope\":\"key\","
      "\"currency\":\"percent\",\"remaining\":\"87\",\"used\":null,\"limit\":null,"
      "\"usd_worth\":null,\"unlimited\":false,\"resets_at\":\"2026-11-22T04:00:00Z\","
      "\"label\":\"87 %\"}]"));
}

static void
test_details (void)
{
  static const struct
  {
    const char *value;
    gboolean is_number;
    const char *json;
  } rows[] = {
    { "339", TRUE, "339" },
    { "0", TRUE, "0" },
    { "-5", TRUE, "-5" },
    { "339", FALSE, "\"339\"" },
    { "3.5", TRUE, "\"3.5\"" },
    { "1e3", TRUE, "\"1e3\"" },
    { "007", TRUE, "\"007\"" },
    { "-", TRUE, "\"-\"" },
    { "", TRUE, "\"\"" },
    { "999999999999999", TRUE, "999999999999999" },
    { "9007199254740993", TRUE, "\"9007199254740993\"" },
    { "a \"b\"", FALSE, "\"a \\\"b\\\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtAccount) account = work_new ();
      g_autoptr (CtReading) reading = ct_reading_new ();
      g_autofree char *expected = g_strdup_printf ("\"details\":{\"it\":%s},", rows[i].json);
      g_autofree char *json = NULL;

      ct_reading_add_detail (reading, "it", rows[i].value, rows[i].is_number);
      ct_account_take_reading (account, reading, SAMPLE_NOW_US);
      json = status_of (account);
      g_test_message ("%u: %s", i, json);
      g_assert_nonnull (strstr (json, expected));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/status/example", test_example);
  g_test_add_func ("/status/nothing", test_nothing);
  g_test_add_func ("/status/error", test_error);
  g_test_add_func ("/status/every-error", test_every_error);
  g_test_add_func ("/status/forecast", test_forecast);
  g_test_add_func ("/status/balances", test_balances);
  g_test_add_func ("/status/details", test_details);

  return g_test_run ();
}
