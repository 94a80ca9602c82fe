#include "config.h"

#include "panel-facts.h"

#include <string.h>

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *key; /* the beginning of a program's name, or a desktop */
  gboolean shows_text, shows_title;
  const char *name;
} Row;

/* The kernel keeps 15 letters of a program's name. */
static const Row watchers[] = {
  { "ayatana-indicat", TRUE, FALSE, "Ayatana indicators" },
  { "indicator-appli", TRUE, FALSE, "Ubuntu indicators" },
  { "gnome-shell", TRUE, FALSE, "GNOME" },
  { "plasmashell", FALSE, TRUE, "KDE Plasma" },
  { "kded", FALSE, TRUE, "KDE Plasma" },
  { "xfce4-panel", FALSE, TRUE, "Xfce" },
  { "panel-", FALSE, TRUE, "Xfce" }, /* a plugin of it in a process of its own */
  { "wrapper-2.0", FALSE, TRUE, "Xfce" },
  { "lxqt-panel", FALSE, FALSE, "LXQt" },
  { "waybar", FALSE, TRUE, "Waybar" },
  { "swaybar", FALSE, FALSE, "swaybar" },
  { "cinnamon", FALSE, TRUE, "Cinnamon" },
  { "xapp-sn-watcher", FALSE, TRUE, "XApp" },
};

static const Row desktops[] = {
  { "GNOME", TRUE, FALSE, "GNOME" },         { "Unity", TRUE, FALSE, "Unity" },
  { "MATE", TRUE, FALSE, "MATE" },           { "KDE", FALSE, TRUE, "KDE Plasma" },
  { "XFCE", FALSE, TRUE, "Xfce" },           { "LXQt", FALSE, FALSE, "LXQt" },
  { "X-Cinnamon", FALSE, TRUE, "Cinnamon" },
};

static CtPanelFacts
facts_of (const Row *row)
{
  return (CtPanelFacts){
    .known = TRUE, .shows_text = row->shows_text, .shows_title = row->shows_title, .name = row->name
  };
}

static const Row *
find_watcher (const char *watcher)
{
  for (guint i = 0; i < G_N_ELEMENTS (watchers); i++)
    if (g_str_has_prefix (watcher, watchers[i].key))
      return &watchers[i];
  return NULL;
}

/* The first names say more than the later ones. */
static const Row *
find_desktop (const char *desktop)
{
  g_auto (GStrv) names = g_strsplit (desktop, ":", -1);

  for (guint i = 0; names[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (desktops); j++)
      if (g_ascii_strcasecmp (names[i], desktops[j].key) == 0)
        return &desktops[j];
  return NULL;
}

CtPanelFacts
ct_panel_facts_look_up (const char *watcher, const char *desktop)
{
  const Row *row = watcher != NULL ? find_watcher (watcher) : NULL;

  if (watcher == NULL && desktop != NULL)
    row = find_desktop (desktop);
  return row != NULL ? facts_of (row) : (CtPanelFacts){ .known = FALSE };
}

char *
ct_panel_facts_describe (const CtPanelFacts *facts, gboolean amount_in_icon)
{
  if (!facts->known)
    return g_strdup (
        _ ("Not every panel shows text beside the icon; most show it in the tooltip."));
  if (facts->shows_text)
    return g_strdup_printf (_ ("This panel (%s) shows the text beside the icon."), facts->name);
  if (facts->shows_title && amount_in_icon)
    return g_strdup_printf (_ ("This panel (%s) shows no text; the amount is in the tooltip and in "
                               "the icon."),
                            facts->name);
  if (facts->shows_title)
    return g_strdup_printf (_ ("This panel (%s) shows no text; the amount is in the tooltip, and "
                               "can be drawn into the icon."),
                            facts->name);
  if (amount_in_icon)
    return g_strdup_printf (_ ("This panel (%s) shows no text; the amount is in the icon and in "
                               "the menu."),
                            facts->name);
  return g_strdup_printf (_ ("This panel (%s) shows no text; the amount is in the menu, and can be "
                             "drawn into the icon."),
                          facts->name);
}
