#include "floor.h"

#include <libayatana-appindicator/app-indicator.h>

void
floor_show_indicator (void)
{
  AppIndicator *indicator = g_object_new (APP_INDICATOR_TYPE, "id", "floor", "icon-name",
                                          "dialog-information", "category", "ApplicationStatus",
                                          NULL);
  GtkWidget *menu = gtk_menu_new ();
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), gtk_menu_item_new_with_label ("Quit"));
  gtk_widget_show_all (menu);
  app_indicator_set_menu (indicator, GTK_MENU (menu));
  app_indicator_set_label (indicator, "$49.99", "$49.99");
  app_indicator_set_status (indicator, APP_INDICATOR_STATUS_ACTIVE);
}
