#pragma once

#include "account.h"
#include "exchange.h"

G_BEGIN_DECLS

/* The account as one poll finds it now. token: (nullable) blotted out of all that servers say;
 * outlives the exchange. (transfer full) */
CtExchange *ct_account_exchange_new (CtAccount *account, gint64 now_us, const char *token);

G_END_DECLS
