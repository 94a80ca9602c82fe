#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keys of all windows, which are pressed from now on. */
void ct_help_add_keys (GtkApplication *application);

/* (transfer none) A window that tells them; to be shown again and again, for it hides when it is
 * closed: destroyed with somebody listening, GTK's accessibles of it ask for what is gone. */
GtkWindow *ct_help_new_shortcuts (void);

void ct_help_show_about (GtkWindow *parent /* (nullable) */);

G_END_DECLS
