#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From which amounts on balances of one currency are low and critical. (transfer floating) */
GtkWidget *ct_level_row_new (GSettings *general, const char *currency);

G_END_DECLS
