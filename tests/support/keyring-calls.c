#include "config.h"

#include "keyring-calls.h"

#include "loop.h"

void
keyring_call_clear (KeyringCall *call)
{
  g_clear_object (&call->result);
}

void
keyring_call_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KeyringCall *call = user_data;

  g_assert_false (call->done);
  call->result = g_object_ref (result);
  call->done = TRUE;
}

char *
keyring_lookup (CtKeyring *keyring, const char *account_id, const char *origin, GError **error)
{
  g_auto (KeyringCall) call = { 0 };

  ct_keyring_lookup_async (keyring, account_id, origin, NULL, keyring_call_done, &call);
  test_loop_until (&call.done);

  g_autoptr (SecretValue) value = ct_keyring_lookup_finish (keyring, call.result, error);
  return value == NULL ? NULL : g_strdup (secret_value_get_text (value));
}

void
assert_token (CtKeyring *keyring, const char *account_id, const char *origin, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = keyring_lookup (keyring, account_id, origin, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
}

void
assert_no_token (CtKeyring *keyring, const char *account_id, const char *origin, CtErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = keyring_lookup (keyring, account_id, origin, &error);

  g_assert_null (token);
  g_assert_error (error, CT_ERROR, (int) code);
}

gboolean
keyring_try_store (CtKeyring *keyring, const char *account_id, const char *origin, const char *text,
                   GError **error)
{
  g_auto (KeyringCall) call = { 0 };
  g_autoptr (SecretValue) token = ct_token_new (text, -1, NULL);

  ct_keyring_store_async (keyring, account_id, origin, "Credit Tray: Work", token, NULL,
                          keyring_call_done, &call);
  test_loop_until (&call.done);
  return ct_keyring_store_finish (keyring, call.result, error);
}

void
keyring_store (CtKeyring *keyring, const char *account_id, const char *origin, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = keyring_try_store (keyring, account_id, origin, text, &error);

  g_assert_no_error (error);
  g_assert_true (stored);
}

gboolean
keyring_forget (CtKeyring *keyring, const char *account_id, GError **error)
{
  g_auto (KeyringCall) call = { 0 };

  ct_keyring_forget_async (keyring, account_id, NULL, keyring_call_done, &call);
  test_loop_until (&call.done);
  return ct_keyring_forget_finish (keyring, call.result, error);
}

gboolean
keyring_unlock (CtKeyring *keyring, GError **error)
{
  g_auto (KeyringCall) call = { 0 };

  ct_keyring_unlock_async (keyring, NULL, keyring_call_done, &call);
  test_loop_until (&call.done);
  return ct_keyring_unlock_finish (keyring, call.result, error);
}

int
keyring_run_on_private_bus (void)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GError) error = NULL;

  g_test_dbus_up (bus);
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  int status = g_test_run ();

  g_test_dbus_stop (bus); /* its end would wait for that of the connection: libsecret leaks it */
  return status;
}
