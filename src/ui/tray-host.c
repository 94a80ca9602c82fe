#include "config.h"

#include "tray-host.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _CtTrayHost
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  GCancellable *cancellable;   /* (owned) of the question under way */
  guint watch_id;
  guint signal_id;
  CtTrayHostState state;
};

G_DEFINE_FINAL_TYPE (CtTrayHost, ct_tray_host, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static void
set_state (CtTrayHost *self, CtTrayHostState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtTrayHost *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);
  g_autoptr (GVariant) value = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply)
    g_variant_get (reply, "(v)", &value);
  set_state (self, value && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
                           && g_variant_get_boolean (value)
                       ? CT_TRAY_HOST_PRESENT
                       : CT_TRAY_HOST_ABSENT);
}

static void
forget_question (CtTrayHost *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask (CtTrayHost *self)
{
  forget_question (self);
  self->cancellable = g_cancellable_new ();
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, on_answer, self);
}

static void
on_watcher_appeared (GDBusConnection *connection, const char *name, const char *owner,
                     gpointer user_data)
{
  ask (user_data);
}

static void
on_watcher_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  CtTrayHost *self = user_data;

  forget_question (self);
  set_state (self, CT_TRAY_HOST_ABSENT);
}

static void
on_watcher_signal (GDBusConnection *connection, const char *sender, const char *path,
                   const char *interface, const char *signal, GVariant *parameters,
                   gpointer user_data)
{
  if (g_str_has_prefix (signal, "StatusNotifierHost"))
    ask (user_data);
}

CtTrayHostState
ct_tray_host_get_state (CtTrayHost *self)
{
  g_return_val_if_fail (CT_IS_TRAY_HOST (self), CT_TRAY_HOST_UNKNOWN);

  return self->state;
}

void
ct_tray_host_register (CtTrayHost *self, const char *path)
{
  g_return_if_fail (CT_IS_TRAY_HOST (self));
  g_return_if_fail (g_variant_is_object_path (path));

  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, WATCHER_NAME,
                          "RegisterStatusNotifierItem", g_variant_new ("(s)", path), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
ct_tray_host_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, CT_TRAY_HOST (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_tray_host_dispose (GObject *object)
{
  CtTrayHost *self = CT_TRAY_HOST (object);

  forget_question (self);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  self->signal_id = 0;
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (ct_tray_host_parent_class)->dispose (object);
}

static void
ct_tray_host_class_init (CtTrayHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ct_tray_host_get_property;
  object_class->dispose = ct_tray_host_dispose;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, CT_TRAY_HOST_UNKNOWN,
                                              CT_TRAY_HOST_PRESENT, CT_TRAY_HOST_UNKNOWN,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ct_tray_host_init (CtTrayHost *self)
{
}

CtTrayHost *
ct_tray_host_new (GDBusConnection *connection)
{
  CtTrayHost *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (CT_TYPE_TRAY_HOST, NULL);
  self->connection = g_object_ref (connection);
  self->signal_id = g_dbus_connection_signal_subscribe (
      connection, WATCHER_NAME, WATCHER_NAME, NULL, WATCHER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_watcher_signal, self, NULL);
  self->watch_id = g_bus_watch_name_on_connection (
      connection, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_watcher_appeared,
      on_watcher_vanished, self, NULL);
  return self;
}
