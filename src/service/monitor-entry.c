#include "config.h"

#include "monitor-entry.h"

#include "error.h"
#include "http.h"
#include "account-poll.h"
#include "schedule.h"
#include "turns.h"

#define METERED_US (3600 * (gint64) G_USEC_PER_SEC)
#define BUSY_RETRY_US (10 * 1000)
#define BUSY_DOUBLINGS 6 /* to 0.64 s: whoever holds the lock that long is stopped or stuck */

static void
forget_plans (CtMonitorEntry *self)
{
  self->asked_us = -1;
  self->insisted_us = -1;
  self->not_before_us = -1;
  self->waiting_until_us = -1;
}

CtMonitorEntry *
ct_monitor_entry_new (CtAccount *account, const CtMonitorShared *shared)
{
  CtMonitorEntry *self = g_new0 (CtMonitorEntry, 1);

  self->shared = shared;
  self->account = g_object_ref (account);
  self->origin = g_strdup (ct_account_get_origin (account));
  self->last_attempt_us = -1;
  self->retry_after_us = -1;
  forget_plans (self);
  return self;
}

void
ct_monitor_entry_free (CtMonitorEntry *self)
{
  ct_monitor_entry_abandon (self);
  ct_monitor_entry_drop_token (self);
  g_cancellable_cancel (self->reach);
  g_clear_object (&self->reach);
  g_free (self->origin);
  g_object_unref (self->account);
  g_free (self);
}

void
ct_monitor_entry_drop_token (CtMonitorEntry *self)
{
  g_clear_pointer (&self->token, secret_value_unref);
}

static gint64
now (CtMonitorEntry *self)
{
  return ct_clock_now_us (self->shared->clock);
}

/* --- When --- */

/* An attempt that lies ahead is from before the clock was set back, and so is its Retry-After. */
static CtSchedule
schedule_of (CtMonitorEntry *self, gint64 now_us)
{
  gboolean counts = self->last_attempt_us <= now_us;

  return (CtSchedule){
    .interval_s = ct_account_get_interval_s (self->account, self->shared->interval_s),
    .floor_s = ct_account_get_floor_s (self->account),
    .failures = self->failures,
    .error = self->error,
    .last_attempt_us = self->last_attempt_us,
    .retry_after_us = counts ? self->retry_after_us : -1,
    .jitter_seed = ct_schedule_jitter_seed (ct_account_get_id (self->account)),
  };
}

static gint64
scheduled_us (CtMonitorEntry *self, gint64 now_us)
{
  CtSchedule schedule = schedule_of (self, now_us);

  return ct_schedule_next_us (&schedule, now_us);
}

gboolean
ct_monitor_entry_is_local (CtMonitorEntry *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);
  g_autoptr (GUri) origin = NULL;

  if (provider == NULL || provider->requests->len == 0)
    return TRUE;
  origin = g_uri_parse (self->origin, G_URI_FLAGS_NONE, NULL);
  return origin != NULL && ct_http_host_is_loopback (g_uri_get_host (origin));
}

/* What the connection costs is for the person to say, and who insists has said it. */
static gint64
spare_us (CtMonitorEntry *self, gint64 due_us, gint64 now_us)
{
  gboolean insists = self->insisted_us != -1 && self->insisted_us >= self->last_attempt_us;

  if (self->shared->metered == CT_METERED_ALWAYS || insists || ct_monitor_entry_is_local (self))
    return due_us;
  if (self->shared->metered == CT_METERED_NEVER)
    return -1;
  if (self->last_attempt_us == -1 || self->last_attempt_us > now_us)
    return due_us; /* never, or before the clock was set back */
  return MAX (due_us, self->last_attempt_us + METERED_US);
}

/* As far as the account itself is concerned. */
static gint64
planned_us (CtMonitorEntry *self, gint64 now_us)
{
  if (self->active || self->origin == NULL)
    return -1;
  switch (ct_account_get_state (self->account))
    {
    case CT_STATE_NEEDS_TOKEN:
    case CT_STATE_LOCKED:
    case CT_STATE_PAUSED:
    case CT_STATE_OFFLINE:
      return -1;
    default:
      break;
    }
  if (self->waiting_until_us != -1)
    return self->waiting_until_us;
  return self->not_before_us != -1 ? self->not_before_us : scheduled_us (self, now_us);
}

gint64
ct_monitor_entry_due_us (CtMonitorEntry *self, gint64 now_us)
{
  gint64 due_us = self->shared->asleep ? -1 : planned_us (self, now_us);

  if (due_us != -1)
    due_us = spare_us (self, due_us, now_us);
  return due_us != -1 && self->shared->settled_us > now_us ? MAX (due_us, self->shared->settled_us)
                                                           : due_us;
}

static CtClaimRequest
claim_request (CtMonitorEntry *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);

  return (CtClaimRequest){
    .origin = self->origin,
    .account_id = ct_account_get_id (self->account),
    .floor_s = ct_account_get_floor_s (self->account),
    .floor_per_origin = provider != NULL && provider->min_interval_per_origin,
  };
}

/* The poll state knows of all attempts, of whatever process; a dead site is not knocked at by every
 * account in turn. */
gint64
ct_monitor_entry_refresh_us (CtMonitorEntry *self, gint64 now_us)
{
  CtClaimRequest request = claim_request (self);
  gint64 refresh_us, since_us, until_us;
  g_autoptr (GError) error = NULL;

  if (self->origin == NULL)
    return now_us;
  refresh_us = ct_poll_state_get_floor_us (self->shared->poll_state, &request, now_us);
  error = ct_poll_state_get_origin_error (self->shared->poll_state, self->origin, now_us, &since_us,
                                          &until_us);
  if (error != NULL)
    refresh_us = MAX (refresh_us, since_us + (gint64) request.floor_s * G_USEC_PER_SEC);
  return MAX (refresh_us, now_us);
}

/* What is due already stays at the time that was shown: "now" would be another one at every look.
 */
void
ct_monitor_entry_show_due (CtMonitorEntry *self)
{
  gint64 now_us = now (self), due_us;
  gint64 shown_us = ct_account_get_next_us (self->account);

  if (self->active)
    return;
  due_us = ct_monitor_entry_due_us (self, now_us);
  if (due_us == -1 || due_us > now_us || shown_us == -1 || shown_us > now_us)
    ct_account_set_next_us (self->account, due_us);
}

/* --- What became of it --- */

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

/* An error that changes nothing in the account's state is not shown either: what a person has to do
 * first stays in sight. */
static void
show_failure (CtMonitorEntry *self, const GError *error)
{
  CtAccountEvent event = ct_account_event_for_error (error->code);
  CtAccountState shown = ct_account_state_next (CT_STATE_IDLE, event);

  if (ct_account_state_next (ct_account_get_state (self->account), event) != shown)
    return;
  ct_account_set_error (self->account, error);
  ct_account_handle (self->account, event);
}

static void
count_failure (CtMonitorEntry *self, const GError *error)
{
  self->failures++;
  self->error = error->code;
}

/* Newer, or the time before it is from before the clock was set back. */
static gboolean
is_newer (gint64 time_us, gint64 known_us, gint64 now_us)
{
  return time_us != -1 && (time_us > known_us || known_us > now_us);
}

static void
adopt_outcome (CtMonitorEntry *self, CtPollRecord *record)
{
  self->failures = record->failures;
  if (record->error != NULL)
    {
      self->error = record->error->code;
      show_failure (self, record->error);
    }
  else
    ct_account_handle (self->account, CT_EVENT_READING);
}

/* A record as another process left it. */
static void
adopt_record (CtMonitorEntry *self, CtPollRecord *record)
{
  gint64 now_us = now (self);
  gboolean is_news = is_newer (record->last_attempt_us, self->last_attempt_us, now_us)
                     || (self->outcome_open && record->last_attempt_us == self->last_attempt_us);

  if (record->reading != NULL
      && is_newer (record->updated_us, ct_account_get_updated_us (self->account), now_us))
    ct_account_take_reading (self->account, record->reading, record->updated_us);
  if (!is_news)
    return;
  self->last_attempt_us = record->last_attempt_us;
  self->retry_after_us = record->retry_after_us;
  self->outcome_open = record->polling_until_us > now_us;
  if (self->asked_us < self->last_attempt_us)
    self->not_before_us = self->asked_us = -1;
  if (self->outcome_open)
    self->waiting_until_us = record->polling_until_us;
  else
    adopt_outcome (self, record);
}

void
ct_monitor_entry_adopt (CtMonitorEntry *self)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  if (self->origin == NULL || self->active
      || !ct_poll_state_read (self->shared->poll_state, self->origin,
                              ct_account_get_id (self->account), &record))
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
take_failure (CtMonitorEntry *self, const GError *error)
{
  count_failure (self, error);
  if (is_failure_of_origin (error))
    ct_poll_state_set_origin_error (self->shared->poll_state, self->origin, error, now (self),
                                    scheduled_us (self, now (self)));
  /* Another may have been stored where nothing told us of it. */
  if (ct_account_event_for_error (error->code) == CT_EVENT_REJECTED)
    ct_monitor_entry_drop_token (self);
  show_failure (self, error);
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
  self->retry_after_us = outcome->retry_after_us;
  ct_poll_state_finish (self->shared->poll_state, &request, now (self), outcome->reading,
                        outcome->error, outcome->retry_after_us);
  if (outcome->reading != NULL)
    {
      self->failures = 0;
      ct_account_take_reading (self->account, outcome->reading, now (self));
      ct_account_handle (self->account, CT_EVENT_READING);
      if (self->shared->history != NULL)
        ct_history_append (self->shared->history, ct_account_get_id (self->account),
                           outcome->reading, now (self));
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

static void
retry_soon (CtMonitorEntry *self)
{
  if (self->retry == NULL)
    self->retry = ct_alarm_new (self->shared->clock, on_retry, self);
  ct_alarm_set (self->retry, now (self) + (BUSY_RETRY_US << self->n_busy));
  self->n_busy = MIN (self->n_busy + 1, BUSY_DOUBLINGS);
}

static void
start_poll (CtMonitorEntry *self)
{
  self->claimed = TRUE;
  self->last_attempt_us = now (self);
  self->outcome_open = FALSE;
  forget_plans (self);
  ct_account_handle (self->account, CT_EVENT_START);
  ct_poll_async (self->account, self->shared->fetcher, self->shared->poll_state,
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
  if (!is_gap && (is_asked || scheduled_us (self, now_us) < until_us))
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
  forget_plans (self);
  self->not_before_us = until_us;
  count_failure (self, error);
  show_failure (self, error);
  done (self, now (self), FALSE);
  return TRUE;
}

static void
claim (CtMonitorEntry *self)
{
  CtClaimRequest request = claim_request (self);
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
      adopt_record (self, &record);
      wait_for_floor (self, until_us);
      break;
    case CT_CLAIM_POLLING:
      adopt_record (self, &record);
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

/* Nothing was sent. Without a token an event brings it back; what is stored and is none is looked
 * at again as seldom as one that was rejected. */
static void
take_token_error (CtMonitorEntry *self, const GError *error)
{
  CtAccountEvent event = ct_account_event_for_error (error->code);

  forget_plans (self);
  if (event != CT_EVENT_TOKEN_MISSING && event != CT_EVENT_LOCKED)
    {
      leave_keyring_states (self);
      self->last_attempt_us = now (self);
      count_failure (self, error);
    }
  show_failure (self, error);
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
      CtClaimRequest request = claim_request (self);

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

/* --- What happens to it --- */

void
ct_monitor_entry_clock_set_back (CtMonitorEntry *self)
{
  forget_plans (self);
  if (self->retry != NULL)
    retry_soon (self);
}

void
ct_monitor_entry_restart (CtMonitorEntry *self)
{
  const char *origin = ct_account_get_origin (self->account);
  gint64 now_us = now (self);

  g_return_if_fail (!self->active);

  ct_monitor_entry_drop_token (self);
  forget_plans (self);
  if (g_strcmp0 (origin, self->origin) != 0)
    {
      g_free (self->origin);
      self->origin = g_strdup (origin);
      self->last_attempt_us = -1;
      self->retry_after_us = -1;
      ct_monitor_entry_adopt (self);
    }
  self->failures = 0;
  if (origin == NULL)
    return; /* the account says why */
  ct_poll_state_excuse (self->shared->poll_state, origin, ct_account_get_id (self->account));
  ct_account_handle (self->account, CT_EVENT_EDITED);
  ct_account_set_error (self->account, NULL);
  self->asked_us = self->insisted_us = now_us;
  self->not_before_us = ct_monitor_entry_refresh_us (self, now_us);
}

void
ct_monitor_entry_want_again (CtMonitorEntry *self, gint64 resume_us)
{
  gint64 now_us = now (self);
  gint64 refresh_us = ct_monitor_entry_refresh_us (self, now_us);

  self->asked_us = now_us;
  self->not_before_us = MAX (resume_us, refresh_us);
}

void
ct_monitor_entry_go_offline (CtMonitorEntry *self)
{
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, CT_ERROR_OFFLINE,
                                                  ct_error_code_get_title (CT_ERROR_OFFLINE));

  show_failure (self, error);
}

static void
clear_failure (CtMonitorEntry *self, CtAccountEvent event)
{
  ct_account_set_error (self->account, NULL);
  ct_account_handle (self->account, event);
}

void
ct_monitor_entry_go_online (CtMonitorEntry *self, gint64 resume_us)
{
  if (ct_account_get_state (self->account) != CT_STATE_OFFLINE)
    return;
  clear_failure (self, CT_EVENT_ONLINE);
  ct_monitor_entry_want_again (self, resume_us);
}

void
ct_monitor_entry_unlock (CtMonitorEntry *self)
{
  ct_monitor_entry_drop_token (self);
  if (ct_account_get_state (self->account) == CT_STATE_LOCKED)
    clear_failure (self, CT_EVENT_UNLOCKED);
}
