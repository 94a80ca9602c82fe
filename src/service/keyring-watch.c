#include "config.h"

#include "keyring-watch.h"

#define SECRET_SERVICE_NAME "org.freedesktop.secrets"
#define SECRET_SERVICE_PATH "/org/freedesktop/secrets"
#define SECRET_SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define SECRET_COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"

struct _CtKeyringWatch
{
  void (*func) (CtKeyringEvent event, gpointer user_data);
  gpointer user_data; /* (unowned) */
  guint name_id;
  gboolean initial_owner_known;
  GCancellable *cancellable; /* (owned) of our own Get calls, which never prompt */

  /* While the service has an owner. */
  GDBusConnection *connection; /* (nullable) (owned) */
  guint properties_id;         /* 0: not subscribed */
  guint collection_id;         /* 0: not subscribed */
  GHashTable *locked_by_path;  /* (owned) char* (owned) -> gboolean */
};

/* The same change may be told by both signals. */
static void
note_locked (CtKeyringWatch *self, const char *path, gboolean locked)
{
  gpointer known;

  if (g_hash_table_lookup_extended (self->locked_by_path, path, NULL, &known)
      && GPOINTER_TO_INT (known) == locked)
    return;

  g_hash_table_insert (self->locked_by_path, g_strdup (path), GINT_TO_POINTER (locked));
  self->func (locked ? CT_KEYRING_EVENT_LOCKED : CT_KEYRING_EVENT_OPENED, self->user_data);
}

static void
on_properties_changed (GDBusConnection *connection, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *parameters,
                       gpointer user_data)
{
  g_autoptr (GVariant) changed = NULL;
  gboolean locked;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  g_variant_get (parameters, "(&s@a{sv}@as)", NULL, &changed, NULL);
  if (g_variant_lookup (changed, "Locked", "b", &locked))
    note_locked (user_data, path, locked);
}

typedef struct
{
  CtKeyringWatch *watch; /* (unowned) alive unless the call was cancelled */
  char *path;            /* (owned) */
} LockedQuery;

static void
on_locked_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LockedQuery *query = user_data;
  g_autofree char *path = query->path;
  CtKeyringWatch *watch = query->watch;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);
  g_autoptr (GVariant) value = NULL;

  g_free (query);

  /* Cancelled: the watch is gone. Else the collection is: a search will say so. */
  if (reply == NULL)
    return;

  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    note_locked (watch, path, g_variant_get_boolean (value));
}

/* The older signal, which is all that some services send. */
static void
on_collection_changed (GDBusConnection *connection, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *parameters,
                       gpointer user_data)
{
  CtKeyringWatch *self = user_data;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(o)")))
    return;

  LockedQuery *query = g_new0 (LockedQuery, 1);

  query->watch = self;
  g_variant_get (parameters, "(o)", &query->path);
  g_dbus_connection_call (connection, sender, query->path, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", SECRET_COLLECTION_INTERFACE, "Locked"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, on_locked_got, query);
}

static void
unsubscribe (CtKeyringWatch *self)
{
  if (self->connection == NULL)
    return;

  g_dbus_connection_signal_unsubscribe (self->connection, self->properties_id);
  g_dbus_connection_signal_unsubscribe (self->connection, self->collection_id);
  self->properties_id = 0;
  self->collection_id = 0;
  g_hash_table_remove_all (self->locked_by_path);
  g_clear_object (&self->connection);
}

/* By the owner's unique name: others on the bus cannot send these in its place. */
static void
subscribe (CtKeyringWatch *self, GDBusConnection *connection, const char *owner)
{
  unsubscribe (self);
  self->connection = g_object_ref (connection);
  self->properties_id = g_dbus_connection_signal_subscribe (
      connection, owner, "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL,
      SECRET_COLLECTION_INTERFACE, G_DBUS_SIGNAL_FLAGS_NONE, on_properties_changed, self, NULL);
  self->collection_id = g_dbus_connection_signal_subscribe (
      connection, owner, SECRET_SERVICE_INTERFACE, "CollectionChanged", SECRET_SERVICE_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_collection_changed, self, NULL);
}

static void
on_name_appeared (GDBusConnection *connection, const char *name, const char *owner,
                  gpointer user_data)
{
  CtKeyringWatch *self = user_data;
  gboolean is_change = self->initial_owner_known;

  self->initial_owner_known = TRUE;
  subscribe (self, connection, owner);
  if (is_change)
    self->func (CT_KEYRING_EVENT_OPENED, self->user_data);
}

/* connection is NULL when there is no session bus, or no longer. */
static void
on_name_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  CtKeyringWatch *self = user_data;
  gboolean is_change = self->initial_owner_known;

  self->initial_owner_known = TRUE;
  unsubscribe (self);
  if (is_change)
    self->func (CT_KEYRING_EVENT_LOST, self->user_data);
}

CtKeyringWatch *
ct_keyring_watch_new (void (*func) (CtKeyringEvent event, gpointer user_data), gpointer user_data)
{
  CtKeyringWatch *self = g_new0 (CtKeyringWatch, 1);

  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->locked_by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->name_id = g_bus_watch_name (G_BUS_TYPE_SESSION, SECRET_SERVICE_NAME,
                                    G_BUS_NAME_WATCHER_FLAGS_NONE, on_name_appeared,
                                    on_name_vanished, self, NULL);
  return self;
}

void
ct_keyring_watch_free (CtKeyringWatch *self)
{
  g_bus_unwatch_name (self->name_id);
  unsubscribe (self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->locked_by_path);
  g_free (self);
}
