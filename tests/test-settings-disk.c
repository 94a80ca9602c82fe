#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/resource.h>

#include "error.h"
#include "file-watch.h"
#include "settings-fixture.h"

/* What disks, editors and other processes do to the file. */

static const char *program;

static void
count (gpointer counter)
{
  ++*(guint *) counter;
}

static GSettings *
open_general (Fixture *fixture)
{
  return ct_settings_get_general (fixture_open (fixture));
}

/* How often something was renamed to settings.ini: each write does it once. */
static int
watch_renames (Fixture *fixture)
{
  const int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (inotify_add_watch (fd, fixture->folder, IN_MOVED_TO), >=, 0);
  return fd;
}

static guint
take_renames (int fd)
{
  char buffer[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  const gssize length = read (fd, buffer, sizeof buffer);
  guint n_renames = 0;

  for (gssize i = 0; i < length;)
    {
      const struct inotify_event *event = (const void *) (buffer + i);

      n_renames += g_str_equal (event->name, "settings.ini");
      i += sizeof *event + event->len;
    }
  g_close (fd, NULL);
  return n_renames;
}

static void
test_apply_is_one_write (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general = open_general (fixture);
  const int fd = watch_renames (fixture);

  g_settings_delay (general);
  g_settings_set_uint (general, "interval-s", 600);
  g_settings_set_boolean (general, "hide-amounts", TRUE);
  g_settings_set_string (general, "label-content", "lowest");
  g_settings_apply (general);
  fixture_sync (fixture);
  g_assert_cmpuint (take_renames (fd), ==, 1);
  fixture_assert_file (fixture,
                       "[general]\nhide-amounts=true\ninterval-s=600\nlabel-content=lowest\n");
}

/* A slider that is dragged is one write. */
static void
test_coalesced (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general = open_general (fixture);
  const int fd = watch_renames (fixture);

  for (guint i = 0; i < 1000; i++)
    g_settings_set_uint (general, "interval-s", 60 + i);
  fixture_sync (fixture);
  g_assert_cmpuint (take_renames (fd), ==, 1);
  fixture_assert_file (fixture, "[general]\ninterval-s=1059\n");
}

static void
test_unchanged (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general;
  int fd;

  fixture_write (fixture, "[general]\ninterval-s=600\n");
  general = open_general (fixture);
  fd = watch_renames (fixture);
  g_settings_set_uint (general, "interval-s", 600);
  g_settings_reset (general, "hide-amounts");
  fixture_sync (fixture);
  g_assert_cmpuint (take_renames (fd), ==, 0);
}

/* Whoever has the lock, the main loop goes on; the value is there at once, the file follows. */
static void
test_never_blocks (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *lock_path = g_build_filename (fixture->folder, "settings.lock", NULL);
  const int lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  GSettings *general = open_general (fixture);
  guint n_changes = 0;

  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  g_signal_connect_swapped (general, "changed::interval-s", G_CALLBACK (count), &n_changes);
  g_settings_set_uint (general, "interval-s", 600);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_settings_set_uint (general, "interval-s", 700);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 700);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_close (lock, NULL);
  fixture_sync (fixture);
  fixture_assert_file (fixture, "[general]\ninterval-s=700\n");
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
test_symlink (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *dotfiles = g_build_filename (fixture->folder, "dotfiles", NULL);
  g_autofree char *target = g_build_filename (dotfiles, "credit-tray.ini", NULL);
  g_autofree char *text = NULL;
  struct stat info;

  g_assert_cmpint (g_mkdir (dotfiles, 0755), ==, 0);
  g_assert_cmpint (symlink ("dotfiles/credit-tray.ini", fixture->path), ==, 0);

  /* The target is not there yet. */
  g_settings_set_uint (open_general (fixture), "interval-s", 600);
  fixture_sync (fixture);
  g_assert_cmpint (g_chmod (target, 0664), ==, 0);

  g_settings_set_uint (open_general (fixture), "interval-s", 700);
  fixture_sync (fixture);
  g_assert_cmpint (g_lstat (fixture->path, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (g_lstat (target, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0664);
  g_assert_true (g_file_get_contents (target, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "[general]\ninterval-s=700\n");
}

/* Runs the test's own function below in a process of its own: limits, users and signals are for
 * that alone. */
static void
run_in_child (const char *test)
{
  g_test_trap_subprocess (test, TEST_DEADLINE_MS * (guint64) 1000,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
assert_write_fails (Fixture *fixture, const char *old_text)
{
  g_autoptr (GError) error = NULL;
  guint n_errors = 0;

  g_signal_connect_swapped (fixture->settings, "error-changed", G_CALLBACK (count), &n_errors);
  g_settings_set_uint (ct_settings_get_general (fixture->settings), "interval-s", 600);
  g_assert_false (ct_settings_sync (fixture->settings, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_errors, ==, 1);
  g_signal_handlers_disconnect_by_data (fixture->settings, &n_errors);
  g_assert_error (ct_settings_get_error (fixture->settings), CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_nonnull (strstr (ct_settings_get_error (fixture->settings)->message, "settings."));
  g_assert_cmpuint (g_settings_get_uint (ct_settings_get_general (fixture->settings), "interval-s"),
                    ==, 600);
  fixture_assert_file (fixture, old_text);
}

#define OLD_TEXT "[general]\nhide-amounts=true\n"
#define NEW_TEXT "[general]\nhide-amounts=true\ninterval-s=600\n"

static void
test_full_disk (Fixture *fixture, gconstpointer user_data)
{
  struct rlimit limit;
  struct rlimit full;

  if (!g_test_subprocess ())
    {
      run_in_child (NULL);
      return;
    }
  fixture_write (fixture, OLD_TEXT);
  fixture_open (fixture);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  full = limit;
  full.rlim_cur = strlen (NEW_TEXT) - 1;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  assert_write_fails (fixture, OLD_TEXT);

  /* There is room again: what was kept is written. */
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  fixture_sync (fixture);
  g_assert_null (ct_settings_get_error (fixture->settings));
  fixture_assert_file (fixture, NEW_TEXT);
}

static void
test_read_only_folder (Fixture *fixture, gconstpointer user_data)
{
  const uid_t nobody = 65534;

  if (!g_test_subprocess ())
    {
      run_in_child (NULL);
      return;
    }
  fixture_write (fixture, OLD_TEXT);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  fixture_open (fixture);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (setresuid (nobody, nobody, 0), ==, 0);
  assert_write_fails (fixture, OLD_TEXT);

  if (geteuid () == nobody)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  fixture_sync (fixture);
  fixture_assert_file (fixture, NEW_TEXT);
}

/* A file that may not be read is not an empty one. */
static void
test_unreadable (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_false (g_settings_set_uint (open_general (fixture), "interval-s", 600));
  g_assert_error (ct_settings_get_error (fixture->settings), CT_ERROR, CT_ERROR_SETTINGS);
}

/* Enough for several blocks of a disk. */
#define N_RATES 300
#define N_KILLS 5

static gboolean
set_rates (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (guint i = 0; i < N_RATES; i++)
    {
      g_autofree char *currency = g_strdup_printf ("CURRENCY-%u", i);

      g_variant_builder_add (&builder, "{ss}", currency, user_data);
    }
  ct_settings_edit_set (edit, NULL, "exchange-rates", g_variant_builder_end (&builder));
  return TRUE;
}

/* Child: a large file is written over and over until the process is killed. */
static int
write_for_ever (const char *path, const char *schema_dir)
{
  char rates[][5] = { "0.5", "0.25" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSettings) settings = ct_settings_new (path, schema_dir, &error);

  g_assert_no_error (error);
  for (guint i = 0; ct_settings_edit (settings, set_rates, rates[i % 2], &error); i++)
    ;
  return 1;
}

static void
test_killed (Fixture *fixture, gconstpointer user_data)
{
  for (guint round = 0; round < N_KILLS; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child = NULL;
      guint n_changes = 0;
      CtFileWatch *watch = ct_file_watch_new (fixture->path, count, &n_changes);
      g_autoptr (GVariant) rates = NULL;

      child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--write-for-ever",
                                fixture->path, fixture->schema_dir, NULL);
      g_assert_no_error (error);
      fixture_wait_until (n_changes > round);
      g_subprocess_force_exit (child);
      g_assert_true (g_subprocess_wait (child, NULL, &error));
      ct_file_watch_free (watch);

      rates = g_settings_get_value (open_general (fixture), "exchange-rates");
      g_assert_null (ct_settings_get_error (fixture->settings));
      g_assert_cmpuint (g_variant_n_children (rates), ==, N_RATES);
    }
  /* Nothing stands in the way of the next write, and no rubbish stays. */
  g_settings_reset (ct_settings_get_general (fixture->settings), "exchange-rates");
  fixture_sync (fixture);
  {
    g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
    guint n_files = 0;

    while (g_dir_read_name (dir) != NULL)
      n_files++;
    g_assert_cmpuint (n_files, ==, 2);
  }
}

static gboolean
set_interval (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  ct_settings_edit_set (edit, NULL, "interval-s", g_variant_new_uint32 (777));
  return TRUE;
}

static int
edit_once (const char *path, const char *schema_dir)
{
  g_autoptr (CtSettings) settings = ct_settings_new (path, schema_dir, NULL);

  return ct_settings_edit (settings, set_interval, NULL, NULL) ? 0 : 1;
}

static void
run_editor (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program,
                                                    "--edit-once", fixture->path,
                                                    fixture->schema_dir, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
}

static void
test_follows_another_process (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general;
  guint n_intervals = 0, n_changes = 0;

  fixture_write (fixture, OLD_TEXT);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed::interval-s", G_CALLBACK (count), &n_intervals);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  run_editor (fixture);
  fixture_wait_until (n_intervals > 0);
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 777);
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_follows_into_dotfiles (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *dotfiles = g_build_filename (fixture->folder, "dotfiles", NULL);
  g_autofree char *target = g_build_filename (dotfiles, "credit-tray.ini", NULL);
  GSettings *general;
  guint n_changes = 0;

  g_assert_cmpint (g_mkdir (dotfiles, 0755), ==, 0);
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  g_assert_true (g_file_set_contents (target, NEW_TEXT, -1, NULL));
  fixture_wait_until (g_settings_get_uint (general, "interval-s") == 600);
  g_assert_cmpuint (n_changes, ==, 2);
}

/* The folder is not there when the applet starts. */
static void
test_follows_first_file (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "config", "credit-tray",
                                            "settings.ini", NULL);
  GSettings *general;

  g_free (g_steal_pointer (&fixture->path));
  fixture->path = g_steal_pointer (&path);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  run_editor (fixture);
  fixture_wait_until (g_settings_get_uint (general, "interval-s") == 777);
}

/* Returns once the watch has seen all that happened in the folder until now: events come in their
 * order. */
static void
wait_for_events (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sentinel", NULL);
  guint n_changes = 0;
  CtFileWatch *watch = ct_file_watch_new (path, count, &n_changes);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  fixture_wait_until (n_changes > 0);
  ct_file_watch_free (watch);
}

static void
test_half_written (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general;
  guint n_changes = 0, n_errors = 0;
  int fd;

  fixture_write (fixture, NEW_TEXT);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  g_signal_connect_swapped (fixture->settings, "error-changed", G_CALLBACK (count), &n_errors);

  fd = g_open (fixture->path, O_WRONLY | O_TRUNC | O_CLOEXEC, 0);
  wait_for_events (fixture);
  g_assert_cmpint (write (fd, "[general]\ninter", 15), ==, 15);
  wait_for_events (fixture);
  g_assert_cmpuint (n_changes + n_errors, ==, 0);
  g_assert_cmpint (write (fd, "val-s=700\n", 10), ==, 10);
  g_close (fd, NULL);
  fixture_wait_until (g_settings_get_uint (general, "interval-s") == 700);
  g_assert_false (g_settings_get_boolean (general, "hide-amounts"));
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (n_errors, ==, 0);
}

/* Editors keep a backup: the file is away for a moment. */
static void
test_taken_away_for_a_moment (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *backup = g_strconcat (fixture->path, "~", NULL);
  GSettings *general;
  guint n_changes = 0;
  gint64 away_us;

  fixture_write (fixture, NEW_TEXT);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  away_us = g_get_monotonic_time ();
  g_assert_cmpint (g_rename (fixture->path, backup), ==, 0);
  wait_for_events (fixture);
  /* On a machine that is very slow just now, it was away for longer than a moment. */
  if (g_get_monotonic_time () - away_us < 400 * 1000)
    g_assert_cmpuint (n_changes, ==, 0);
  n_changes = 0;
  fixture_write (fixture, "[general]\nhide-amounts=true\ninterval-s=700\n");
  fixture_wait_until (g_settings_get_uint (general, "interval-s") == 700);
  g_assert_cmpuint (n_changes, >, 0);

  /* One that stays away is an empty one. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  fixture_wait_until (g_settings_get_uint (general, "interval-s") == 300);
}

/* Broken while the program runs: everything stays as it was, until the repair. */
static void
test_broken_and_repaired (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general;
  guint n_changes = 0, n_writable = 0;

  fixture_write (fixture, NEW_TEXT);
  general = open_general (fixture);
  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  g_signal_connect_swapped (general, "writable-changed::interval-s", G_CALLBACK (count),
                            &n_writable);

  fixture_write (fixture, "[general]\ninterval-s\n");
  fixture_wait_until (ct_settings_get_error (fixture->settings) != NULL);
  g_assert_cmpuint (n_writable, ==, 1);
  g_assert_false (g_settings_set_uint (general, "interval-s", 900));
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 600);

  fixture_write (fixture, "[general]\nhide-amounts=true\ninterval-s=soon\n");
  wait_for_events (fixture);
  g_assert_nonnull (ct_settings_get_error (fixture->settings));
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 600);
  g_assert_cmpuint (n_changes, ==, 0);

  fixture_write (fixture, "[general]\nhide-amounts=true\ninterval-s=700\n");
  fixture_wait_until (ct_settings_get_error (fixture->settings) == NULL);
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 700);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (n_writable, ==, 2);
  g_assert_true (g_settings_set_uint (general, "interval-s", 900));
}

/* What was set and could not be written goes out when the file is repaired. */
static void
test_kept_until_repair (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general = open_general (fixture);

  ct_settings_watch (fixture->settings);
  fixture_write (fixture, "broken\n");
  g_settings_set_uint (general, "interval-s", 600);
  fixture_wait_until (ct_settings_get_error (fixture->settings) != NULL);
  fixture_assert_file (fixture, "broken\n");
  fixture_write (fixture, OLD_TEXT);
  fixture_wait_until (ct_settings_get_error (fixture->settings) == NULL);
  fixture_sync (fixture);
  fixture_assert_file (fixture, NEW_TEXT);
}

/* Our own write comes back as an event, and is no news. */
static void
test_no_echo (Fixture *fixture, gconstpointer user_data)
{
  GSettings *general = open_general (fixture);
  guint n_changes = 0;

  ct_settings_watch (fixture->settings);
  g_signal_connect_swapped (general, "changed", G_CALLBACK (count), &n_changes);
  g_settings_set_uint (general, "interval-s", 600);
  fixture_sync (fixture);
  wait_for_events (fixture);
  g_assert_cmpuint (n_changes, ==, 1);
}

#define ADD(path, func) \
  g_test_add ("/settings-disk/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--write-for-ever"))
    return write_for_ever (argv[2], argv[3]);
  if (argc == 4 && g_str_equal (argv[1], "--edit-once"))
    return edit_once (argv[2], argv[3]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("apply-is-one-write", test_apply_is_one_write);
  ADD ("coalesced", test_coalesced);
  ADD ("unchanged", test_unchanged);
  ADD ("never-blocks", test_never_blocks);
  ADD ("symlink", test_symlink);
  ADD ("full-disk", test_full_disk);
  ADD ("read-only-folder", test_read_only_folder);
  ADD ("unreadable", test_unreadable);
  ADD ("killed", test_killed);
  ADD ("follows-another-process", test_follows_another_process);
  ADD ("follows-into-dotfiles", test_follows_into_dotfiles);
  ADD ("follows-first-file", test_follows_first_file);
  ADD ("half-written", test_half_written);
  ADD ("taken-away-for-a-moment", test_taken_away_for_a_moment);
  ADD ("broken-and-repaired", test_broken_and_repaired);
  ADD ("kept-until-repair", test_kept_until_repair);
  ADD ("no-echo", test_no_echo);
  return g_test_run ();
}
