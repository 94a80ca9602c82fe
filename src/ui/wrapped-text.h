#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A paragraph of a dialog, as wide as is read well. style_class: (nullable) */
GtkWidget *ct_wrapped_text_new (const char *text, const char *style_class);

G_END_DECLS
