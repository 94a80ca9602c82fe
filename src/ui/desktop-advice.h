#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person has to do on their desktop, in a translated sentence or two. desktop:
 * $XDG_CURRENT_DESKTOP, names with colons between them, the most telling first; (nullable). */

/* For a place in the panel that shows tray items. */
const char *ct_desktop_advice_tray (const char *desktop);
/* For a keyring: the package that has one. */
const char *ct_desktop_advice_keyring (const char *desktop);

G_END_DECLS
