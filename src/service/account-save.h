#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Keeps an account as a person typed it, and its token: first the token, then the settings, so that
 * whoever follows the settings finds the token that belongs to them, and who thinks better of the
 * keyring's prompt has changed nothing. What ends between the two leaves an account at its former
 * address, whose token is gone: it asks for one. seen: what the person began with, NULL: it is a
 * new account; what others have changed since then, and the person not, stays. token (nullable):
 * there is none, or the stored one stays.
 *
 *   token -> settings (not written: the token of an account that is not there is forgotten)
 *
 * Cancelled while the keyring asks: nothing is kept of a new account, however the person answers.
 * One that is there has lost its former token by that answer, so its change is finished.
 */
void ct_account_save_async (CtSession *session, const CtAccountConfig *config,
                            const CtAccountConfig *seen, SecretValue *token,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
/* Errors: CT_ERROR_DEFINITION, the keyring's (nothing was kept), CT_ERROR_SETTINGS (nor here, but
 * for the token of an account that is there). */
gboolean ct_account_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
