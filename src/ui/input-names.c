#include "config.h"

#include "input-names.h"

static void
visit (GtkWidget *widget, gpointer user_data)
{
  if (GTK_IS_LABEL (widget))
    {
      GtkWidget *input = gtk_label_get_mnemonic_widget (GTK_LABEL (widget));

      if (input != NULL)
        atk_object_set_name (gtk_widget_get_accessible (input),
                             gtk_label_get_text (GTK_LABEL (widget)));
    }
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), visit, user_data);
}

void
ct_name_inputs (GtkWidget *root)
{
  visit (root, NULL);
}
