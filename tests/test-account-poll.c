#include "config.h"

#include "account-poll.h"

#include <string.h>

#include "loop.h"
#include "polling.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define NOW_US TEST_POLLING_NOW_US
#define SELF "/api/user/self"
#define STATUS "/api/status"
#define HOST "127.0.0.1"

/* One account, asked without a monitor. */
typedef struct
{
  TestPolling polling;
  GCancellable *cancellable; /* (owned) */
  gboolean done;
  CtPollOutcome *outcome; /* (nullable) (owned) */
  GError *error;          /* (nullable) (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer provider_id)
{
  test_polling_set_up (&fixture->polling, NULL);
  g_free (test_polling_add (&fixture->polling, 0, provider_id, HOST));
  fixture->cancellable = g_cancellable_new ();
}

static void
forget_outcome (Fixture *fixture)
{
  g_clear_pointer (&fixture->outcome, ct_poll_outcome_free);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  forget_outcome (fixture);
  g_object_unref (fixture->cancellable);
  test_polling_tear_down (&fixture->polling, NULL);
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->done);
  fixture->outcome = ct_poll_finish (result, &fixture->error);
  g_assert_true ((fixture->outcome == NULL) == (fixture->error != NULL));
  fixture->done = TRUE;
}

static void
start (Fixture *fixture)
{
  TestPolling *polling = &fixture->polling;
  g_autoptr (SecretValue) token = secret_value_new (TEST_POLLING_TOKEN, -1, "text/plain");

  forget_outcome (fixture);
  ct_poll_async (test_polling_get (polling, 0), CT_POLL_STORED, polling->fetcher,
                 polling->poll_state, polling->clock, token, fixture->cancellable, on_polled,
                 fixture);
}

static void
run (Fixture *fixture)
{
  start (fixture);
  test_loop_until (&fixture->done);
  g_assert_no_error (fixture->error);
}

static void
assert_remaining (Fixture *fixture, gint64 remaining_micro)
{
  g_assert_no_error (fixture->outcome->error);
  g_assert_cmpint (ct_reading_get_primary (fixture->outcome->reading)->remaining_micro, ==,
                   remaining_micro);
}

static guint
count (Fixture *fixture, const char *path)
{
  return test_gateway_count (fixture->polling.gateway, NULL, path);
}

static void
test_reading (Fixture *fixture, gconstpointer user_data)
{
  run (fixture);
  assert_remaining (fixture, 49995818);
  g_assert_cmpint (fixture->outcome->retry_after_us, ==, -1);
  g_assert_cmpstr (fixture->polling.gateway->authorization, ==, TEST_POLLING_TOKEN);
  /* The account itself is not touched: that is the monitor's. */
  test_polling_assert (&fixture->polling, 0, "idle -");
}

static void
test_errors (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *reason;
    guint status;
    const char *body;
    CtErrorCode code;
  } rows[] = {
    { "rejected", 401, "{\"success\":false}", CT_ERROR_TOKEN_REJECTED },
    { "rejected with 200", 200, "{\"success\":false}", CT_ERROR_TOKEN_REJECTED },
    { "no amount", 200, "{\"success\":true,\"data\":{}}", CT_ERROR_MISSING_VALUE },
    { "no JSON", 200, "{", CT_ERROR_BAD_JSON },
    { "server", 502, "{}", CT_ERROR_SERVER_ERROR },
    { "gone", 410, "{}", CT_ERROR_RETIRED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].reason);
      test_gateway_set_answer (fixture->polling.gateway, SELF, rows[i].status, rows[i].body, NULL);
      run (fixture);
      g_assert_null (fixture->outcome->reading);
      g_assert_error (fixture->outcome->error, CT_ERROR, (int) rows[i].code);
      g_assert_null (strstr (fixture->outcome->error->message, TEST_POLLING_TOKEN));
    }
}

/* Seen once it is kept, even when the poll fails after it; no token goes along. */
static void
test_status_is_kept (Fixture *fixture, gconstpointer user_data)
{
  TestGateway *gateway = fixture->polling.gateway;
  gint64 stored_us = -1;
  g_autofree char *kept = NULL, *origin = test_gateway_get_address (gateway, HOST);

  test_gateway_set_answer (gateway, STATUS, 200,
                           "{\"success\":true,\"data\":{\"quota_per_unit\":1000000,\"x\":1}}",
                           NULL);
  test_gateway_set_answer (gateway, SELF, 500, "{}", NULL);
  run (fixture);
  g_assert_error (fixture->outcome->error, CT_ERROR, CT_ERROR_SERVER_ERROR);
  kept = ct_poll_state_load_cached (fixture->polling.poll_state, origin, "status", &stored_us);
  g_assert_cmpstr (kept, ==, "{\"data\":{\"quota_per_unit\":1000000}}");
  g_assert_cmpint (stored_us, ==, NOW_US);

  test_gateway_set_quota (gateway, 10000000);
  run (fixture);
  assert_remaining (fixture, 10000000);
  g_assert_cmpuint (count (fixture, STATUS), ==, 1);
  ct_clock_advance_to (fixture->polling.clock, NOW_US + 86401 * SECOND_US);
  run (fixture);
  g_assert_cmpuint (count (fixture, STATUS), ==, 2);
}

/* One connection for all requests of a poll. */
static void
test_requests_without_pause (Fixture *fixture, gconstpointer user_data)
{
  test_gateway_set_answer (fixture->polling.gateway, STATUS, 200, "{\"success\":true}", NULL);
  run (fixture);
  g_assert_cmpuint (fixture->polling.gateway->arrivals->len, ==, 2);
  g_assert_cmpstr (fixture->polling.gateway->arrivals->pdata[0], ==, HOST " " STATUS);
  g_assert_cmpstr (fixture->polling.gateway->arrivals->pdata[1], ==, HOST " " SELF);
}

static void
test_cancelled (Fixture *fixture, gconstpointer user_data)
{
  fixture->polling.gateway->holds = TRUE;
  start (fixture);
  test_polling_wait_requests (&fixture->polling, 1);
  g_cancellable_cancel (fixture->cancellable);
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  start (fixture); /* cancelled before it begins */
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (fixture, NULL), ==, 1);
}

/* 20 s for all its requests, however many. */
static void
test_deadline (Fixture *fixture, gconstpointer user_data)
{
  fixture->polling.gateway->holds = TRUE;
  start (fixture);
  test_polling_wait_requests (&fixture->polling, 1);
  ct_clock_advance_to (fixture->polling.clock, NOW_US + 20 * SECOND_US - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (fixture->done);
  ct_clock_advance_to (fixture->polling.clock, NOW_US + 20 * SECOND_US);
  test_loop_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_error (fixture->outcome->error, CT_ERROR, CT_ERROR_TIMEOUT);
  g_assert_cmpint (ct_clock_get_next_alarm_us (fixture->polling.clock), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, provider, func) g_test_add (path, Fixture, provider, set_up, func, tear_down)
  ADD ("/poll/reading", "laozhang", test_reading);
  ADD ("/poll/errors", "laozhang", test_errors);
  ADD ("/poll/status-is-kept", "new-api", test_status_is_kept);
  ADD ("/poll/requests-without-pause", "new-api", test_requests_without_pause);
  ADD ("/poll/cancelled", "laozhang", test_cancelled);
  ADD ("/poll/deadline", "laozhang", test_deadline);
#undef ADD
  return g_test_run ();
}
