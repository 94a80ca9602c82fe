#pragma once

#include <gio/gio.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* Tokens in the Secret Service (or, inside a sandbox, libsecret's file for it).
 *
 * None of these takes a GCancellable: cancelling a libsecret call while its prompt is open aborts
 * gnome-keyring-daemon. Nor do they end by themselves while a prompt is open, and when the service
 * dies during one they never end: the caller stops waiting (keyring-wait.h). What libsecret and
 * D-Bus report is mapped here, to CT_ERROR_KEYRING_LOCKED and CT_ERROR_KEYRING_MISSING. */

/* Never prompts. Errors: also CT_ERROR_TOKEN_MISSING; ct_token_new()'s when the item holds
 * something that is not a token. */
void ct_keyring_service_lookup_async (const char *account_id, const char *origin,
                                      GAsyncReadyCallback callback, gpointer user_data);
SecretValue *ct_keyring_service_lookup_finish (GAsyncResult *result, GError **error);

/* May prompt. See ct_keyring_store_async(). */
void ct_keyring_service_store_async (const char *account_id, const char *origin, const char *label,
                                     SecretValue *token, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ct_keyring_service_store_finish (GAsyncResult *result, GError **error);

/* Never prompts. -1: not known. */
void ct_keyring_service_get_stored_us_async (const char *account_id, const char *origin,
                                             GAsyncReadyCallback callback, gpointer user_data);
gint64 ct_keyring_service_get_stored_us_finish (GAsyncResult *result, GError **error);

/* Clears what is not locked; CT_ERROR_KEYRING_LOCKED when something was. */
void ct_keyring_service_forget_async (const char *account_id, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean ct_keyring_service_forget_finish (GAsyncResult *result, GError **error);

/* Prompts. CT_ERROR_KEYRING_LOCKED: the person did not unlock it. */
void ct_keyring_service_unlock_async (GAsyncReadyCallback callback, gpointer user_data);
gboolean ct_keyring_service_unlock_finish (GAsyncResult *result, GError **error);

/* To be called when the service is gone: libsecret would go on using its session with the old one,
 * which the next one refuses. */
void ct_keyring_service_disconnect (void);

G_END_DECLS
