#include "config.h"

#include "sleep.h"

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

struct _CtSleep
{
  GObject parent_instance;

  GCancellable *cancellable; /* (owned) of the connecting */
  GDBusConnection *bus;      /* (nullable) (owned) */
  guint signal_id;
  guint watch_id;
  gboolean asleep;
};

G_DEFINE_FINAL_TYPE (CtSleep, ct_sleep, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_asleep (CtSleep *self, gboolean asleep)
{
  if (asleep == self->asleep)
    return;
  self->asleep = asleep;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_prepare_for_sleep (GDBusConnection *bus, const char *sender, const char *path,
                      const char *interface, const char *name, GVariant *parameters,
                      gpointer user_data)
{
  gboolean starts;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &starts);
  set_asleep (user_data, starts);
}

/* Nobody is left who would say that it is over. */
static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_asleep (user_data, FALSE);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_finish (result, &error);
  CtSleep *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it is gone */
  if (bus == NULL)
    {
      g_debug ("Nothing tells of sleep: %s", error->message);
      return;
    }
  self->bus = g_steal_pointer (&bus);
  self->signal_id = g_dbus_connection_signal_subscribe (
      self->bus, LOGIND, LOGIND_INTERFACE, "PrepareForSleep", LOGIND_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep, self, NULL);
  self->watch_id = g_bus_watch_name_on_connection (self->bus, LOGIND, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   NULL, on_vanished, self, NULL);
}

static void
ct_sleep_dispose (GObject *object)
{
  CtSleep *self = CT_SLEEP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->signal_id);
  self->signal_id = 0;
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (ct_sleep_parent_class)->dispose (object);
}

static void
ct_sleep_finalize (GObject *object)
{
  CtSleep *self = CT_SLEEP (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ct_sleep_parent_class)->finalize (object);
}

static void
ct_sleep_class_init (CtSleepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_sleep_dispose;
  object_class->finalize = ct_sleep_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_SLEEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_sleep_init (CtSleep *self)
{
  self->cancellable = g_cancellable_new ();
}

CtSleep *
ct_sleep_new (const char *address)
{
  CtSleep *self = g_object_new (CT_TYPE_SLEEP, NULL);
  g_autofree char *system_address = NULL;

  if (address == NULL)
    address = system_address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  /* A connection of our own: the shared one ends the program when the bus goes away. */
  if (address != NULL)
    g_dbus_connection_new_for_address (address,
                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                           | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                       NULL, self->cancellable, on_connected, self);
  return self;
}

gboolean
ct_sleep_is_asleep (CtSleep *self)
{
  return self->asleep;
}
