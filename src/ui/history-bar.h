#pragma once

#include <gtk/gtk.h>

#include "history.h"

G_BEGIN_DECLS

/* Shown while the history is not kept, with the reason, and once a damaged one was set aside, until
 * it is closed. For the top of a window. */
#define CT_TYPE_HISTORY_BAR (ct_history_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtHistoryBar, ct_history_bar, CT, HISTORY_BAR, GtkInfoBar)

/* Once. */
void ct_history_bar_set_history (CtHistoryBar *self, CtHistory *history);

/* What there is to say of it. (nullable) (transfer full) */
char *ct_history_bar_describe (CtHistory *history);

G_END_DECLS
