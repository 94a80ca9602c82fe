#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Brings a database to the newest version, all steps in one transaction, so that it has the old
 * version or the new one whatever happens. migrations[n] leads from version n to n + 1.
 *
 * SQLITE_OK, or what SQLite fails with; SQLITE_NOTADB when it is another program's database,
 * SQLITE_FORMAT when a later version of this one has written it. Neither is touched. */
int ct_history_schema_migrate (sqlite3 *handle, const char *const *migrations, guint n_migrations);

/* The same with the migrations of the history. */
int ct_history_schema_update (sqlite3 *handle);

/* Only looks whether it could be. */
int ct_history_schema_check (sqlite3 *handle);

G_END_DECLS
