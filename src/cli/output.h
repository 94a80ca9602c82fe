#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Data goes to the standard output, as UTF-8 whatever the locale; everything else to the standard
 * error. */
void ct_cli_print (const char *text);
/* "creditctl status: " in front, a line end behind. */
void ct_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
void ct_cli_complain_error (const char *subject, const GError *error); /* subject: (nullable) */

/* What was printed has arrived. TRUE too when nobody reads it any more; else the reason was said.
 */
gboolean ct_cli_flush (void);

/* Whether the standard output is a terminal that wants colours (https://no-color.org). */
gboolean ct_cli_wants_colour (void);

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
