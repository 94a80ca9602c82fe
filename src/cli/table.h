#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of cells, in columns as wide as their text is on a terminal. */
typedef struct _CtTable CtTable;
CtTable *ct_table_new (void);
void ct_table_free (CtTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtTable, ct_table_free)
/* cells: ends with NULL; control characters in them are shown as "?". colour: (nullable) the
 * terminal's escape sequence for the whole row. */
void ct_table_add (CtTable *table, const char *colour, const char *const *cells);
char *ct_table_format (CtTable *table); /* (transfer full) */

G_END_DECLS
