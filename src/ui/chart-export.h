#pragma once

#include <gtk/gtk.h>

#include "chart-pane.h"

G_BEGIN_DECLS

/* The chart's range as a file: a dialog asks where to; what goes wrong is told in another one. */
void ct_chart_export_csv (GtkWindow *parent, CtSession *session, CtAccount *account,
                          CtChartPane *pane);
void ct_chart_export_png (GtkWindow *parent, CtAccount *account, CtChartPane *pane);

G_END_DECLS
