#pragma once

#include <gtk/gtk.h>

#include "account.h"

G_BEGIN_DECLS

/* What few people change of an account: how often it is asked, whether it is in the total, when it
 * is low. Folded away. */
#define CT_TYPE_ACCOUNT_MORE (ct_account_more_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountMore, ct_account_more, CT, ACCOUNT_MORE, GtkBox)

void ct_account_more_load (CtAccountMore *self, const CtAccountConfig *config);
/* Errors: CT_ERROR_SETTINGS: an amount is none. */
gboolean ct_account_more_store (CtAccountMore *self, CtAccountConfig *config, GError **error);

G_END_DECLS
