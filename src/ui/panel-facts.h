#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the panels show of a tray item. From trials with each of them: GNOME Shell 43 with its
 * AppIndicator extension, Plasma 5.27, Xfce 4.18, MATE 1.26, LXQt 1.2, Waybar 0.9.17; Cinnamon and
 * others by their sources. */
typedef struct
{
  gboolean known; /* FALSE: nobody tried this one; the others are guesses then */
  gboolean shows_text;
  gboolean shows_title; /* on hover, live */
  const char *name;     /* "KDE Plasma": not translated; NULL: not known */
} CtPanelFacts;

/* watcher: (nullable) the program that owns org.kde.StatusNotifierWatcher, as the kernel names it.
 * It tells more than the desktop, which can have several panels. desktop: (nullable)
 * XDG_CURRENT_DESKTOP, "ubuntu:GNOME"; asked where there is no watcher. */
CtPanelFacts ct_panel_facts_look_up (const char *watcher, const char *desktop);

/* One or two sentences for the person, who may have chosen to have the amount drawn into the icon.
 * (transfer full) */
char *ct_panel_facts_describe (const CtPanelFacts *facts, gboolean amount_in_icon);

G_END_DECLS
