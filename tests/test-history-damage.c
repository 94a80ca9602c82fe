#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "history-fixture.h"

/* Files that cannot be used, or are others than a moment ago. */

static const char *program;

/* A file of some pages, closed. */
static void
make_history (HistoryFixture *fixture)
{
  history_open (fixture);
  for (guint i = 0; i < 1000; i++)
    history_append (fixture->history, i, i);
  g_assert_true (ct_history_flush (fixture->history, NULL));
  history_close (fixture);
}

static void
execute (const char *path, const char *statements)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, statements, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* --- Damaged --- */

static void
damage_garbage (HistoryFixture *fixture)
{
  g_assert_true (g_file_set_contents (fixture->path, "no database\n", -1, NULL));
}

static void
damage_foreign (HistoryFixture *fixture)
{
  execute (fixture->path, "CREATE TABLE runs (mine)");
}

static void
damage_other_id (HistoryFixture *fixture)
{
  execute (fixture->path, "PRAGMA application_id = 42; PRAGMA user_version = 1");
}

static void
damage_tables (HistoryFixture *fixture)
{
  make_history (fixture);
  execute (fixture->path, "PRAGMA application_id = 0");
}

static void
damage_cut (HistoryFixture *fixture)
{
  g_autofree char *data = NULL;
  gsize length;

  make_history (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &data, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, data, length / 2, NULL));
}

/* Opens as if nothing was wrong. */
static void
damage_pages (HistoryFixture *fixture)
{
  g_autofree char *data = NULL;
  gsize length;

  make_history (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 5 * 4096);
  memset (data + 3 * 4096, 0xa5, length - 3 * 4096);
  g_assert_true (g_file_set_contents (fixture->path, data, length, NULL));
}

static const struct
{
  const char *why;
  void (*damage) (HistoryFixture *fixture);
} damages[] = {
  { "no database", damage_garbage },
  { "another program's", damage_foreign },
  { "another program's, by its id", damage_other_id },
  { "tables of ours in another program's", damage_tables },
  { "cut", damage_cut },
  { "overwritten behind its beginning", damage_pages },
};

static void
test_damaged (HistoryFixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *before = NULL, *after = NULL, *set_aside = NULL;
      gsize length, length_after;

      g_test_message ("%s", damages[i].why);
      damages[i].damage (fixture);
      g_assert_true (g_file_get_contents (fixture->path, &before, &length, NULL));
      history_open (fixture);
      history_assert_kept (fixture, "2000:5 2001:4");
      g_assert_cmpuint (fixture->n_changes, ==, 1);
      g_assert_cmpuint (history_count_set_aside (fixture), ==, 1);
      set_aside = ct_history_dup_set_aside (fixture->history);
      g_assert_true (g_file_get_contents (set_aside, &after, &length_after, NULL));
      g_assert_cmpmem (after, length_after, before, length);
      history_assert (fixture->history, "2000-2000:5 2001-2001:4");

      history_begin_anew (fixture);
    }
}

/* A second one on the same second. */
static void
test_damaged_twice (HistoryFixture *fixture, gconstpointer user_data)
{
  for (guint i = 1; i <= 3; i++)
    {
      damage_garbage (fixture);
      history_open (fixture);
      history_assert_kept (fixture, "0:5");
      g_assert_cmpuint (history_count_set_aside (fixture), ==, i);
      history_close (fixture);
    }
}

/* Found by who only looks. */
static void
test_damaged_query (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autofree char *set_aside = NULL;

  damage_pages (fixture);
  history_open (fixture);
  history_assert (fixture->history, "");
  history_assert_kept (fixture, "0:5");
  set_aside = ct_history_dup_set_aside (fixture->history);
  g_assert_nonnull (set_aside);
  history_assert (fixture->history, "0-0:5");
}

/* What belongs to the file goes with it. */
static void
test_damaged_companions (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *set_aside = NULL, *set_aside_wal = NULL, *text = NULL;

  damage_garbage (fixture);
  g_assert_true (g_file_set_contents (wal, "of the damaged", -1, NULL));
  history_open (fixture);
  history_assert_kept (fixture, "0:5");
  set_aside = ct_history_dup_set_aside (fixture->history);
  set_aside_wal = g_strconcat (set_aside, "-wal", NULL);
  g_assert_true (g_file_get_contents (set_aside_wal, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "of the damaged");
  history_assert (fixture->history, "0-0:5");
}

/* --- Rows that this program cannot have written --- */

#define MOST "9223372036854775807"
#define LEAST "-9223372036854775808"
#define CHANGE(what) "UPDATE runs SET " what " WHERE first_us = (SELECT max(first_us) FROM runs);"
#define ROW(first_us, last_us, remaining, topped_up)                                           \
  "INSERT INTO runs (series, first_us, last_us, remaining_micro, unlimited, topped_up_micro) " \
  "VALUES (1, " first_us ", " last_us ", " remaining ", 0, " topped_up ");"

static const struct
{
  const char *why;
  const char *statements;
  const char *left; /* of 0:5 5:4 10:3, and 15:2 when it was read since */
} hostile[] = {
  { "the first moment", ROW (LEAST, LEAST, "1", "NULL"), "0-0:5 5-5:4 10-10:3 15-15:2" },
  { "the last moment", ROW (MOST, MOST, "1", "NULL"), "0-0:5 5-5:4 10-10:3 15-15:2" },
  { "all of time", ROW (LEAST, MOST, "1", "NULL"), "0-0:5 5-5:4 10-10:3 15-15:2" },
  { "it does not end", CHANGE ("last_us = " MOST), "0-0:5 5-5:4 15-15:2" },
  { "it ended before it began", CHANGE ("last_us = " LEAST), "0-0:5 5-5:4 15-15:2" },
  { "no place between its bounds", CHANGE ("low_micro = " MOST ", high_micro = " LEAST),
    "0-0:5 5-5:4 15-15:2" },
  { "a top-up of less than nothing", CHANGE ("topped_up_micro = " LEAST), "0-0:5 5-5:4 15-15:2" },
  { "hours that were never merged", "UPDATE series SET hourly_until_us = " LEAST,
    "0-0:5 5-5:4 10-10:3 15-15:2" },
  { "another site's, long ago", "UPDATE series SET begins_us = " LEAST,
    "0-0:5 5-5:4 10-10:3 15-15:2" },
};

/* They are as if they were not there; the others stay, and it goes on. */
static void
test_hostile_rows (HistoryFixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *parts = NULL;

      g_test_message ("%s", hostile[i].why);
      history_open (fixture);
      history_assert_kept (fixture, "0:5 5:4 10:3");
      history_close (fixture);
      execute (fixture->path, hostile[i].statements);
      history_open (fixture);
      history_assert_kept (fixture, "15:2");
      history_assert (fixture->history, hostile[i].left);
      parts = history_describe (fixture->history, 0, G_MAXINT64, 1);
      g_assert_true (g_str_has_prefix (parts, "0-15:2("));
      g_assert_cmpuint (history_count_set_aside (fixture), ==, 0);
      history_begin_anew (fixture);
    }
}

/* As a gateway may say them. */
static void
test_hostile_amounts (HistoryFixture *fixture, gconstpointer user_data)
{
  history_open (fixture);
  history_append (fixture->history, 0, G_MININT64);
  history_append (fixture->history, 5, G_MAXINT64);
  history_assert_kept (fixture, "10:1");
  history_assert (fixture->history, "0-0:-9223372036854.775808 "
                                    "5-5:9223372036854.775807+9223372036854.775807 10-10:1");
}

static void
move (const char *from, const char *to)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from_path = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *to_path = g_strconcat (to, suffixes[i], NULL);

      g_assert_true (g_rename (from_path, to_path) == 0 || errno == ENOENT);
    }
}

/* A person puts it away, and back, while the program runs. */
static void
test_moved (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autofree char *away = g_build_filename (fixture->folder, "away.db", NULL);
  g_autofree char *newer = g_build_filename (fixture->folder, "newer.db", NULL);

  history_open (fixture);
  history_assert_kept (fixture, "0:5 1:4");
  move (fixture->path, away);
  history_assert_kept (fixture, "2:3");
  history_assert (fixture->history, "2-2:3");
  move (fixture->path, newer);
  move (away, fixture->path);
  history_assert_kept (fixture, "3:2");
  history_assert (fixture->history, "0-0:5 1-1:4 3-3:2");
}

/* --- Many at once --- */

#define N_PROCESSES 16

static int
append_once (const char *path, const char *account_id)
{
  g_autoptr (CtHistory) history = ct_history_new (path);
  g_autoptr (CtReading) reading = history_reading (CT_MICRO);
  g_autoptr (GError) error = NULL;

  ct_history_append (history, account_id, HISTORY_ORIGIN, reading, HISTORY_BEGIN_US);
  if (ct_history_flush (history, &error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}

/* All find it damaged, one sets it aside, and all go on with the same new one. */
static void
test_many (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);

  damage_garbage (fixture);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *account_id = g_strdup_printf ("%u", i);

      g_ptr_array_add (children,
                       g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--append-once",
                                         fixture->path, account_id, NULL));
    }
  for (guint i = 0; i < N_PROCESSES; i++)
    g_assert_true (g_subprocess_wait_check (children->pdata[i], NULL, NULL));
  g_assert_cmpuint (history_count_set_aside (fixture), ==, 1);
  history_open (fixture);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *account_id = g_strdup_printf ("%u", i);
      g_autoptr (GPtrArray) balances = history_list (fixture->history, account_id, NULL);

      g_assert_cmpuint (balances->len, ==, 1);
    }
}

#define ADD(path, func)                                                            \
  g_test_add ("/history-damage/" path, HistoryFixture, NULL, history_set_up, func, \
              history_tear_down)

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--append-once"))
    return append_once (argv[2], argv[3]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("set-aside", test_damaged);
  ADD ("twice", test_damaged_twice);
  ADD ("query", test_damaged_query);
  ADD ("companions", test_damaged_companions);
  ADD ("hostile-rows", test_hostile_rows);
  ADD ("hostile-amounts", test_hostile_amounts);
  ADD ("moved", test_moved);
  ADD ("many", test_many);
  return g_test_run ();
}
