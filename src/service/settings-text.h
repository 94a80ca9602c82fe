#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A value as it stands behind "key=" in settings.ini: made for people who edit by hand, and exact
 * both ways.
 *
 *   s      Work
 *   b      true, false
 *   u      300
 *   as     one; two             `;` ends an item; behind the last one it may be left out
 *   a{ss}  CNY=0.138; EUR=1.08  the same, each item a key and its value
 *
 * Blanks around a text or an item do not count. In all of them \s \t \n \r \f \\ \; and \= stand
 * for a blank, tab, line feed, carriage return, form feed, backslash, `;` and `=`. */

/* value: of one of the types above. (transfer full) */
char *ct_settings_text_from_value (GVariant *value);

/* Errors: CT_ERROR_SETTINGS, saying what is wrong with the text. (transfer full), not floating */
GVariant *ct_settings_text_to_value (const char *text, const GVariantType *type, GError **error);

G_END_DECLS
