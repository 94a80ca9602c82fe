#include "config.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "polling.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define NOW_US TEST_POLLING_NOW_US
#define SELF "/api/user/self"
#define STATUS "/api/status"
#define HOST "127.0.0.1"
#define ADD(path, func) \
  g_test_add (path, TestPolling, NULL, test_polling_set_up, func, test_polling_tear_down)

static void
add_account (TestPolling *polling, guint n, const char *provider_id)
{
  g_free (test_polling_add (polling, n, provider_id, HOST));
}

static guint
count (TestPolling *polling, const char *path)
{
  return test_gateway_count (polling->gateway, NULL, path);
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* --- Begun again --- */

static void
test_restart (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, "laozhang");
  test_polling_start (polling);
  test_polling_advance (polling, 20);
  test_polling_restart (polling);

  test_polling_make_monitor (polling);
  test_polling_assert (polling, 0, "idle $49.99"); /* before the loop has run at all */
  ct_monitor_start (polling->monitor);
  test_polling_settle (polling);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, NOW_US + 60 * SECOND_US);
  test_polling_advance (polling, 39);
  g_assert_cmpuint (count (polling, NULL), ==, 1);
  test_polling_advance (polling, 1);
  g_assert_cmpuint (count (polling, NULL), ==, 2);
}

static void
test_restart_after_failures (TestPolling *polling, gconstpointer user_data)
{
  gint64 next_us;

  add_account (polling, 0, "laozhang");
  test_polling_start (polling);
  test_gateway_set_answer (polling->gateway, SELF, 500, "{}", NULL);
  test_polling_advance (polling, 1200);
  test_polling_assert (polling, 0, "backoff server-error $49.99");
  next_us = ct_account_get_next_us (test_polling_get (polling, 0));
  test_polling_restart (polling);
  test_polling_make_monitor (polling);
  test_polling_assert (polling, 0, "backoff server-error $49.99");
  g_assert_cmpint (ct_account_get_next_us (test_polling_get (polling, 0)), ==, next_us);
}

/* The token was replaced, but the floor not over, when the program ended. */
static void
test_restart_after_reload (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, "laozhang");
  test_gateway_set_answer (polling->gateway, SELF, 401, "{\"success\":false}", NULL);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "rejected token-rejected -");
  ct_monitor_reload (polling->monitor, ct_account_get_id (test_polling_get (polling, 0)));
  test_gateway_set_quota (polling->gateway, 500000);
  test_polling_restart (polling);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle -");
  test_polling_advance (polling, 400);
  test_polling_assert (polling, 0, "idle $1.00");
}

/* --- What is in the file --- */

static void
write_lease (TestPolling *polling, gint64 attempt_us, gint64 until_us)
{
  g_autoptr (GDir) dir = g_dir_open (polling->runtime_dir, 0, NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"accounts\":{\"%s\":{\"last_attempt\":%" G_GINT64_FORMAT
      ",\"polling_until\":%" G_GINT64_FORMAT "}}}",
      ct_account_get_id (test_polling_get (polling, 0)), attempt_us, until_us);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_suffix (name, ".json"))
      {
        g_autofree char *path = g_build_filename (polling->runtime_dir, name, NULL);

        g_assert_true (g_file_set_contents (path, text, -1, NULL));
        n++;
      }
  g_assert_cmpuint (n, ==, 1);
}

/* A poll that will never end is not waited for. */
static void
test_foreign_lease (TestPolling *polling, gconstpointer user_data)
{
  static const struct
  {
    gint64 attempt_s, until_s; /* from now */
    gboolean is_awaited;
    const char *reason;
  } rows[] = {
    { 0, 20, TRUE, "whoever polled it was killed" },
    { 0, 365 * 86400, TRUE, "no lease is as long as that" },
    { -86400, 365 * 86400, FALSE, "nor this one, which has ended" },
    { 365 * 86400, 365 * 86400 + 20, FALSE, "from before the clock was set back" },
    { 86400, 365 * 86400, FALSE, "both" },
  };

  add_account (polling, 0, "laozhang");
  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gint64 now_us = ct_clock_now_us (polling->clock);
      const guint n = count (polling, SELF);

      g_test_message ("%s", rows[i].reason);
      test_polling_restart (polling);
      write_lease (polling, now_us + rows[i].attempt_s * SECOND_US,
                   now_us + rows[i].until_s * SECOND_US);
      test_polling_start (polling);
      g_assert_cmpuint (count (polling, SELF), ==, n + !rows[i].is_awaited);
      g_assert_true (ct_monitor_is_busy (polling->monitor) == rows[i].is_awaited);
      test_polling_advance (polling, 20);
      g_assert_false (ct_monitor_is_busy (polling->monitor));
      test_polling_advance (polling, 400);
      g_assert_cmpuint (count (polling, SELF), >, n);
    }
}

/* The runtime folder goes with the session; the amounts stay. */
static void
test_reboot (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, "laozhang");
  test_polling_start (polling);
  test_polling_restart (polling);
  remove_files (polling->runtime_dir);
  test_polling_make_monitor (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  ct_monitor_start (polling->monitor);
  test_polling_settle (polling);
  g_assert_cmpuint (count (polling, NULL), ==, 2);
}

/* A file stands where the runtime folder should be. */
static void
test_runtime_folder_not_writable (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0, "laozhang");
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (polling->runtime_dir, "", 0, NULL));
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, NOW_US + 60 * SECOND_US);
  test_polling_advance (polling, 330);
  g_assert_cmpuint (count (polling, NULL), >=, 2);
}

typedef struct
{
  guint64 inode;
  gint64 modified_ns;
} Version;

static GHashTable *
list_versions (const char *folder, GHashTable *versions)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;
      Version *version = g_new0 (Version, 1);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      version->inode = status.st_ino;
      version->modified_ns = status.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000)
                             + status.st_mtim.tv_nsec;
      if (S_ISDIR (status.st_mode))
        list_versions (path, versions);
      g_hash_table_replace (versions, g_steal_pointer (&path), version);
    }
  return versions;
}

/* Folders too: a file that is written beside and renamed would show there. */
static void
test_no_change_no_write (TestPolling *polling, gconstpointer user_data)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) after = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer path, version;

  test_gateway_set_answer (polling->gateway, STATUS, 200,
                           "{\"success\":true,\"data\":{\"quota_per_unit\":500000}}", NULL);
  add_account (polling, 0, "laozhang");
  add_account (polling, 1, "new-api");
  test_polling_start (polling);
  test_polling_advance (polling, 10);
  ct_poll_state_flush (polling->poll_state);
  list_versions (polling->state_dir, before);
  g_assert_cmpuint (g_hash_table_size (before), ==, 5);

  test_polling_advance (polling, 3600);
  test_polling_restart (polling);
  test_polling_start (polling);
  test_polling_advance (polling, 3600);
  ct_poll_state_flush (polling->poll_state);
  g_assert_cmpuint (count (polling, SELF), >=, 40);
  list_versions (polling->state_dir, after);
  g_assert_cmpuint (g_hash_table_size (after), ==, 5);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &path, &version))
    {
      const Version *now = g_hash_table_lookup (after, path);

      g_test_message ("%s", (char *) path);
      g_assert_nonnull (now);
      g_assert_cmpuint (now->inode, ==, ((Version *) version)->inode);
      g_assert_cmpint (now->modified_ns, ==, ((Version *) version)->modified_ns);
    }
}

/* --- A site's unit, once seen --- */

static void
set_unit (TestPolling *polling, guint status, const char *body)
{
  test_gateway_set_answer (polling->gateway, STATUS, status, body, NULL);
}

static void
test_unit_outlives_its_status (TestPolling *polling, gconstpointer user_data)
{
  test_gateway_set_quota (polling->gateway, 10000000);
  set_unit (polling, 200, "{\"success\":true,\"data\":{\"quota_per_unit\":1000000,\"a\":7}}");
  add_account (polling, 0, "new-api");
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $10.00");
  g_assert_cmpuint (count (polling, STATUS), ==, 1);

  test_polling_advance (polling, 23 * 3600);
  g_assert_cmpuint (count (polling, STATUS), ==, 1);
  set_unit (polling, 500, "{}");
  test_polling_advance (polling, 2 * 3600);
  g_assert_cmpuint (count (polling, STATUS), >, 10);
  test_polling_assert (polling, 0, "idle $10.00");

  test_polling_restart (polling);
  remove_files (polling->runtime_dir);
  test_polling_start (polling);
  test_polling_advance (polling, 3600);
  test_polling_assert (polling, 0, "idle $10.00");
}

static void
test_unit_of_its_own (TestPolling *polling, gconstpointer user_data)
{
  static const struct
  {
    const char *reason;
    guint status;
    const char *body, *expected;
  } rows[] = {
    { "no such endpoint: the usual", 404, "{}", "idle $20.00" },
    { "without the field: the usual", 200, "{\"success\":true,\"data\":{}}", "idle $20.00" },
    { "never seen: not known", 500, "{}", "backoff server-error -" },
    { "nor from a page", 503, "<html>", "backoff server-error -" },
  };

  test_gateway_set_quota (polling->gateway, 10000000);
  test_polling_start (polling);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.0.%u", i + 1);

      g_test_message ("%s", rows[i].reason);
      set_unit (polling, rows[i].status, rows[i].body);
      g_free (test_polling_add (polling, i, "new-api", host));
      test_polling_settle (polling);
      test_polling_assert (polling, i, rows[i].expected);
    }
}

/* --- Two at once --- */

static void
set_up_two (TestPolling two[2])
{
  for (guint i = 0; i < 2; i++)
    test_polling_set_up (&two[i], NULL);
  /* One gateway, and one account there. */
  test_gateway_free (two[1].gateway);
  two[1].gateway = two[0].gateway;
  for (guint i = 0; i < 2; i++)
    add_account (&two[i], 0, "laozhang");
}

static void
tear_down_two (TestPolling two[2])
{
  two[1].gateway = test_gateway_new ();
  test_polling_tear_down (&two[1], NULL);
  test_polling_tear_down (&two[0], NULL);
}

static void
advance_two (TestPolling two[2], gint64 seconds)
{
  for (guint i = 0; i < 2; i++)
    test_polling_advance (&two[i], seconds);
}

static void
on_idle (CtMonitor *monitor, guint *n_idle)
{
  ++*n_idle;
}

static void
test_second_takes_over (void)
{
  TestPolling two[2] = { 0 };
  guint n_idle = 0;

  set_up_two (two);
  two[0].gateway->holds = TRUE;
  test_polling_make_monitor (&two[0]);
  ct_monitor_start (two[0].monitor);
  test_polling_wait_requests (&two[0], 1);
  test_polling_make_monitor (&two[1]);
  g_signal_connect (two[1].monitor, "idle", G_CALLBACK (on_idle), &n_idle);
  ct_monitor_poll_due (two[1].monitor, NULL);
  g_assert_true (ct_monitor_is_busy (two[1].monitor));
  test_polling_settle (&two[1]);
  g_assert_cmpuint (n_idle, ==, 0);
  g_assert_cmpint (ct_clock_get_next_alarm_us (two[1].clock), ==, NOW_US + 20 * SECOND_US);

  test_gateway_release (two[0].gateway);
  test_polling_wait (&two[1], 0, "idle $49.99");
  test_polling_settle (&two[1]);
  g_assert_false (ct_monitor_is_busy (two[1].monitor));
  g_assert_cmpuint (n_idle, ==, 1);
  test_polling_assert (&two[0], 0, "idle $49.99");
  g_assert_cmpuint (count (&two[0], NULL), ==, 1);
  tear_down_two (two);
}

/* The first begins after the second has looked, and before it is asked to refresh. */
static void
test_refresh_meets_a_poll (void)
{
  TestPolling two[2] = { 0 };

  set_up_two (two);
  two[0].gateway->holds = TRUE;
  test_polling_make_monitor (&two[1]);
  test_polling_make_monitor (&two[0]);
  ct_monitor_start (two[0].monitor);
  test_polling_wait_requests (&two[0], 1);
  g_assert_cmpint (ct_monitor_refresh (two[1].monitor, NULL), ==, 0);
  g_assert_true (ct_monitor_is_busy (two[1].monitor));

  test_gateway_release (two[0].gateway);
  test_polling_wait (&two[1], 0, "idle $49.99");
  g_assert_cmpuint (count (&two[0], NULL), ==, 1);
  tear_down_two (two);
}

/* The first is at it when the second looks, and has its answer before the second can be told of
 * it. */
static void
test_poll_ends_unseen (void)
{
  TestPolling two[2] = { 0 };
  const char *id;

  set_up_two (two);
  add_account (&two[1], 1, "laozhang");
  two[0].gateway->holds = TRUE;
  test_polling_make_monitor (&two[0]);
  ct_monitor_start (two[0].monitor);
  test_polling_wait_requests (&two[0], 1);
  test_polling_make_monitor (&two[1]);
  test_gateway_release (two[0].gateway);
  test_polling_wait (&two[0], 0, "idle $49.99");
  test_polling_assert (&two[1], 0, "idle -");

  id = ct_account_get_id (test_polling_get (&two[1], 0));
  ct_monitor_poll_due (two[1].monitor, id);
  g_assert_true (ct_monitor_is_asking (two[1].monitor, id));
  test_polling_wait (&two[1], 0, "idle $49.99");
  g_assert_false (ct_monitor_is_asking (two[1].monitor, id));
  /* The other one is due too, but nobody asked for it. */
  g_assert_false (ct_monitor_is_busy (two[1].monitor));
  g_assert_cmpuint (count (&two[0], NULL), ==, 1);
  tear_down_two (two);
}

static void
test_second_takes_over_failure (void)
{
  TestPolling two[2] = { 0 };

  set_up_two (two);
  two[0].gateway->holds = TRUE;
  test_polling_make_monitor (&two[0]);
  ct_monitor_start (two[0].monitor);
  test_polling_wait_requests (&two[0], 1);
  test_polling_start (&two[1]);
  test_gateway_set_answer (two[0].gateway, SELF, 401, "{\"success\":false}", NULL);
  test_gateway_release (two[0].gateway);
  test_polling_wait (&two[1], 0, "rejected token-rejected -");
  advance_two (two, 600);
  g_assert_cmpuint (count (&two[0], NULL), ==, 1);
  tear_down_two (two);
}

/* Both run on: they poll as often as one, whoever is first, and show the same. */
static void
test_two_poll_as_one (void)
{
  TestPolling two[2] = { 0 };
  guint n;

  set_up_two (two);
  for (guint i = 0; i < 2; i++)
    test_polling_start (&two[i]);
  for (guint i = 0; i < 3600; i += 10)
    advance_two (two, 10);
  n = count (&two[0], NULL);
  g_assert_cmpuint (n, >=, 10);
  g_assert_cmpuint (n, <=, 15);

  test_gateway_set_answer (two[0].gateway, SELF, 401, "{\"success\":false}", NULL);
  for (guint i = 0; i < 600; i += 10)
    advance_two (two, 10);
  g_assert_cmpuint (count (&two[0], NULL), <=, n + 2);
  for (guint i = 0; i < 2; i++)
    test_polling_assert (&two[i], 0, "rejected token-rejected $49.99");
  tear_down_two (two);
}

/* --- The lock --- */

/* The descriptor. */
static int
hold_lock (TestPolling *polling)
{
  g_autofree char *origin = test_gateway_get_address (polling->gateway, HOST);
  g_autofree char *escaped = g_uri_escape_string (origin, NULL, FALSE);
  g_autofree char *path = g_strconcat (polling->runtime_dir, "/", escaped, ".lock", NULL);
  int fd;

  g_assert_cmpint (g_mkdir_with_parents (polling->runtime_dir, 0700), ==, 0);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  return fd;
}

static void
test_lock_is_held (TestPolling *polling, gconstpointer user_data)
{
  int fd = hold_lock (polling);

  add_account (polling, 0, "laozhang");
  test_polling_start (polling);
  g_assert_true (ct_monitor_is_busy (polling->monitor));
  g_assert_cmpint (ct_clock_get_next_alarm_us (polling->clock), ==, NOW_US + 10000);
  test_polling_advance (polling, 2);
  g_assert_cmpuint (count (polling, NULL), ==, 0);

  close (fd);
  test_polling_advance (polling, 1);
  test_polling_assert (polling, 0, "idle $49.99");
}

/* By a process that is stopped: who waits for the poll (creditctl) does not wait for ever. */
static void
test_lock_is_kept (TestPolling *polling, gconstpointer user_data)
{
  g_autofree char *id = test_polling_add (polling, 0, "laozhang", HOST);
  int fd = hold_lock (polling);

  test_polling_start (polling);
  ct_clock_advance_to (polling->clock, NOW_US + 4 * SECOND_US);
  g_assert_true (ct_monitor_is_asking (polling->monitor, id));
  ct_clock_advance_to (polling->clock, NOW_US + 6 * SECOND_US);
  g_assert_false (ct_monitor_is_asking (polling->monitor, id));
  g_assert_cmpuint (count (polling, NULL), ==, 0);

  close (fd);
  test_polling_advance (polling, 30);
  test_polling_assert (polling, 0, "idle $49.99");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/monitor/restart", test_restart);
  ADD ("/monitor/restart-after-failures", test_restart_after_failures);
  ADD ("/monitor/restart-after-reload", test_restart_after_reload);
  ADD ("/monitor/reboot", test_reboot);
  ADD ("/monitor/foreign-lease", test_foreign_lease);
  ADD ("/monitor/runtime-folder-not-writable", test_runtime_folder_not_writable);
  ADD ("/monitor/no-change-no-write", test_no_change_no_write);
  ADD ("/monitor/unit/outlives-its-status", test_unit_outlives_its_status);
  ADD ("/monitor/unit/of-its-own", test_unit_of_its_own);
  g_test_add_func ("/monitor/two/second-takes-over", test_second_takes_over);
  g_test_add_func ("/monitor/two/refresh-meets-a-poll", test_refresh_meets_a_poll);
  g_test_add_func ("/monitor/two/poll-ends-unseen", test_poll_ends_unseen);
  g_test_add_func ("/monitor/two/second-takes-over-failure", test_second_takes_over_failure);
  g_test_add_func ("/monitor/two/poll-as-one", test_two_poll_as_one);
  ADD ("/monitor/lock-is-held", test_lock_is_held);
  ADD ("/monitor/lock-is-kept", test_lock_is_kept);
  return g_test_run ();
}
