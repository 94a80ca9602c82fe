#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* Tokens that never leave the process, one an account: for the demo and for tests. */
typedef struct _CtKeyringMemory CtKeyringMemory;

CtKeyringMemory *ct_keyring_memory_new (void);
void ct_keyring_memory_free (CtKeyringMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtKeyringMemory, ct_keyring_memory_free)

/* Errors: CT_ERROR_TOKEN_MISSING. (transfer full) */
SecretValue *ct_keyring_memory_lookup (CtKeyringMemory *self, const char *account_id,
                                       const char *origin, GError **error);
void ct_keyring_memory_store (CtKeyringMemory *self, const char *account_id, const char *origin,
                              SecretValue *token);
void ct_keyring_memory_forget (CtKeyringMemory *self, const char *account_id);

G_END_DECLS
