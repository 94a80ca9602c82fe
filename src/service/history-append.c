#include "config.h"

#include "history-append.h"

#include "history-row.h"
#include "rise.h"
#include "saturate.h"

#define HEARTBEAT_US G_TIME_SPAN_HOUR

/* The run that a balance is in, and when that was seen last; not written yet. */
typedef struct
{
  gint64 run_first_us;
  gint64 seen_us;
} Seen;

struct _CtHistoryWriter
{
  CtHistoryDatabase *db;  /* (unowned) */
  GHashTable *seen;       /* (owned) series (owned) -> Seen (owned) */
  gint64 began_us;        /* time of the first item; -1: none yet */
  gint64 last_written_us; /* when what was seen was written last; -1: never */
};

/* --- Items --- */

CtHistoryItem *
ct_history_item_new (const char *account_id, const char *origin, const CtBalance *balance,
                     gint64 time_us)
{
  CtHistoryItem *item;

  if (balance->stale || !(balance->has_remaining || balance->has_used || balance->unlimited))
    return NULL;
  item = g_new0 (CtHistoryItem, 1);
  item->account_id = g_strdup (account_id);
  item->origin = g_strdup (origin);
  item->balance_id = g_strdup (balance->id);
  item->currency = g_strdup (balance->currency);
  item->run = (CtHistoryRun){
    .first_us = time_us,
    .last_us = time_us,
    .remaining_micro = balance->remaining_micro,
    .low_micro = balance->remaining_micro,
    .high_micro = balance->remaining_micro,
    .used_micro = balance->used_micro,
    .has_remaining = balance->has_remaining,
    .has_used = balance->has_used,
    .unlimited = balance->unlimited,
  };
  return item;
}

void
ct_history_item_free (CtHistoryItem *item)
{
  g_free (item->account_id);
  g_free (item->origin);
  g_free (item->balance_id);
  g_free (item->currency);
  g_free (item);
}

/* --- The writer --- */

CtHistoryWriter *
ct_history_writer_new (CtHistoryDatabase *db)
{
  CtHistoryWriter *self = g_new0 (CtHistoryWriter, 1);

  self->db = db;
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->began_us = -1;
  self->last_written_us = -1;
  return self;
}

void
ct_history_writer_free (CtHistoryWriter *self)
{
  g_hash_table_unref (self->seen);
  g_free (self);
}

static void
bind_series (CtStatement *statement, const CtHistoryItem *item)
{
  sqlite3_bind_text (statement, 1, item->account_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, item->balance_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, item->currency, -1, SQLITE_STATIC);
}

/* Where an item belongs. */
typedef struct
{
  gint64 id;        /* 0: there is none */
  gint64 begins_us; /* what was read before is of another site */
  gboolean has_origin;
  gboolean has_item_origin;
} Series;

static gboolean
find_series (CtHistoryWriter *self, const CtHistoryItem *item, Series *series, GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (self->db, CT_HISTORY_FIND_SERIES,
                                                                   error);
  int status;

  *series = (Series){ 0 };
  if (statement == NULL)
    return FALSE;
  bind_series (statement, item);
  status = ct_history_database_step (self->db, statement, error);
  if (status == SQLITE_ROW)
    {
      const char *origin = (const char *) sqlite3_column_text (statement, 1);

      series->id = sqlite3_column_int64 (statement, 0);
      series->begins_us = sqlite3_column_int64 (statement, 2);
      series->has_origin = origin != NULL;
      series->has_item_origin = g_strcmp0 (origin, item->origin) == 0;
    }
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

static gboolean
insert_series (CtHistoryWriter *self, const CtHistoryItem *item, GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (self->db,
                                                                   CT_HISTORY_INSERT_SERIES, error);

  if (statement == NULL)
    return FALSE;
  bind_series (statement, item);
  return ct_history_database_step (self->db, statement, error) == SQLITE_DONE;
}

/* Another site, or a clock that was set back to before the present one began. */
static gboolean
begins_series (const CtHistoryItem *item, const Series *series)
{
  return series->has_origin && (!series->has_item_origin || item->run.first_us < series->begins_us);
}

/* Of readings that nobody wrote the site of, it is the same. */
static gboolean
settle_origin (CtHistoryWriter *self, const CtHistoryItem *item, Series *series, GError **error)
{
  g_autoptr (CtStatement) statement = NULL;

  if (series->has_item_origin && !begins_series (item, series))
    return TRUE;
  if (begins_series (item, series))
    series->begins_us = item->run.first_us;
  statement = ct_history_database_prepare (self->db, CT_HISTORY_SET_ORIGIN, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series->id);
  sqlite3_bind_text (statement, 2, item->origin, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, series->begins_us);
  return ct_history_database_step (self->db, statement, error) == SQLITE_DONE;
}

/* The run that is the last one at time_us. *found FALSE: there is none. */
static gboolean
find_run (CtHistoryWriter *self, gint64 series, gint64 time_us, CtHistoryRun *run, gboolean *found,
          GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (self->db, CT_HISTORY_FIND_RUN,
                                                                   error);
  int status;

  *found = FALSE;
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64s (statement, 2, (const gint64[]){ series, time_us });
  status = ct_history_database_step (self->db, statement, error);
  *found = status == SQLITE_ROW && ct_history_row_read (statement, run);
  return status == SQLITE_ROW || status == SQLITE_DONE;
}

static void
note_seen (CtHistoryWriter *self, gint64 series, gint64 run_first_us, gint64 time_us)
{
  Seen *seen = g_new (Seen, 1);

  *seen = (Seen){ run_first_us, time_us };
  g_hash_table_replace (self->seen, g_memdup2 (&series, sizeof series), seen);
}

/* --- What is written --- */

static gboolean
extend (CtHistoryWriter *self, gint64 series, gint64 run_first_us, gint64 last_us, GError **error)
{
  return ct_history_database_run (self->db, CT_HISTORY_EXTEND_RUN, 3,
                                  (const gint64[]){ series, run_first_us, last_us }, error);
}

static gboolean
write_seen (CtHistoryWriter *self, GError **error)
{
  GHashTableIter iter;
  const gint64 *series;
  const Seen *seen;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, (gpointer *) &series, (gpointer *) &seen))
    if (!extend (self, *series, seen->run_first_us, seen->seen_us, error))
      return FALSE;
  return TRUE;
}

/* The run before ends when it was seen last, and before what is new (the clock may have been set
 * back into it). */
static gboolean
end_run (CtHistoryWriter *self, gint64 series, const CtHistoryRun *run, gint64 time_us,
         GError **error)
{
  const Seen *seen = g_hash_table_lookup (self->seen, &series);

  if (run->last_us > time_us)
    return ct_history_database_run (self->db, CT_HISTORY_CUT_RUN, 3,
                                    (const gint64[]){ series, run->first_us, time_us }, error);
  if (seen == NULL || seen->run_first_us != run->first_us)
    return TRUE;
  return extend (self, series, run->first_us, MIN (seen->seen_us, time_us), error);
}

static gboolean
write_item (CtHistoryWriter *self, const CtHistoryItem *item, GError **error)
{
  CtHistoryRun before, run = item->run;
  gboolean found, goes_on;
  Series series;

  if (!find_series (self, item, &series, error))
    return FALSE;
  if (series.id == 0
      && (!insert_series (self, item, error) || !find_series (self, item, &series, error)))
    return FALSE;
  if (!settle_origin (self, item, &series, error)
      || !find_run (self, series.id, run.first_us, &before, &found, error))
    return FALSE;
  goes_on = found && before.first_us >= series.begins_us;
  if (goes_on && ct_history_run_is_equal (&before, &run))
    return extend (self, series.id, before.first_us, run.last_us, error);
  if (found && !end_run (self, series.id, &before, run.first_us, error))
    return FALSE;
  if (goes_on && before.has_remaining && run.has_remaining
      && ct_rise_is_top_up (before.remaining_micro, run.remaining_micro))
    run.topped_up_micro = ct_saturate_subtract (run.remaining_micro, before.remaining_micro);
  return ct_history_row_insert (self->db, series.id, &run, error);
}

/* --- When --- */

/* For all balances together, and also where each reading comes from a process of its own. */
static gboolean
is_heartbeat (CtHistoryWriter *self, const CtHistoryRun *run, gint64 time_us)
{
  return time_us - run->last_us >= HEARTBEAT_US
         && (self->last_written_us == -1 || ABS (time_us - self->last_written_us) >= HEARTBEAT_US);
}

/* Only reads. */
static gboolean
needs_write (CtHistoryWriter *self, const CtHistoryItem *item, gboolean *needed,
             gboolean *heartbeat, GError **error)
{
  CtHistoryRun run;
  gboolean found = FALSE;
  Series series;

  if (!find_series (self, item, &series, error)
      || (series.id != 0 && !find_run (self, series.id, item->run.first_us, &run, &found, error)))
    return FALSE;
  if (!found || !series.has_item_origin || run.first_us < series.begins_us
      || !ct_history_run_is_equal (&run, &item->run))
    {
      *needed = TRUE;
      return TRUE;
    }
  note_seen (self, series.id, run.first_us, item->run.last_us);
  *heartbeat = *heartbeat || is_heartbeat (self, &run, item->run.last_us);
  return TRUE;
}

static gboolean
write_items (CtHistoryWriter *self, GPtrArray *items, gboolean heartbeat, GError **error)
{
  gboolean success = TRUE;

  if (!ct_history_database_begin (self->db, error))
    return FALSE;
  if (heartbeat)
    success = write_seen (self, error);
  for (guint i = 0; success && i < items->len; i++)
    success = write_item (self, items->pdata[i], error);
  return ct_history_database_end (self->db, success, error);
}

gboolean
ct_history_writer_append (CtHistoryWriter *self, GPtrArray *items, GError **error)
{
  gboolean needed = FALSE, heartbeat = FALSE;
  gint64 time_us = -1;

  /* Behind one that is written, what is in the file says nothing of the next. */
  for (guint i = 0; i < items->len && !needed; i++)
    {
      const CtHistoryItem *item = items->pdata[i];

      time_us = item->run.last_us;
      if (!needs_write (self, item, &needed, &heartbeat, error))
        return FALSE;
    }
  if (self->began_us == -1)
    self->began_us = time_us;
  if (!needed && !heartbeat)
    return TRUE;
  if (!write_items (self, items, heartbeat, error))
    return FALSE;
  if (heartbeat)
    {
      g_hash_table_remove_all (self->seen);
      self->last_written_us = time_us;
    }
  return TRUE;
}

/* A process that ends at once, such as creditctl from cron, would write each time. */
gboolean
ct_history_writer_finish (CtHistoryWriter *self, GError **error)
{
  GHashTableIter iter;
  const Seen *seen;
  gint64 seen_us = self->began_us;
  gboolean success;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &seen))
    seen_us = MAX (seen_us, seen->seen_us);
  if (seen_us - self->began_us < HEARTBEAT_US)
    return TRUE;
  if (!ct_history_database_begin (self->db, error))
    return FALSE;
  success = write_seen (self, error);
  return ct_history_database_end (self->db, success, error);
}
