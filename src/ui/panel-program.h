#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The name of the program that shows tray items here (panel-facts.h), as the kernel has it: at most
 * 15 letters. Errors: G_DBUS_ERROR, G_FILE_ERROR. (transfer full) */
void ct_panel_program_ask_async (GDBusConnection *connection, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
char *ct_panel_program_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
