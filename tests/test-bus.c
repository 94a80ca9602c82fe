#include "config.h"

#include "bus.h"

#include "loop.h"
#include "polling.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define HOST "127.0.0.1"
#define STATUS_JSON "{\"version\":1,\"label\":\"“¥”\"}"

/* The applet's side and another program's, on one private bus. */
typedef struct
{
  TestPolling polling;
  GTestDBus *daemon;       /* (owned) */
  GDBusConnection *applet; /* (owned) */
  GDBusConnection *other;  /* (owned) */
  CtBus *bus;              /* (nullable) (owned) */
} Fixture;

static char *
get_status (gpointer user_data)
{
  return g_strdup (STATUS_JSON);
}

static GDBusConnection *
connect_to (GTestDBus *daemon)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->applet = connect_to (fixture->daemon);
  fixture->other = connect_to (fixture->daemon);
  test_polling_set_up (&fixture->polling, NULL);
  g_free (test_polling_add (&fixture->polling, 0, "laozhang", HOST));
  test_polling_start (&fixture->polling);
  fixture->bus = ct_bus_export (fixture->applet, fixture->polling.monitor, get_status, fixture,
                                &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (fixture->bus != NULL)
    ct_bus_unexport (fixture->bus);
  test_polling_tear_down (&fixture->polling, NULL);
  g_assert_true (g_dbus_connection_close_sync (fixture->applet, NULL, NULL));
  g_assert_true (g_dbus_connection_close_sync (fixture->other, NULL, NULL));
  g_object_unref (fixture->applet);
  g_object_unref (fixture->other);
  g_test_dbus_down (fixture->daemon);
  g_object_unref (fixture->daemon);
}

typedef struct
{
  gboolean done;
  GVariant *reply; /* (nullable) (owned) */
  GError *error;   /* (nullable) (owned) */
} Call;

static void
call_clear (Call *call)
{
  g_clear_pointer (&call->reply, g_variant_unref);
  g_clear_error (&call->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &call->error);
  call->done = TRUE;
}

/* As any program on the bus may. */
static void
make_call (Fixture *fixture, const char *interface, const char *method, GVariant *parameters,
           Call *call)
{
  g_dbus_connection_call (fixture->other, g_dbus_connection_get_unique_name (fixture->applet),
                          CT_BUS_PATH, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, on_called, call);
  test_loop_until (&call->done);
}

static void
test_status (Fixture *fixture, gconstpointer user_data)
{
  g_auto (Call) call = { 0 };
  const char *json;

  make_call (fixture, CT_BUS_INTERFACE, "Status", NULL, &call);
  g_assert_no_error (call.error);
  g_variant_get (call.reply, "(&s)", &json);
  g_assert_cmpstr (json, ==, STATUS_JSON);
}

static gint64
call_refresh (Fixture *fixture, const char *uuid)
{
  g_auto (Call) call = { 0 };
  gint64 again_us;

  make_call (fixture, CT_BUS_INTERFACE, "Refresh", g_variant_new ("(s)", uuid), &call);
  g_assert_no_error (call.error);
  g_variant_get (call.reply, "(x)", &again_us);
  return again_us;
}

/* Floors bind whoever asks. */
static void
test_refresh (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  const char *id = ct_account_get_id (test_polling_get (polling, 0));

  g_assert_cmpint (call_refresh (fixture, id), ==, TEST_POLLING_NOW_US + 60 * SECOND_US);
  g_assert_cmpint (call_refresh (fixture, ""), ==, TEST_POLLING_NOW_US + 60 * SECOND_US);
  g_assert_cmpint (call_refresh (fixture, "no such account"), ==, 0);
  test_polling_advance (polling, 59);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 1);
  test_polling_advance (polling, 62);
  g_assert_cmpint (call_refresh (fixture, ""), ==, 0);
  test_polling_settle (polling);
  g_assert_cmpuint (test_gateway_count (polling->gateway, NULL, NULL), ==, 3);
}

static void
test_reload (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  const char *const ids[] = { ct_account_get_id (test_polling_get (polling, 0)), "", "nobody" };

  test_polling_store_token (polling, 0, HOST, "another-token");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_auto (Call) call = { 0 };

      make_call (fixture, CT_BUS_INTERFACE, "Reload", g_variant_new ("(s)", ids[i]), &call);
      g_assert_no_error (call.error);
    }
  test_polling_advance (polling, 60);
  g_assert_cmpstr (polling->gateway->authorization, ==, "another-token");
}

static void
on_changed (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *signal_name, GVariant *parameters,
            gpointer user_data)
{
  g_assert_cmpstr (g_variant_get_type_string (parameters), ==, "()");
  *(gboolean *) user_data = TRUE;
}

static void
test_changed (Fixture *fixture, gconstpointer user_data)
{
  gboolean changed = FALSE;
  guint id = g_dbus_connection_signal_subscribe (
      fixture->other, g_dbus_connection_get_unique_name (fixture->applet), CT_BUS_INTERFACE,
      "Changed", CT_BUS_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_changed, &changed, NULL);

  call_refresh (fixture, ""); /* the subscription is there before it */
  test_polling_advance (&fixture->polling, 60);
  test_loop_until (&changed);
  g_dbus_connection_signal_unsubscribe (fixture->other, id);
}

/* No method takes a token, an address or a setting: a uuid at most. */
static void
test_takes_no_secrets (Fixture *fixture, gconstpointer user_data)
{
  g_auto (Call) call = { 0 };
  g_autoptr (GDBusNodeInfo) node = NULL;
  GDBusInterfaceInfo *interface;
  g_autoptr (GString) methods = g_string_new (NULL);
  const char *xml;

  make_call (fixture, "org.freedesktop.DBus.Introspectable", "Introspect", NULL, &call);
  g_assert_no_error (call.error);
  g_variant_get (call.reply, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, NULL);
  interface = g_dbus_node_info_lookup_interface (node, CT_BUS_INTERFACE);
  g_assert_nonnull (interface);
  for (guint i = 0; interface->methods[i] != NULL; i++)
    {
      g_string_append_printf (methods, "%s(", interface->methods[i]->name);
      for (guint j = 0; interface->methods[i]->in_args[j] != NULL; j++)
        g_string_append_printf (methods, "%s:%s", interface->methods[i]->in_args[j]->signature,
                                interface->methods[i]->in_args[j]->name);
      g_string_append (methods, ") ");
    }
  g_assert_cmpstr (methods->str, ==, "Status() Refresh(s:uuid) Reload(s:uuid) ");
  g_assert_true (interface->properties == NULL || interface->properties[0] == NULL);
}

static void
test_wrong_calls (Fixture *fixture, gconstpointer user_data)
{
  g_auto (Call) call = { 0 }, later = { 0 };

  make_call (fixture, CT_BUS_INTERFACE, "Refresh", g_variant_new ("(u)", 7), &call);
  g_assert_error (call.error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);

  ct_bus_unexport (g_steal_pointer (&fixture->bus));
  make_call (fixture, CT_BUS_INTERFACE, "Status", NULL, &later);
  g_assert_error (later.error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static void
test_path_is_taken (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ct_bus_export (fixture->applet, fixture->polling.monitor, get_status, fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/bus/status", test_status);
  ADD ("/bus/refresh", test_refresh);
  ADD ("/bus/reload", test_reload);
  ADD ("/bus/changed", test_changed);
  ADD ("/bus/takes-no-secrets", test_takes_no_secrets);
  ADD ("/bus/wrong-calls", test_wrong_calls);
  ADD ("/bus/path-is-taken", test_path_is_taken);
#undef ADD
  return g_test_run ();
}
