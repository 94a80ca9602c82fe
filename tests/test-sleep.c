#include "config.h"

#include "loop.h"
#include "polling.h"
#include "sleep.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define HOST "127.0.0.1"
#define OTHER "127.0.0.2"
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* A bus on which somebody says what logind says. */
typedef struct
{
  TestPolling polling;
  GTestDBus *daemon;    /* (owned) */
  GDBusConnection *bus; /* (owned) */
  CtSleep *sleep;       /* (owned) */
  gboolean changed;
  guint n_changed;
} Fixture;

static GDBusConnection *
connect_to_bus (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (fixture->daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

static void
call_bus (GDBusConnection *bus, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;

  g_variant_unref (g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error));
  g_assert_no_error (error);
}

static void
say (GDBusConnection *bus, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, LOGIND_PATH, LOGIND ".Manager", "PrepareForSleep",
                                 arguments, &error);
  g_assert_no_error (error);
  call_bus (bus, "GetId", NULL); /* the bus has passed it on */
}

static gboolean
say_again (gpointer user_data)
{
  Fixture *fixture = user_data;

  say (fixture->bus, g_variant_new ("(b)", TRUE));
  return G_SOURCE_CONTINUE;
}

static void
note_changed (Fixture *fixture)
{
  fixture->changed = TRUE;
  fixture->n_changed++;
}

/* Said until it is heard: when the listener has connected is not seen from outside. */
static void
fall_asleep (Fixture *fixture)
{
  guint source_id = g_timeout_add (5, say_again, fixture);

  fixture->changed = FALSE;
  test_loop_until (&fixture->changed);
  g_source_remove (source_id);
  g_assert_true (ct_sleep_is_asleep (fixture->sleep));
  test_polling_settle (&fixture->polling);
}

static void
wake_up (Fixture *fixture)
{
  fixture->changed = FALSE;
  say (fixture->bus, g_variant_new ("(b)", FALSE));
  test_loop_until (&fixture->changed);
  g_assert_false (ct_sleep_is_asleep (fixture->sleep));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  test_polling_set_up (&fixture->polling, NULL);
  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->bus = connect_to_bus (fixture);
  call_bus (fixture->bus, "RequestName", g_variant_new ("(su)", LOGIND, 0));
  fixture->sleep = ct_sleep_new (g_test_dbus_get_bus_address (fixture->daemon));
  g_signal_connect_swapped (fixture->sleep, "changed", G_CALLBACK (note_changed), fixture);
}

static void
close_bus (Fixture *fixture)
{
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_clear_object (&fixture->bus);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->polling.monitor);
  g_assert_finalize_object (fixture->sleep);
  test_polling_tear_down (&fixture->polling, NULL);
  if (fixture->bus != NULL)
    close_bus (fixture);
  g_test_dbus_down (fixture->daemon);
  g_object_unref (fixture->daemon);
}

/* --- What logind says --- */

static void
test_told (Fixture *fixture, gconstpointer user_data)
{
  g_assert_false (ct_sleep_is_asleep (fixture->sleep));
  fall_asleep (fixture);
  wake_up (fixture);
}

static void
test_told_twice (Fixture *fixture, gconstpointer user_data)
{
  fall_asleep (fixture);
  say (fixture->bus, g_variant_new ("(b)", TRUE));
  wake_up (fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

static void
test_not_told (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GDBusConnection) stranger = connect_to_bus (fixture);

  fall_asleep (fixture);
  fixture->changed = FALSE;
  say (stranger, g_variant_new ("(b)", FALSE));
  say (fixture->bus, g_variant_new ("(s)", "what is this?"));
  /* The last is seen in the end, and nothing before it counted. */
  wake_up (fixture);
  fall_asleep (fixture);
  say (stranger, g_variant_new ("(b)", FALSE));
  test_polling_settle (&fixture->polling);
  g_assert_true (ct_sleep_is_asleep (fixture->sleep));
}

/* Nobody would say that it is over. */
static void
test_logind_gone (Fixture *fixture, gconstpointer user_data)
{
  fall_asleep (fixture);
  fixture->changed = FALSE;
  close_bus (fixture);
  test_loop_until (&fixture->changed);
  g_assert_false (ct_sleep_is_asleep (fixture->sleep));
}

static void
test_no_bus (void)
{
  g_autoptr (CtSleep) none = ct_sleep_new ("unix:path=/nonexistent/bus");
  g_autoptr (CtSleep) wrong = ct_sleep_new ("nonsense");
  CtSleep *brief = ct_sleep_new ("unix:path=/nonexistent/bus");

  g_object_add_weak_pointer (G_OBJECT (brief), (gpointer *) &brief);
  g_object_unref (brief);
  g_assert_null (brief);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (ct_sleep_is_asleep (none));
  g_assert_false (ct_sleep_is_asleep (wrong));
}

/* --- What the monitor makes of it --- */

static guint
count (Fixture *fixture)
{
  return test_gateway_count (fixture->polling.gateway, NULL, NULL);
}

static void
start (Fixture *fixture)
{
  g_free (test_polling_add (&fixture->polling, 0, "laozhang", HOST));
  g_free (test_polling_add (&fixture->polling, 1, "laozhang", OTHER));
  test_polling_start (&fixture->polling);
  ct_monitor_follow_sleep (fixture->polling.monitor, fixture->sleep);
  g_assert_cmpuint (count (fixture), ==, 2);
}

/* Nothing before; one poll of each; then as ever. */
static void
assert_settles (Fixture *fixture, guint n_before)
{
  TestPolling *polling = &fixture->polling;

  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  test_polling_advance (polling, TEST_POLLING_SETTLE_S - 1);
  g_assert_cmpuint (count (fixture), ==, n_before);
  test_polling_advance (polling, 1);
  g_assert_cmpuint (count (fixture), ==, n_before + 2);
  test_polling_advance (polling, 120);
  g_assert_cmpuint (count (fixture), ==, n_before + 2);
  test_polling_advance (polling, 600);
  g_assert_cmpuint (count (fixture), >=, n_before + 4);
}

static void
test_asleep (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  start (fixture);
  fall_asleep (fixture);
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, -1);
  ct_monitor_refresh (polling->monitor, NULL);
  test_polling_advance (polling, 3600);
  g_assert_cmpuint (count (fixture), ==, 2);
  test_polling_assert (polling, 0, "idle $49.99");
  wake_up (fixture);
  assert_settles (fixture, 2);
}

static void
note_port (SoupServer *server, SoupServerMessage *message, gpointer ports)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  g_hash_table_add (
      ports, GUINT_TO_POINTER (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address))));
}

/* A router has forgotten them meanwhile: what is sent on them is answered by nobody. */
static void
test_new_connections (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) ports = g_hash_table_new (NULL, NULL);
  SoupServer *server = fixture->polling.gateway->server;

  g_signal_connect (server, "request-started", G_CALLBACK (note_port), ports);
  start (fixture);
  test_polling_advance (&fixture->polling, 600);
  g_assert_cmpuint (count (fixture), >, 2);
  g_assert_cmpuint (g_hash_table_size (ports), ==, 2);
  fall_asleep (fixture);
  wake_up (fixture);
  test_polling_advance (&fixture->polling, 600);
  g_assert_cmpuint (g_hash_table_size (ports), ==, 4);
  g_signal_handlers_disconnect_by_data (server, ports);
}

/* What is not due yet is not asked because of a nap. */
static void
test_nap (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  fall_asleep (fixture);
  test_polling_advance (&fixture->polling, 60);
  wake_up (fixture);
  test_polling_advance (&fixture->polling, 60);
  g_assert_cmpuint (count (fixture), ==, 2);
}

/* A poll that sleep cut off is made up for, its late answer is dropped. */
static void
test_asleep_while_fetching (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  start (fixture);
  polling->gateway->holds = TRUE;
  ct_clock_advance_to (polling->clock, TEST_POLLING_NOW_US + 340 * SECOND_US);
  test_polling_wait_requests (polling, 4);
  test_polling_assert (polling, 0, "fetching $49.99");
  fall_asleep (fixture);
  test_polling_assert (polling, 0, "idle $49.99");
  g_assert_false (ct_monitor_is_busy (polling->monitor));
  polling->gateway->holds = FALSE;
  test_gateway_set_quota (polling->gateway, 500000);
  test_gateway_release (polling->gateway);
  test_polling_settle (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  wake_up (fixture);
  test_polling_advance (polling, 60); /* the floor */
  test_polling_assert (polling, 0, "idle $1.00");
  g_assert_cmpuint (count (fixture), ==, 6);
}

/* The clock was set back meanwhile, which nobody heard: a wait for the floor, by the old time,
 * is over. */
static void
test_asleep_and_set_back (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  g_assert_cmpint (ct_monitor_refresh (fixture->polling.monitor, NULL), >, TEST_POLLING_NOW_US);
  fall_asleep (fixture);
  g_signal_handlers_block_matched (fixture->polling.clock, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL,
                                   fixture->polling.monitor);
  ct_clock_advance_to (fixture->polling.clock, TEST_POLLING_NOW_US - 86400 * SECOND_US);
  wake_up (fixture);
  assert_settles (fixture, 2);
}

/* One that nobody tells of shows as a jump of the clock. */
static void
test_untold (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  ct_clock_jump_to (fixture->polling.clock, TEST_POLLING_NOW_US + 7200 * SECOND_US);
  assert_settles (fixture, 2);
}

/* What settles until a time of the old clock would settle for a day. */
static void
test_set_back_while_settling (Fixture *fixture, gconstpointer user_data)
{
  start (fixture);
  ct_clock_jump_to (fixture->polling.clock, TEST_POLLING_NOW_US + 7200 * SECOND_US);
  ct_clock_advance_to (fixture->polling.clock, TEST_POLLING_NOW_US - 86400 * SECOND_US);
  test_polling_advance (&fixture->polling, 600);
  g_assert_cmpuint (count (fixture), >=, 4);
}

static void
test_untold_while_fetching (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;

  start (fixture);
  polling->gateway->holds = TRUE;
  ct_clock_advance_to (polling->clock, TEST_POLLING_NOW_US + 340 * SECOND_US);
  test_polling_wait_requests (polling, 4);
  polling->gateway->holds = FALSE;
  ct_clock_jump_to (polling->clock, TEST_POLLING_NOW_US + 7200 * SECOND_US);
  assert_settles (fixture, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/sleep/told", test_told);
  ADD ("/sleep/told-twice", test_told_twice);
  ADD ("/sleep/not-told", test_not_told);
  ADD ("/sleep/logind-gone", test_logind_gone);
  g_test_add_func ("/sleep/no-bus", test_no_bus);
  ADD ("/sleep/monitor/asleep", test_asleep);
  ADD ("/sleep/monitor/nap", test_nap);
  ADD ("/sleep/monitor/new-connections", test_new_connections);
  ADD ("/sleep/monitor/while-fetching", test_asleep_while_fetching);
  ADD ("/sleep/monitor/set-back", test_asleep_and_set_back);
  ADD ("/sleep/monitor/untold", test_untold);
  ADD ("/sleep/monitor/set-back-while-settling", test_set_back_while_settling);
  ADD ("/sleep/monitor/untold-while-fetching", test_untold_while_fetching);
  return g_test_run ();
}
