#include "config.h"

#include "list-tab.h"

static gboolean
enter (GtkListBox *list)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return row != NULL;
}

static gboolean
on_focus (GtkWidget *list, GtkDirectionType direction, gpointer user_data)
{
  GtkWidget *row = gtk_container_get_focus_child (GTK_CONTAINER (list));

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (row == NULL)
    return enter (GTK_LIST_BOX (list));
  if (gtk_widget_child_focus (row, direction))
    return TRUE;
  g_signal_stop_emission_by_name (list, "focus");
  return FALSE;
}

void
ct_list_tab_leaves (GtkListBox *list)
{
  g_signal_connect (list, "focus", G_CALLBACK (on_focus), NULL);
}
