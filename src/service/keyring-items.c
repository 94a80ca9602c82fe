#include "config.h"

#include "keyring-items.h"

#include <glib/gi18n-lib.h>

#include "error.h"

void
secret_items_free (SecretItems *items)
{
  g_list_free_full (items, g_object_unref);
}

const SecretSchema *
ct_keyring_token_schema (void)
{
  static const SecretSchema schema = {
    .name = "io.github.credittray.CreditTray.Token",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
                    { "origin", SECRET_SCHEMA_ATTRIBUTE_STRING } },
  };

  return &schema;
}

GHashTable *
ct_keyring_token_attributes (const char *account_id, const char *origin)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (gpointer) "account", g_strdup (account_id));
  if (origin != NULL)
    g_hash_table_insert (attributes, (gpointer) "origin", g_strdup (origin));

  return attributes;
}

/* --- Foreign errors ------------------------------------------------------------------------- */

static gboolean
is_no_answer (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT);
}

static gboolean
is_no_service (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

GError *
ct_keyring_locked_error (void)
{
  return g_error_new_literal (CT_ERROR, CT_ERROR_KEYRING_LOCKED, _ ("The keyring is locked"));
}

GError *
ct_keyring_map_error (GError *foreign)
{
  g_autoptr (GError) error = foreign;

  g_dbus_error_strip_remote_error (error);

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return ct_keyring_locked_error ();
  if (is_no_answer (error))
    return g_error_new_literal (CT_ERROR, CT_ERROR_KEYRING_MISSING,
                                _ ("The keyring service does not answer"));
  if (is_no_service (error))
    return g_error_new_literal (CT_ERROR, CT_ERROR_KEYRING_MISSING,
                                _ ("No keyring service is running"));
  /* GIO's own, not one that came back in an answer: there is no bus to send anything on. */
  if (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_DBUS_ERROR)
    return g_error_new (CT_ERROR, CT_ERROR_KEYRING_MISSING,
                        _ ("There is no session bus to reach the keyring by: %s"), error->message);

  return g_error_new (CT_ERROR, CT_ERROR_KEYRING_MISSING, _ ("The keyring failed: %s"),
                      error->message);
}

/* --- Items ---------------------------------------------------------------------------------- */

void
ct_keyring_search_items (const char *account_id, const char *origin, SecretSearchFlags flags,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GHashTable) attributes = ct_keyring_token_attributes (account_id, origin);

  secret_password_searchv (ct_keyring_token_schema (), attributes, flags, NULL, callback,
                           user_data);
}

/* libsecret's file backend has items of another type; those are never locked. */
gboolean
ct_keyring_item_is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

gboolean
ct_keyring_items_any_locked (SecretItems *items)
{
  for (SecretItems *l = items; l != NULL; l = l->next)
    {
      if (ct_keyring_item_is_locked (l->data))
        return TRUE;
    }

  return FALSE;
}

char *
ct_keyring_item_get_origin (gpointer item)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);

  return attributes == NULL ? NULL : g_strdup (g_hash_table_lookup (attributes, "origin"));
}
