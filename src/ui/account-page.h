#pragma once

#include <gtk/gtk.h>

#include "chart-pane.h"
#include "session.h"

G_BEGIN_DECLS

/* One account: its amount, how long it lasts, what is wrong, the chart, and its details. */
#define CT_TYPE_ACCOUNT_PAGE (ct_account_page_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountPage, ct_account_page, CT, ACCOUNT_PAGE, GtkScrolledWindow)

/* account: (nullable). session outlives the widget. */
void ct_account_page_set_account (CtAccountPage *self, CtSession *session, CtAccount *account);
/* Ages pass without an event. */
void ct_account_page_update (CtAccountPage *self);
CtChartPane *ct_account_page_get_chart_pane (CtAccountPage *self);

G_END_DECLS
