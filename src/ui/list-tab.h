#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The Tab key goes through what is in the focused row and then leaves the list, which may be long;
 * the arrow keys go from row to row. */
void ct_list_tab_leaves (GtkListBox *list);

G_END_DECLS
