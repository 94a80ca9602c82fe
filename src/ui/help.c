#include "config.h"

#include "help.h"

#include <glib/gi18n-lib.h>

#include "windows.h"

void
ct_help_add_keys (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.add-account", { "<Primary>n" } },
    { "app.preferences", { "<Primary>comma" } },
    { "app.quit", { "<Primary>q" } },
    { "app.shortcuts", { "<Primary>question", "<Primary>F1" } },
    { "win.close", { "<Primary>w" } },
    { "win.menu", { "F10" } },
    { "win.refresh", { "F5", "<Primary>r" } },
  };
  gboolean is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  const char *const back[] = { is_rtl ? "<Alt>Right" : "<Alt>Left", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].keys);
  gtk_application_set_accels_for_action (application, "win.back", back);
}

GtkWindow *
ct_help_new_shortcuts (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (CT_UI_RESOURCE "shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  g_signal_connect (window, "delete-event", G_CALLBACK (gtk_widget_hide_on_delete), NULL);
  return window;
}

void
ct_help_show_about (GtkWindow *parent)
{
  gtk_show_about_dialog (parent, "program-name", _ ("Credit Tray"), "logo-icon-name", APP_ID,
                         "version", PACKAGE_VERSION, "comments",
                         _ ("Keeps the prepaid balance of AI gateways in sight."), "copyright",
                         _ ("© 2026 The Credit Tray developers"), "license-type",
                         GTK_LICENSE_GPL_3_0, "translator-credits",
                         /* Translators: your own names, one a line */
                         _ ("translator-credits"), NULL);
}
