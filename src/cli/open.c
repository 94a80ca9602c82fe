#include "config.h"

#include "open.h"

#include <glib/gi18n-lib.h>

#include "output.h"

/* The real parts where they only read, and for the rest such as cost nothing until they are used. A
 * monitor that is not started polls nothing: it fills the accounts with what is known of them. */
static CtSession *
open_offline (GError **error)
{
  g_autoptr (CtSession) self = g_new0 (CtSession, 1);

  self->paths = ct_paths_new ();
  self->clock = ct_clock_new_system ();
  self->settings = ct_settings_new (self->paths->settings_file, self->paths->schema_dir, error);
  if (self->settings == NULL)
    return NULL;
  self->catalog = ct_catalog_new (self->paths->providers_dir);
  self->accounts = ct_accounts_new (self->settings, self->catalog);
  self->poll_state = ct_poll_state_new (self->paths->runtime_dir, self->paths->state_dir);
  self->history = ct_history_new (self->paths->history_file);
  self->keyring = ct_keyring_new (CT_KEYRING_MEMORY, NULL);
  self->fetcher = ct_fetcher_new (self->clock);
  self->monitor = ct_monitor_new (&(CtMonitorParts){
      .clock = self->clock,
      .accounts = self->accounts,
      .keyring = self->keyring,
      .fetcher = self->fetcher,
      .poll_state = self->poll_state,
      .general = ct_settings_get_general (self->settings),
  });
  self->outlook = ct_outlook_new (self->clock, self->accounts, self->history);
  return g_steal_pointer (&self);
}

CtSession *
ct_cli_open (CtCli *cli, CtOpenKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSession) session = NULL;

  if (cli->demo || kind == CT_OPEN_WHOLE)
    session = ct_session_new (cli->demo, &error);
  else
    session = open_offline (&error);
  if (session != NULL && ct_settings_get_error (session->settings) != NULL)
    error = g_error_copy (ct_settings_get_error (session->settings));
  if (error == NULL)
    return g_steal_pointer (&session);
  ct_cli_complain_error (NULL, error);
  return NULL;
}

void
ct_cli_keep_history (CtSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;

  if (!ct_history_flush (session->history, &error))
    ct_cli_complain_error (NULL, error);
  set_aside = ct_history_dup_set_aside (session->history);
  if (set_aside != NULL)
    ct_cli_complain (_ ("The history was damaged: it is now %s, and a new one was begun"),
                     set_aside);
}

CtCatalog *
ct_cli_open_catalog (CtCli *cli)
{
  g_autoptr (CtPaths) paths = ct_paths_new ();

  return ct_catalog_new (cli->demo ? NULL : paths->providers_dir);
}

/* (nullable): already said (transfer full) */
static CtAccount *
find_account (CtSession *session, const char *name)
{
  g_autoptr (GError) error = NULL;
  CtAccount *account = ct_accounts_find (session->accounts, name, &error);

  if (account != NULL)
    return g_object_ref (account);
  ct_cli_complain ("%s", error->message);
  return NULL;
}

GPtrArray *
ct_cli_find_accounts (CtSession *session, char **names)
{
  g_autoptr (GPtrArray) all = ct_accounts_list (session->accounts);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  g_ptr_array_set_free_func (all, g_object_unref);
  for (guint i = 0; names[i] != NULL; i++)
    {
      CtAccount *account = find_account (session, names[i]);

      if (account == NULL)
        return NULL;
      g_hash_table_add (wanted, account);
    }
  for (guint i = 0; i < all->len; i++)
    if (names[0] == NULL || g_hash_table_contains (wanted, all->pdata[i]))
      g_ptr_array_add (found, g_object_ref (all->pdata[i]));
  return g_steal_pointer (&found);
}

CtExit
ct_cli_open_account (CtCli *cli, CtOpenKind kind, const char *name, CtSession **session,
                     CtAccount **account)
{
  *session = ct_cli_open (cli, kind);
  if (*session == NULL)
    return CT_EXIT_FAILED;
  *account = find_account (*session, name);
  return *account != NULL ? CT_EXIT_FINE : CT_EXIT_USAGE;
}
