#pragma once

#include "error.h"
#include "keyring.h"

G_BEGIN_DECLS

/* CtKeyring's calls, waited for by iterating the main loop. */

/* For a call that is made by hand: keyring_call_done is its callback, the call its user_data. */
typedef struct
{
  GAsyncResult *result; /* (nullable) (owned) */
  gboolean done;
} KeyringCall;

void keyring_call_done (GObject *source, GAsyncResult *result, gpointer user_data);
void keyring_call_clear (KeyringCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyringCall, keyring_call_clear)

/* (nullable) (transfer full) */
char *keyring_lookup (CtKeyring *keyring, const char *account_id, const char *origin,
                      GError **error);
gboolean keyring_try_store (CtKeyring *keyring, const char *account_id, const char *origin,
                            const char *text, GError **error);
void keyring_store (CtKeyring *keyring, const char *account_id, const char *origin,
                    const char *text);
gboolean keyring_forget (CtKeyring *keyring, const char *account_id, GError **error);
gboolean keyring_unlock (CtKeyring *keyring, GError **error);

void assert_token (CtKeyring *keyring, const char *account_id, const char *origin,
                   const char *expected);
void assert_no_token (CtKeyring *keyring, const char *account_id, const char *origin,
                      CtErrorCode code);

/* g_test_run() on a session bus on which nothing is activated. */
int keyring_run_on_private_bus (void);

G_END_DECLS
