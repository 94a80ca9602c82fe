#pragma once

#include <gio/gio.h>

#include "accounts.h"
#include "keyring.h"
#include "summary.h"

G_BEGIN_DECLS

/* The gateways' own pages for topping up. */

gboolean ct_top_up_has_page (CtAccount *account);
/* uuids of the accounts in the summary's rows that have one. (transfer full) */
char **ct_top_up_list (CtAccounts *accounts, const CtSummary *summary);

/* Opens the page in the browser. An address that the person typed is opened only while a token is
 * stored for exactly its origin. Errors: those of ct_keyring_lookup_async(); CT_ERROR_DEFINITION
 * when there is no page; G_IO_ERROR when nothing opens it. */
void ct_top_up_open_async (CtAccount *account, CtKeyring *keyring, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean ct_top_up_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
