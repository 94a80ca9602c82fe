#include "config.h"

#include "monitor-entry.h"

#include "error.h"
#include "poll.h"
#include "turns.h"

#define BUSY_RETRY_US (10 * 1000)

CtMonitorEntry *
ct_monitor_entry_new (CtAccount *account, const CtMonitorShared *shared)
{
  CtMonitorEntry *self = g_new0 (CtMonitorEntry, 1);

  self->shared = shared;
  self->account = g_object_ref (account);
  self->waiting_until_us = -1;
  self->last_attempt_us = -1;
  self->retry_after_us = -1;
  self->not_before_us = -1;
  return self;
}

void
ct_monitor_entry_free (CtMonitorEntry *self)
{
  ct_monitor_entry_abandon (self);
  ct_monitor_entry_drop_token (self);
  g_free (self->origin);
  g_object_unref (self->account);
  g_free (self);
}

void
ct_monitor_entry_drop_token (CtMonitorEntry *self)
{
  g_clear_pointer (&self->token, secret_value_unref);
}

/* --- When --- */

static guint
interval_s (CtMonitorEntry *self)
{
  guint own_s = ct_account_get_config (self->account)->interval_s;

  return own_s > 0 ? own_s : g_settings_get_uint (self->shared->general, "interval-s");
}

static guint
floor_s (CtMonitorEntry *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);

  return MAX (CT_FLOOR_S, provider != NULL ? provider->min_interval_s : 0);
}

static CtSchedule
schedule_of (CtMonitorEntry *self)
{
  return (CtSchedule){
    .interval_s = interval_s (self),
    .floor_s = floor_s (self),
    .failures = self->failures,
    .error = self->error,
    .last_attempt_us = self->last_attempt_us,
    .retry_after_us = self->retry_after_us,
    .jitter_seed = ct_schedule_jitter_seed (ct_account_get_id (self->account)),
  };
}

gint64
ct_monitor_entry_due_us (CtMonitorEntry *self, gint64 now_us)
{
  CtSchedule schedule = schedule_of (self);

  if (self->parked || self->active || ct_account_get_origin (self->account) == NULL)
    return -1;
  if (self->waiting_until_us != -1)
    return self->waiting_until_us;
  if (self->not_before_us != -1)
    return self->not_before_us;
  return ct_schedule_next_us (&schedule, now_us);
}

gint64
ct_monitor_entry_refresh_us (CtMonitorEntry *self, gint64 now_us)
{
  CtSchedule schedule = schedule_of (self);

  return ct_schedule_refresh_us (&schedule, now_us);
}

/* What is due already stays at the time that was shown: "now" would be another one at every look.
 */
void
ct_monitor_entry_show_due (CtMonitorEntry *self)
{
  CtAccountState state = ct_account_get_state (self->account);
  gint64 now_us = ct_clock_now_us (self->shared->clock), due_us = -1;
  gint64 shown_us = ct_account_get_next_us (self->account);

  if (self->active)
    return;
  if (state != CT_STATE_PAUSED && state != CT_STATE_OFFLINE)
    due_us = ct_monitor_entry_due_us (self, now_us);
  if (due_us == -1 || due_us > now_us || shown_us == -1 || shown_us > now_us)
    ct_account_set_next_us (self->account, due_us);
}

/* --- What became of it --- */

static CtClaimRequest
claim_request (CtMonitorEntry *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);

  return (CtClaimRequest){
    .origin = self->origin,
    .account_id = ct_account_get_id (self->account),
    .floor_s = floor_s (self),
    .floor_per_origin = provider != NULL && provider->min_interval_per_origin,
  };
}

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
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry, ct_alarm_free);
  self->shared->done (self, next_us, again, self->shared->user_data);
}

static void
show_failure (CtMonitorEntry *self, const GError *error)
{
  ct_account_set_error (self->account, error);
  ct_account_handle (self->account, ct_account_event_for_error (error->code));
}

void
ct_monitor_entry_fail (CtMonitorEntry *self, CtErrorCode code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, code, message);

  show_failure (self, error);
}

/* A record as another poll left it: readings and errors that are newer than ours. */
static void
adopt_record (CtMonitorEntry *self, CtPollRecord *record)
{
  if (record->reading != NULL && record->updated_us > ct_account_get_updated_us (self->account))
    ct_account_take_reading (self->account, record->reading, record->updated_us);
  if (record->last_attempt_us <= self->last_attempt_us)
    return;
  self->last_attempt_us = record->last_attempt_us;
  self->retry_after_us = record->retry_after_us;
  if (record->polling_until_us > now (self))
    return; /* the outcome is still to come */
  self->failures = record->failures;
  ct_account_handle (self->account, CT_EVENT_START);
  if (record->error != NULL)
    {
      self->error = record->error->code;
      show_failure (self, record->error);
    }
  else
    ct_account_handle (self->account, CT_EVENT_READING);
}

void
ct_monitor_entry_adopt (CtMonitorEntry *self)
{
  const char *origin = ct_account_get_origin (self->account);
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  if (origin == NULL || self->active
      || !ct_poll_state_read (self->shared->poll_state, origin, ct_account_get_id (self->account),
                              &record))
    return;
  if (record.polling_until_us <= now (self))
    self->waiting_until_us = -1;
  adopt_record (self, &record);
}

static gboolean
is_failure_of_origin (const GError *error)
{
  return error->code == CT_ERROR_UNREACHABLE || error->code == CT_ERROR_TIMEOUT
         || error->code == CT_ERROR_TLS;
}

static void
count_outcome (CtMonitorEntry *self, const CtPollOutcome *outcome)
{
  self->retry_after_us = outcome->retry_after_us;
  self->failures = outcome->error != NULL ? self->failures + 1 : 0;
  if (outcome->error != NULL)
    self->error = outcome->error->code;
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
  request = claim_request (self);
  count_outcome (self, outcome);
  ct_poll_state_finish (self->shared->poll_state, &request, now (self), outcome->reading,
                        outcome->error, outcome->retry_after_us);
  if (outcome->reading != NULL)
    {
      ct_account_take_reading (self->account, outcome->reading, now (self));
      ct_account_handle (self->account, CT_EVENT_READING);
    }
  else
    {
      if (is_failure_of_origin (outcome->error))
        ct_poll_state_set_origin_error (self->shared->poll_state, self->origin, outcome->error,
                                        now (self), ct_monitor_entry_due_us (self, now (self)));
      show_failure (self, outcome->error);
    }
  done (self, now (self) + CT_TURN_GAP_US, FALSE);
}

/* --- Its turn --- */

static void claim (CtMonitorEntry *self);

static void
on_retry (gpointer user_data)
{
  claim (user_data);
}

static void
retry_soon (CtMonitorEntry *self)
{
  if (self->retry == NULL)
    self->retry = ct_alarm_new (self->shared->clock, on_retry, self);
  ct_alarm_set (self->retry, now (self) + BUSY_RETRY_US);
}

static void
start_poll (CtMonitorEntry *self)
{
  self->claimed = TRUE;
  self->last_attempt_us = now (self);
  self->not_before_us = -1;
  ct_account_handle (self->account, CT_EVENT_START);
  ct_poll_async (self->account, self->shared->fetcher, self->shared->poll_state,
                 self->shared->clock, self->token, self->cancellable, on_polled, self);
}

/* A floor that is over within the gap between two accounts of a site is no more than that gap: it
 * keeps its wish. */
static void
wait_for_floor (CtMonitorEntry *self, gint64 until_us)
{
  gboolean gap = until_us - now (self) <= CT_TURN_GAP_US;

  if (!gap)
    self->not_before_us = until_us;
  done (self, gap ? until_us : now (self), gap);
}

static void
claim (CtMonitorEntry *self)
{
  CtClaimRequest request = claim_request (self);
  g_auto (CtPollRecord) record;
  gint64 until_us = -1;

  ct_poll_record_init (&record);
  switch (ct_poll_state_claim (self->shared->poll_state, &request, now (self), &until_us, &record))
    {
    case CT_CLAIM_GRANTED:
      start_poll (self);
      break;
    case CT_CLAIM_EARLY:
      adopt_record (self, &record);
      wait_for_floor (self, until_us);
      break;
    case CT_CLAIM_POLLING:
      adopt_record (self, &record);
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

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  SecretValue *token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);
  CtMonitorEntry *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* abandoned: the entry may be gone */
  if (token == NULL)
    {
      self->parked = TRUE;
      show_failure (self, error);
      done (self, now (self), FALSE);
      return;
    }
  self->token = token;
  if (ct_account_get_state (self->account) == CT_STATE_NEEDS_TOKEN)
    ct_account_handle (self->account, CT_EVENT_EDITED);
  if (ct_account_get_state (self->account) == CT_STATE_LOCKED)
    ct_account_handle (self->account, CT_EVENT_UNLOCKED);
  claim (self);
}

static gboolean
needs_token (CtProvider *provider)
{
  for (guint i = 0; i < provider->requests->len; i++)
    if (((CtRequestDefinition *)provider->requests->pdata[i])->auth.kind != CT_AUTH_NONE)
      return TRUE;
  return FALSE;
}

/* Another account of the site has just found it dead: no request of ours would tell more. */
static gboolean
take_origin_error (CtMonitorEntry *self)
{
  gint64 since_us, until_us = -1;
  g_autoptr (GError) error = ct_poll_state_get_origin_error (self->shared->poll_state, self->origin,
                                                             now (self), &since_us, &until_us);

  if (error == NULL)
    return FALSE;
  self->not_before_us = until_us;
  ct_account_handle (self->account, CT_EVENT_START);
  show_failure (self, error);
  done (self, now (self), FALSE);
  return TRUE;
}

void
ct_monitor_entry_begin (CtMonitorEntry *self)
{
  g_return_if_fail (!self->active);

  self->active = TRUE;
  self->waiting_until_us = -1;
  self->cancellable = g_cancellable_new ();
  g_free (self->origin);
  self->origin = g_strdup (ct_account_get_origin (self->account));
  if (take_origin_error (self))
    return;
  if (self->token != NULL || !needs_token (ct_account_get_provider (self->account)))
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
      CtClaimRequest request = claim_request (self);

      ct_poll_state_finish (self->shared->poll_state, &request, now (self), NULL, NULL, -1);
      ct_account_handle (self->account, CT_EVENT_ABANDONED);
    }
  self->active = FALSE;
  self->claimed = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->retry, ct_alarm_free);
}
