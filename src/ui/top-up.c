#include "config.h"

#include "top-up.h"

#include <glib/gi18n-lib.h>

/* (nullable) (transfer full) */
static char *
get_link (CtAccount *account, gboolean *needs_base)
{
  CtProvider *provider = ct_account_get_provider (account);

  if (!provider)
    return NULL;
  return ct_provider_get_top_up_link (provider, ct_account_get_base_url (account), needs_base);
}

gboolean
ct_top_up_has_page (CtAccount *account)
{
  gboolean needs_base;
  g_autofree char *link = get_link (account, &needs_base);

  return link != NULL;
}

char **
ct_top_up_list (CtAccounts *accounts, const CtSummary *summary)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < summary->rows->len; i++)
    {
      const CtSummaryRow *row = g_ptr_array_index (summary->rows, i);

      if (ct_top_up_has_page (ct_accounts_lookup (accounts, row->account_id)))
        g_strv_builder_add (ids, row->account_id);
    }
  return g_strv_builder_end (ids);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_link (GTask *task)
{
  g_app_info_launch_default_for_uri_async (g_task_get_task_data (task), NULL,
                                           g_task_get_cancellable (task), on_opened,
                                           g_object_ref (task));
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretValue *token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);

  if (!token)
    {
      g_task_return_error (task, error);
      return;
    }
  secret_value_unref (token);
  open_link (task);
}

void
ct_top_up_open_async (CtAccount *account, CtKeyring *keyring, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  gboolean needs_base = FALSE;
  char *link;

  g_return_if_fail (CT_IS_ACCOUNT (account));
  g_return_if_fail (CT_IS_KEYRING (keyring));

  g_task_set_source_tag (task, ct_top_up_open_async);
  link = get_link (account, &needs_base);
  if (!link)
    {
      g_task_return_new_error (task, CT_ERROR, CT_ERROR_DEFINITION,
                               _ ("No page for topping up is known for this gateway"));
      return;
    }
  g_task_set_task_data (task, link, g_free);
  if (needs_base)
    ct_keyring_lookup_async (keyring, ct_account_get_id (account), ct_account_get_origin (account),
                             cancellable, on_token, g_steal_pointer (&task));
  else
    open_link (task);
}

gboolean
ct_top_up_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
