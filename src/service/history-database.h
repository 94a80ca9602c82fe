#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The file that the history is in: opened, kept usable, and its statements. For one thread at a
 * time; waits for other processes, so never on the main loop.
 *
 *   series  a balance of an account in one currency, and the site that it is of now
 *   runs    its equal readings, in the order of time and never overlapping: a run ends before, or
 *           when, the next begins
 *
 * A clock that is set back leaves runs behind that are in the future; what is appended goes by what
 * is before it. */
typedef struct _CtHistoryDatabase CtHistoryDatabase;

CtHistoryDatabase *ct_history_database_new (const char *path); /* (nullable): in memory */
void ct_history_database_free (CtHistoryDatabase *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtHistoryDatabase, ct_history_database_free)

/* Opens it, if it is not open or the file is not the one at path any more. One that is damaged, or
 * of another program, is set aside beside it (with its -wal and -shm), and a new one begun. Errors:
 * CT_ERROR_SETTINGS, with a message that is complete. */
gboolean ct_history_database_open (CtHistoryDatabase *db, GError **error);
gboolean ct_history_database_exists (CtHistoryDatabase *db); /* opening makes it */
void ct_history_database_close (CtHistoryDatabase *db);

/* (nullable) (transfer full): where a file was set aside since this was asked last. */
char *ct_history_database_take_set_aside (CtHistoryDatabase *db);

/* A statement has found it damaged: the next open sets it aside. */
gboolean ct_history_database_is_damaged (CtHistoryDatabase *db);

/* One statement of this unit's table, prepared once; stepped, then released before another use. */
typedef enum
{
  CT_HISTORY_BEGIN,
  CT_HISTORY_COMMIT,
  CT_HISTORY_ROLLBACK,
  CT_HISTORY_FIND_SERIES,    /* account, balance, currency -> id, origin, begins_us */
  CT_HISTORY_INSERT_SERIES,  /* account, balance, currency */
  CT_HISTORY_SET_ORIGIN,     /* id, origin, begins_us */
  CT_HISTORY_LATEST_SERIES,  /* account, balance -> id, currency, origin, begins_us: read last */
  CT_HISTORY_LIST_BALANCES,  /* account -> balance, currency, last_us: read last comes first */
  CT_HISTORY_LIST_SERIES,    /* -> id, hourly_until_us */
  CT_HISTORY_ACCOUNT_SERIES, /* account -> id */
  CT_HISTORY_DELETE_SERIES,  /* id */
  CT_HISTORY_SET_HOURLY,     /* id, hourly_until_us */
  CT_HISTORY_BOUNDS,         /* series -> first first_us, last last_us */
  CT_HISTORY_FIND_RUN,       /* series, time -> the run that begins last until then */
  CT_HISTORY_SELECT_RUNS,    /* series, from, to -> runs that begin in it, and the one before */
  CT_HISTORY_NTH_RUN,        /* series, from, n -> first_us of the nth run that begins there */
  CT_HISTORY_EXTEND_RUN,     /* series, first_us, last_us: no further than the next begins */
  CT_HISTORY_CUT_RUN,        /* series, first_us, last_us */
  CT_HISTORY_INSERT_RUN,     /* series, then the columns as SELECT_RUNS gives them */
  CT_HISTORY_DELETE_RUNS,    /* series, from, to (not itself), limit of last_us */
  CT_HISTORY_N_STATEMENTS
} CtHistoryStatement;

/* Arguments are gint64, in the order of the table. (transfer none), to be released; NULL: error. */
typedef sqlite3_stmt CtStatement;
CtStatement *ct_history_database_prepare (CtHistoryDatabase *db, CtHistoryStatement which,
                                          GError **error);
void ct_statement_release (CtStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtStatement, ct_statement_release)

void ct_statement_bind_int64s (CtStatement *statement, guint n, const gint64 *values);

/* SQLITE_ROW or SQLITE_DONE; everything else is the error that it sets. */
int ct_history_database_step (CtHistoryDatabase *db, CtStatement *statement, GError **error);
/* One that gives no rows. */
gboolean ct_history_database_run (CtHistoryDatabase *db, CtHistoryStatement which, guint n_values,
                                  const gint64 *values, GError **error);

/* A write: the lock is taken at the beginning, so that what is read in it stays true. */
gboolean ct_history_database_begin (CtHistoryDatabase *db, GError **error);
/* Keeps the first error. success FALSE, or a commit that fails: nothing is changed. */
gboolean ct_history_database_end (CtHistoryDatabase *db, gboolean success, GError **error);

G_END_DECLS
