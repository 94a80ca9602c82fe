#include "config.h"

#include "history-schema.h"

/* "CrTr", in the file's header: https://www.sqlite.org/fileformat.html section 1.3.17. */
#define APPLICATION_ID 0x43725472
#define TEXT_OF(number) G_STRINGIFY (number)

/* Steps are added at the end and never changed: tests/fixtures/history has a file of each version.
 *
 * 1: last_us is written when a run ends, and hourly while it lasts. low and high are NULL where
 *    they are the remaining amount, topped_up where nothing was. Runs that begin before
 *    hourly_until_us have been merged into one an hour.
 * 2: the site that a balance is read from, NULL where nobody wrote it down, and since when: what
 *    was read before is of another one. */
static const char *const history_migrations[] = {
  "CREATE TABLE series ("
  "  id INTEGER PRIMARY KEY,"
  "  account TEXT NOT NULL,"
  "  balance TEXT NOT NULL,"
  "  currency TEXT NOT NULL,"
  "  hourly_until_us INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (account, balance, currency)"
  ") STRICT;"
  "CREATE TABLE runs ("
  "  series INTEGER NOT NULL,"
  "  first_us INTEGER NOT NULL,"
  "  last_us INTEGER NOT NULL,"
  "  remaining_micro INTEGER,"
  "  used_micro INTEGER,"
  "  unlimited INTEGER NOT NULL,"
  "  low_micro INTEGER,"
  "  high_micro INTEGER,"
  "  topped_up_micro INTEGER,"
  "  PRIMARY KEY (series, first_us)"
  ") STRICT, WITHOUT ROWID;",
  "ALTER TABLE series ADD COLUMN origin TEXT;"
  "ALTER TABLE series ADD COLUMN begins_us INTEGER NOT NULL DEFAULT 0;",
};

static int
query_int (sqlite3 *handle, const char *sql, int *value)
{
  sqlite3_stmt *statement = NULL;
  int status = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  if (status == SQLITE_OK)
    status = sqlite3_step (statement);
  if (status == SQLITE_ROW)
    *value = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return status == SQLITE_ROW ? SQLITE_OK : status;
}

static int
get_version (sqlite3 *handle, int *version)
{
  int application_id = 0, n_tables = 0;
  int status = query_int (handle, "PRAGMA application_id", &application_id);

  if (status == SQLITE_OK)
    status = query_int (handle, "PRAGMA user_version", version);
  if (status == SQLITE_OK)
    status = query_int (handle, "SELECT count(*) FROM sqlite_schema", &n_tables);
  if (status != SQLITE_OK || application_id == APPLICATION_ID)
    return status;
  return application_id == 0 && *version == 0 && n_tables == 0 ? SQLITE_OK : SQLITE_NOTADB;
}

/* Another process may have done it while this one waited for the lock. */
static int
migrate_locked (sqlite3 *handle, const char *const *migrations, guint n_migrations)
{
  g_autofree char *stamp = g_strdup_printf (
      "PRAGMA application_id = " TEXT_OF (APPLICATION_ID) "; PRAGMA user_version = %u",
      n_migrations);
  int version = 0;
  int status = get_version (handle, &version);

  for (guint i = version; status == SQLITE_OK && i < n_migrations; i++)
    status = sqlite3_exec (handle, migrations[i], NULL, NULL, NULL);
  if (status == SQLITE_OK)
    status = sqlite3_exec (handle, stamp, NULL, NULL, NULL);
  return status;
}

int
ct_history_schema_migrate (sqlite3 *handle, const char *const *migrations, guint n_migrations)
{
  int version = 0;
  int status = get_version (handle, &version);

  if (status == SQLITE_OK && version > (int) n_migrations)
    return SQLITE_FORMAT;
  if (status != SQLITE_OK || version == (int) n_migrations)
    return status;
  status = sqlite3_exec (handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (status != SQLITE_OK)
    return status;
  status = migrate_locked (handle, migrations, n_migrations);
  if (status == SQLITE_OK)
    status = sqlite3_exec (handle, "COMMIT", NULL, NULL, NULL);
  if (status != SQLITE_OK)
    sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL);
  return status;
}

int
ct_history_schema_update (sqlite3 *handle)
{
  return ct_history_schema_migrate (handle, history_migrations, G_N_ELEMENTS (history_migrations));
}

int
ct_history_schema_check (sqlite3 *handle)
{
  int version = 0;
  int status = get_version (handle, &version);

  if (status == SQLITE_OK && version > (int) G_N_ELEMENTS (history_migrations))
    return SQLITE_FORMAT;
  return status;
}
