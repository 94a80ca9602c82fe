#include "config.h"

#include "keyring-service.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "keyring-items.h"
#include "token.h"

/* --- Lookup --------------------------------------------------------------------------------- */

static void
on_secret_retrieved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretValue) value = secret_retrievable_retrieve_secret_finish (
      SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  /* No secret and no error: it was locked between the search and now. */
  if (value == NULL)
    {
      g_task_return_error (task, ct_keyring_locked_error ());
      return;
    }

  gsize length;
  const char *text = secret_value_get (value, &length);
  SecretValue *token = ct_token_new (text, length, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, secret_value_unref);
}

static void
on_lookup_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *origin = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SecretItems) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  gpointer item = items == NULL ? NULL : items->data;

  if (item != NULL && ct_keyring_item_is_locked (item))
    {
      g_task_return_error (task, ct_keyring_locked_error ());
      return;
    }

  /* Services differ in how they match: what binds a token to its origin is compared here too. */
  g_autofree char *found_origin = item == NULL ? NULL : ct_keyring_item_get_origin (item);

  if (g_strcmp0 (found_origin, origin) != 0)
    {
      g_task_return_new_error (task, CT_ERROR, CT_ERROR_TOKEN_MISSING,
                               _ ("No token is stored for %s"), origin);
      return;
    }

  secret_retrievable_retrieve_secret (item, NULL, on_secret_retrieved, g_steal_pointer (&task));
}

void
ct_keyring_service_lookup_async (const char *account_id, const char *origin,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ct_keyring_service_lookup_async);
  g_task_set_task_data (task, g_strdup (origin), g_free);
  ct_keyring_search_items (account_id, origin, SECRET_SEARCH_NONE, on_lookup_searched, task);
}

SecretValue *
ct_keyring_service_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Store ---------------------------------------------------------------------------------- */

/* store -> search all of the account -> clear those of other origins, one after another */
typedef struct
{
  char *account_id;      /* (owned) */
  char *origin;          /* (owned) */
  GPtrArray *superseded; /* (owned) of char* origins (owned), still to be cleared */
} Store;

static void
store_free (gpointer data)
{
  Store *store = data;

  g_free (store->account_id);
  g_free (store->origin);
  g_ptr_array_unref (store->superseded);
  g_free (store);
}

/* The new token is safely there; one that is left behind can only ever go to its own origin, and
 * the next store or forget clears it. So this is no failure. */
static void
report_left_behind (Store *store, const char *reason)
{
  g_info ("Account %s: a token for its former address stays in the keyring: %s", store->account_id,
          reason);
}

static void clear_next_superseded (GTask *task);

static void
on_superseded_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    report_left_behind (g_task_get_task_data (task), error->message);

  clear_next_superseded (task);
}

/* (transfer full) of the task. */
static void
clear_next_superseded (GTask *task)
{
  Store *store = g_task_get_task_data (task);

  if (store->superseded->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  g_autofree char *origin = g_ptr_array_steal_index_fast (store->superseded,
                                                          store->superseded->len - 1);
  g_autoptr (GHashTable) attributes = ct_keyring_token_attributes (store->account_id, origin);

  secret_password_clearv (ct_keyring_token_schema (), attributes, NULL, on_superseded_cleared,
                          task);
}

static void
on_account_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Store *store = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretItems) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    report_left_behind (store, error->message);

  for (SecretItems *l = items; l != NULL; l = l->next)
    {
      g_autofree char *origin = ct_keyring_item_get_origin (l->data);

      if (origin != NULL && !g_str_equal (origin, store->origin))
        g_ptr_array_add (store->superseded, g_steal_pointer (&origin));
    }

  clear_next_superseded (task);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Store *store = g_task_get_task_data (task);
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  ct_keyring_search_items (store->account_id, NULL, SECRET_SEARCH_ALL, on_account_searched,
                           g_steal_pointer (&task));
}

void
ct_keyring_service_store_async (const char *account_id, const char *origin, const char *label,
                                SecretValue *token, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GHashTable) attributes = ct_keyring_token_attributes (account_id, origin);
  Store *store = g_new0 (Store, 1);

  store->account_id = g_strdup (account_id);
  store->origin = g_strdup (origin);
  store->superseded = g_ptr_array_new_with_free_func (g_free);

  g_task_set_source_tag (task, ct_keyring_service_store_async);
  g_task_set_task_data (task, store, store_free);
  secret_password_storev_binary (ct_keyring_token_schema (), attributes, SECRET_COLLECTION_DEFAULT,
                                 label, token, NULL, on_stored, task);
}

gboolean
ct_keyring_service_store_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- When it was stored --------------------------------------------------------------------- */

static gint64 *
stored_us_of (SecretItems *items)
{
  gint64 *stored_us = g_new (gint64, 1);
  guint64 stored_s = items != NULL ? secret_retrievable_get_modified (items->data) : 0;

  *stored_us = stored_s > 0 && stored_s < G_MAXINT64 / G_USEC_PER_SEC
                   ? (gint64) stored_s * G_USEC_PER_SEC
                   : -1;
  return stored_us;
}

static void
on_stored_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretItems) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, ct_keyring_map_error (error));
  else
    g_task_return_pointer (task, stored_us_of (items), g_free);
}

void
ct_keyring_service_get_stored_us_async (const char *account_id, const char *origin,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ct_keyring_service_get_stored_us_async);
  ct_keyring_search_items (account_id, origin, SECRET_SEARCH_NONE, on_stored_searched, task);
}

gint64
ct_keyring_service_get_stored_us_finish (GAsyncResult *result, GError **error)
{
  g_autofree gint64 *stored_us = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);

  stored_us = g_task_propagate_pointer (G_TASK (result), error);
  return stored_us != NULL ? *stored_us : -1;
}

/* --- Forget --------------------------------------------------------------------------------- */

/* Told by the search before: clearing passes over what is locked without a word. */
typedef struct
{
  char *account_id; /* (owned) */
  gboolean locked;
} Forget;

static void
forget_free (gpointer data)
{
  Forget *forget = data;

  g_free (forget->account_id);
  g_free (forget);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Forget *forget = g_task_get_task_data (task);
  GError *error = NULL;

  secret_password_clear_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, ct_keyring_map_error (error));
  else if (forget->locked)
    g_task_return_error (task, ct_keyring_locked_error ());
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_forget_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Forget *forget = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SecretItems) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  g_autoptr (GHashTable) attributes = ct_keyring_token_attributes (forget->account_id, NULL);

  forget->locked = ct_keyring_items_any_locked (items);
  secret_password_clearv (ct_keyring_token_schema (), attributes, NULL, on_cleared,
                          g_steal_pointer (&task));
}

void
ct_keyring_service_forget_async (const char *account_id, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Forget *forget = g_new0 (Forget, 1);

  forget->account_id = g_strdup (account_id);

  g_task_set_source_tag (task, ct_keyring_service_forget_async);
  g_task_set_task_data (task, forget, forget_free);
  ct_keyring_search_items (account_id, NULL, SECRET_SEARCH_ALL, on_forget_searched, task);
}

gboolean
ct_keyring_service_forget_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Unlock --------------------------------------------------------------------------------- */

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    g_task_return_error (task, ct_keyring_map_error (error));
  else if (n_unlocked == 0)
    g_task_return_new_error (task, CT_ERROR, CT_ERROR_KEYRING_LOCKED,
                             _ ("The keyring was not unlocked"));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  /* None yet: nothing is locked; the first token that is stored makes it. */
  if (collection == NULL || !secret_collection_get_locked (collection))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  GList collections = { .data = collection };

  secret_service_unlock (secret_collection_get_service (collection), &collections, NULL,
                         on_unlocked, g_steal_pointer (&task));
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (service == NULL)
    {
      g_task_return_error (task, ct_keyring_map_error (error));
      return;
    }

  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL,
                               on_collection, g_steal_pointer (&task));
}

void
ct_keyring_service_unlock_async (GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ct_keyring_service_unlock_async);
  secret_service_get (SECRET_SERVICE_NONE, NULL, on_service, task);
}

gboolean
ct_keyring_service_unlock_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ct_keyring_service_disconnect (void)
{
  secret_service_disconnect ();
}
