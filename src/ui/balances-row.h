#pragma once

#include <gtk/gtk.h>

#include "account.h"
#include "overview.h"

G_BEGIN_DECLS

/* An account at a glance: one row of the balances window. */
#define CT_TYPE_BALANCES_ROW (ct_balances_row_get_type ())
G_DECLARE_FINAL_TYPE (CtBalancesRow, ct_balances_row, CT, BALANCES_ROW, GtkListBoxRow)

/* (transfer floating) */
CtBalancesRow *ct_balances_row_new (CtAccount *account);
CtAccount *ct_balances_row_get_account (CtBalancesRow *self); /* (transfer none) */
void ct_balances_row_show (CtBalancesRow *self, const CtOverviewRow *row);

/* What stands below each other is as wide: the columns of all rows, and of their headings. */
typedef enum
{
  CT_COLUMN_ACCOUNT,
  CT_COLUMN_BALANCE,
  CT_COLUMN_LASTS,
  CT_COLUMN_TODAY,
  CT_COLUMN_DAYS_7,
  CT_COLUMN_DAYS_30,
} CtColumn;
#define CT_N_COLUMNS (CT_COLUMN_DAYS_30 + 1)

/* groups: CT_N_COLUMNS of them. */
void ct_balances_row_join_columns (CtBalancesRow *self, GtkSizeGroup *const *groups);

G_END_DECLS
