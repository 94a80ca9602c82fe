#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Putting the rows of a list into another order with the pointer. */

/* A row was let go: it belongs at position, counted without itself. The list is as it was. */
typedef void (*CtRowMoved) (GtkListBoxRow *row, guint position, gpointer user_data);

void ct_row_dragging_accept (GtkListBox *list, CtRowMoved moved, gpointer user_data);
/* The row follows the pointer when it is dragged by handle, which is in the row. */
void ct_row_dragging_offer (GtkListBoxRow *row, GtkWidget *handle);

G_END_DECLS
