#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK tells assistive technologies which label belongs to an input, but gives the input no name of
 * its own: from root down, every input that is a label's mnemonic widget is called what the label
 * says. */
void ct_name_inputs (GtkWidget *root);

G_END_DECLS
