#pragma once

#include <gio/gio.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What the operations of keyring-service.c share: how a token is filed, and what its items say. */

typedef GList SecretItems; /* of SecretRetrievable (owned) */
void secret_items_free (SecretItems *items);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretItems, secret_items_free)

const SecretSchema *ct_keyring_token_schema (void);
/* origin: (nullable) any. (transfer full) */
GHashTable *ct_keyring_token_attributes (const char *account_id, const char *origin);

/* Without SECRET_SEARCH_UNLOCK, so that nothing prompts: only this tells a locked token from one
 * that is not there. origin: (nullable) any. Ends with secret_password_search_finish(). */
void ct_keyring_search_items (const char *account_id, const char *origin, SecretSearchFlags flags,
                              GAsyncReadyCallback callback, gpointer user_data);

gboolean ct_keyring_item_is_locked (gpointer item);
gboolean ct_keyring_items_any_locked (SecretItems *items);
char *ct_keyring_item_get_origin (gpointer item); /* (nullable) (transfer full) */

/* What libsecret, GDBus and the service report, as CT_ERROR_KEYRING_LOCKED or
 * CT_ERROR_KEYRING_MISSING. (transfer full) of both. */
GError *ct_keyring_map_error (GError *foreign);
GError *ct_keyring_locked_error (void);

G_END_DECLS
