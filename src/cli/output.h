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

G_END_DECLS
