#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says what did not work, until it is closed. The dialog goes with parent. */
void ct_error_dialog_show (GtkWindow *parent, const char *title, const char *text);

G_END_DECLS
