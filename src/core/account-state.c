#include "config.h"

#include "account.h"

static const char *const state_names[CT_N_STATES] = {
  [CT_STATE_NEEDS_TOKEN] = "needs-token", [CT_STATE_IDLE] = "idle",
  [CT_STATE_FETCHING] = "fetching",       [CT_STATE_BACKOFF] = "backoff",
  [CT_STATE_REJECTED] = "rejected",       [CT_STATE_LOCKED] = "locked",
  [CT_STATE_PAUSED] = "paused",           [CT_STATE_OFFLINE] = "offline",
};

const char *
ct_account_state_to_string (CtAccountState state)
{
  g_return_val_if_fail (state < CT_N_STATES, NULL);

  return state_names[state];
}

static gboolean
is_polled (CtAccountState state)
{
  return state == CT_STATE_IDLE || state == CT_STATE_FETCHING || state == CT_STATE_BACKOFF
         || state == CT_STATE_REJECTED;
}

CtAccountState
ct_account_state_next (CtAccountState state, CtAccountEvent event)
{
  switch (event)
    {
    case CT_EVENT_START:
      return is_polled (state) ? CT_STATE_FETCHING : state;
    case CT_EVENT_READING:
      return is_polled (state) ? CT_STATE_IDLE : state;
    case CT_EVENT_REJECTED:
      return is_polled (state) ? CT_STATE_REJECTED : state;
    case CT_EVENT_FAILED:
      return is_polled (state) ? CT_STATE_BACKOFF : state;
    case CT_EVENT_ABANDONED:
      return state == CT_STATE_FETCHING ? CT_STATE_IDLE : state;
    case CT_EVENT_TOKEN_MISSING:
      return state == CT_STATE_PAUSED ? state : CT_STATE_NEEDS_TOKEN;
    case CT_EVENT_EDITED:
      return state == CT_STATE_PAUSED || state == CT_STATE_OFFLINE ? state : CT_STATE_IDLE;
    case CT_EVENT_LOCKED:
      return is_polled (state) || state == CT_STATE_NEEDS_TOKEN ? CT_STATE_LOCKED : state;
    case CT_EVENT_UNLOCKED:
      return state == CT_STATE_LOCKED ? CT_STATE_IDLE : state;
    case CT_EVENT_PAUSE:
      return CT_STATE_PAUSED;
    case CT_EVENT_RESUME:
      return state == CT_STATE_PAUSED ? CT_STATE_IDLE : state;
    case CT_EVENT_OFFLINE:
      return is_polled (state) ? CT_STATE_OFFLINE : state;
    case CT_EVENT_ONLINE:
      return state == CT_STATE_OFFLINE ? CT_STATE_IDLE : state;
    }

  g_return_val_if_reached (state);
}

CtAccountEvent
ct_account_event_for_error (CtErrorCode code)
{
  switch (code)
    {
    case CT_ERROR_TOKEN_REJECTED:
    case CT_ERROR_USER_ID:
    case CT_ERROR_FORBIDDEN:
      return CT_EVENT_REJECTED;
    case CT_ERROR_TOKEN_MISSING:
      return CT_EVENT_TOKEN_MISSING;
    case CT_ERROR_KEYRING_LOCKED:
    case CT_ERROR_KEYRING_MISSING:
      return CT_EVENT_LOCKED;
    case CT_ERROR_OFFLINE:
      return CT_EVENT_OFFLINE;
    default:
      return CT_EVENT_FAILED;
    }
}
