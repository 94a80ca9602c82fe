#include "config.h"

#include <string.h>

#include <libsoup/soup.h>

#include "loop.h"
#include "session.h"

#define START_US (G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC) /* 2026-11-22 04:00 UTC */

static void
on_idle (CtMonitor *monitor, gpointer user_data)
{
  gboolean *idle = user_data;

  *idle = TRUE;
}

/* --- As the programs use it --- */

/* Every account of the demo and how it looks after the first poll. */
static const struct
{
  const char *name;
  CtAccountState state;
  CtLevel level;
  const char *label;
  CtErrorCode error; /* of those that are not idle */
  gboolean lasts;    /* for a number of days */
} rows[] = {
  { "Work", CT_STATE_IDLE, CT_LEVEL_GOOD, "$49.99", 0, TRUE },
  { "Side project", CT_STATE_IDLE, CT_LEVEL_GOOD, "$12.43", 0, TRUE },
  { "Research", CT_STATE_IDLE, CT_LEVEL_LOW, "$2.31", 0, TRUE },
  { "Studio", CT_STATE_IDLE, CT_LEVEL_GOOD, "¥213.70", 0, TRUE },
  { "Team", CT_STATE_IDLE, CT_LEVEL_UNLIMITED, "∞", 0, FALSE },
  { "Old laptop", CT_STATE_REJECTED, CT_LEVEL_UNKNOWN, NULL, CT_ERROR_TOKEN_REJECTED, FALSE },
};

static void
check_account (CtAccount *account, guint i)
{
  CtReading *reading = ct_account_get_reading (account);

  g_assert_cmpstr (ct_account_get_name (account), ==, rows[i].name);
  g_assert_cmpstr (ct_account_state_to_string (ct_account_get_state (account)), ==,
                   ct_account_state_to_string (rows[i].state));
  g_assert_cmpstr (ct_level_to_string (ct_account_get_level (account)), ==,
                   ct_level_to_string (rows[i].level));
  if (rows[i].label == NULL)
    {
      g_assert_null (reading);
      g_assert_error (ct_account_get_error (account), CT_ERROR, (int) rows[i].error);
    }
  else
    {
      g_autofree char *label = ct_balance_format (ct_reading_get_primary (reading), CT_MONEY_LABEL);

      g_assert_cmpstr (label, ==, rows[i].label);
      g_assert_no_error (ct_account_get_error (account));
    }
}

/* The documented answer of LaoZhang, exact to the micro-dollar. */
static void
check_work (CtAccount *account)
{
  static const char *const details[][2] = { { "user", "demo_user" },
                                            { "group", "svip" },
                                            { "requests", "339" } };
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *balance = ct_reading_get_primary (reading);

  g_assert_cmpint (balance->remaining_micro, ==, 49995818);
  g_assert_cmpint (balance->used_micro, ==, 20054182);
  g_assert_cmpuint (reading->details->len, ==, G_N_ELEMENTS (details));
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      const CtDetail *detail = reading->details->pdata[i];

      g_assert_cmpstr (detail->name, ==, details[i][0]);
      g_assert_cmpstr (detail->value, ==, details[i][1]);
    }
}

/* No rate for CNY, nothing known of a rejected account: the total says that it is not all. */
static void
check_total (CtSession *session, GPtrArray *accounts)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (session);
  gint64 now_us = ct_clock_now_us (session->clock);
  CtTotal total = ct_summary_total (accounts, policy, now_us);
  g_autofree char *label = ct_total_format (&total, CT_MONEY_LABEL);

  g_assert_cmpstr (label, ==, "$64.73+");
}

/* They have a past, so that it is known at once how long they last. */
static void
check_days (CtSession *session, GPtrArray *accounts)
{
  ct_outlook_start (session->outlook);
  while (ct_outlook_is_busy (session->outlook))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CtForecast *forecast = ct_account_get_forecast (accounts->pdata[i]);

      g_assert_cmpint (forecast != NULL && forecast->known, ==, rows[i].lasts);
      if (!rows[i].lasts)
        continue;
      g_assert_true (forecast->days_left > 1 && forecast->days_left < 15);
      g_assert_true (forecast->today.known && forecast->days_30.known);
      g_assert_cmpint (forecast->days_30.micro, >, 3 * forecast->days_7.micro);
    }
}

/* Names on the bus beside the bus itself: connections that something in here has made. */
static guint
count_bus_clients (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_autoptr (GVariant) reply = NULL, names = NULL;

  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "ListNames", NULL, G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  names = g_variant_get_child_value (reply, 0);
  g_dbus_connection_close_sync (connection, NULL, NULL);
  return g_variant_n_children (names) - 2; /* the bus, and this connection */
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += 1 + count_files (child);
    }
  return n;
}

/* In all the places where something of the person's could be. */
static guint
count_personal_files (void)
{
  const char *const dirs[] = { g_get_home_dir (),       g_get_user_config_dir (),
                               g_get_user_data_dir (),  g_get_user_state_dir (),
                               g_get_user_cache_dir (), g_get_user_runtime_dir () };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    n += count_files (dirs[i]);
  return n;
}

static void
run_session (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSession) session = ct_session_new (TRUE, &error);
  g_autoptr (GPtrArray) accounts = NULL;
  gboolean idle = FALSE;

  g_assert_no_error (error);
  g_signal_connect (session->monitor, "idle", G_CALLBACK (on_idle), &idle);
  ct_monitor_start (session->monitor);
  test_loop_until (&idle);

  accounts = ct_accounts_list (session->accounts);
  g_assert_cmpuint (accounts->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < accounts->len; i++)
    check_account (accounts->pdata[i], i);
  check_work (accounts->pdata[0]);
  check_total (session, accounts);
  check_days (session, accounts);
}

/* The whole path from the settings to the label; of the person's files, bus and keyring nothing is
 * touched. */
static void
test_session (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  guint n_files = count_personal_files ();

  g_test_dbus_up (bus);
  run_session ();
  g_assert_cmpuint (count_bus_clients (bus), ==, 0);
  g_assert_cmpuint (count_personal_files (), ==, n_files);
  g_test_dbus_down (bus);
}

/* --- With a clock by hand --- */

typedef struct
{
  CtClock *clock;       /* (owned) */
  CtSettings *settings; /* (owned) */
  CtCatalog *catalog;   /* (owned) */
  CtAccounts *accounts; /* (owned) */
  CtKeyring *keyring;   /* (owned) */
  CtDemo *demo;         /* (owned) */
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CtPaths) paths = ct_paths_new ();
  g_autoptr (GError) error = NULL;

  fixture->clock = ct_clock_new_manual (START_US);
  fixture->settings = ct_settings_new (NULL, paths->schema_dir, &error);
  g_assert_no_error (error);
  fixture->catalog = ct_catalog_new (NULL);
  fixture->accounts = ct_accounts_new (fixture->settings, fixture->catalog);
  fixture->keyring = ct_keyring_new (CT_KEYRING_MEMORY, NULL);
  fixture->demo = ct_demo_new (fixture->clock, &error);
  g_assert_no_error (error);
  ct_demo_populate (fixture->demo, fixture->accounts, fixture->keyring, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  ct_demo_free (fixture->demo);
  g_object_unref (fixture->accounts);
  g_object_unref (fixture->keyring);
  g_object_unref (fixture->catalog);
  g_object_unref (fixture->settings);
  g_assert_finalize_object (fixture->clock);
}

static CtMonitor *
start_monitor (Fixture *fixture, gboolean *idle)
{
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtPollState) poll_state = ct_poll_state_new (NULL, NULL);
  CtMonitorParts parts = {
    .clock = fixture->clock,
    .accounts = fixture->accounts,
    .keyring = fixture->keyring,
    .fetcher = fetcher,
    .poll_state = poll_state,
    .general = ct_settings_get_general (fixture->settings),
  };
  CtMonitor *monitor = ct_monitor_new (&parts);

  g_signal_connect (monitor, "idle", G_CALLBACK (on_idle), idle);
  ct_monitor_start (monitor);
  return monitor;
}

static void
read_used (Fixture *fixture, gint64 used_micro[])
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtAccount) account = g_list_model_get_item (G_LIST_MODEL (fixture->accounts), i);
      CtReading *reading = ct_account_get_reading (account);

      used_micro[i] = reading != NULL ? ct_reading_get_primary (reading)->used_micro : -1;
    }
}

/* A minute or so later, each account that can be read has used more. */
static void
test_moves (Fixture *fixture, gconstpointer data)
{
  gint64 before_micro[G_N_ELEMENTS (rows)], after_micro[G_N_ELEMENTS (rows)];
  gint64 now_us = START_US;
  gboolean idle = FALSE;
  g_autoptr (CtMonitor) monitor = start_monitor (fixture, &idle);

  test_loop_until (&idle);
  for (guint n = 0; n < 3; n++)
    {
      read_used (fixture, before_micro);
      now_us += 70 * (gint64) G_USEC_PER_SEC;
      idle = FALSE;
      ct_clock_advance_to (fixture->clock, now_us);
      test_loop_until (&idle);
      read_used (fixture, after_micro);
      for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        if (rows[i].label != NULL)
          g_assert_cmpint (after_micro[i], >, before_micro[i]);
        else
          g_assert_cmpint (after_micro[i], ==, -1);
    }
  ct_monitor_stop (monitor);
}

typedef struct
{
  GBytes *body; /* (nullable) (owned) */
  gboolean done;
} Download;

static void
on_downloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download *download = user_data;
  g_autoptr (GError) error = NULL;

  download->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  download->done = TRUE;
}

/* Compressed for who did not ask for it, errors too. */
static void
test_gzip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CtAccount) account = g_list_model_get_item (G_LIST_MODEL (fixture->accounts), 0);
  g_autofree char *address = g_strconcat (ct_account_get_base_url (account), "/api/user/self",
                                          NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  Download download = { 0 };

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_send_and_read_async (session, message, 0, NULL, on_downloaded, &download);
  test_loop_until (&download.done);
  g_assert_cmpuint (soup_message_get_status (message), ==, 401);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                 "Content-Encoding"),
                   ==, "gzip");
  g_assert_cmpuint (g_bytes_get_size (download.body), >, 2);
  g_assert_cmpmem (g_bytes_get_data (download.body, NULL), 2, "\x1f\x8b", 2);
  g_bytes_unref (download.body);
}

/* Each gateway is an origin of its own, on this machine and nowhere else. */
static void
test_origins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) origins = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) accounts = ct_accounts_list (fixture->accounts);

  for (guint i = 0; i < accounts->len; i++)
    {
      const char *origin = ct_account_get_origin (accounts->pdata[i]);

      g_assert_true (g_str_has_prefix (origin, "http://127.0.0.1:"));
      g_assert_true (g_hash_table_add (origins, (gpointer) origin));
    }
  g_assert_cmpuint (accounts->len, ==, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/demo/session", test_session);
  g_test_add ("/demo/moves", Fixture, NULL, fixture_set_up, test_moves, fixture_tear_down);
  g_test_add ("/demo/gzip", Fixture, NULL, fixture_set_up, test_gzip, fixture_tear_down);
  g_test_add ("/demo/origins", Fixture, NULL, fixture_set_up, test_origins, fixture_tear_down);
  return g_test_run ();
}
