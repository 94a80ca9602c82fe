#pragma once

#include "account.h"
#include "keyring.h"

G_BEGIN_DECLS

/* The keyring, waited for. A person is there: storing and forgetting may ask to unlock it. */
SecretValue *ct_tokens_lookup (CtKeyring *keyring, CtAccount *account, GError **error);
gboolean ct_tokens_store (CtKeyring *keyring, CtAccount *account, SecretValue *token,
                          GError **error);
gboolean ct_tokens_forget (CtKeyring *keyring, const char *account_id, GError **error);

G_END_DECLS
