#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls func for every row that an SQLite dump inserts into table, with names of columns -> texts:
 * of numbers, as they are written; NULL, blobs and expressions are not in it. Only INSERT INTO t
 * (columns) VALUES (row), (row)... is read, all other statements are passed over; nothing is
 * executed. What cannot be read ends it. func returns FALSE to end it. The values are wiped when
 * func is back. */
void ct_sql_dump_foreach (const char *text, gsize length, const char *table,
                          gboolean (*func) (GHashTable *row, gpointer user_data),
                          gpointer user_data);

G_END_DECLS
