#include "config.h"

#include "history-database.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "error.h"
#include "history-file.h"
#include "history-schema.h"

#define BUSY_TIMEOUT_MS 5000
#define RUN_COLUMNS                                                                    \
  "first_us, last_us, remaining_micro, used_micro, unlimited, low_micro, high_micro, " \
  "topped_up_micro"

struct _CtHistoryDatabase
{
  char *path;                                       /* (nullable) (owned) NULL: in memory */
  sqlite3 *handle;                                  /* (nullable) (owned) */
  CtStatement *statements[CT_HISTORY_N_STATEMENTS]; /* (nullable) (owned) */
  CtHistoryFileId file;
  gboolean damaged;
  char *set_aside; /* (nullable) (owned) */
};

static const char *const sql[CT_HISTORY_N_STATEMENTS] = {
  [CT_HISTORY_BEGIN] = "BEGIN IMMEDIATE",
  [CT_HISTORY_COMMIT] = "COMMIT",
  [CT_HISTORY_ROLLBACK] = "ROLLBACK",
  [CT_HISTORY_FIND_SERIES] = "SELECT id, origin, begins_us FROM series"
                             " WHERE account = ?1 AND balance = ?2 AND currency = ?3",
  [CT_HISTORY_INSERT_SERIES] = "INSERT INTO series (account, balance, currency)"
                               " VALUES (?1, ?2, ?3)",
  [CT_HISTORY_SET_ORIGIN] = "UPDATE series SET origin = ?2, begins_us = ?3 WHERE id = ?1",
  [CT_HISTORY_LATEST_SERIES] = "SELECT id, currency, origin, begins_us FROM series"
                               " WHERE account = ?1 AND balance = ?2 ORDER BY"
                               " (SELECT max(first_us) FROM runs WHERE series = series.id) DESC"
                               " LIMIT 1",
  [CT_HISTORY_LIST_BALANCES] = "SELECT balance, currency,"
                               " (SELECT last_us FROM runs WHERE series = series.id"
                               "  ORDER BY first_us DESC LIMIT 1) AS read_us FROM series"
                               " WHERE account = ?1 AND read_us IS NOT NULL"
                               " ORDER BY read_us DESC, balance",
  [CT_HISTORY_LIST_SERIES] = "SELECT id, hourly_until_us FROM series",
  [CT_HISTORY_ACCOUNT_SERIES] = "SELECT id FROM series WHERE account = ?1 LIMIT 1",
  [CT_HISTORY_DELETE_SERIES] = "DELETE FROM series WHERE id = ?1",
  [CT_HISTORY_SET_HOURLY] = "UPDATE series SET hourly_until_us = ?2 WHERE id = ?1",
  [CT_HISTORY_BOUNDS] = "SELECT (SELECT min(first_us) FROM runs WHERE series = ?1),"
                        " (SELECT last_us FROM runs WHERE series = ?1"
                        "  ORDER BY first_us DESC LIMIT 1)",
  [CT_HISTORY_FIND_RUN] = "SELECT " RUN_COLUMNS " FROM runs WHERE series = ?1 AND first_us <= ?2"
                          " ORDER BY first_us DESC LIMIT 1",
  [CT_HISTORY_SELECT_RUNS] = "SELECT " RUN_COLUMNS " FROM runs WHERE series = ?1 AND first_us >="
                             " coalesce((SELECT max(first_us) FROM runs"
                             "           WHERE series = ?1 AND first_us < ?2), ?2)"
                             " AND first_us <= ?3 ORDER BY first_us",
  [CT_HISTORY_NTH_RUN] = "SELECT first_us FROM runs WHERE series = ?1 AND first_us >= ?2"
                         " ORDER BY first_us LIMIT 1 OFFSET ?3",
  [CT_HISTORY_EXTEND_RUN] = "UPDATE runs SET last_us = min(?3, coalesce("
                            " (SELECT min(first_us) FROM runs"
                            "  WHERE series = ?1 AND first_us > ?2), ?3))"
                            " WHERE series = ?1 AND first_us = ?2 AND last_us < ?3",
  [CT_HISTORY_CUT_RUN] = "UPDATE runs SET last_us = ?3 WHERE series = ?1 AND first_us = ?2",
  [CT_HISTORY_INSERT_RUN] = "REPLACE INTO runs (series, " RUN_COLUMNS ")"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
  [CT_HISTORY_DELETE_RUNS] = "DELETE FROM runs WHERE series = ?1 AND first_us >= ?2"
                             " AND first_us < ?3 AND last_us < ?4",
};

CtHistoryDatabase *
ct_history_database_new (const char *path)
{
  CtHistoryDatabase *self = g_new0 (CtHistoryDatabase, 1);

  self->path = g_strdup (path);
  return self;
}

void
ct_history_database_free (CtHistoryDatabase *self)
{
  ct_history_database_close (self);
  g_free (self->set_aside);
  g_free (self->path);
  g_free (self);
}

void
ct_history_database_close (CtHistoryDatabase *self)
{
  for (guint i = 0; i < CT_HISTORY_N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  g_clear_pointer (&self->handle, sqlite3_close);
}

char *
ct_history_database_take_set_aside (CtHistoryDatabase *self)
{
  return g_steal_pointer (&self->set_aside);
}

gboolean
ct_history_database_is_damaged (CtHistoryDatabase *self)
{
  return self->damaged;
}

/* --- Errors --- */

static gboolean
is_damage (int status)
{
  return (status & 0xff) == SQLITE_CORRUPT || (status & 0xff) == SQLITE_NOTADB;
}

/* system_error: errno behind the call that failed. sqlite3_system_errno() does not know it when
 * writing fails at the end of a transaction. */
static const char *
explain (int status, int system_error)
{
  switch (status & 0xff)
    {
    case SQLITE_FULL:
      return g_strerror (ENOSPC);
    case SQLITE_FORMAT:
      return _ ("a later version of this program has written it");
    case SQLITE_BUSY:
      return _ ("another program holds it");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return system_error != 0 ? g_strerror (system_error) : sqlite3_errstr (status);
    default:
      return sqlite3_errstr (status);
    }
}

static void
set_error (CtHistoryDatabase *self, const char *reason, GError **error)
{
  g_autofree char *name = g_filename_display_name (self->path != NULL ? self->path : "");

  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("The history is not kept: %s: %s"), name,
               reason);
}

static void
set_status_error (CtHistoryDatabase *self, int status, int system_error, GError **error)
{
  self->damaged = self->damaged || is_damage (status);
  set_error (self, explain (status, system_error), error);
}

/* --- Opening --- */

/* Nothing is synced but by checkpoints: a loss of power costs the last readings, never the file. A
 * file system without WAL is no reason to keep no history. */
static int
configure (sqlite3 *handle)
{
  static const char *const settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                      "PRAGMA journal_size_limit = 1048576;"
                                      "PRAGMA cache_size = -256; PRAGMA trusted_schema = OFF";
  int status = sqlite3_exec (handle, settings, NULL, NULL, NULL);

  return is_damage (status) ? status : SQLITE_OK;
}

static int
open_handle (CtHistoryDatabase *self)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int status;

  errno = self->path != NULL ? ct_history_file_make (self->path) : 0;
  if (errno != 0 || (self->path != NULL && !ct_history_file_identify (self->path, &self->file)))
    return SQLITE_CANTOPEN;
  status = sqlite3_open_v2 (self->path != NULL ? self->path : ":memory:", &self->handle, flags,
                            NULL);
  if (self->handle == NULL)
    return status; /* there is no memory for one */
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (status == SQLITE_OK)
    status = ct_history_schema_check (self->handle);
  if (status == SQLITE_OK)
    status = configure (self->handle);
  if (status == SQLITE_OK)
    status = ct_history_schema_update (self->handle);
  return status;
}

/* A person may have moved it, or another process set it aside. */
static gboolean
is_still_there (CtHistoryDatabase *self)
{
  CtHistoryFileId id;

  return self->path == NULL
         || (ct_history_file_identify (self->path, &id) && id.device == self->file.device
             && id.inode == self->file.inode);
}

/* Unless another process has put a new file in its place. */
static gboolean
set_aside (CtHistoryDatabase *self, GError **error)
{
  char *path;

  /* The -wal stays as it is: it may hold what the file has lost. */
  if (self->handle != NULL)
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  ct_history_database_close (self);
  self->damaged = FALSE;
  if (!is_still_there (self))
    return TRUE;
  path = ct_history_file_set_aside (self->path, error);
  if (path == NULL)
    return FALSE;
  g_free (self->set_aside);
  self->set_aside = path;
  return TRUE;
}

/* The lock is held. */
static gboolean
open_locked (CtHistoryDatabase *self, GError **error)
{
  int status = SQLITE_CORRUPT;

  if (!self->damaged)
    {
      ct_history_database_close (self);
      status = open_handle (self);
    }
  if (is_damage (status) && self->path != NULL)
    {
      if (!set_aside (self, error))
        return FALSE;
      status = open_handle (self);
    }
  if (status == SQLITE_OK)
    return TRUE;
  set_status_error (self, status, errno, error);
  ct_history_database_close (self);
  return FALSE;
}

gboolean
ct_history_database_open (CtHistoryDatabase *self, GError **error)
{
  gboolean success;
  int lock;

  if (self->handle != NULL && !self->damaged && is_still_there (self))
    return TRUE;
  if (self->path == NULL)
    return open_locked (self, error);
  lock = ct_history_file_lock (self->path, error);
  if (lock < 0)
    return FALSE;
  success = open_locked (self, error);
  g_close (lock, NULL);
  return success;
}

/* --- Statements --- */

gboolean
ct_history_database_exists (CtHistoryDatabase *self)
{
  return self->path == NULL || g_file_test (self->path, G_FILE_TEST_EXISTS);
}

CtStatement *
ct_history_database_prepare (CtHistoryDatabase *self, CtHistoryStatement which, GError **error)
{
  int status = SQLITE_OK;

  if (self->statements[which] == NULL)
    status = sqlite3_prepare_v3 (self->handle, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                 &self->statements[which], NULL);
  if (status != SQLITE_OK)
    set_status_error (self, status, 0, error);
  return self->statements[which];
}

void
ct_statement_release (CtStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

void
ct_statement_bind_int64s (CtStatement *statement, guint n, const gint64 *values)
{
  for (guint i = 0; i < n; i++)
    sqlite3_bind_int64 (statement, i + 1, values[i]);
}

int
ct_history_database_step (CtHistoryDatabase *self, CtStatement *statement, GError **error)
{
  int status;

  errno = 0;
  status = sqlite3_step (statement);
  if (status != SQLITE_ROW && status != SQLITE_DONE)
    set_status_error (self, status, errno, error);
  return status;
}

gboolean
ct_history_database_run (CtHistoryDatabase *self, CtHistoryStatement which, guint n_values,
                         const gint64 *values, GError **error)
{
  g_autoptr (CtStatement) statement = ct_history_database_prepare (self, which, error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64s (statement, n_values, values);
  return ct_history_database_step (self, statement, error) == SQLITE_DONE;
}

gboolean
ct_history_database_begin (CtHistoryDatabase *self, GError **error)
{
  return ct_history_database_run (self, CT_HISTORY_BEGIN, 0, NULL, error);
}

gboolean
ct_history_database_end (CtHistoryDatabase *self, gboolean success, GError **error)
{
  if (success)
    success = ct_history_database_run (self, CT_HISTORY_COMMIT, 0, NULL, error);
  if (!success && !sqlite3_get_autocommit (self->handle))
    ct_history_database_run (self, CT_HISTORY_ROLLBACK, 0, NULL, NULL);
  return success;
}
