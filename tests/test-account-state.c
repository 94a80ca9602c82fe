#include "config.h"

#include "account.h"

/* Every state and every event, written from the drawing in account.h and not from the code. */
#define NEEDS CT_STATE_NEEDS_TOKEN
#define IDLE CT_STATE_IDLE
#define FETCH CT_STATE_FETCHING
#define BACKOFF CT_STATE_BACKOFF
#define REJECT CT_STATE_REJECTED
#define LOCKED CT_STATE_LOCKED
#define PAUSED CT_STATE_PAUSED
#define OFF CT_STATE_OFFLINE

static const CtAccountState transitions[CT_N_EVENTS][CT_N_STATES] = {
  /* in NEEDS, IDLE, FETCH, BACKOFF, REJECT, LOCKED, PAUSED, OFF */
  [CT_EVENT_START] = { NEEDS, FETCH, FETCH, FETCH, FETCH, LOCKED, PAUSED, OFF },
  [CT_EVENT_READING] = { NEEDS, IDLE, IDLE, IDLE, IDLE, LOCKED, PAUSED, OFF },
  [CT_EVENT_REJECTED] = { NEEDS, REJECT, REJECT, REJECT, REJECT, LOCKED, PAUSED, OFF },
  [CT_EVENT_FAILED] = { NEEDS, BACKOFF, BACKOFF, BACKOFF, BACKOFF, LOCKED, PAUSED, OFF },
  [CT_EVENT_ABANDONED] = { NEEDS, IDLE, IDLE, BACKOFF, REJECT, LOCKED, PAUSED, OFF },
  [CT_EVENT_TOKEN_MISSING] = { NEEDS, NEEDS, NEEDS, NEEDS, NEEDS, NEEDS, PAUSED, NEEDS },
  [CT_EVENT_EDITED] = { IDLE, IDLE, IDLE, IDLE, IDLE, IDLE, PAUSED, OFF },
  [CT_EVENT_LOCKED] = { LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, PAUSED, OFF },
  [CT_EVENT_UNLOCKED] = { NEEDS, IDLE, FETCH, BACKOFF, REJECT, IDLE, PAUSED, OFF },
  [CT_EVENT_PAUSE] = { PAUSED, PAUSED, PAUSED, PAUSED, PAUSED, PAUSED, PAUSED, PAUSED },
  [CT_EVENT_RESUME] = { NEEDS, IDLE, FETCH, BACKOFF, REJECT, LOCKED, IDLE, OFF },
  [CT_EVENT_OFFLINE] = { NEEDS, OFF, OFF, OFF, OFF, LOCKED, PAUSED, OFF },
  [CT_EVENT_ONLINE] = { NEEDS, IDLE, FETCH, BACKOFF, REJECT, LOCKED, PAUSED, IDLE },
};

static void
test_every_transition (void)
{
  for (guint event = 0; event < CT_N_EVENTS; event++)
    for (guint state = 0; state < CT_N_STATES; state++)
      {
        g_test_message ("event %u in %s", event, ct_account_state_to_string (state));
        g_assert_cmpuint (ct_account_state_next (state, event), ==, transitions[event][state]);
      }
}

static void
test_only_start_fetches (void)
{
  for (guint event = 0; event < CT_N_EVENTS; event++)
    for (guint state = 0; state < CT_N_STATES; state++)
      if (state != CT_STATE_FETCHING && event != CT_EVENT_START)
        g_assert_cmpuint (ct_account_state_next (state, event), !=, CT_STATE_FETCHING);
}

static void
test_error_events (void)
{
  static const struct
  {
    CtErrorCode code;
    CtAccountEvent event;
  } rows[] = {
    { CT_ERROR_TOKEN_MISSING, CT_EVENT_TOKEN_MISSING },
    { CT_ERROR_TOKEN_REJECTED, CT_EVENT_REJECTED },
    { CT_ERROR_USER_ID, CT_EVENT_REJECTED },
    { CT_ERROR_FORBIDDEN, CT_EVENT_REJECTED },
    { CT_ERROR_KEYRING_LOCKED, CT_EVENT_LOCKED },
    { CT_ERROR_KEYRING_MISSING, CT_EVENT_LOCKED },
    { CT_ERROR_OFFLINE, CT_EVENT_OFFLINE },
  };
  guint failed = 0;

  for (guint code = 0; code < CT_N_ERRORS; code++)
    if (ct_account_event_for_error (code) == CT_EVENT_FAILED)
      failed++;
  g_assert_cmpuint (failed, ==, CT_N_ERRORS - G_N_ELEMENTS (rows));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (ct_account_event_for_error (rows[i].code), ==, rows[i].event);
}

static void
test_names (void)
{
  static const char *const names[CT_N_STATES] = { "needs-token", "idle",   "fetching", "backoff",
                                                  "rejected",    "locked", "paused",   "offline" };

  for (guint state = 0; state < CT_N_STATES; state++)
    g_assert_cmpstr (ct_account_state_to_string (state), ==, names[state]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/account-state/every-transition", test_every_transition);
  g_test_add_func ("/account-state/only-start-fetches", test_only_start_fetches);
  g_test_add_func ("/account-state/error-events", test_error_events);
  g_test_add_func ("/account-state/names", test_names);

  return g_test_run ();
}
