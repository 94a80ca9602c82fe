#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "history-fixture.h"

/* What full disks, missing rights and kills do to the file. */

#define NOBODY 65534
#define CHILD_DEADLINE_US (20 * G_USEC_PER_SEC)

static const char *program;

/* --- No room, no right --- */

/* Limits, users and signals are of the process: the test's own function runs in one of its own. */
static gboolean
is_child (void)
{
  if (g_test_subprocess ())
    return TRUE;
  g_test_trap_subprocess (NULL, CHILD_DEADLINE_US, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
test_full_disk (HistoryFixture *fixture, gconstpointer user_data)
{
  struct rlimit limit, full;

  if (!is_child ())
    return;
  history_open (fixture);
  history_assert_kept (fixture, "0:5");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  full = limit;
  full.rlim_cur = 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      history_assert_not_kept (fixture, "5:4", g_strerror (EFBIG));
      g_assert_cmpuint (fixture->n_changes, ==, 1);
    }
  /* What there was is still shown. */
  history_assert (fixture->history, "0-0:5");

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  history_assert_kept (fixture, "10:4");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  history_assert (fixture->history, "0-0:5 10-10:4");
}

/* SQLite, unlike GLib, goes on without memory: it makes no handle at all. */
static void
test_no_memory (HistoryFixture *fixture, gconstpointer user_data)
{
  if (!is_child ())
    return;
  history_open (fixture);
  sqlite3_hard_heap_limit64 (1);
  history_assert_not_kept (fixture, "0:5", "out of memory");
  sqlite3_hard_heap_limit64 (0);
  history_assert_kept (fixture, "5:4");
  history_assert (fixture->history, "5-5:4");
}

static void
test_read_only_folder (HistoryFixture *fixture, gconstpointer user_data)
{
  if (!is_child ())
    return;
  history_open (fixture);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, 0), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      history_assert_not_kept (fixture, "0:5", g_strerror (EACCES));
      g_assert_cmpuint (fixture->n_changes, ==, 1);
    }
  if (geteuid () == NOBODY)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  history_assert_kept (fixture, "5:5");
  history_assert (fixture->history, "5-5:5");
}

/* Damaged, and not to be put away: it stays. */
static void
test_damaged_read_only (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autofree char *text = NULL;

  if (!is_child ())
    return;
  g_assert_true (g_file_set_contents (fixture->path, "no database\n", -1, NULL));
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  history_open (fixture);
  if (geteuid () == 0)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, 0), ==, 0);
  history_assert_not_kept (fixture, "0:5", g_strerror (EACCES));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "no database\n");
  if (geteuid () == NOBODY)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
}

static void
test_folder_in_its_place (HistoryFixture *fixture, gconstpointer user_data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  history_open (fixture);
  history_assert_not_kept (fixture, "0:5", "");
  g_assert_cmpuint (history_count_set_aside (fixture), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  history_assert_kept (fixture, "5:5");
}

/* --- Killed --- */

#define N_KILLS 50

static void
say (guint n)
{
  g_autofree char *line = g_strdup_printf ("%u\n", n);

  g_assert_cmpint (write (STDOUT_FILENO, line, strlen (line)), ==, strlen (line));
}

/* Child: every amount is one more than the last, and is said once it is kept. */
static int
append_for_ever (const char *path, guint n)
{
  g_autoptr (CtHistory) history = ct_history_new (path);

  for (;; n++)
    {
      history_append (history, n, n);
      g_assert_true (ct_history_flush (history, NULL));
      say (n);
    }
  return 1;
}

/* What was said by a child that is killed after it has said so much. */
static guint
kill_after (HistoryFixture *fixture, guint n_begin, guint n_lines)
{
  g_autofree char *begin = g_strdup_printf ("%u", n_begin);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                                    "--append-for-ever", fixture->path, begin,
                                                    NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  guint n_said = n_begin;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0;; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      if (line == NULL)
        break;
      n_said = atoi (line) + 1;
      if (i == n_lines)
        g_subprocess_force_exit (child);
    }
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  return n_said;
}

static void
assert_pragma (const char *path, const char *pragma, const char *expected)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, pragma, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, expected);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* At most the reading is lost that was being written. */
static void
test_killed (HistoryFixture *fixture, gconstpointer user_data)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", NULL, G_MININT64, G_MAXINT64, 0 };
  guint n = 0;

  for (guint round = 0; round < N_KILLS; round++)
    {
      g_autoptr (CtHistorySeries) series = NULL;
      guint n_said = kill_after (fixture, n, g_test_rand_int_range (0, 100));

      assert_pragma (fixture->path, "PRAGMA integrity_check", "ok");
      /* Without a journal a kill damages the file, but not often. */
      assert_pragma (fixture->path, "PRAGMA journal_mode", "wal");
      history_open (fixture);
      series = history_query (fixture->history, &query, NULL);
      g_assert_cmpuint (series->runs->len, >=, n_said);
      g_assert_cmpuint (series->runs->len, <=, n_said + 1);
      n = series->runs->len;
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (g_array_index (series->runs, CtHistoryRun, i).remaining_micro, ==, i);
      history_close (fixture);
    }
  g_assert_cmpuint (history_count_set_aside (fixture), ==, 0);
}

#define ADD(path, func) \
  g_test_add ("/history-disk/" path, HistoryFixture, NULL, history_set_up, func, history_tear_down)

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--append-for-ever"))
    return append_for_ever (argv[2], atoi (argv[3]));

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("full-disk", test_full_disk);
  ADD ("no-memory", test_no_memory);
  ADD ("read-only-folder", test_read_only_folder);
  ADD ("damaged-read-only", test_damaged_read_only);
  ADD ("folder-in-its-place", test_folder_in_its_place);
  ADD ("killed", test_killed);
  return g_test_run ();
}
