#include "config.h"

#include "outlook.h"
#include "polling.h"

#define HOST "127.0.0.1"
#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define DAY_US (24 * HOUR_US)
#define HOUR_MICRO (CT_MICRO / 2) /* spent in each, so 12.00 a day */
#define ADD(path, func) g_test_add ("/outlook/" path, Fixture, NULL, set_up, func, tear_down)

/* The clock is at 4:00 UTC. */
typedef struct
{
  TestPolling polling;
  CtOutlook *outlook; /* (owned) */
  CtAccount *account; /* (owned) */
  guint n_settled;
  guint n_changed;
} Fixture;

static void
count (guint *counter)
{
  ++*counter;
}

static CtBalance *
add_balance (CtReading *reading, const char *id, gint64 remaining_micro)
{
  CtBalance *balance = ct_balance_new (id);

  g_strlcpy (balance->currency, "USD", CT_CURRENCY_SIZE);
  balance->has_remaining = TRUE;
  balance->remaining_micro = remaining_micro;
  balance->primary = TRUE;
  g_ptr_array_add (reading->balances, balance);
  return balance;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  test_polling_set_up (polling, NULL);
  g_free (test_polling_add (polling, 0, "laozhang", HOST));
  fixture->account = g_object_ref (test_polling_get (polling, 0));
  fixture->outlook = ct_outlook_new (polling->clock, polling->accounts, polling->history);
  g_signal_connect_swapped (fixture->outlook, "settled", G_CALLBACK (count), &fixture->n_settled);
  g_signal_connect_swapped (fixture->account, "changed", G_CALLBACK (count), &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_signal_handlers_disconnect_by_data (fixture->account, &fixture->n_changed);
  g_clear_object (&fixture->account);
  if (fixture->outlook != NULL)
    g_assert_finalize_object (fixture->outlook);
  test_polling_tear_down (&fixture->polling, NULL);
}

/* The clock stands still meanwhile. */
static void
settle (Fixture *fixture)
{
  while (ct_outlook_is_busy (fixture->outlook))
    g_main_context_iteration (NULL, TRUE);
}

/* Read every hour of the days before now, and now, when that much is left. */
static void
keep_days (Fixture *fixture, int n_days, gint64 left_micro)
{
  gint64 now_us = ct_clock_now_us (fixture->polling.clock);

  for (int hour = n_days * 24; hour >= 0; hour--)
    {
      g_autoptr (CtReading) reading = ct_reading_new ();

      add_balance (reading, "main", left_micro + hour * HOUR_MICRO);
      ct_history_append (fixture->polling.history, ct_account_get_id (fixture->account),
                         ct_account_get_origin (fixture->account), reading,
                         now_us - hour * HOUR_US);
    }
}

static CtBalance *
read_amount (Fixture *fixture, gint64 remaining_micro)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = add_balance (reading, "main", remaining_micro);

  ct_account_take_reading (fixture->account, reading, ct_clock_now_us (fixture->polling.clock));
  return balance;
}

static void
assert_days (Fixture *fixture, double days)
{
  const CtForecast *forecast = ct_account_get_forecast (fixture->account);

  g_assert_nonnull (forecast);
  g_assert_true (forecast->known);
  g_assert_cmpfloat_with_epsilon (forecast->days_left, days, 0.02 * days);
}

static void
test_from_history (Fixture *fixture, gconstpointer user_data)
{
  const CtForecast *forecast;

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  g_assert_true (ct_outlook_is_pending (fixture->outlook, fixture->account));
  g_assert_null (ct_account_get_forecast (fixture->account));
  settle (fixture);
  assert_days (fixture, 3);
  forecast = ct_account_get_forecast (fixture->account);
  g_assert_true (forecast->at_worst_days > 0 && forecast->at_worst_days <= forecast->days_left);
  g_assert_true (forecast->today.known && forecast->days_7.known && !forecast->days_30.known);
  g_assert_cmpint (forecast->today.micro, ==, 4 * HOUR_MICRO);
  g_assert_cmpint (forecast->days_7.micro, ==, (4 + 6 * 24) * HOUR_MICRO);
  g_assert_cmpuint (fixture->n_settled, ==, 1);
}

/* Made anew when the amount is another one, and only then; what the history does not have yet
 * counts. */
static void
test_reading_changed (Fixture *fixture, gconstpointer user_data)
{
  gint64 now_us = ct_clock_now_us (fixture->polling.clock);

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  ct_clock_advance_to (fixture->polling.clock, now_us + HOUR_US / 4);
  read_amount (fixture, 36 * CT_MICRO);
  g_assert_false (ct_outlook_is_busy (fixture->outlook));
  read_amount (fixture, 12 * CT_MICRO + 60 * CT_MICRO);
  g_assert_true (ct_outlook_is_pending (fixture->outlook, fixture->account));
  settle (fixture);
  assert_days (fixture, 6);
}

static void
test_hour (Fixture *fixture, gconstpointer user_data)
{
  gint64 now_us = ct_clock_now_us (fixture->polling.clock);

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==, now_us + HOUR_US);
  ct_clock_advance_to (fixture->polling.clock, now_us + HOUR_US);
  g_assert_true (ct_outlook_is_busy (fixture->outlook));
  settle (fixture);
  assert_days (fixture, 3 - 1.0 / 24);
  ct_clock_jump_to (fixture->polling.clock, now_us + DAY_US);
  settle (fixture);
  assert_days (fixture, 2);
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==,
                   now_us + DAY_US + HOUR_US);
}

/* The account has been given another address: less is left there, and nothing of it was spent. */
static void
test_other_site (Fixture *fixture, gconstpointer user_data)
{
  CtAccountConfig *config = test_polling_copy_config (&fixture->polling, 0);
  const CtForecast *forecast;

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  assert_days (fixture, 3);

  g_free (config->base_url);
  config->base_url = g_strdup ("https://other.example.com");
  test_polling_edit (&fixture->polling, config);
  read_amount (fixture, 2 * CT_MICRO);
  settle (fixture);
  forecast = ct_account_get_forecast (fixture->account);
  g_assert_nonnull (forecast);
  g_assert_false (forecast->known);
  g_assert_false (forecast->today.known);
}

/* Nothing is known of a balance that has only just come. */
static void
test_new_account (Fixture *fixture, gconstpointer user_data)
{
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  g_assert_null (ct_account_get_forecast (fixture->account));
  read_amount (fixture, 36 * CT_MICRO);
  settle (fixture);
  g_assert_nonnull (ct_account_get_forecast (fixture->account));
  g_assert_false (ct_account_get_forecast (fixture->account)->known);
}

static void
test_unlimited (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = add_balance (reading, "main", 0);

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  assert_days (fixture, 3);
  balance->unlimited = TRUE;
  balance->has_remaining = FALSE;
  ct_account_take_reading (fixture->account, reading, ct_clock_now_us (fixture->polling.clock));
  settle (fixture);
  g_assert_null (ct_account_get_forecast (fixture->account));
}

/* Dollars are no past of yuan. */
static void
test_other_currency (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = add_balance (reading, "main", 36 * CT_MICRO);

  keep_days (fixture, 10, 36 * CT_MICRO);
  g_strlcpy (balance->currency, "CNY", CT_CURRENCY_SIZE);
  ct_account_take_reading (fixture->account, reading, ct_clock_now_us (fixture->polling.clock));
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  g_assert_false (ct_account_get_forecast (fixture->account)->known);
}

/* While it is being made the account becomes another site's. */
static void
test_edited_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  CtAccountConfig *config = test_polling_copy_config (&fixture->polling, 0);

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_free (config->base_url);
  config->base_url = g_strdup ("https://other.example");
  test_polling_edit (&fixture->polling, config);
  settle (fixture);
  g_assert_null (ct_account_get_forecast (fixture->account));
}

static void
test_removed_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  ct_accounts_remove (fixture->polling.accounts, ct_account_get_id (fixture->account), &error);
  g_assert_no_error (error);
  settle (fixture);
  g_assert_cmpuint (fixture->n_settled, ==, 0);
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==, -1);
}

/* At whatever point: nothing is kept alive by it, nothing is shown afterwards. */
static void
test_freed_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  g_main_context_iteration (NULL, FALSE);
  g_assert_true (ct_outlook_is_busy (fixture->outlook));
  g_assert_finalize_object (g_steal_pointer (&fixture->outlook));
  ct_history_flush (fixture->polling.history, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (ct_account_get_forecast (fixture->account));
}

/* Looked at again, but the same is no news. */
static void
test_quiet (Fixture *fixture, gconstpointer user_data)
{
  keep_days (fixture, 10, 36 * CT_MICRO);
  read_amount (fixture, 36 * CT_MICRO);
  ct_outlook_start (fixture->outlook);
  settle (fixture);
  fixture->n_changed = fixture->n_settled = 0;
  ct_clock_jump_to (fixture->polling.clock, ct_clock_now_us (fixture->polling.clock));
  settle (fixture);
  g_assert_cmpuint (fixture->n_settled, ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("from-history", test_from_history);
  ADD ("reading-changed", test_reading_changed);
  ADD ("hour", test_hour);
  ADD ("other-site", test_other_site);
  ADD ("new-account", test_new_account);
  ADD ("unlimited", test_unlimited);
  ADD ("other-currency", test_other_currency);
  ADD ("edited-meanwhile", test_edited_meanwhile);
  ADD ("removed-meanwhile", test_removed_meanwhile);
  ADD ("freed-meanwhile", test_freed_meanwhile);
  ADD ("quiet", test_quiet);
  return g_test_run ();
}
