#include "config.h"

#include <math.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "alerts.h"
#include "history-fixture.h"
#include "loop.h"
#include "polling.h"
#include "removals.h"
#include "rename-watch.h"
#include "state-writer.h"

#define QUOTA_OF_USD 500000
#define SELF "/api/user/self"
#define HOST "127.0.0.1"
#define HOUR_S 3600
#define HOUR_US (HOUR_S * (gint64) G_USEC_PER_SEC)
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

typedef struct
{
  TestPolling polling;
  CtOutlook *outlook; /* (nullable) (owned) */
  CtAlerts *alerts;   /* (owned) */
  GString *said;      /* (owned) since the last assert_said() */
} Fixture;

static void
say (Fixture *fixture, const char *word)
{
  if (fixture->said->len > 0)
    g_string_append (fixture->said, ", ");
  g_string_append (fixture->said, word);
}

static void
on_raised (CtAlerts *alerts, CtAlert *alert, gpointer user_data)
{
  g_autofree char *amount = ct_money_format (&alert->amount, CT_MONEY_WINDOW);
  g_autofree char *days = g_strdup_printf (" for %.0f days", floor (alert->days_left));
  g_autofree char *word = g_strconcat (
      ct_alert_kind_to_string (alert->kind), alert->has_amount ? " " : "",
      alert->has_amount ? amount : "", alert->knows_days ? days : NULL, NULL);

  say (user_data, word);
}

static void
on_withdrawn (CtAlerts *alerts, const char *id, gpointer user_data)
{
  say (user_data, "over");
}

static void
begin (Fixture *fixture)
{
  TestPolling *polling = &fixture->polling;
  CtAlertsParts parts = {
    .clock = polling->clock,
    .accounts = polling->accounts,
    .poll_state = polling->poll_state,
    .outlook = fixture->outlook,
    .general = ct_settings_get_general (polling->settings),
    .state_dir = polling->state_dir,
  };

  fixture->alerts = ct_alerts_new (&parts);
  g_signal_connect (fixture->alerts, "raised", G_CALLBACK (on_raised), fixture);
  g_signal_connect (fixture->alerts, "withdrawn", G_CALLBACK (on_withdrawn), fixture);
  test_polling_start (polling);
}

static void
restart (Fixture *fixture)
{
  ct_alerts_flush (fixture->alerts);
  g_assert_finalize_object (g_steal_pointer (&fixture->alerts));
  test_polling_restart (&fixture->polling);
  begin (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  test_polling_set_up (&fixture->polling, NULL);
  fixture->said = g_string_new (NULL);
  g_free (test_polling_add (&fixture->polling, 0, "laozhang", HOST));
  begin (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->alerts));
  if (fixture->outlook != NULL)
    g_assert_finalize_object (fixture->outlook);
  g_string_free (fixture->said, TRUE);
  test_polling_tear_down (&fixture->polling, NULL);
}

#define assert_said(fixture, expected)                    \
  G_STMT_START                                            \
  {                                                       \
    g_assert_cmpstr ((fixture)->said->str, ==, expected); \
    g_string_truncate ((fixture)->said, 0);               \
  }                                                       \
  G_STMT_END

/* The gateway has that much from now on, and is asked. */
static void
poll_cents (Fixture *fixture, gint64 cents)
{
  test_gateway_set_quota (fixture->polling.gateway, cents * QUOTA_OF_USD / 100);
  test_polling_advance (&fixture->polling, 400);
}

static void
poll_status (Fixture *fixture, guint status, gint64 seconds)
{
  test_gateway_set_answer (fixture->polling.gateway, SELF, status, "{}", NULL);
  test_polling_advance (&fixture->polling, seconds);
}

static const char *
get_id (Fixture *fixture)
{
  return ct_account_get_id (test_polling_get (&fixture->polling, 0));
}

static GSettings *
get_general (Fixture *fixture)
{
  return ct_settings_get_general (fixture->polling.settings);
}

static char *
get_file (Fixture *fixture)
{
  g_autofree char *name = g_strconcat (get_id (fixture), ".json", NULL);

  return g_build_filename (fixture->polling.state_dir, "alerts", name, NULL);
}

static void
test_falling (Fixture *fixture, gconstpointer user_data)
{
  assert_said (fixture, "");
  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  poll_cents (fixture, 499);
  poll_cents (fixture, 450);
  assert_said (fixture, "");
  poll_cents (fixture, 99);
  assert_said (fixture, "critical $0.99");
  poll_cents (fixture, 0);
  assert_said (fixture, "empty $0.00");
  poll_cents (fixture, 2000);
  assert_said (fixture, "topped-up $20.00");
}

static void
test_restart (Fixture *fixture, gconstpointer user_data)
{
  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  restart (fixture);
  poll_cents (fixture, 498);
  assert_said (fixture, "");
  restart (fixture);
  poll_cents (fixture, 90);
  assert_said (fixture, "critical $0.90");
}

/* What was told is lost: an amount that is low at the start is told, too. */
static void
test_low_at_the_start (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *file = get_file (fixture);

  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  ct_alerts_flush (fixture->alerts);
  g_assert_cmpint (g_unlink (file), ==, 0);
  restart (fixture);
  assert_said (fixture, "low $4.99");
}

static void
test_unchanged_is_not_written (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *file = get_file (fixture);
  struct stat before, after;

  poll_cents (fixture, 499);
  ct_alerts_flush (fixture->alerts);
  g_assert_cmpint (stat (file, &before), ==, 0);
  g_assert_cmpint (before.st_mode & 0777, ==, 0600);
  poll_cents (fixture, 499);
  ct_alerts_flush (fixture->alerts);
  g_assert_cmpint (stat (file, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  poll_cents (fixture, 498);
  ct_alerts_flush (fixture->alerts);
  g_assert_cmpint (stat (file, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, !=, before.st_ino);
}

static void
on_renamed (const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* As long as an alert may stay unwritten. */
static void
let_writers_write (Fixture *fixture)
{
  gboolean written = FALSE;
  CtStateWriter *other = ct_state_writer_new (fixture->polling.state_dir);
  CtRenameWatch *watch = ct_rename_watch_new (fixture->polling.state_dir, on_renamed, &written);

  ct_state_writer_put (other, "other", g_strdup (""), CT_STATE_SOON_S);
  test_loop_until (&written);
  ct_rename_watch_free (watch);
  ct_state_writer_free (other);
}

static void
test_amount_alone_can_wait (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *file = get_file (fixture);
  struct stat before, after;

  poll_cents (fixture, 499);
  ct_alerts_flush (fixture->alerts);
  g_assert_cmpint (stat (file, &before), ==, 0);
  poll_cents (fixture, 498);
  let_writers_write (fixture);
  g_assert_cmpint (stat (file, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  poll_cents (fixture, 99);
  let_writers_write (fixture);
  g_assert_cmpint (stat (file, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, !=, before.st_ino);
}

/* Nobody is asked at that moment; what was read before is fresh enough to be told. */
static void
test_snooze_over (Fixture *fixture, gconstpointer user_data)
{
  gint64 end_us;

  g_settings_set_uint (get_general (fixture), "interval-s", 2 * HOUR_S);
  poll_cents (fixture, 499);
  ct_monitor_refresh (fixture->polling.monitor, NULL);
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "low $4.99");
  ct_monitor_stop (fixture->polling.monitor);
  ct_alerts_snooze (fixture->alerts, get_id (fixture), CT_SNOOZE_HOUR);
  assert_said (fixture, "over");
  end_us = ct_clock_now_us (fixture->polling.clock) + HOUR_US;
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==, end_us);
  test_polling_advance (&fixture->polling, HOUR_S - 1);
  assert_said (fixture, "");
  test_polling_advance (&fixture->polling, 1);
  assert_said (fixture, "low $4.99");
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==, -1);
}

static void
test_snooze (Fixture *fixture, gconstpointer user_data)
{
  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  ct_alerts_snooze (fixture->alerts, get_id (fixture), CT_SNOOZE_HOUR);
  assert_said (fixture, "over");
  poll_cents (fixture, 99);
  restart (fixture);
  poll_cents (fixture, 98);
  assert_said (fixture, "");
  test_polling_advance (&fixture->polling, HOUR_S);
  assert_said (fixture, "critical $0.98");

  ct_alerts_snooze (fixture->alerts, get_id (fixture), CT_SNOOZE_TOPPED_UP);
  assert_said (fixture, "over");
  test_polling_advance (&fixture->polling, 3 * 24 * HOUR_S);
  assert_said (fixture, "");
  poll_cents (fixture, 300);
  assert_said (fixture, "topped-up $3.00");
  ct_alerts_snooze (fixture->alerts, "nobody", CT_SNOOZE_HOUR);
  assert_said (fixture, "");
}

/* A low amount of an hour ago is nothing to warn of. */
static void
test_stale (Fixture *fixture, gconstpointer user_data)
{
  g_settings_set_flags (get_general (fixture), "alerts", 0);
  poll_cents (fixture, 499);
  assert_said (fixture, "");
  poll_status (fixture, 500, HOUR_S);
  g_settings_set_flags (get_general (fixture), "alerts", (1u << CT_N_ALERTS) - 1);
  restart (fixture);
  test_polling_advance (&fixture->polling, HOUR_S);
  assert_said (fixture, "");
  poll_cents (fixture, 499);
  test_polling_advance (&fixture->polling, HOUR_S);
  assert_said (fixture, "low $4.99");
}

static void
test_rejected (Fixture *fixture, gconstpointer user_data)
{
  poll_status (fixture, 401, 400);
  assert_said (fixture, "");
  /* Another look at the same failure is no second one. */
  g_settings_set_boolean (get_general (fixture), "hide-amounts", TRUE);
  test_polling_advance (&fixture->polling, 700);
  g_settings_set_boolean (get_general (fixture), "hide-amounts", FALSE);
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "");
  test_polling_advance (&fixture->polling, 400);
  assert_said (fixture, "rejected");
  restart (fixture);
  test_polling_advance (&fixture->polling, 24 * HOUR_S);
  assert_said (fixture, "");

  ct_alerts_note_edited (fixture->alerts, get_id (fixture));
  assert_said (fixture, "over");
  test_gateway_set_quota (fixture->polling.gateway, 100 * QUOTA_OF_USD);
  ct_monitor_reload (fixture->polling.monitor, get_id (fixture));
  test_polling_advance (&fixture->polling, 400);
  assert_said (fixture, ""); /* of another account, perhaps: no top-up */
}

static CtClaim
claim (CtPollState *state, const CtClaimRequest *request, gint64 now_us)
{
  g_auto (CtPollRecord) record;
  gint64 until_us;

  ct_poll_record_init (&record);
  return ct_poll_state_claim (state, request, now_us, &until_us, &record);
}

/* An attempt that creditctl is making is not one that has failed. */
static void
test_attempt_of_another (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autoptr (CtPollState) other = ct_poll_state_new (polling->runtime_dir, polling->state_dir);
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, CT_ERROR_TOKEN_REJECTED, "no");
  CtClaimRequest request = { .account_id = get_id (fixture), .floor_s = 60 };
  gint64 now_us;

  poll_status (fixture, 401, 400);
  test_polling_advance (polling, 700);
  now_us = ct_clock_now_us (polling->clock);
  request.origin = ct_account_get_origin (test_polling_get (polling, 0));
  g_assert_cmpint (claim (other, &request, now_us), ==, CT_CLAIM_GRANTED);
  g_settings_set_boolean (get_general (fixture), "hide-amounts", TRUE);
  test_polling_settle (polling);
  assert_said (fixture, "");

  ct_poll_state_finish (other, &request, now_us, NULL, error, -1);
  g_settings_set_boolean (get_general (fixture), "hide-amounts", FALSE);
  test_polling_settle (polling);
  assert_said (fixture, "rejected");
}

static void
test_silent (Fixture *fixture, gconstpointer user_data)
{
  poll_status (fixture, 500, 23 * HOUR_S);
  assert_said (fixture, "");
  test_polling_advance (&fixture->polling, 3 * HOUR_S);
  assert_said (fixture, "silent");
  poll_cents (fixture, 4999);
  test_polling_advance (&fixture->polling, HOUR_S);
  assert_said (fixture, "over");
}

/* A machine that was off for days: the network is not up when the applet is. */
static void
test_first_minute (Fixture *fixture, gconstpointer user_data)
{
  poll_status (fixture, 500, HOUR_S);
  ct_alerts_flush (fixture->alerts);
  ct_monitor_stop (fixture->polling.monitor);
  ct_clock_advance_to (fixture->polling.clock, TEST_POLLING_NOW_US + 72 * HOUR_US);
  restart (fixture);
  assert_said (fixture, "");
  test_polling_assert (&fixture->polling, 0, "backoff server-error $49.99");
  test_polling_advance (&fixture->polling, 2 * HOUR_S);
  assert_said (fixture, "silent");
}

static void
test_edited (Fixture *fixture, gconstpointer user_data)
{
  CtAccountConfig *config = test_polling_copy_config (&fixture->polling, 0);
  g_autofree char *file = get_file (fixture);

  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  test_polling_store_token (&fixture->polling, 0, "127.0.0.2", TEST_POLLING_TOKEN);
  g_free (config->base_url);
  config->base_url = test_gateway_get_address (fixture->polling.gateway, "127.0.0.2");
  test_polling_edit (&fixture->polling, config);
  assert_said (fixture, "over");
  test_polling_advance (&fixture->polling, 400);
  assert_said (fixture, "low $4.99");

  g_assert_true (ct_accounts_remove (fixture->polling.accounts, get_id (fixture), NULL));
  assert_said (fixture, "over");
  ct_alerts_flush (fixture->alerts);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

static CtRemovals *
new_removals (Fixture *fixture)
{
  TestPolling *polling = &fixture->polling;
  CtRemovalsParts parts = { .settings = polling->settings,
                            .catalog = polling->catalog,
                            .keyring = polling->keyring,
                            .poll_state = polling->poll_state,
                            .history = polling->history };

  return ct_removals_new (&parts);
}

static void
test_removed_and_undone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtRemovals) removals = new_removals (fixture);

  poll_cents (fixture, 499);
  assert_said (fixture, "low $4.99");
  g_assert_true (ct_removals_begin (removals, get_id (fixture), NULL));
  assert_said (fixture, "over");
  g_assert_true (ct_removals_undo (removals, NULL));
  poll_cents (fixture, 498);
  assert_said (fixture, ""); /* it was told */
  poll_cents (fixture, 90);
  assert_said (fixture, "critical $0.90");
}

static void
test_removed_for_good (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtRemovals) removals = new_removals (fixture);
  g_autofree char *file = get_file (fixture);

  poll_cents (fixture, 499);
  g_assert_true (ct_removals_begin (removals, get_id (fixture), NULL));
  ct_alerts_flush (fixture->alerts);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  ct_removals_finish (removals);
  test_polling_settle (&fixture->polling);
  ct_alerts_flush (fixture->alerts);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

/* Read every hour for ten days, at 12.00 a day; 37.00 now. */
static void
set_up_with_past (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autofree char *id = NULL;

  test_polling_set_up (polling, NULL);
  fixture->said = g_string_new (NULL);
  id = test_polling_add (polling, 0, "laozhang", HOST);
  for (int hour = 240; hour >= 0; hour--)
    {
      g_autoptr (CtReading) reading = history_reading (37 * CT_MICRO + hour * CT_MICRO / 2);

      ct_history_append (polling->history, id,
                         ct_account_get_origin (test_polling_get (polling, 0)), reading,
                         TEST_POLLING_NOW_US - hour * HOUR_US);
    }
  test_gateway_set_quota (polling->gateway, 37 * QUOTA_OF_USD);
  fixture->outlook = ct_outlook_new (polling->clock, polling->accounts, polling->history);
  ct_outlook_start (fixture->outlook);
  begin (fixture);
}

static void
look_ahead (Fixture *fixture)
{
  while (ct_outlook_is_busy (fixture->outlook))
    g_main_context_iteration (NULL, TRUE);
  test_polling_settle (&fixture->polling);
}

/* The days that are told are those of the amount that is told. */
static void
test_runway (Fixture *fixture, gconstpointer user_data)
{
  look_ahead (fixture);
  assert_said (fixture, "");
  poll_cents (fixture, 3590);
  look_ahead (fixture);
  assert_said (fixture, "runway $35.90 for 2 days");
  poll_cents (fixture, 10000);
  look_ahead (fixture);
  assert_said (fixture, "topped-up $100.00 for 8 days");
  poll_cents (fixture, 300);
  look_ahead (fixture);
  assert_said (fixture, "low $3.00 for 0 days");
}

static void
set_amount (Fixture *fixture, const char *key, const char *amount)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", "USD", amount);
  g_settings_set_value (get_general (fixture), key, g_variant_builder_end (&builder));
}

static void
test_settings (Fixture *fixture, gconstpointer user_data)
{
  CtAccountConfig *config = test_polling_copy_config (&fixture->polling, 0);

  set_amount (fixture, "alerts-low", "60");
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "low $49.99");
  set_amount (fixture, "alerts-critical", "50");
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "critical $49.99");

  config->thresholds = (CtThresholds){ TRUE, 2 * CT_MICRO, 1 * CT_MICRO };
  test_polling_edit (&fixture->polling, config);
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "over");

  g_settings_set_flags (get_general (fixture), "alerts", 1u << CT_ALERT_EMPTY);
  poll_cents (fixture, 50);
  assert_said (fixture, "");
  poll_cents (fixture, 0);
  assert_said (fixture, "empty $0.00");
}

static void
lower_threshold (CtAlerts *alerts, CtAlert *alert, gpointer user_data)
{
  set_amount (user_data, "alerts-low", "10");
}

/* Whoever is told of the first account wants to hear less: the second is judged by that. */
static void
test_settings_while_told (Fixture *fixture, gconstpointer user_data)
{
  g_free (test_polling_add (&fixture->polling, 1, "laozhang", "127.0.0.2"));
  test_polling_settle (&fixture->polling);
  test_polling_assert (&fixture->polling, 1, "idle $49.99");
  g_signal_connect (fixture->alerts, "raised", G_CALLBACK (lower_threshold), fixture);
  set_amount (fixture, "alerts-low", "60");
  test_polling_settle (&fixture->polling);
  assert_said (fixture, "low $49.99, over");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/alerts/falling", test_falling);
  ADD ("/alerts/restart", test_restart);
  ADD ("/alerts/low-at-the-start", test_low_at_the_start);
  ADD ("/alerts/unchanged-is-not-written", test_unchanged_is_not_written);
  ADD ("/alerts/amount-alone-can-wait", test_amount_alone_can_wait);
  ADD ("/alerts/snooze", test_snooze);
  ADD ("/alerts/snooze-over", test_snooze_over);
  ADD ("/alerts/stale", test_stale);
  ADD ("/alerts/rejected", test_rejected);
  ADD ("/alerts/attempt-of-another", test_attempt_of_another);
  ADD ("/alerts/silent", test_silent);
  ADD ("/alerts/first-minute", test_first_minute);
  ADD ("/alerts/edited", test_edited);
  ADD ("/alerts/removed-and-undone", test_removed_and_undone);
  ADD ("/alerts/removed-for-good", test_removed_for_good);
  g_test_add ("/alerts/runway", Fixture, NULL, set_up_with_past, test_runway, tear_down);
  ADD ("/alerts/settings", test_settings);
  ADD ("/alerts/settings-while-told", test_settings_while_told);
  return g_test_run ();
}
