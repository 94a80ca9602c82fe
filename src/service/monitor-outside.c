#include "config.h"

#include "monitor-private.h"

#include "http.h"

/* A network that has just come up often has no names or routes yet. */
#define SETTLE_US (3 * G_USEC_PER_SEC)

static gint64
now (CtMonitor *self)
{
  return ct_clock_now_us (self->shared.clock);
}

/* For all entries; then the alarm is set anew. */
static void
foreach_entry (CtMonitor *self, void (*func) (CtMonitorEntry *entry))
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      func (self->entries->pdata[i]);
      ct_monitor_entry_show_due (self->entries->pdata[i]);
    }
  ct_monitor_queue_pump (self);
}

/* --- Keyring --- */

static void
on_keyring_locked (CtKeyring *keyring, gpointer user_data)
{
  foreach_entry (user_data, ct_monitor_entry_drop_token);
}

static void
on_keyring_unlocked (CtKeyring *keyring, gpointer user_data)
{
  foreach_entry (user_data, ct_monitor_entry_unlock);
}

/* --- Network --- */

gboolean
ct_monitor_is_online (CtMonitor *self, CtMonitorEntry *entry)
{
  g_autoptr (GUri) origin = NULL;

  if (self->network == NULL || g_network_monitor_get_network_available (self->network)
      || ct_account_get_provider (entry->account)->requests->len == 0)
    return TRUE;
  origin = g_uri_parse (entry->origin, G_URI_FLAGS_NONE, NULL);
  return origin != NULL && ct_http_host_is_loopback (g_uri_get_host (origin));
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, gpointer user_data)
{
  CtMonitor *self = user_data;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      if (entry->origin == NULL)
        continue;
      if (ct_monitor_is_online (self, entry))
        ct_monitor_entry_go_online (entry, now (self) + SETTLE_US);
      else
        {
          ct_monitor_withdraw (self, entry);
          ct_monitor_entry_go_offline (entry);
        }
      ct_monitor_entry_show_due (entry);
    }
  ct_monitor_queue_pump (self);
}

/* --- Clock, settings, other processes --- */

/* Forward, as after sleep, what was planned is due; back, it would be so much too late. */
static void
on_clock_set (CtClock *clock, gpointer user_data)
{
  CtMonitor *self = user_data;

  if (now (self) < self->planned_us)
    foreach_entry (self, ct_monitor_entry_clock_set_back);
}

static void
on_interval_changed (GSettings *general, const char *key, gpointer user_data)
{
  CtMonitor *self = user_data;

  self->shared.interval_s = g_settings_get_uint (general, "interval-s");
  foreach_entry (self, ct_monitor_entry_show_due);
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
  g_signal_connect_object (self->shared.keyring, "locked", G_CALLBACK (on_keyring_locked), self, 0);
  g_signal_connect_object (self->shared.keyring, "unlocked", G_CALLBACK (on_keyring_unlocked), self,
                           0);
  g_signal_connect_object (self->shared.clock, "set", G_CALLBACK (on_clock_set), self, 0);
  g_signal_connect_object (self->shared.poll_state, "changed", G_CALLBACK (on_poll_state_changed),
                           self, 0);
  g_signal_connect_object (self->general, "changed::interval-s", G_CALLBACK (on_interval_changed),
                           self, 0);
  self->shared.interval_s = g_settings_get_uint (self->general, "interval-s");
  if (self->network != NULL)
    g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed),
                             self, 0);
}
