#pragma once

#include <gtk/gtk.h>

/* What the applet is measured against: an indicator with an icon, a label and one menu row. It
 * lives as long as the process. */
void floor_show_indicator (void);
