#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* The token of an account on a server without a keyring: credit-tray.<uuid> in the folder that
 * systemd's LoadCredential= or LoadCredentialEncrypted= names in $CREDENTIALS_DIRECTORY (see
 * systemd.exec(5), Credentials), two lines: the origin and the token. Never written.
 *
 * NULL without an error: there is no such file. Errors: CT_ERROR_TOKEN_MISSING when it cannot be
 * read or names another origin; ct_token_new()'s. (transfer full) */
SecretValue *ct_keyring_credentials_lookup (const char *credentials_dir, const char *account_id,
                                            const char *origin, GError **error);

G_END_DECLS
