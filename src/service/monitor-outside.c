#include "config.h"

#include "monitor-private.h"

static gint64
now (CtMonitor *self)
{
  return ct_clock_now_us (self->shared.clock);
}

void
ct_monitor_foreach_entry (CtMonitor *self, void (*func) (CtMonitorEntry *entry))
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      func (self->entries->pdata[i]);
      ct_monitor_entry_show_due (self->entries->pdata[i]);
    }
  ct_monitor_queue_pump (self);
}

/* --- Clock and sleep --- */

void
ct_monitor_settle (CtMonitor *self)
{
  self->shared.settled_us = now (self) + self->settle_us;
  ct_monitor_foreach_entry (self, ct_monitor_entry_show_due);
}

/* A poll that was under way, or about to begin, is made up for. */
static void
give_up (CtMonitor *self, CtMonitorEntry *entry)
{
  if (!ct_turns_contains (self->turns, entry))
    return;
  ct_monitor_withdraw (self, entry);
  ct_monitor_entry_want_again (entry, now (self));
}

/* By the clock these should have ended long ago: nobody waits for their answers any more. */
static void
give_up_overdue (CtMonitor *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      if (entry->claimed && now (self) - entry->last_attempt_us > CT_LEASE_US)
        give_up (self, entry);
    }
}

/* Forward, as after sleep, what was planned is due; back, it would be so much too late. */
static void
on_clock_set (CtMonitor *self)
{
  if (now (self) < self->planned_us)
    {
      self->shared.settled_us = -1;
      ct_monitor_foreach_entry (self, ct_monitor_entry_clock_set_back);
      return;
    }
  give_up_overdue (self);
  ct_monitor_settle (self);
}

static void
on_sleep_changed (CtSleep *sleep, gpointer user_data)
{
  CtMonitor *self = user_data;

  self->shared.asleep = ct_sleep_is_asleep (sleep);
  if (!self->shared.asleep)
    {
      on_clock_set (self);
      ct_monitor_settle (self);
      return;
    }
  for (guint i = 0; i < self->entries->len; i++)
    give_up (self, self->entries->pdata[i]);
  ct_fetcher_forget_connections (self->shared.fetcher);
  ct_monitor_foreach_entry (self, ct_monitor_entry_show_due);
}

void
ct_monitor_follow_sleep (CtMonitor *self, CtSleep *sleep)
{
  g_return_if_fail (self->sleep == NULL);

  self->sleep = g_object_ref (sleep);
  g_signal_connect_object (sleep, "changed", G_CALLBACK (on_sleep_changed), self, 0);
}

/* --- Settings, other processes --- */

static void
on_interval_changed (GSettings *general, const char *key, gpointer user_data)
{
  CtMonitor *self = user_data;

  self->shared.interval_s = g_settings_get_uint (general, "interval-s");
  ct_monitor_foreach_entry (self, ct_monitor_entry_show_due);
}

static void
on_poll_state_changed (CtPollState *state, const char *origin, gpointer user_data)
{
  CtMonitor *self = user_data;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      if (g_strcmp0 (entry->origin, origin) != 0)
        continue;
      ct_monitor_entry_adopt (entry);
      ct_monitor_entry_show_due (entry);
    }
  ct_monitor_queue_pump (self);
}

void
ct_monitor_outside_connect (CtMonitor *self)
{
  g_signal_connect_object (self->shared.clock, "set", G_CALLBACK (on_clock_set), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shared.poll_state, "changed", G_CALLBACK (on_poll_state_changed),
                           self, 0);
  g_signal_connect_object (self->general, "changed::interval-s", G_CALLBACK (on_interval_changed),
                           self, 0);
  self->shared.interval_s = g_settings_get_uint (self->general, "interval-s");
}
