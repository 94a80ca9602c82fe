#include "config.h"

#include "monitor-entry-private.h"

#include "http.h"
#include "schedule.h"

#define METERED_US (3600 * (gint64) G_USEC_PER_SEC)

static gint64
now (CtMonitorEntry *self)
{
  return ct_clock_now_us (self->shared->clock);
}

void
ct_monitor_entry_forget_plans (CtMonitorEntry *self)
{
  self->asked_us = -1;
  self->insisted_us = -1;
  self->not_before_us = -1;
  self->waiting_until_us = -1;
}

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

gint64
ct_monitor_entry_get_scheduled_us (CtMonitorEntry *self, gint64 now_us)
{
  CtSchedule schedule = schedule_of (self, now_us);

  return ct_schedule_next_us (&schedule, now_us);
}

/* Most keyrings tell when they open; to look costs little, and asks nobody. */
static gint64
keyring_due_us (CtMonitorEntry *self, gint64 now_us)
{
  CtSchedule schedule = schedule_of (self, now_us);

  schedule.failures = 0;
  schedule.retry_after_us = -1;
  schedule.last_attempt_us = self->locked_us;
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
    case CT_STATE_PAUSED:
    case CT_STATE_OFFLINE:
      return -1;
    case CT_STATE_LOCKED:
      return keyring_due_us (self, now_us);
    default:
      break;
    }
  if (self->waiting_until_us != -1)
    return self->waiting_until_us;
  return self->not_before_us != -1 ? self->not_before_us
                                   : ct_monitor_entry_get_scheduled_us (self, now_us);
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

CtClaimRequest
ct_monitor_entry_get_request (CtMonitorEntry *self)
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
  CtClaimRequest request = ct_monitor_entry_get_request (self);
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
