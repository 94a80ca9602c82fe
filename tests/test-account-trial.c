#include "config.h"

#include "account-trial.h"

#include <string.h>

#include "editing.h"
#include "loop.h"

#define HOST "127.0.0.1"
#define SELF "/api/user/self"
#define TEAM_A "{\"teamId\":\"a\"}"
#define SECOND_US ((gint64) G_USEC_PER_SEC)

/* An account that is typed at this moment: in no settings. */
typedef struct
{
  TestPolling polling;
  TestEditing editing;
  CtAccount *account;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean done;
  CtTrialOutcome *outcome; /* (nullable) (owned) */
  GError *error;           /* (nullable) (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtAccountConfig) config = NULL;
  CtProvider *provider;

  test_polling_set_up (&fixture->polling, NULL);
  test_polling_make_monitor (&fixture->polling);
  test_editing_init (&fixture->editing, &fixture->polling);
  config = test_polling_config (&fixture->polling, 7, "laozhang", HOST);
  provider = ct_catalog_lookup (fixture->polling.catalog, "laozhang", NULL);
  fixture->account = ct_account_new (config, provider, NULL);
  fixture->cancellable = g_cancellable_new ();
}

static void
forget_outcome (Fixture *fixture)
{
  g_clear_pointer (&fixture->outcome, ct_trial_outcome_free);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  forget_outcome (fixture);
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->cancellable);
  test_polling_tear_down (&fixture->polling, NULL);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->outcome = ct_trial_finish (result, &fixture->error);
  fixture->done = TRUE;
}

static void
start (Fixture *fixture, CtTrialKind kind)
{
  g_autoptr (SecretValue) token = secret_value_new (TEST_POLLING_TOKEN, -1, "text/plain");

  forget_outcome (fixture);
  ct_trial_async (&fixture->editing.session, fixture->account, token, kind, fixture->cancellable,
                  on_tried, fixture);
}

static void
run (Fixture *fixture, CtTrialKind kind)
{
  start (fixture, kind);
  test_loop_until (&fixture->done);
}

static void
pass (Fixture *fixture, gint64 seconds)
{
  CtClock *clock = fixture->polling.clock;

  ct_clock_advance_to (clock, ct_clock_now_us (clock) + seconds * SECOND_US);
}

static void
test_reading (Fixture *fixture, gconstpointer user_data)
{
  g_auto (CtPollRecord) record;

  run (fixture, CT_TRIAL_READ);
  g_assert_no_error (fixture->outcome->error);
  g_assert_cmpint (ct_reading_get_primary (fixture->outcome->reading)->remaining_micro, ==,
                   49995818);
  g_assert_cmpstr (fixture->polling.gateway->authorization, ==, TEST_POLLING_TOKEN);
  g_assert_null (fixture->outcome->answer);

  /* The attempt counts; what came of it is nobody's yet. */
  ct_poll_record_init (&record);
  ct_poll_state_read (fixture->polling.poll_state, ct_account_get_origin (fixture->account),
                      ct_account_get_id (fixture->account), &record);
  g_assert_cmpint (record.last_attempt_us, ==, TEST_POLLING_NOW_US);
  g_assert_cmpint (record.polling_until_us, ==, -1);
  g_assert_null (record.reading);
}

static void
test_kept_and_forgotten (Fixture *fixture, gconstpointer user_data)
{
  CtPollState *state = fixture->polling.poll_state;
  const char *origin = ct_account_get_origin (fixture->account),
             *id = ct_account_get_id (fixture->account);
  g_auto (CtPollRecord) record, later;

  run (fixture, CT_TRIAL_READ);
  ct_trial_keep (&fixture->editing.session, fixture->account, fixture->outcome);
  ct_poll_record_init (&record);
  g_assert_true (ct_poll_state_read (state, origin, id, &record));
  g_assert_nonnull (record.reading);

  ct_trial_forget (&fixture->editing.session, fixture->account);
  ct_poll_record_init (&later);
  g_assert_false (ct_poll_state_read (state, origin, id, &later));
  g_assert_null (later.reading);
}

/* Of an account that is stored the test is one of its attempts. */
static void
test_noted (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *id = test_polling_add (&fixture->polling, 7, "laozhang", HOST);
  GPtrArray *attempts = ct_monitor_get_attempts (fixture->polling.monitor, id);
  const CtAttempt *attempt;

  test_gateway_set_answer (fixture->polling.gateway, SELF, 401, "{\"message\":\"no\"}", NULL);
  fixture->polling.gateway->holds = TRUE;
  start (fixture, CT_TRIAL_READ);
  test_polling_wait_requests (&fixture->polling, 1);
  pass (fixture, 3);
  test_gateway_release (fixture->polling.gateway);
  test_loop_until (&fixture->done);
  g_assert_cmpuint (attempts->len, ==, 0);

  ct_trial_note (&fixture->editing.session, fixture->account, fixture->outcome);
  g_assert_cmpuint (attempts->len, ==, 1);
  attempt = attempts->pdata[0];
  g_assert_cmpint (attempt->time_us, ==, TEST_POLLING_NOW_US);
  g_assert_cmpint (attempt->duration_us, ==, 3 * SECOND_US);
  g_assert_cmpuint (attempt->status, ==, 401);
  g_assert_error (attempt->error, CT_ERROR, CT_ERROR_TOKEN_REJECTED);
}

/* What is kept of an account is not of the token, or of the address, that is typed now. */
static void
test_nothing_kept (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autoptr (CtAccountConfig) config = test_polling_config (polling, 7, "xai", HOST);
  g_autofree char *kept = NULL;
  gint64 stored_us;

  g_object_unref (fixture->account);
  fixture->account = ct_account_new (config, ct_catalog_lookup (polling->catalog, "xai", NULL),
                                     NULL);
  ct_poll_state_store_cached (polling->poll_state, config->id, "validation", TEAM_A,
                              TEST_POLLING_NOW_US);
  test_gateway_set_answer (polling->gateway, "/auth/management-keys/validation", 200,
                           "{\"teamId\":\"b\"}", NULL);
  test_gateway_set_answer (polling->gateway, "/v1/billing/teams/b/prepaid/balance", 200,
                           "{\"total\":{\"val\":\"-700\"}}", NULL);
  run (fixture, CT_TRIAL_READ);
  g_assert_no_error (fixture->outcome->error);
  g_assert_cmpint (ct_reading_get_primary (fixture->outcome->reading)->remaining_micro, ==,
                   7000000);
  kept = ct_poll_state_load_cached (polling->poll_state, config->id, "validation", &stored_us);
  g_assert_cmpstr (kept, ==, TEAM_A);
}

static void
test_rejected (Fixture *fixture, gconstpointer user_data)
{
  test_gateway_set_answer (fixture->polling.gateway, SELF, 401, "{\"message\":\"no\"}", NULL);
  run (fixture, CT_TRIAL_READ);
  g_assert_null (fixture->outcome->reading);
  g_assert_error (fixture->outcome->error, CT_ERROR, CT_ERROR_TOKEN_REJECTED);
}

/* Three in a burst, a second apart; then the floor, and nothing is sent. */
static void
test_burst (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 1; i <= 3; i++)
    {
      run (fixture, CT_TRIAL_READ);
      g_assert_cmpint (fixture->outcome->again_us, ==, -1);
      g_assert_cmpuint (test_gateway_count (fixture->polling.gateway, HOST, SELF), ==, i);
      pass (fixture, 2);
    }
  run (fixture, CT_TRIAL_READ);
  g_assert_null (fixture->outcome->reading);
  g_assert_no_error (fixture->outcome->error);
  g_assert_cmpint (fixture->outcome->again_us, ==, TEST_POLLING_NOW_US + (4 + 60) * SECOND_US);
  g_assert_cmpuint (test_gateway_count (fixture->polling.gateway, HOST, SELF), ==, 3);
  pass (fixture, 60);
  run (fixture, CT_TRIAL_READ);
  g_assert_nonnull (fixture->outcome->reading);
}

/* Another account of the site was asked at this very moment. */
static void
ask_another (Fixture *fixture)
{
  CtClaimRequest request = {
    .origin = ct_account_get_origin (fixture->account),
    .account_id = "another",
    .floor_s = 60,
  };
  g_auto (CtPollRecord) record;
  gint64 until_us;

  ct_poll_record_init (&record);
  g_assert_cmpint (ct_poll_state_claim (fixture->polling.poll_state, &request, TEST_POLLING_NOW_US,
                                        &until_us, &record),
                   ==, CT_CLAIM_GRANTED);
  ct_poll_state_finish (fixture->polling.poll_state, &request, TEST_POLLING_NOW_US, NULL, NULL, -1);
}

/* Within the gap it waits for its turn. */
static void
test_gap (Fixture *fixture, gconstpointer user_data)
{
  ask_another (fixture);
  start (fixture, CT_TRIAL_READ);
  g_assert_false (fixture->done);
  pass (fixture, 2);
  test_loop_until (&fixture->done);
  g_assert_nonnull (fixture->outcome->reading);
}

static void
test_cancelled (Fixture *fixture, gconstpointer kind)
{
  g_auto (CtPollRecord) record;

  fixture->polling.gateway->holds = TRUE;
  start (fixture, GPOINTER_TO_INT (kind));
  test_polling_wait_requests (&fixture->polling, 1);
  g_cancellable_cancel (fixture->cancellable);
  test_loop_until (&fixture->done);
  g_assert_null (fixture->outcome);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* Nobody else has to wait for the end of its lease. */
  ct_poll_record_init (&record);
  ct_poll_state_read (fixture->polling.poll_state, ct_account_get_origin (fixture->account),
                      ct_account_get_id (fixture->account), &record);
  g_assert_cmpint (record.polling_until_us, ==, -1);
}

static void
test_cancelled_while_waiting (Fixture *fixture, gconstpointer user_data)
{
  ask_another (fixture);
  start (fixture, CT_TRIAL_READ);
  g_cancellable_cancel (fixture->cancellable);
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (test_gateway_count (fixture->polling.gateway, HOST, SELF), ==, 0);
}

static void
test_answer (Fixture *fixture, gconstpointer user_data)
{
  test_gateway_set_answer (fixture->polling.gateway, "/api/status", 200, "{\"data\":{\"x\":1}}",
                           NULL);
  run (fixture, CT_TRIAL_ANSWER);
  g_assert_no_error (fixture->outcome->error);
  g_assert_nonnull (strstr (fixture->outcome->answer, "24997909"));

  test_gateway_set_answer (fixture->polling.gateway, SELF, 500, "{}", NULL);
  pass (fixture, 2);
  run (fixture, CT_TRIAL_ANSWER);
  g_assert_null (fixture->outcome->answer);
  g_assert_error (fixture->outcome->error, CT_ERROR, CT_ERROR_SERVER_ERROR);
}

static void
test_no_answer (Fixture *fixture, gconstpointer user_data)
{
  fixture->polling.gateway->hangs_up = TRUE;
  run (fixture, CT_TRIAL_ANSWER);
  g_assert_error (fixture->outcome->error, CT_ERROR, CT_ERROR_UNREACHABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func, data) \
  g_test_add ("/account-trial/" path, Fixture, data, set_up, func, tear_down)
  ADD ("reading", test_reading, NULL);
  ADD ("kept-and-forgotten", test_kept_and_forgotten, NULL);
  ADD ("noted", test_noted, NULL);
  ADD ("nothing-kept", test_nothing_kept, NULL);
  ADD ("rejected", test_rejected, NULL);
  ADD ("burst", test_burst, NULL);
  ADD ("gap", test_gap, NULL);
  ADD ("cancelled", test_cancelled, GINT_TO_POINTER (CT_TRIAL_READ));
  ADD ("cancelled-answer", test_cancelled, GINT_TO_POINTER (CT_TRIAL_ANSWER));
  ADD ("cancelled-while-waiting", test_cancelled_while_waiting, NULL);
  ADD ("answer", test_answer, NULL);
  ADD ("no-answer", test_no_answer, NULL);
  return g_test_run ();
}
