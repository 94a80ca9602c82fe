#include "config.h"

#include "monitor-private.h"

#include "http.h"

/* Whether a private site can be reached without a route to everywhere. */
typedef struct
{
  CtMonitor *monitor;        /* (unowned) valid until cancelled, as the entry */
  CtMonitorEntry *entry;     /* (unowned) */
  GCancellable *cancellable; /* (owned) */
} Reach;

static void
reach_free (Reach *reach)
{
  g_object_unref (reach->cancellable);
  g_free (reach);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reach, reach_free)

gboolean
ct_monitor_is_online (CtMonitor *self, CtMonitorEntry *entry)
{
  return self->network == NULL || g_network_monitor_get_network_available (self->network)
         || entry->reachable || ct_monitor_entry_is_local (entry);
}

static gint64
get_settled_us (CtMonitor *self)
{
  return ct_clock_now_us (self->shared.clock) + self->settle_us;
}

static void
go_offline (CtMonitor *self, CtMonitorEntry *entry)
{
  ct_monitor_withdraw (self, entry);
  ct_monitor_entry_go_offline (entry);
}

static void
stop_asking (CtMonitorEntry *entry)
{
  g_cancellable_cancel (entry->reach);
  g_clear_object (&entry->reach);
}

static void
on_reach (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reach) reach = user_data;
  CtMonitorEntry *entry = reach->entry;
  gboolean reachable = g_network_monitor_can_reach_finish (G_NETWORK_MONITOR (source), result,
                                                           NULL);

  if (g_cancellable_is_cancelled (reach->cancellable))
    return; /* the entry may be gone */
  g_clear_object (&entry->reach);
  entry->reachable = reachable;
  if (reachable)
    ct_monitor_entry_go_online (entry, get_settled_us (reach->monitor));
  else
    go_offline (reach->monitor, entry);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (reach->monitor);
}

static void
ask_reach (CtMonitor *self, CtMonitorEntry *entry)
{
  g_autoptr (GUri) origin = g_uri_parse (entry->origin, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketConnectable) site = NULL;
  Reach *reach;

  if (origin == NULL || !ct_http_host_is_private (g_uri_get_host (origin)))
    return;
  stop_asking (entry);
  entry->reach = g_cancellable_new ();
  reach = g_new0 (Reach, 1);
  reach->monitor = self;
  reach->entry = entry;
  reach->cancellable = g_object_ref (entry->reach);
  site = g_network_address_new (g_uri_get_host (origin), g_uri_get_port (origin));
  g_network_monitor_can_reach_async (self->network, site, entry->reach, on_reach, reach);
}

/* One that could be reached just now stays as it is until the answer. */
void
ct_monitor_lose (CtMonitor *self, CtMonitorEntry *entry)
{
  if (!entry->reachable)
    go_offline (self, entry);
  ask_reach (self, entry);
}

/* became_full: a login page was in the way, or there were no names: what failed then may have been
 * no fault of the site's. */
static void
regain (CtMonitor *self, CtMonitorEntry *entry, gboolean became_full)
{
  stop_asking (entry);
  entry->reachable = FALSE;
  ct_monitor_entry_go_online (entry, get_settled_us (self));
  if (became_full && ct_account_get_state (entry->account) == CT_STATE_BACKOFF)
    ct_monitor_entry_want_again (entry, get_settled_us (self));
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, gpointer user_data)
{
  CtMonitor *self = user_data;
  gboolean is_full = g_network_monitor_get_connectivity (network) == G_NETWORK_CONNECTIVITY_FULL;
  gboolean became_full = is_full && !self->was_full;

  self->was_full = is_full;
  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      if (entry->origin == NULL)
        continue;
      if (g_network_monitor_get_network_available (network) || ct_monitor_entry_is_local (entry))
        regain (self, entry, became_full);
      else
        ct_monitor_lose (self, entry);
      ct_monitor_entry_show_due (entry);
    }
  ct_monitor_queue_pump (self);
}

static void
follow_metered (CtMonitor *self)
{
  gboolean metered = self->network != NULL && g_network_monitor_get_network_metered (self->network);

  self->shared.metered = metered ? (CtMetered) g_settings_get_enum (self->general, "metered")
                                 : CT_METERED_ALWAYS;
  ct_monitor_foreach_entry (self, ct_monitor_entry_show_due);
}

void
ct_monitor_network_connect (CtMonitor *self)
{
  g_signal_connect_object (self->general, "changed::metered", G_CALLBACK (follow_metered), self,
                           G_CONNECT_SWAPPED);
  follow_metered (self);
  if (self->network == NULL)
    return;
  self->was_full = g_network_monitor_get_connectivity (self->network)
                   == G_NETWORK_CONNECTIVITY_FULL;
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (follow_metered),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed), self,
                           0);
}
