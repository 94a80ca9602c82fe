#include "config.h"

#include <string.h>

#include "report.h"
#include "support/sample.h"

static const CtReportSystem sample_system = {
  .toolkit = "GTK 3.24.38", .desktop = "GNOME", .session = "wayland", .panel = "none"
};

static CtAccount *
sample_account (void)
{
  g_autoptr (CtProvider) provider = sample_provider_new ("account", "");
  g_autoptr (CtAccountConfig) config = sample_config_new ("id-0", "Secret project");
  CtAccount *account;
  CtReading *reading = ct_reading_new ();
  CtBalance *balance = sample_reading_add (reading, CT_BALANCE_MONEY, "USD");

  balance->has_remaining = TRUE;
  balance->remaining_micro = 49995818;
  g_free (config->base_url);
  config->base_url = g_strdup ("https://gateway.my-company.example");
  account = ct_account_new (config, provider, NULL);
  ct_account_take_reading (account, reading, SAMPLE_NOW_US);
  ct_reading_unref (reading);
  return account;
}

static GPtrArray *
sample_attempts (void)
{
  GPtrArray *attempts = ct_attempts_new ();
  g_autoptr (GError) rejected = g_error_new_literal (CT_ERROR, CT_ERROR_TOKEN_REJECTED,
                                                     "User jane@example.org has only $0.12 left");
  g_autoptr (GError) missing = g_error_new_literal (
      CT_ERROR, CT_ERROR_MISSING_VALUE, "sample.json: balances[0].remaining: no self.left in 12");

  ct_attempts_add (attempts, SAMPLE_NOW_US, 310000, 200, NULL);
  ct_attempts_add (attempts, SAMPLE_NOW_US + 60 * SAMPLE_SECOND_US, 1234567, 401, rejected);
  ct_attempts_add (attempts, SAMPLE_NOW_US + 120 * SAMPLE_SECOND_US, 50000, 200, missing);
  return attempts;
}

static void
test_text (void)
{
  g_autoptr (CtAccount) account = sample_account ();
  g_autoptr (GPtrArray) attempts = sample_attempts ();
  g_autofree char *text = ct_report_new (&sample_system, account, attempts);
  const char *second = strchr (text, '\n') + 1;

  g_assert_true (g_str_has_prefix (text, "Credit Tray " PACKAGE_VERSION ", GTK 3.24.38, GLib "));
  g_assert_cmpstr (second, ==,
                   "Desktop: GNOME, wayland; tray: none\n"
                   "Gateway: sample, an own address\n"
                   "State: idle, level: good\n"
                   "Last attempts: 3\n"
                   "2026-11-22T04:02:00Z  200    0.05 s  missing-value: sample.json: "
                   "balances[#].remaining: no self.left in ##\n"
                   "2026-11-22T04:01:00Z  401    1.23 s  token-rejected\n"
                   "2026-11-22T04:00:00Z  200    0.31 s  fine\n");
}

/* Another process or the editor's test had it: then there may be no attempt of this one. */
static void
test_error_of_others (void)
{
  g_autoptr (CtAccount) account = sample_account ();
  g_autoptr (GPtrArray) attempts = ct_attempts_new ();
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, CT_ERROR_TOKEN_REJECTED,
                                                  "only $0.12 left");
  g_autofree char *text = NULL;

  ct_account_set_error (account, error);
  text = ct_report_new (&sample_system, account, attempts);
  g_assert_nonnull (strstr (text, "level: good\nError: token-rejected\nLast attempts: 0\n"));
}

/* Whatever the account has: nothing that is somebody's. */
static void
test_nothing_private (void)
{
  static const char *const private[] = { "Secret project", "my-company", "49.99",
                                         "0.12",           "jane",       "id-0" };
  g_autoptr (CtAccount) account = sample_account ();
  g_autoptr (GPtrArray) attempts = sample_attempts ();
  g_autofree char *text = ct_report_new (&sample_system, account, attempts);

  for (guint i = 0; i < G_N_ELEMENTS (private); i++)
    g_assert_null (strstr (text, private[i]));
}

/* The id of a definition of one's own may be a name, too. */
static void
test_own_definition (void)
{
  g_autoptr (CtAccount) account = sample_account ();
  g_autoptr (GPtrArray) attempts = sample_attempts ();
  g_autofree char *text = NULL;

  ct_account_get_provider (account)->custom = TRUE;
  text = ct_report_new (&sample_system, account, attempts);
  g_assert_null (strstr (text, "sample"));
  g_assert_nonnull (strstr (text, "Gateway: a definition of one's own"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/text", test_text);
  g_test_add_func ("/report/error-of-others", test_error_of_others);
  g_test_add_func ("/report/nothing-private", test_nothing_private);
  g_test_add_func ("/report/own-definition", test_own_definition);
  return g_test_run ();
}
