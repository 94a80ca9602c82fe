#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Amounts as people write them: with the decimal mark of their language (nl_langinfo (RADIXCHAR)),
 * or with a point. Nothing is grouped. "1.000" is a thousand where the mark is a comma, and one for
 * who writes a point nevertheless; "1,000" is so where it is a point: neither is read. "0.125" and
 * "1000.125" are never grouped so. */

/* Blanks around it are left out. Errors: CT_ERROR_SETTINGS, a sentence that says how to write it.
 */
gboolean ct_typed_amount_parse (const char *text, const char *mark, gint64 *amount_micro,
                                GError **error);

/* What parse reads as the same amount. (transfer full) */
char *ct_typed_amount_format (gint64 amount_micro, const char *mark);

G_END_DECLS
