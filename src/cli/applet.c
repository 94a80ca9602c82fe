#include "config.h"

#include "applet.h"

#include "bus.h"
#include "wait.h"

#define CALL_MS 1000

struct _CtApplet
{
  GDBusConnection *connection; /* (owned) */
  guint changed_id;
  gboolean changed; /* since it was last waited for */
};

/* GLib would start a bus where there is none: here that means that no applet runs. (nullable)
 * (transfer full) */
static char *
find_bus (void)
{
  const char *given = g_getenv ("DBUS_SESSION_BUS_ADDRESS"), *folder = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *socket = NULL;

  if (given != NULL && given[0] != '\0')
    return g_strdup (given);
  if (folder == NULL)
    return NULL;
  socket = g_build_filename (folder, "bus", NULL);
  return g_file_test (socket, G_FILE_TEST_EXISTS) ? g_strconcat ("unix:path=", socket, NULL) : NULL;
}

static gboolean
on_timeout (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* A bus that hangs holds nobody up. (nullable) (transfer full) */
static GDBusConnection *
connect_to_bus (const char *address)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (CALL_MS);
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  g_source_set_callback (timeout, on_timeout, cancellable, NULL);
  g_source_attach (timeout, NULL);
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                         | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, cancellable, ct_wait_done, &wait);
  result = ct_wait (&wait);
  g_source_destroy (timeout);
  return g_dbus_connection_new_for_address_finish (result, NULL);
}

static void
on_changed (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *signal, GVariant *parameters, gpointer user_data)
{
  CtApplet *self = user_data;

  self->changed = TRUE;
}

/* (nullable) (transfer full) */
static GVariant *
call (CtApplet *self, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (
      self->connection, APP_ID, CT_BUS_PATH, CT_BUS_INTERFACE, method, parameters, NULL,
      G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MS, NULL, &error);

  if (reply == NULL)
    g_debug ("the applet: %s: %s", method, error->message);
  return reply;
}

CtApplet *
ct_applet_connect (void)
{
  g_autofree char *address = find_bus ();
  GDBusConnection *connection = address != NULL ? connect_to_bus (address) : NULL;
  CtApplet *self;

  if (connection == NULL)
    return NULL;
  self = g_new0 (CtApplet, 1);
  self->connection = connection;
  self->changed_id = g_dbus_connection_signal_subscribe (
      connection, APP_ID, CT_BUS_INTERFACE, "Changed", CT_BUS_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_changed, self, NULL);
  return self;
}

void
ct_applet_free (CtApplet *self)
{
  g_dbus_connection_signal_unsubscribe (self->connection, self->changed_id);
  g_object_unref (self->connection);
  g_free (self);
}

char *
ct_applet_get_status (CtApplet *self)
{
  g_autoptr (GVariant) reply = call (self, "Status", NULL);
  char *json = NULL;

  if (reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE ("(s)")))
    g_variant_get (reply, "(s)", &json);
  return json;
}

gint64
ct_applet_refresh (CtApplet *self, const char *account_id)
{
  g_autoptr (GVariant) reply = call (self, "Refresh", g_variant_new ("(s)", account_id));
  gint64 until_us = 0;

  if (reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE ("(x)")))
    g_variant_get (reply, "(x)", &until_us);
  return until_us;
}

gboolean
ct_applet_wait_changed (CtApplet *self, gint64 deadline_us)
{
  while (!self->changed)
    if (!ct_wait_turn (deadline_us))
      return FALSE;
  self->changed = FALSE;
  return TRUE;
}

void
ct_applet_reload (const char *account_id)
{
  g_autoptr (CtApplet) applet = ct_applet_connect ();
  g_autoptr (GVariant) reply = NULL;

  if (applet != NULL)
    reply = call (applet, "Reload", g_variant_new ("(s)", account_id));
}
