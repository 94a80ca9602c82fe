/* Secret services differ from gnome-keyring in what they signal and in how they match. */
#include "config.h"

#include "keyring.h"

#include "keyring-calls.h"
#include "loop.h"

#define ACCOUNT "11111111-1111-4111-8111-111111111111"
#define ORIGIN "https://api.laozhang.ai:443"
#define COLLECTION_PATH "/org/freedesktop/secrets/collection/login"
#define ITEM_PATH COLLECTION_PATH "/1"

static const char service_xml[] =
    "<node><interface name='org.freedesktop.Secret.Service'>"
    "<method name='SearchItems'><arg type='a{ss}' direction='in'/>"
    "<arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
    "<property name='Collections' type='ao' access='read'/>"
    "</interface></node>";
static const char collection_xml[] = "<node><interface name='org.freedesktop.Secret.Collection'>"
                                     "<property name='Locked' type='b' access='read'/>"
                                     "</interface></node>";
static const char item_xml[] = "<node><interface name='org.freedesktop.Secret.Item'>"
                               "<property name='Locked' type='b' access='read'/>"
                               "<property name='Attributes' type='a{ss}' access='read'/>"
                               "<property name='Label' type='s' access='read'/>"
                               "<property name='Created' type='t' access='read'/>"
                               "<property name='Modified' type='t' access='read'/>"
                               "</interface></node>";

/* A service on a connection of its own, in this process. */
typedef struct
{
  GDBusConnection *connection; /* (owned) */
  gboolean locked;
  gboolean locked_was_read;
  const char *item_origin; /* (nullable) NULL: no items; else every search finds one */
  CtKeyring *keyring;      /* (owned) */
  gboolean was_locked;
  gboolean was_unlocked;
} Fixture;

static void
on_method (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *arguments, GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *found[] = { fixture->item_origin == NULL ? NULL : ITEM_PATH, NULL };
  const char *none[] = { NULL };

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^ao^ao)", found, none));
}

static GVariant *
get_attributes (Fixture *fixture)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", "account", ACCOUNT);
  g_variant_builder_add (&builder, "{ss}", "origin", fixture->item_origin);
  return g_variant_builder_end (&builder);
}

static GVariant *
on_property (GDBusConnection *connection, const char *sender, const char *path,
             const char *interface, const char *property, GError **error, gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *collections[] = { COLLECTION_PATH, NULL };

  if (g_str_equal (property, "Locked"))
    {
      fixture->locked_was_read = TRUE;
      return g_variant_new_boolean (fixture->locked);
    }
  if (g_str_equal (property, "Collections"))
    return g_variant_new_objv (collections, -1);
  if (g_str_equal (property, "Attributes"))
    return get_attributes (fixture);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string ("");

  return g_variant_new_uint64 (0); /* Created, Modified */
}

static void export(Fixture *fixture, const char *path, const char *xml)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method,
                                               .get_property = on_property };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);

  g_dbus_connection_register_object (fixture->connection, path, info->interfaces[0], &vtable,
                                     fixture, NULL, &error);
  g_assert_no_error (error);
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
call_bus (GDBusConnection *connection, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;

  g_variant_unref (g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error));
  g_assert_no_error (error);
}

static void
set_flag (CtKeyring *keyring, gboolean *flag)
{
  *flag = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->connection = connect_to_bus ();
  export(fixture, "/org/freedesktop/secrets", service_xml);
  export(fixture, COLLECTION_PATH, collection_xml);
  export(fixture, ITEM_PATH, item_xml);
  call_bus (fixture->connection, "RequestName",
            g_variant_new ("(su)", "org.freedesktop.secrets", 0));

  fixture->keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);
  g_signal_connect (fixture->keyring, "locked", G_CALLBACK (set_flag), &fixture->was_locked);
  g_signal_connect (fixture->keyring, "unlocked", G_CALLBACK (set_flag), &fixture->was_unlocked);
  assert_no_token (fixture->keyring, ACCOUNT, ORIGIN, CT_ERROR_TOKEN_MISSING);
  g_assert_false (fixture->was_locked || fixture->was_unlocked); /* what is found is no change */
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->keyring);
  secret_service_disconnect ();
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_object_unref (fixture->connection);
}

static void
emit (GDBusConnection *connection, const char *path, const char *interface, const char *signal,
      GVariant *arguments)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (connection, NULL, path, interface, signal, arguments, &error);
  g_assert_no_error (error);
}

static void
emit_locked (GDBusConnection *connection, gboolean locked)
{
  GVariantBuilder changed;

  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&changed, "{sv}", "Locked", g_variant_new_boolean (locked));
  emit (connection, COLLECTION_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        g_variant_new ("(s@a{sv}@as)", "org.freedesktop.Secret.Collection",
                       g_variant_builder_end (&changed), g_variant_new_strv (NULL, 0)));
}

static void
test_properties_changed (Fixture *fixture, gconstpointer data)
{
  emit_locked (fixture->connection, TRUE);
  test_loop_until (&fixture->was_locked);
  g_assert_false (fixture->was_unlocked);

  emit_locked (fixture->connection, FALSE);
  test_loop_until (&fixture->was_unlocked);
}

static void
set_locked_quietly (Fixture *fixture, gboolean locked)
{
  fixture->locked = locked;
  emit (fixture->connection, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
        "CollectionChanged", g_variant_new ("(o)", COLLECTION_PATH));
}

static void
test_collection_changed (Fixture *fixture, gconstpointer data)
{
  set_locked_quietly (fixture, TRUE);
  test_loop_until (&fixture->was_locked);
  g_assert_false (fixture->was_unlocked);

  set_locked_quietly (fixture, FALSE);
  test_loop_until (&fixture->was_unlocked);
  fixture->was_locked = fixture->was_unlocked = fixture->locked_was_read = FALSE;

  /* As when an item was added: it is as unlocked as it was. */
  set_locked_quietly (fixture, FALSE);
  test_loop_until (&fixture->locked_was_read);
  set_locked_quietly (fixture, TRUE);
  test_loop_until (&fixture->was_locked);
  g_assert_false (fixture->was_unlocked);
}

/* Anybody on the bus can send a signal to everybody. */
static void
test_signal_of_a_stranger (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDBusConnection) stranger = connect_to_bus ();

  emit_locked (stranger, FALSE);
  call_bus (stranger, "GetId", NULL); /* the bus has passed it on */
  emit_locked (fixture->connection, TRUE);
  test_loop_until (&fixture->was_locked);
  g_assert_false (fixture->was_unlocked);

  g_dbus_connection_close_sync (stranger, NULL, NULL);
}

/* A service that finds by the account alone must not send a token elsewhere. */
static void
test_loose_match (Fixture *fixture, gconstpointer data)
{
  fixture->item_origin = "https://api.example.org:443";
  assert_no_token (fixture->keyring, ACCOUNT, ORIGIN, CT_ERROR_TOKEN_MISSING);
}

static void
add (const char *path, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/keyring-services/properties-changed", test_properties_changed);
  add ("/keyring-services/collection-changed", test_collection_changed);
  add ("/keyring-services/signal-of-a-stranger", test_signal_of_a_stranger);
  add ("/keyring-services/loose-match", test_loose_match);

  return keyring_run_on_private_bus ();
}
