#include "config.h"

#include "desktop-advice.h"

#include <glib/gi18n-lib.h>

/* Seen on these desktops, or what their own pages say. */
static const struct
{
  const char *desktop;
  const char *tray;
} advices[] = {
  { "GNOME",
    N_ ("GNOME needs an extension for it: install “AppIndicator and KStatusNotifierItem Support” "
        "(package gnome-shell-extension-appindicator), log in again, and enable it.") },
  { "Budgie", N_ ("Add the “AppIndicator” applet to the panel (package "
                  "budgie-appindicator-applet).") },
  { "KDE", N_ ("Add the “System Tray” widget to a panel.") },
  { "XFCE", N_ ("Add the “Status Tray Plugin” to the panel, or for an amount in the panel the "
                "“Indicator Plugin” (package xfce4-indicator-plugin).") },
  { "MATE", N_ ("Add the “Indicator Applet” to the panel (package mate-indicator-applet).") },
  { "X-Cinnamon", N_ ("Add the “System Tray” applet to the panel.") },
  { "LXQt", N_ ("Add the “Status Notifier” plugin to the panel.") },
  { "Pantheon", N_ ("Install an indicator for the panel (package wingpanel-indicator-ayatana).") },
  { "sway", N_ ("Use a bar with a tray, such as Waybar with its module “tray”. swaybar has one "
                "too, unless “tray_output none” is set.") },
  { "Hyprland", N_ ("Use a bar with a tray, such as Waybar with its module “tray”.") },
  { "river", N_ ("Use a bar with a tray, such as Waybar with its module “tray”.") },
};

static const char *
find_tray (char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (advices); k++)
      if (g_ascii_strcasecmp (names[i], advices[k].desktop) == 0)
        return _ (advices[k].tray);
  return NULL;
}

const char *
ct_desktop_advice_tray (const char *desktop)
{
  g_auto (GStrv) names = g_strsplit (desktop != NULL ? desktop : "", ":", -1);
  const char *found = find_tray (names);

  return found != NULL ? found
                       : _ ("Add a tray for StatusNotifier items to the panel, or use a bar that "
                            "has one, such as Waybar with its module “tray”.");
}

const char *
ct_desktop_advice_keyring (const char *desktop)
{
  g_auto (GStrv) names = g_strsplit (desktop != NULL ? desktop : "", ":", -1);

  if (g_strv_contains ((const char *const *) names, "KDE"))
    return _ ("Install KWallet (package kwalletmanager) and enable it in the system settings.");
  return _ ("Install GNOME Keyring (package gnome-keyring) and log in again.");
}
