#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "state-store.h"
#include "state-writer.h"
#include "support/sample.h"

#define NOW_US SAMPLE_NOW_US
#define SECOND_US SAMPLE_SECOND_US
#define ORIGIN "https://sample.example:443"

typedef struct
{
  char *folder;        /* (owned) */
  CtStateStore *store; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->folder = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);
  fixture->store = ct_state_store_new (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  ct_state_store_free (fixture->store);
  g_free (fixture->folder);
}

/* As after a restart. */
static void
reopen (Fixture *fixture)
{
  ct_state_store_free (fixture->store);
  fixture->store = ct_state_store_new (fixture->folder);
}

static void
store_reading (Fixture *fixture, const char *id, gint64 remaining_micro, gint64 updated_us)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", remaining_micro);

  balance->name = g_strdup ("Main “one” \\ 余额\n");
  ct_reading_add_detail (reading, "user", "demo/../user", FALSE);
  ct_state_store_store_reading (fixture->store, id, ORIGIN, reading, updated_us);
}

static void
assert_reading (Fixture *fixture, const char *id, gint64 remaining_micro, gint64 updated_us)
{
  gint64 found_us = -1;
  g_autoptr (CtReading) reading = ct_state_store_load_reading (fixture->store, id, ORIGIN,
                                                               &found_us);

  g_assert_nonnull (reading);
  g_assert_cmpint (ct_reading_get_primary (reading)->remaining_micro, ==, remaining_micro);
  g_assert_cmpstr (ct_reading_get_primary (reading)->name, ==, "Main “one” \\ 余额\n");
  g_assert_cmpint (found_us, ==, updated_us);
}

static void
assert_no_reading (Fixture *fixture, const char *id, const char *origin)
{
  gint64 found_us = -1;

  g_assert_null (ct_state_store_load_reading (fixture->store, id, origin, &found_us));
}

static struct stat
stat_of (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  struct stat status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status;
}

static void
test_readings (Fixture *fixture, gconstpointer user_data)
{
  assert_no_reading (fixture, "a", ORIGIN);
  store_reading (fixture, "a", 5000001, NOW_US);
  assert_reading (fixture, "a", 5000001, NOW_US);
  reopen (fixture);
  assert_reading (fixture, "a", 5000001, NOW_US);
  /* At another address it is another account's. */
  assert_no_reading (fixture, "a", "https://other.example:443");
  assert_no_reading (fixture, "b", ORIGIN);
}

static void
test_nothing_changed_nothing_written (Fixture *fixture, gconstpointer user_data)
{
  struct stat before, after;

  store_reading (fixture, "a", 5000001, NOW_US);
  ct_state_store_flush (fixture->store);
  before = stat_of (fixture, "readings/a.json");
  g_assert_cmpint (before.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat_of (fixture, "readings").st_mode & 0777, ==, 0700);
  store_reading (fixture, "a", 5000001, NOW_US + SECOND_US);
  reopen (fixture);
  store_reading (fixture, "a", 5000001, NOW_US + 2 * SECOND_US);
  ct_state_store_flush (fixture->store);
  after = stat_of (fixture, "readings/a.json");
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  g_assert_cmpint (after.st_mtim.tv_nsec, ==, before.st_mtim.tv_nsec);

  store_reading (fixture, "a", 5000002, NOW_US + 3 * SECOND_US);
  reopen (fixture);
  assert_reading (fixture, "a", 5000002, NOW_US + 3 * SECOND_US);
}

static void
test_last_of_many_writes (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i <= 100; i++)
    store_reading (fixture, "a", i, NOW_US + i);
  reopen (fixture);
  assert_reading (fixture, "a", 100, NOW_US + 100);
}

static void
test_values (Fixture *fixture, gconstpointer user_data)
{
  gint64 stored_us = -1;
  g_autofree char *none = ct_state_store_load_values (fixture->store, ORIGIN, "status", &stored_us);
  g_autofree char *values = NULL, *other = NULL;

  g_assert_null (none);
  ct_state_store_store_values (fixture->store, ORIGIN, "status",
                               "{\"data\":{\"quota_per_unit\":9007199254740993}}", NOW_US);
  reopen (fixture);
  values = ct_state_store_load_values (fixture->store, ORIGIN, "status", &stored_us);
  g_assert_cmpstr (values, ==, "{\"data\":{\"quota_per_unit\":9007199254740993}}");
  g_assert_cmpint (stored_us, ==, NOW_US);
  other = ct_state_store_load_values (fixture->store, "a", "status", &stored_us);
  g_assert_null (other);
}

static void
test_forget (Fixture *fixture, gconstpointer user_data)
{
  gint64 stored_us;

  store_reading (fixture, "a", 1, NOW_US);
  store_reading (fixture, "ab", 2, NOW_US);
  ct_state_store_store_values (fixture->store, "a", "plan", "1", NOW_US);
  reopen (fixture);
  ct_state_store_store_values (fixture->store, "a", "limits", "2", NOW_US);
  ct_state_store_store_values (fixture->store, "ab", "plan", "3", NOW_US);
  ct_state_store_forget (fixture->store, "a");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *kept = ct_state_store_load_values (fixture->store, "ab", "plan", &stored_us);

      assert_no_reading (fixture, "a", ORIGIN);
      g_assert_null (ct_state_store_load_values (fixture->store, "a", "plan", &stored_us));
      g_assert_null (ct_state_store_load_values (fixture->store, "a", "limits", &stored_us));
      g_assert_cmpstr (kept, ==, "3");
      assert_reading (fixture, "ab", 2, NOW_US);
      reopen (fixture);
    }
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_foreign_files (Fixture *fixture, gconstpointer user_data)
{
  static const char *const texts[] = {
    "",
    "[]",
    "{\"origin\":\"" ORIGIN "\"}",
    "{\"origin\":7,\"time\":1,\"value\":{}}",
    "{\"origin\":\"" ORIGIN "\",\"time\":\"now\",\"value\":{}}",
    "{\"origin\":\"" ORIGIN "\",\"time\":1.5,\"value\":{}}",
    "{\"origin\":\"" ORIGIN "\",\"time\":1,\"value\":[7]}",
    "{\"origin\":\"" ORIGIN "\",\"time\":1,\"value\":null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      write_file (fixture, "readings/a.json", texts[i]);
      reopen (fixture);
      assert_no_reading (fixture, "a", ORIGIN);
      store_reading (fixture, "a", 1, NOW_US);
      reopen (fixture);
      assert_reading (fixture, "a", 1, NOW_US);
    }
}

static void
assert_alerts (Fixture *fixture, const char *origin, const char *expected)
{
  g_autofree char *kept = ct_state_store_load_alerts (fixture->store, "a", origin);

  g_assert_cmpstr (kept, ==, expected);
}

static void
test_alerts (Fixture *fixture, gconstpointer user_data)
{
  static const char told[] = "{\"version\":1}";

  assert_alerts (fixture, ORIGIN, NULL);
  ct_state_store_store_alerts (fixture->store, "a", ORIGIN, told, CT_STATE_SOON_S);
  for (guint i = 0; i < 2; i++)
    {
      assert_alerts (fixture, ORIGIN, told);
      assert_alerts (fixture, "https://other.example:443", NULL);
      reopen (fixture);
    }
  ct_state_store_forget (fixture->store, "a");
  for (guint i = 0; i < 2; i++)
    {
      assert_alerts (fixture, ORIGIN, NULL);
      reopen (fixture);
    }
}

/* Ids come from a file that people edit: they lead to no other folder. */
static void
test_odd_ids (Fixture *fixture, gconstpointer user_data)
{
  static const char *const ids[] = { "../../outside", "..", ".", "/etc/x", "", "a b\n" };
  g_autofree char *outside = g_build_filename (fixture->folder, "..", "outside.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    store_reading (fixture, ids[i], i, NOW_US);
  reopen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    assert_reading (fixture, ids[i], i, NOW_US);
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
}

/* A file stands where the folder should be. */
static void
test_not_writable (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_state_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->folder, "", 0, NULL));
  store_reading (fixture, "a", 1, NOW_US);
  ct_state_store_flush (fixture->store);
  assert_reading (fixture, "a", 1, NOW_US);
}

static void
test_in_memory (void)
{
  Fixture fixture = { NULL, ct_state_store_new (NULL) };

  store_reading (&fixture, "a", 1, NOW_US);
  assert_reading (&fixture, "a", 1, NOW_US);
  ct_state_store_forget (fixture.store, "a");
  assert_no_reading (&fixture, "a", ORIGIN);
  tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/state-store/readings", test_readings);
  ADD ("/state-store/nothing-changed-nothing-written", test_nothing_changed_nothing_written);
  ADD ("/state-store/last-of-many-writes", test_last_of_many_writes);
  ADD ("/state-store/values", test_values);
  ADD ("/state-store/forget", test_forget);
  ADD ("/state-store/foreign-files", test_foreign_files);
  ADD ("/state-store/alerts", test_alerts);
  ADD ("/state-store/odd-ids", test_odd_ids);
  ADD ("/state-store/not-writable", test_not_writable);
  g_test_add_func ("/state-store/in-memory", test_in_memory);
#undef ADD
  return g_test_run ();
}
