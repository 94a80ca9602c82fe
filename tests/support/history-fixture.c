#include "config.h"

#include "history-fixture.h"

#include <string.h>

#include "error.h"
#include "folder.h"
#include "loop.h"
#include "money.h"

#define MINUTE_US G_TIME_SPAN_MINUTE

void
history_set_up (HistoryFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("credit-tray-history-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
}

void
history_tear_down (HistoryFixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->history);
  test_folder_remove (fixture->folder);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->folder, g_free);
}

void
history_begin_anew (HistoryFixture *fixture)
{
  history_tear_down (fixture, NULL);
  history_set_up (fixture, NULL);
}

static void
count (gpointer counter)
{
  ++*(guint *) counter;
}

void
history_open (HistoryFixture *fixture)
{
  history_close (fixture);
  fixture->n_changes = 0;
  fixture->history = ct_history_new (fixture->path);
  g_signal_connect_swapped (fixture->history, "status-changed", G_CALLBACK (count),
                            &fixture->n_changes);
}

void
history_close (HistoryFixture *fixture)
{
  g_clear_object (&fixture->history);
}

guint
history_count_set_aside (HistoryFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "history.db.damaged-20") && !g_str_has_suffix (name, "-wal")
         && !g_str_has_suffix (name, "-shm");
  return n;
}

/* --- Stories --- */

CtReading *
history_reading (gint64 remaining_micro)
{
  CtReading *reading = ct_reading_new ();
  CtBalance *balance = ct_balance_new ("main");

  g_strlcpy (balance->currency, "USD", CT_CURRENCY_SIZE);
  balance->primary = TRUE;
  balance->has_remaining = TRUE;
  balance->remaining_micro = remaining_micro;
  g_ptr_array_add (reading->balances, balance);
  return reading;
}

void
history_append (CtHistory *history, gint64 minute, gint64 remaining_micro)
{
  g_autoptr (CtReading) reading = history_reading (remaining_micro);

  ct_history_append (history, HISTORY_ACCOUNT, HISTORY_ORIGIN, reading,
                     HISTORY_BEGIN_US + minute * MINUTE_US);
}

void
history_tell (CtHistory *history, const char *story)
{
  history_tell_of (history, HISTORY_ORIGIN, story);
}

void
history_tell_of (CtHistory *history, const char *origin, const char *story)
{
  g_auto (GStrv) words = g_strsplit (story, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *colon = strchr (words[i], ':');
      g_autoptr (CtReading) reading = history_reading (0);
      CtBalance *balance = reading->balances->pdata[0];
      gint64 minute = g_ascii_strtoll (words[i], NULL, 10);

      balance->unlimited = g_str_equal (colon + 1, "inf");
      balance->has_remaining = !balance->unlimited;
      if (balance->has_remaining)
        g_assert_true (ct_money_parse_micro (colon + 1, &balance->remaining_micro, NULL));
      ct_history_append (history, HISTORY_ACCOUNT, origin, reading,
                         HISTORY_BEGIN_US + minute * MINUTE_US);
    }
}

void
history_assert_kept (HistoryFixture *fixture, const char *story)
{
  g_autoptr (GError) error = NULL;

  history_tell (fixture->history, story);
  g_assert_true (ct_history_flush (fixture->history, &error));
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
history_assert_not_kept (HistoryFixture *fixture, const char *story, const char *reason)
{
  g_autoptr (GError) error = NULL;

  history_tell (fixture->history, story);
  g_assert_false (ct_history_flush (fixture->history, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "history.db"));
  g_assert_nonnull (strstr (error->message, reason));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
describe_run (const CtHistoryRun *run, GString *text)
{
  g_autofree char *remaining = ct_money_to_decimal (run->remaining_micro);
  g_autofree char *low = ct_money_to_decimal (run->low_micro);
  g_autofree char *high = ct_money_to_decimal (run->high_micro);
  g_autofree char *topped_up = ct_money_to_decimal (run->topped_up_micro);

  g_string_append_printf (text, "%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ":%s",
                          text->len > 0 ? " " : "", (run->first_us - HISTORY_BEGIN_US) / MINUTE_US,
                          (run->last_us - HISTORY_BEGIN_US) / MINUTE_US,
                          run->unlimited       ? "inf"
                          : run->has_remaining ? remaining
                                               : "none");
  if (run->topped_up_micro != 0)
    g_string_append_printf (text, "+%s", topped_up);
  if (run->has_remaining && run->low_micro != run->high_micro)
    g_string_append_printf (text, "(%s-%s)", low, high);
}

char *
history_describe (CtHistory *history, gint64 from_us, gint64 to_us, guint n_parts)
{
  const CtHistoryQuery query = { HISTORY_ACCOUNT, "main", HISTORY_ORIGIN, from_us, to_us, n_parts };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHistorySeries) series = history_query (history, &query, &error);

  g_assert_no_error (error);
  return history_describe_runs (series);
}

char *
history_describe_runs (const CtHistorySeries *series)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < series->runs->len; i++)
    describe_run (&g_array_index (series->runs, CtHistoryRun, i), text);
  return g_string_free (text, FALSE);
}

void
history_assert_same_run (const CtHistoryRun *a, const CtHistoryRun *b)
{
  g_assert_true (ct_history_run_is_equal (a, b));
  g_assert_cmpint (a->first_us, ==, b->first_us);
  g_assert_cmpint (a->last_us, ==, b->last_us);
  g_assert_cmpint (a->low_micro, ==, b->low_micro);
  g_assert_cmpint (a->high_micro, ==, b->high_micro);
  g_assert_cmpint (a->topped_up_micro, ==, b->topped_up_micro);
}

/* --- Waiting --- */

typedef struct
{
  GAsyncResult *result; /* (nullable) (owned) */
  gboolean done;
} Wait;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  wait->done = TRUE;
}

CtHistorySeries *
history_query (CtHistory *history, const CtHistoryQuery *query, GError **error)
{
  Wait wait = { NULL, FALSE };
  CtHistorySeries *series;

  ct_history_query_async (history, query, NULL, on_done, &wait);
  test_loop_until (&wait.done);
  series = ct_history_query_finish (wait.result, error);
  g_object_unref (wait.result);
  return series;
}

GPtrArray *
history_list (CtHistory *history, const char *account_id, GError **error)
{
  Wait wait = { NULL, FALSE };
  GPtrArray *balances;

  ct_history_list_async (history, account_id, NULL, on_done, &wait);
  test_loop_until (&wait.done);
  balances = ct_history_list_finish (wait.result, error);
  g_object_unref (wait.result);
  return balances;
}

CtHistoryItem *
history_item (gint64 minute, gint64 amount)
{
  g_autoptr (CtReading) reading = history_reading (amount * CT_MICRO);

  return ct_history_item_new (HISTORY_ACCOUNT, HISTORY_ORIGIN, reading->balances->pdata[0],
                              HISTORY_BEGIN_US + minute * G_TIME_SPAN_MINUTE);
}

void
history_write_together (HistoryFixture *fixture, GPtrArray *items)
{
  g_autoptr (CtHistoryDatabase) db = ct_history_database_new (fixture->path);
  CtHistoryWriter *writer = ct_history_writer_new (db);

  g_assert_true (ct_history_database_open (db, NULL));
  g_assert_true (ct_history_writer_append (writer, items, NULL));
  ct_history_writer_free (writer);
}
