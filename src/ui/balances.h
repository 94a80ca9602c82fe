#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* The program's window: all accounts at a glance, or one of them with its chart. */
#define CT_TYPE_BALANCES (ct_balances_get_type ())
G_DECLARE_FINAL_TYPE (CtBalances, ct_balances, CT, BALANCES, GtkApplicationWindow)

/* session outlives the window. (transfer floating) */
CtBalances *ct_balances_new (GtkApplication *application, CtSession *session);

/* account_id: (nullable) all of them. */
void ct_balances_show_account (CtBalances *self, const char *account_id);

G_END_DECLS
