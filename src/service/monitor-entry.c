#include "config.h"

#include "monitor-entry-private.h"

#include "account-poll.h"
#include "error.h"
#include "turns.h"

#define BUSY_RETRY_US (10 * 1000)
#define BUSY_DOUBLINGS 6 /* to 0.64 s */
#define MOST_BUSY 13     /* 5 s in all: whoever holds the lock that long is stopped or stuck */

CtMonitorEntry *
ct_monitor_entry_new (CtAccount *account, const CtMonitorShared *shared)
{
  CtMonitorEntry *self = g_new0 (CtMonitorEntry, 1);

  self->shared = shared;
  self->account = g_object_ref (account);
  self->origin = g_strdup (ct_account_get_origin (account));
  self->last_attempt_us = -1;
  self->retry_after_us = -1;
  self->locked_us = -1;
  self->attempts = ct_attempts_new ();
  ct_monitor_entry_forget_plans (self);
  return self;
}

void
ct_monitor_entry_free (CtMonitorEntry *self)
{
  ct_monitor_entry_abandon (self);
  ct_monitor_entry_drop_token (self);
  g_cancellable_cancel (self->reach);
  g_clear_object (&self->reach);
  g_ptr_array_unref (self->attempts);
  g_free (self->origin);
  g_object_unref (self->account);
  g_free (self);
}

void
ct_monitor_entry_drop_token (CtMonitorEntry *self)
{
  g_clear_pointer (&self->token, secret_value_unref);
}

/* No address and nothing that a gateway says: a few want their key in the one, and some have it in
 * the other. */
static void
say (CtMonitorEntry *self, const char *what)
{
  g_debug ("%s: %s", ct_account_get_name (self->account), what);
}

/* --- What became of it --- */

static gint64
now (CtMonitorEntry *self)
{
  return ct_clock_now_us (self->shared->clock);
}

/* The entry is no longer active; tells the monitor. */
static void
done (CtMonitorEntry *self, gint64 next_us, gboolean again)
{
  self->active = FALSE;
  self->claimed = FALSE;
  self->n_busy = 0;
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry, ct_alarm_free);
  self->shared->done (self, next_us, again, self->shared->user_data);
}

static void
count_failure (CtMonitorEntry *self, const GError *error)
{
  self->failures++;
  self->error = error->code;
}

static gboolean
is_failure_of_origin (const GError *error)
{
  return error->code == CT_ERROR_UNREACHABLE || error->code == CT_ERROR_TIMEOUT
         || error->code == CT_ERROR_TLS;
}

static void
take_failure (CtMonitorEntry *self, const GError *error)
{
  say (self, ct_error_code_to_string (error->code));
  count_failure (self, error);
  if (is_failure_of_origin (error))
    ct_poll_state_set_origin_error (self->shared->poll_state, self->origin, error, now (self),
                                    ct_monitor_entry_get_scheduled_us (self, now (self)));
  /* Another may have been stored where nothing told us of it. */
  if (ct_account_event_for_error (error->code) == CT_EVENT_REJECTED)
    ct_monitor_entry_drop_token (self);
  ct_monitor_entry_show_failure (self, error);
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtPollOutcome) outcome = ct_poll_finish (result, &error);
  CtMonitorEntry *self = user_data;
  CtClaimRequest request;

  if (outcome == NULL)
    return; /* abandoned: the entry may be gone */
  request = ct_monitor_entry_get_request (self);
  ct_attempts_add (self->attempts, self->last_attempt_us, now (self) - self->last_attempt_us,
                   outcome->status, outcome->error);
  self->retry_after_us = outcome->retry_after_us;
  ct_poll_state_finish (self->shared->poll_state, &request, now (self), outcome->reading,
                        outcome->error, outcome->retry_after_us);
  if (outcome->reading != NULL)
    {
      say (self, "read");
      self->failures = 0;
      /* First, so that who asks the history about the new amount finds it there. */
      if (self->shared->history != NULL)
        ct_history_append (self->shared->history, ct_account_get_id (self->account), self->origin,
                           outcome->reading, now (self));
      ct_account_take_reading (self->account, outcome->reading, now (self));
      ct_account_handle (self->account, CT_EVENT_READING);
    }
  else
    take_failure (self, outcome->error);
  done (self, now (self) + CT_TURN_GAP_US, FALSE);
}

/* --- Its turn --- */

static void claim (CtMonitorEntry *self);

static void
on_retry (gpointer user_data)
{
  claim (user_data);
}

/* In the end the turn is over: nobody is to wait for what may never come. */
static void
retry_soon (CtMonitorEntry *self)
{
  if (self->n_busy >= MOST_BUSY)
    {
      self->not_before_us = now (self) + CT_LEASE_US;
      done (self, now (self), FALSE);
      return;
    }
  if (self->retry == NULL)
    self->retry = ct_alarm_new (self->shared->clock, on_retry, self);
  ct_alarm_set (self->retry, now (self) + (BUSY_RETRY_US << MIN (self->n_busy, BUSY_DOUBLINGS)));
  self->n_busy++;
}

static void
start_poll (CtMonitorEntry *self)
{
  say (self, "asked");
  self->claimed = TRUE;
  self->last_attempt_us = now (self);
  self->outcome_open = FALSE;
  ct_monitor_entry_forget_plans (self);
  ct_account_handle (self->account, CT_EVENT_START);
  ct_poll_async (self->account, CT_POLL_STORED, self->shared->fetcher, self->shared->poll_state,
                 self->shared->clock, self->token, self->cancellable, on_polled, self);
}

/* A floor that is over within the gap between two accounts of a site is no more than that gap: it
 * keeps its wish. When another process has polled it meanwhile there is nothing left to wish. */
static void
wait_for_floor (CtMonitorEntry *self, gint64 until_us)
{
  gint64 now_us = now (self);
  gboolean is_gap = until_us - now_us <= CT_TURN_GAP_US;
  gboolean is_asked = self->asked_us != -1 && self->asked_us >= self->last_attempt_us;

  self->not_before_us = -1;
  if (!is_gap && (is_asked || ct_monitor_entry_get_scheduled_us (self, now_us) < until_us))
    self->not_before_us = until_us;
  if (!is_asked)
    self->asked_us = -1;
  done (self, is_gap ? until_us : now_us, is_gap);
}

/* Another account of the site has just found it dead: no request of ours would tell more. Who asked
 * since then wants to know anew. */
static gboolean
take_origin_error (CtMonitorEntry *self)
{
  gint64 since_us, until_us;
  g_autoptr (GError) error = ct_poll_state_get_origin_error (self->shared->poll_state, self->origin,
                                                             now (self), &since_us, &until_us);

  if (error == NULL || since_us < self->asked_us)
    return FALSE;
  ct_monitor_entry_forget_plans (self);
  self->not_before_us = until_us;
  count_failure (self, error);
  ct_monitor_entry_show_failure (self, error);
  done (self, now (self), FALSE);
  return TRUE;
}

static void
claim (CtMonitorEntry *self)
{
  CtClaimRequest request = ct_monitor_entry_get_request (self);
  g_auto (CtPollRecord) record;
  gint64 until_us = -1;

  ct_poll_record_init (&record);
  if (take_origin_error (self))
    return;
  switch (ct_poll_state_claim (self->shared->poll_state, &request, now (self), &until_us, &record))
    {
    case CT_CLAIM_GRANTED:
      start_poll (self);
      break;
    case CT_CLAIM_EARLY:
      say (self, "too early");
      ct_monitor_entry_adopt_record (self, &record);
      wait_for_floor (self, until_us);
      break;
    case CT_CLAIM_POLLING:
      say (self, "another process asks");
      ct_monitor_entry_adopt_record (self, &record);
      self->not_before_us = -1;
      self->waiting_until_us = until_us;
      done (self, now (self), FALSE);
      break;
    case CT_CLAIM_BUSY:
      retry_soon (self);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The keyring is open and has something. */
static void
leave_keyring_states (CtMonitorEntry *self)
{
  if (ct_account_get_state (self->account) == CT_STATE_NEEDS_TOKEN)
    ct_account_handle (self->account, CT_EVENT_EDITED);
  ct_account_handle (self->account, CT_EVENT_UNLOCKED);
}

/* Nothing was sent. Without a token an event brings it back; a locked keyring is looked into again
 * after the interval; what is stored and is no token as seldom as one that was rejected. */
static void
take_token_error (CtMonitorEntry *self, const GError *error)
{
  CtAccountEvent event = ct_account_event_for_error (error->code);

  ct_attempts_add (self->attempts, now (self), 0, 0, error);
  say (self, ct_error_code_to_string (error->code));
  ct_monitor_entry_forget_plans (self);
  if (event == CT_EVENT_LOCKED)
    self->locked_us = now (self);
  else if (event != CT_EVENT_TOKEN_MISSING)
    {
      leave_keyring_states (self);
      self->last_attempt_us = now (self);
      count_failure (self, error);
    }
  ct_monitor_entry_show_failure (self, error);
  done (self, now (self), FALSE);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);
  CtMonitorEntry *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* abandoned: the entry may be gone */
  if (token == NULL)
    {
      take_token_error (self, error);
      return;
    }
  self->token = g_steal_pointer (&token);
  leave_keyring_states (self);
  claim (self);
}

void
ct_monitor_entry_begin (CtMonitorEntry *self)
{
  g_return_if_fail (!self->active && self->origin != NULL);

  self->active = TRUE;
  self->waiting_until_us = -1;
  self->cancellable = g_cancellable_new ();
  if (self->token != NULL || !ct_provider_needs_token (ct_account_get_provider (self->account)))
    claim (self);
  else
    ct_keyring_lookup_async (self->shared->keyring, ct_account_get_id (self->account), self->origin,
                             self->cancellable, on_token, self);
}

void
ct_monitor_entry_abandon (CtMonitorEntry *self)
{
  if (!self->active)
    return;
  if (self->claimed)
    {
      CtClaimRequest request = ct_monitor_entry_get_request (self);

      ct_poll_state_finish (self->shared->poll_state, &request, now (self), NULL, NULL, -1);
      ct_account_handle (self->account, CT_EVENT_ABANDONED);
    }
  self->active = FALSE;
  self->claimed = FALSE;
  self->n_busy = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry, ct_alarm_free);
}

void
ct_monitor_entry_clock_set_back (CtMonitorEntry *self)
{
  ct_monitor_entry_forget_plans (self);
  if (self->retry != NULL)
    retry_soon (self);
}
