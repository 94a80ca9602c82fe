#include "config.h"

#include "tokens.h"

#include "wait.h"

SecretValue *
ct_tokens_lookup (CtKeyring *keyring, CtAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_keyring_lookup_async (keyring, ct_account_get_id (account), ct_account_get_origin (account),
                           NULL, ct_wait_done, &wait);
  result = ct_wait (&wait);
  return ct_keyring_lookup_finish (keyring, result, error);
}

gboolean
ct_tokens_store (CtKeyring *keyring, CtAccount *account, SecretValue *token, GError **error)
{
  g_autofree char *label = g_strdup_printf ("Credit Tray: %s", ct_account_get_name (account));
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_keyring_store_async (keyring, ct_account_get_id (account), ct_account_get_origin (account),
                          label, token, NULL, ct_wait_done, &wait);
  result = ct_wait_for_keyring (&wait);
  return ct_keyring_store_finish (keyring, result, error);
}

gboolean
ct_tokens_forget (CtKeyring *keyring, const char *account_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_keyring_forget_async (keyring, account_id, NULL, ct_wait_done, &wait);
  result = ct_wait_for_keyring (&wait);
  return ct_keyring_forget_finish (keyring, result, error);
}
