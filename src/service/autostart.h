#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Starting at login: an XDG autostart file.
 * https://specifications.freedesktop.org/autostart-spec/latest/
 *
 * A file is ours when it says so itself ("X-Credit-Tray-Written=true"). One without that is the
 * person's own and never touched. */

/* Makes the file what wanted says: writes it when it is missing or starts another program, or
 * removes it. Ours that was switched off by a desktop's own settings ("Hidden=true",
 * "X-GNOME-Autostart-enabled=false") stays switched off, unless the person has just chosen
 * otherwise here: chosen. program: absolute path. Errors: CT_ERROR_SETTINGS when it cannot be read
 * or written, or when chosen and the file is the person's own. */
gboolean ct_autostart_apply (const char *file, const char *program, gboolean wanted,
                             gboolean chosen, GError **error);

/* As it stands in "Exec": quoted where the Desktop Entry specification wants it. (transfer full) */
char *ct_autostart_format_exec (const char *program);

G_END_DECLS
