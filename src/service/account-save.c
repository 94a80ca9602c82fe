#include "config.h"

#include "account-save.h"

#include "account-settings.h"

typedef struct
{
  CtSession *session;      /* (unowned) outlives the saving */
  CtAccountConfig *config; /* (owned) */
  CtAccountConfig *seen;   /* (nullable) (owned) NULL: it is a new account */
  char *origin;            /* (nullable) (owned) of the token */
  GError *error;           /* (nullable) (owned) why there is no account to the token */
} Saving;

static void
saving_free (Saving *self)
{
  ct_account_config_free (self->config);
  g_clear_pointer (&self->seen, ct_account_config_free);
  g_free (self->origin);
  g_clear_error (&self->error);
  g_free (self);
}

/* Takes task and error (nullable). */
static void
finish (GTask *task, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!ct_keyring_forget_finish (CT_KEYRING (source), result, &error))
    g_message ("The token of an account that was not added was not forgotten: %s", error->message);
  finish (task, g_steal_pointer (&self->error));
}

/* The token of an account that there will not be. Takes task and error; whoever asked hears of it
 * when the token is gone, and may end then. */
static void
take_back (GTask *task, GError *error)
{
  Saving *self = g_task_get_task_data (task);

  self->error = error;
  ct_keyring_forget_async (self->session->keyring, self->config->id, NULL, on_forgotten, task);
}

/* Amounts of another site are none of this one's. */
static gboolean
edit (Saving *self, GError **error)
{
  CtAccount *account = ct_accounts_lookup (self->session->accounts, self->config->id);
  g_autofree char *old_origin = account != NULL ? g_strdup (ct_account_get_origin (account)) : NULL;

  if (!ct_accounts_edit_seen (self->session->accounts, self->seen, self->config, error))
    return FALSE;
  if (old_origin != NULL && g_strcmp0 (old_origin, ct_account_get_origin (account)) != 0)
    ct_poll_state_leave (self->session->poll_state, old_origin, self->config->id);
  return TRUE;
}

static gboolean
keep (GTask *task, GError **error)
{
  Saving *self = g_task_get_task_data (task);

  if (self->seen != NULL)
    return edit (self, error);
  return !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error)
         && ct_accounts_add (self->session->accounts, self->config, error);
}

/* Without an account the token goes, too; with one it is the account's, whatever became of the
 * settings. */
static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ct_keyring_store_finish (CT_KEYRING (source), result, &error))
    {
      finish (task, error);
      return;
    }
  keep (task, &error);
  if (ct_accounts_lookup (self->session->accounts, self->config->id) == NULL)
    {
      take_back (task, error);
      return;
    }
  if (self->seen != NULL)
    ct_monitor_reload (self->session->monitor, self->config->id);
  finish (task, error);
}

/* No cancellable: whether the person has answered the prompt by then is to be known. */
static void
store (GTask *task, SecretValue *token)
{
  Saving *self = g_task_get_task_data (task);
  g_autofree char *label = g_strdup_printf ("Credit Tray: %s", self->config->name);

  ct_keyring_store_async (self->session->keyring, self->config->id, self->origin, label, token,
                          NULL, on_stored, task);
}

/* Before a token is kept: the rest will be, too. */
static gboolean
check (Saving *self, GError **error)
{
  CtProvider *provider = ct_catalog_lookup (self->session->catalog, self->config->provider_id,
                                            error);
  g_autofree char *base_url = NULL;

  return provider != NULL && ct_account_settings_check (self->config, provider, error)
         && ct_account_config_resolve (self->config, provider, &base_url, &self->origin, error)
         && (self->seen == NULL
             || ct_accounts_find (self->session->accounts, self->config->id, error) != NULL);
}

void
ct_account_save_async (CtSession *session, const CtAccountConfig *config,
                       const CtAccountConfig *seen, SecretValue *token, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Saving *self = g_new0 (Saving, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, ct_account_save_async);
  g_task_set_task_data (task, self, (GDestroyNotify) saving_free);
  self->session = session;
  self->config = ct_account_config_copy (config);
  self->seen = seen != NULL ? ct_account_config_copy (seen) : NULL;
  if (token == NULL)
    {
      keep (task, &error);
      finish (task, error);
    }
  else if (check (self, &error))
    store (task, token);
  else
    finish (task, error);
}

gboolean
ct_account_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
