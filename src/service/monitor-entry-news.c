#include "config.h"

#include "monitor-entry-private.h"

#include "account-poll.h"
#include "error.h"

static gint64
now (CtMonitorEntry *self)
{
  return ct_clock_now_us (self->shared->clock);
}

/* An error that changes nothing in the account's state is not shown either: what a person has to do
 * first stays in sight. */
void
ct_monitor_entry_show_failure (CtMonitorEntry *self, const GError *error)
{
  CtAccountEvent event = ct_account_event_for_error (error->code);
  CtAccountState shown = ct_account_state_next (CT_STATE_IDLE, event);

  if (ct_account_state_next (ct_account_get_state (self->account), event) != shown)
    return;
  ct_account_set_error (self->account, error);
  ct_account_handle (self->account, event);
}

/* --- Another process --- */

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
      ct_monitor_entry_show_failure (self, record->error);
    }
  else
    ct_account_handle (self->account, CT_EVENT_READING);
}

void
ct_monitor_entry_adopt_record (CtMonitorEntry *self, CtPollRecord *record)
{
  gint64 now_us = now (self), lease_us = ct_poll_record_get_lease_us (record, now_us);
  gboolean is_news = is_newer (record->last_attempt_us, self->last_attempt_us, now_us)
                     || (self->outcome_open && record->last_attempt_us == self->last_attempt_us);

  if (record->reading != NULL
      && is_newer (record->updated_us, ct_account_get_updated_us (self->account), now_us))
    ct_account_take_reading (self->account, record->reading, record->updated_us);
  if (!is_news)
    return;
  self->last_attempt_us = record->last_attempt_us;
  self->retry_after_us = record->retry_after_us;
  self->outcome_open = lease_us != -1;
  if (self->asked_us < self->last_attempt_us)
    self->not_before_us = self->asked_us = -1;
  if (self->outcome_open)
    self->waiting_until_us = lease_us;
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
  if (ct_poll_record_get_lease_us (&record, now (self)) == -1)
    self->waiting_until_us = -1;
  ct_monitor_entry_adopt_record (self, &record);
}

/* --- The account, the network, the keyring --- */

void
ct_monitor_entry_restart (CtMonitorEntry *self)
{
  const char *origin = ct_account_get_origin (self->account);
  gint64 now_us = now (self);

  g_return_if_fail (!self->active);

  ct_monitor_entry_drop_token (self);
  ct_monitor_entry_forget_plans (self);
  if (g_strcmp0 (origin, self->origin) != 0)
    {
      g_free (self->origin);
      self->origin = g_strdup (origin);
      self->last_attempt_us = -1;
      self->retry_after_us = -1;
      ct_monitor_entry_adopt (self);
    }
  self->failures = 0;
  ct_poll_forget_cached (self->account, self->shared->poll_state);
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

  ct_monitor_entry_show_failure (self, error);
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
ct_monitor_entry_lock (CtMonitorEntry *self, const GError *error)
{
  self->locked_us = now (self);
  self->waiting_until_us = -1;
  ct_monitor_entry_show_failure (self, error);
}

void
ct_monitor_entry_unlock (CtMonitorEntry *self)
{
  ct_monitor_entry_drop_token (self);
  if (ct_account_get_state (self->account) == CT_STATE_LOCKED)
    clear_failure (self, CT_EVENT_UNLOCKED);
}
