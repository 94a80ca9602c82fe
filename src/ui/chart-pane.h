#pragma once

#include <gtk/gtk.h>

#include "chart.h"
#include "session.h"

G_BEGIN_DECLS

/* The history of an account's balance as a chart, with the choice of its range and, when there are
 * several, of the balance. Follows the account: a new reading brings a new chart. */
#define CT_TYPE_CHART_PANE (ct_chart_pane_get_type ())
G_DECLARE_FINAL_TYPE (CtChartPane, ct_chart_pane, CT, CHART_PANE, GtkBox)

/* account: (nullable). session outlives the widget. */
void ct_chart_pane_set_account (CtChartPane *self, CtSession *session, CtAccount *account);

/* (nullable) (transfer none): the chart while there is one. */
CtChart *ct_chart_pane_get_chart (CtChartPane *self);
/* What the chart shows, unthinned; its texts live as long as the reading. FALSE: nothing was ever
 * read. */
gboolean ct_chart_pane_get_query (CtChartPane *self, CtHistoryQuery *query);

G_END_DECLS
