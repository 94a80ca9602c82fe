#include "config.h"

#include "bus.h"

#include "error.h"

/* Accounts are read together: one signal tells of all of them. */
#define CHANGED_SETTLE_MS 100

static const char introspection_xml[] =
    "<node><interface name='" CT_BUS_INTERFACE "'>"
    "<method name='Status'><arg type='s' name='json' direction='out'/></method>"
    "<method name='Refresh'><arg type='s' name='uuid' direction='in'/>"
    "<arg type='x' name='again_at' direction='out'/></method>"
    "<method name='Reload'><arg type='s' name='uuid' direction='in'/></method>"
    "<signal name='Changed'/>"
    "</interface></node>";

struct _CtBus
{
  GDBusConnection *connection; /* (owned) */
  CtMonitor *monitor;          /* (owned) */
  gulong changed_id;
  guint registration_id;
  guint emission_id; /* 0: what has changed was told */
  char *(*status) (gpointer user_data);
  gpointer user_data; /* (unowned) */
};

/* uuid "" is all accounts. */
static void
on_method_call (GDBusConnection *connection, const char *sender, const char *path,
                const char *interface, const char *method, GVariant *parameters,
                GDBusMethodInvocation *invocation, gpointer user_data)
{
  CtBus *self = user_data;
  const char *uuid = "";

  if (g_variant_n_children (parameters) == 1)
    g_variant_get (parameters, "(&s)", &uuid);
  if (g_str_equal (method, "Status"))
    {
      g_autofree char *json = self->status (self->user_data);

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", json));
    }
  else if (g_str_equal (method, "Refresh"))
    {
      gint64 again_us = ct_monitor_refresh (self->monitor, uuid[0] != '\0' ? uuid : NULL);

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(x)", again_us));
    }
  else
    {
      ct_monitor_reload (self->monitor, uuid);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static gboolean
on_settled (gpointer user_data)
{
  CtBus *self = user_data;

  self->emission_id = 0;
  g_dbus_connection_emit_signal (self->connection, NULL, CT_BUS_PATH, CT_BUS_INTERFACE, "Changed",
                                 NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_monitor_changed (CtMonitor *monitor, gpointer user_data)
{
  CtBus *self = user_data;

  if (self->emission_id == 0)
    self->emission_id = g_timeout_add (CHANGED_SETTLE_MS, on_settled, self);
}

CtBus *
ct_bus_export (GDBusConnection *connection, CtMonitor *monitor, char *(*status) (gpointer),
               gpointer user_data, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection_xml, error);
  CtBus *self;

  if (node == NULL)
    return NULL;
  self = g_new0 (CtBus, 1);
  self->status = status;
  self->user_data = user_data;
  self->registration_id = g_dbus_connection_register_object (
      connection, CT_BUS_PATH, node->interfaces[0], &vtable, self, NULL, error);
  if (self->registration_id == 0)
    {
      g_free (self);
      return NULL;
    }
  self->connection = g_object_ref (connection);
  self->monitor = g_object_ref (monitor);
  self->changed_id = g_signal_connect (monitor, "changed", G_CALLBACK (on_monitor_changed), self);
  return self;
}

void
ct_bus_unexport (CtBus *self)
{
  g_clear_handle_id (&self->emission_id, g_source_remove);
  g_dbus_connection_unregister_object (self->connection, self->registration_id);
  g_signal_handler_disconnect (self->monitor, self->changed_id);
  g_object_unref (self->monitor);
  g_object_unref (self->connection);
  g_free (self);
}
