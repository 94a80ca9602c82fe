#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "history-append.h"
#include "history-fixture.h"
#include "loop.h"

/* What becomes of readings, and what is found again. */

#define MINUTE_US G_TIME_SPAN_MINUTE
#define DAY_MINUTES (24 * 60)

static void
set_up (HistoryFixture *fixture, gconstpointer user_data)
{
  history_set_up (fixture, user_data);
  history_open (fixture);
}

/* --- Stories: "|" is another start of the program --- */

static const struct
{
  const char *why;
  const char *story;
  const char *expected;
} stories[] = {
  { "nothing", "", "" },
  { "one reading", "0:5", "0-0:5" },
  { "equal readings are one run, seen until the next begins", "0:5 5:5 10:5 15:4",
    "0-10:5 15-15:4" },
  { "a run that lasts is not written", "0:5 30:5 59:5 | 70:4", "0-0:5 70-70:4" },
  { "but once an hour", "0:5 60:5 119:5", "0-60:5" },
  { "and again", "0:5 60:5 119:5 120:5", "0-120:5" },
  { "who has lived for an hour writes at the end", "0:5 60:5 90:5 | 95:4", "0-90:5 95-95:4" },
  { "each reading from a process of its own", "0:5 | 30:5 | 60:5 | 90:5 | 95:4", "0-60:5 95-95:4" },
  { "an interval of a day", "0:5 1440:5 2880:5 4320:4", "0-2880:5 4320-4320:4" },
  { "changes and comes back", "0:5 5:4 10:5", "0-0:5 5-5:4 10-10:5+1" },
  { "a top-up", "0:5 5:25", "0-0:5 5-5:25+20" },
  { "a correction is none", "0:50 5:50.4", "0-0:50 5-5:50.4" },
  { "a top-up while nobody looked", "0:5 | 600:25", "0-0:5 600-600:25+20" },
  { "below zero", "0:-3 5:-3.5", "0-0:-3 5-5:-3.5" },
  { "a limit that comes and goes", "0:5 5:inf 10:inf 15:7", "0-0:5 5-10:inf 15-15:7" },
  { "the smallest part", "0:0.000002 5:0.000001", "0-0:0.000002 5-5:0.000001" },
  { "clock set back: by what is before", "0:5 100:4 50:3 55:3 60:2",
    "0-0:5 50-55:3 60-60:2 100-100:4" },
  { "clock set back into a run", "0:5 60:5 30:4", "0-30:5 30-30:4" },
  { "clock set back into an equal run", "0:5 60:5 30:5", "0-60:5" },
  { "a run grows up to what is in the future", "0:5 100:4 50:3 | 110:3 | 120:4",
    "0-0:5 50-50:3 100-100:4 110-110:3 120-120:4+1" },
  { "two at the same time: the later", "0:5 0:4", "0-0:4" },
};

static void
test_stories (HistoryFixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_auto (GStrv) starts = g_strsplit (stories[i].story, " | ", -1);

      g_test_message ("%s", stories[i].why);
      for (guint start = 0; starts[start] != NULL; start++)
        {
          g_auto (GStrv) polls = g_strsplit (starts[start], " ", -1);

          history_open (fixture);
          for (guint poll = 0; polls[poll] != NULL; poll++)
            {
              g_autoptr (GError) error = NULL;

              history_tell (fixture->history, polls[poll]);
              g_assert_true (ct_history_flush (fixture->history, &error));
              g_assert_no_error (error);
            }
        }
      history_assert (fixture->history, stories[i].expected);
      history_begin_anew (fixture);
    }
}

/* What waits is written together, and comes to the same. */
static void
test_burst (HistoryFixture *fixture, gconstpointer user_data)
{
  static const gint64 amounts[] = { 5, 5, 5, 4, 4, 24, 24 };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_history_item_free);

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    g_ptr_array_add (items, history_item (5 * i, amounts[i]));
  history_write_together (fixture, items);
  history_assert (fixture->history, "0-10:5 15-20:4 25-30:24+20");
}

/* 5 comes back while 4 still waits to be written: the first run of 5 has not lasted until then. */
static void
test_burst_comes_back (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_history_item_free);

  history_tell (fixture->history, "0:5");
  g_assert_true (ct_history_flush (fixture->history, NULL));
  for (gint64 i = 1; i <= 2; i++)
    g_ptr_array_add (items, history_item (i, 3 + i));
  history_write_together (fixture, items);
  history_assert (fixture->history, "0-0:5 1-1:4 2-2:5+1");
}

static void
test_memory (void)
{
  g_autoptr (CtHistory) history = ct_history_new (NULL);

  history_tell (history, "0:5 5:4");
  history_assert (history, "0-0:5 5-5:4");
}

/* The applet and creditctl. */
static void
test_two_writers (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtHistory) other = ct_history_new (fixture->path);

  history_tell (fixture->history, "0:5");
  g_assert_true (ct_history_flush (fixture->history, NULL));
  history_tell (other, "6:4");
  g_assert_true (ct_history_flush (other, NULL));
  /* It goes by what is there, and not by what it wrote itself. */
  history_tell (fixture->history, "10:4 70:4 80:5");
  history_assert (fixture->history, "0-0:5 6-70:4 80-80:5+1");
  history_assert (other, "0-0:5 6-70:4 80-80:5+1");
}

/* --- Many readings --- */

#define N_READINGS 2000

/* Whoever wrote them, and however often they were repeated, each is found in a run of its amount;
 * runs are in order and apart. */
static void
test_random (HistoryFixture *fixture, gconstpointer user_data)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", NULL, G_MININT64, G_MAXINT64, 0 };
  g_autoptr (CtHistory) other = ct_history_new (fixture->path);
  g_autoptr (CtHistorySeries) series = NULL;
  gint64 minute = 0, micros[N_READINGS], minutes[N_READINGS];
  guint n_changes = 0, n = 0;

  for (guint i = 0; i < N_READINGS; i++)
    {
      CtHistory *writer = g_test_rand_bit () ? fixture->history : other;

      minutes[i] = minute += g_test_rand_int_range (1, 90);
      micros[i] = i > 0 && g_test_rand_bit () ? micros[i - 1]
                                              : g_test_rand_int_range (-9, 9) * 1000000;
      n_changes += i == 0 || micros[i] != micros[i - 1];
      history_append (writer, minutes[i], micros[i]);
      g_assert_true (ct_history_flush (writer, NULL));
    }
  series = history_query (fixture->history, &query, NULL);
  g_assert_cmpuint (series->runs->len, ==, n_changes);
  for (guint i = 0; i < n_changes; i++)
    {
      const CtHistoryRun *run = &g_array_index (series->runs, CtHistoryRun, i);

      g_assert_cmpint (run->first_us, <=, run->last_us);
      if (i > 0)
        g_assert_cmpint (run[-1].last_us, <, run->first_us);
      g_assert_cmpint (run->first_us, ==, HISTORY_BEGIN_US + minutes[n] * MINUTE_US);
      for (; n < N_READINGS && micros[n] == run->remaining_micro; n++)
        if (HISTORY_BEGIN_US + minutes[n] * MINUTE_US > run->last_us)
          g_assert_cmpint (HISTORY_BEGIN_US + minutes[n] * MINUTE_US - run->last_us, <,
                           G_TIME_SPAN_HOUR + 90 * MINUTE_US);
    }
  g_assert_cmpuint (n, ==, N_READINGS);
}

/* --- What a poll tells --- */

static CtBalance *
add_balance (CtReading *reading, const char *id, const char *currency)
{
  CtBalance *balance = ct_balance_new (id);

  g_strlcpy (balance->currency, currency, CT_CURRENCY_SIZE);
  g_ptr_array_add (reading->balances, balance);
  return balance;
}

static void
test_balances (HistoryFixture *fixture, gconstpointer user_data)
{
  const CtHistoryQuery query = { "a", "used", NULL, G_MININT64, G_MAXINT64, 0 };
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *kept = add_balance (reading, "kept", "USD");
  CtBalance *used = add_balance (reading, "used", "CNY");
  CtBalance *endless = add_balance (reading, "endless", "credits");
  g_autoptr (GPtrArray) list = NULL, others = NULL;
  g_autoptr (CtHistorySeries) series = NULL;
  const CtHistoryRun *run;

  add_balance (reading, "nothing is known", "USD");
  kept->stale = kept->has_remaining = TRUE;
  used->has_used = TRUE;
  used->used_micro = 7;
  endless->unlimited = TRUE;
  ct_history_append (fixture->history, "a", HISTORY_ORIGIN, reading, HISTORY_BEGIN_US);
  g_ptr_array_remove (reading->balances, used);
  ct_history_append (fixture->history, "a", HISTORY_ORIGIN, reading, HISTORY_BEGIN_US + 1);

  list = history_list (fixture->history, "a", NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((CtHistoryBalance *) list->pdata[0])->id, ==, "endless");
  g_assert_cmpstr (((CtHistoryBalance *) list->pdata[0])->currency, ==, "credits");
  g_assert_cmpstr (((CtHistoryBalance *) list->pdata[1])->id, ==, "used");
  g_assert_cmpint (((CtHistoryBalance *) list->pdata[1])->last_us, ==, HISTORY_BEGIN_US);
  others = history_list (fixture->history, "b", NULL);
  g_assert_cmpuint (others->len, ==, 0);

  series = history_query (fixture->history, &query, NULL);
  g_assert_cmpstr (series->currency, ==, "CNY");
  g_assert_cmpuint (series->runs->len, ==, 1);
  run = &g_array_index (series->runs, CtHistoryRun, 0);
  g_assert_true (run->has_used && !run->has_remaining && !run->unlimited);
  g_assert_cmpint (run->used_micro, ==, 7);
}

/* What was counted in another currency is not continued. */
static void
test_currency (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtReading) reading = history_reading (CT_MICRO);
  CtBalance *balance = reading->balances->pdata[0];

  history_tell (fixture->history, "0:5 5:4");
  g_strlcpy (balance->currency, "CNY", CT_CURRENCY_SIZE);
  ct_history_append (fixture->history, HISTORY_ACCOUNT, HISTORY_ORIGIN, reading,
                     HISTORY_BEGIN_US + 10 * MINUTE_US);
  history_assert (fixture->history, "10-10:1");
  history_tell (fixture->history, "15:3");
  history_assert (fixture->history, "0-0:5 5-5:4 15-15:3");
}

static void
test_forget (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtReading) reading = history_reading (CT_MICRO);
  g_autoptr (GPtrArray) list = NULL, others = NULL;

  ct_history_append (fixture->history, "other", HISTORY_ORIGIN, reading, HISTORY_BEGIN_US);
  for (guint i = 0; i < 5000; i++)
    history_append (fixture->history, i, i);
  ct_history_forget (fixture->history, HISTORY_ACCOUNT);
  history_assert (fixture->history, "");
  list = history_list (fixture->history, HISTORY_ACCOUNT, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  others = history_list (fixture->history, "other", NULL);
  g_assert_cmpuint (others->len, ==, 1);
  /* As if it had never been there. */
  history_tell (fixture->history, "0:5");
  history_assert (fixture->history, "0-0:5");
}

/* --- Ranges --- */

static void
test_ranges (HistoryFixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *why;
    int from, to;
    guint n_parts;
    const char *expected;
  } rows[] = {
    { "all", 0, 1000, 0, "0-20:9 30-30:8 40-80:7 90-90:27+20 100-100:26" },
    { "a run that reaches into it", 15, 35, 0, "0-20:9 30-30:8" },
    { "one that ends before", 25, 35, 0, "30-30:8" },
    { "within a run", 50, 60, 0, "40-80:7" },
    { "its first moment", 80, 89, 0, "40-80:7" },
    { "its last moment", 85, 90, 0, "90-90:27+20" },
    { "a gap", 81, 89, 0, "" },
    { "before everything", -50, -1, 0, "" },
    { "after everything", 101, 200, 0, "" },
    { "one part", 0, 1000, 1, "0-100:26+20(7-27)" },
    { "two parts of what there is", -1000, 1000, 2, "0-80:7(7-9) 90-100:26+20(26-27)" },
    { "more parts than runs", 0, 100, 1000, "0-20:9 30-30:8 40-80:7 90-90:27+20 100-100:26" },
    { "parts of a part", 45, 100, 2, "40-80:7 90-100:26+20(26-27)" },
    { "parts of nothing", 101, 200, 10, "" },
  };

  history_tell (fixture->history, "0:9 10:9 20:9 30:8 40:7 50:7 60:7 70:7 80:7 90:27 100:26");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = history_describe (
          fixture->history, HISTORY_BEGIN_US + rows[i].from * MINUTE_US,
          HISTORY_BEGIN_US + rows[i].to * MINUTE_US, rows[i].n_parts);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_history_query_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled (HistoryFixture *fixture, gconstpointer user_data)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", NULL, G_MININT64, G_MAXINT64, 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  ct_history_query_async (fixture->history, &query, cancellable, on_cancelled, &done);
  g_cancellable_cancel (cancellable);
  test_loop_until (&done);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtHistorySeries) series = ct_history_query_finish (result, NULL);

  g_assert_cmpuint (series->runs->len, ==, 1);
  *(gboolean *) user_data = TRUE;
}

/* A window may be closed after the program has begun to end. */
static void
test_answer_outlives (HistoryFixture *fixture, gconstpointer user_data)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", NULL, G_MININT64, G_MAXINT64, 0 };
  gboolean done = FALSE;

  history_tell (fixture->history, "0:5");
  ct_history_query_async (fixture->history, &query, NULL, on_found, &done);
  g_clear_object (&fixture->history);
  test_loop_until (&done);
}

/* --- Nothing changed --- */

static void
test_no_write (HistoryFixture *fixture, gconstpointer user_data)
{
  const int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  g_autoptr (CtReading) reading = history_reading (5 * CT_MICRO);
  char buffer[4096];

  history_tell (fixture->history, "0:5");
  g_assert_true (ct_history_flush (fixture->history, NULL));
  g_assert_cmpint (inotify_add_watch (fd, fixture->folder, IN_MODIFY | IN_CREATE | IN_DELETE), >=,
                   0);
  for (guint i = 0; i < 100; i++)
    {
      ct_history_append (fixture->history, HISTORY_ACCOUNT, HISTORY_ORIGIN, reading,
                         HISTORY_BEGIN_US + i * G_USEC_PER_SEC * 35);
      g_assert_true (ct_history_flush (fixture->history, NULL));
    }
  g_assert_cmpint (read (fd, buffer, sizeof buffer), ==, -1);
  history_tell (fixture->history, "60:5");
  g_assert_true (ct_history_flush (fixture->history, NULL));
  g_assert_cmpint (read (fd, buffer, sizeof buffer), >, 0);
  g_close (fd, NULL);
}

/* One heartbeat an hour for all balances, whenever they are read. */
static void
test_one_heartbeat (HistoryFixture *fixture, gconstpointer user_data)
{
  const int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  g_autoptr (CtReading) reading = history_reading (5 * CT_MICRO);
  char buffer[65536];
  gint64 written = 0;

  g_assert_cmpint (inotify_add_watch (fd, fixture->folder, IN_MODIFY), >=, 0);
  for (guint minute = 0; minute <= 4 * 60; minute++)
    {
      g_autofree char *account_id = g_strdup_printf ("%u", minute % 5);

      ct_history_append (fixture->history, account_id, HISTORY_ORIGIN, reading,
                         HISTORY_BEGIN_US + minute * MINUTE_US);
      g_assert_true (ct_history_flush (fixture->history, NULL));
      if (read (fd, buffer, sizeof buffer) < 0 || minute < 5)
        continue;
      g_assert_cmpint (minute - written, >=, 60);
      written = minute;
    }
  g_assert_cmpint (written, ==, 4 * 60);
  g_close (fd, NULL);
}

static void
test_private (HistoryFixture *fixture, gconstpointer user_data)
{
  GStatBuf info;

  history_tell (fixture->history, "0:5");
  g_assert_true (ct_history_flush (fixture->history, NULL));
  for (guint i = 0; i < 3; i++)
    {
      static const char *const suffixes[] = { "", "-wal", "-shm" };
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 07777, ==, 0600);
    }
}

#define ADD(path, func) \
  g_test_add ("/history/" path, HistoryFixture, NULL, set_up, func, history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("stories", test_stories);
  ADD ("burst", test_burst);
  ADD ("burst-comes-back", test_burst_comes_back);
  g_test_add_func ("/history/memory", test_memory);
  ADD ("two-writers", test_two_writers);
  ADD ("random", test_random);
  ADD ("balances", test_balances);
  ADD ("currency", test_currency);
  ADD ("forget", test_forget);
  ADD ("ranges", test_ranges);
  ADD ("cancelled", test_cancelled);
  ADD ("answer-outlives", test_answer_outlives);
  ADD ("no-write", test_no_write);
  ADD ("one-heartbeat", test_one_heartbeat);
  ADD ("private", test_private);
  return g_test_run ();
}
