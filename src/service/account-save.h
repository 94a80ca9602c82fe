#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Keeps an account as a person typed it, and its token. A new one: first the token, so that it is
 * polled with it at once and who thinks better of the keyring's prompt leaves nothing behind. One
 * that is there: first the settings, for a token belongs to the address that they say. token
 * (nullable): there is none, or the stored one stays.
 *
 *   new:   token -> settings (not written: token forgotten)
 *   there: settings -> token
 *
 * Cancelled while the keyring asks: nothing is kept of a new account, however the person answers.
 */
void ct_account_save_async (CtSession *session, const CtAccountConfig *config, gboolean is_new,
                            SecretValue *token, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* Errors: CT_ERROR_SETTINGS, CT_ERROR_DEFINITION (nothing was kept), the keyring's (of an account
 * that was there the settings are kept). */
gboolean ct_account_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
