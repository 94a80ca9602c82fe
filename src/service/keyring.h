#pragma once

#include <gio/gio.h>
#include <libsecret/secret.h>

#include "token.h"

G_BEGIN_DECLS

/* Tokens, each bound to (account uuid, origin). Asynchronous, with deadlines of its own: a
 * libsecret call is never cancelled (that aborts gnome-keyring-daemon while a prompt is open), its
 * late answer is ignored. A GCancellable given here ends the waiting, not what the service was
 * asked to do. */
#define CT_TYPE_KEYRING (ct_keyring_get_type ())
G_DECLARE_FINAL_TYPE (CtKeyring, ct_keyring, CT, KEYRING, GObject)

typedef enum
{
  CT_KEYRING_SECRET_SERVICE, /* falls back to the credentials directory for reading when there is no
                                service */
  CT_KEYRING_MEMORY,         /* the demo, and tests: nothing leaves the process */
} CtKeyringKind;

/* credentials_dir: (nullable) $CREDENTIALS_DIRECTORY, read only: credit-tray.<uuid> with two lines,
 * origin and token. */
CtKeyring *ct_keyring_new (CtKeyringKind kind, const char *credentials_dir);
/* Of a lookup: 5,000 unless set. What may prompt has no deadline but the person's; it ends with
 * CT_ERROR_KEYRING_MISSING when the service dies meanwhile. */
void ct_keyring_set_deadline_ms (CtKeyring *self, guint deadline_ms);

/* Signal "unlocked": a collection opened, the service came back, changed hands or answers again
 * after a deadline: locked accounts try again, and values that are held must be dropped.
 * Signal "locked": a collection was locked: values that are held must be dropped.
 * Signal "lost": the service is gone: the same. */

/* Never prompts: for timers. Errors: CT_ERROR_TOKEN_MISSING, CT_ERROR_KEYRING_LOCKED,
 * CT_ERROR_KEYRING_MISSING (no service, no session bus, or no answer by the deadline);
 * ct_token_new()'s when what is stored is not a token. */
void ct_keyring_lookup_async (CtKeyring *self, const char *account_id, const char *origin,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
SecretValue *ct_keyring_lookup_finish (CtKeyring *self, GAsyncResult *result, GError **error);

/* May prompt (a person asked). Replaces the account's token for that origin; the account's tokens
 * for other origins are cleared once the new one is stored. label is what the keyring's own window
 * shows: "Credit Tray: Work". */
void ct_keyring_store_async (CtKeyring *self, const char *account_id, const char *origin,
                             const char *label, SecretValue *token, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean ct_keyring_store_finish (CtKeyring *self, GAsyncResult *result, GError **error);

/* When the token was stored, since the epoch; -1: not known, or there is none. Never prompts, and
 * does not read the token. Errors: CT_ERROR_KEYRING_MISSING, G_IO_ERROR_CANCELLED. */
void ct_keyring_get_stored_us_async (CtKeyring *self, const char *account_id, const char *origin,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gint64 ct_keyring_get_stored_us_finish (CtKeyring *self, GAsyncResult *result, GError **error);

/* Clears every token of the account, whatever its origin. Nothing there is success. */
void ct_keyring_forget_async (CtKeyring *self, const char *account_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean ct_keyring_forget_finish (CtKeyring *self, GAsyncResult *result, GError **error);

/* Asks the person to unlock the default collection. */
void ct_keyring_unlock_async (CtKeyring *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean ct_keyring_unlock_finish (CtKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS
