#pragma once

#include <gtk/gtk.h>

#include "account.h"
#include "summary.h"

G_BEGIN_DECLS

/* An account in the list of the preferences, with its menu. The keyboard does what the menu does:
 * Ctrl+Up and Ctrl+Down move it, Delete removes it, Menu and Shift+F10 open the menu. */
#define CT_TYPE_ACCOUNT_ROW (ct_account_row_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountRow, ct_account_row, CT, ACCOUNT_ROW, GtkListBoxRow)

/* Signals, by which the person asks for something; the row itself changes nothing:
 *   "move-asked" (int)   by that many places
 *   "change-asked" (CtAccountConfig *)   (transfer none): what it is to be
 *   "remove-asked"
 */

CtAccountRow *ct_account_row_new (CtAccount *account); /* (transfer floating) */
CtAccount *ct_account_row_get_account (CtAccountRow *self);

/* Shows what is known now. is_first, is_last: where it cannot be moved. */
void ct_account_row_update (CtAccountRow *self, const CtSummaryPolicy *policy, gboolean is_first,
                            gboolean is_last, gint64 now_us);

G_END_DECLS
