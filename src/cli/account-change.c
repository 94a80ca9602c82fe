#include "config.h"

#include <glib/gi18n-lib.h>

#include "account-options.h"
#include "account-save.h"
#include "account-token.h"
#include "applet.h"
#include "commands.h"
#include "output.h"
#include "token-input.h"
#include "wait.h"

/* --- add --- */

/* What the person can put right is wrong usage; what remains is that it cannot be written. */
static CtExit
check_config (CtSession *session, const CtAccountConfig *config)
{
  g_autoptr (GError) error = NULL;

  if (ct_accounts_check (session->accounts, config, &error))
    return CT_EXIT_FINE;
  return ct_cli_wrong_usage ("%s", error->message);
}

/* What is undocumented is asked about before it is used. */
static CtExit
tell_remarks (const CtProvider *provider, gboolean yes)
{
  g_auto (GStrv) remarks = ct_provider_list_remarks (provider);
  gboolean asked;

  for (guint i = 0; remarks[i] != NULL; i++)
    ct_cli_complain ("%s", remarks[i]);
  if (yes || !provider->undocumented || ct_cli_confirm (_ ("Use it anyway? [y/N] "), &asked))
    return CT_EXIT_FINE;
  return asked ? CT_EXIT_FAILED
               : ct_cli_wrong_usage (_ ("There is no terminal to ask on: use --yes"));
}

static gboolean
needs_token (CtSession *session, const CtAccountConfig *config)
{
  const CtProvider *provider = ct_catalog_lookup (session->catalog, config->provider_id, NULL);

  return provider != NULL && ct_provider_needs_token (provider);
}

/* seen, token: (nullable) */
static gboolean
save (CtSession *session, const CtAccountConfig *config, const CtAccountConfig *seen,
      SecretValue *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_account_save_async (session, config, seen, token, NULL, ct_wait_done, &wait);
  result = ct_wait_for_keyring (&wait);
  return ct_account_save_finish (result, error);
}

/* Where nothing keeps the token, the account is there without it. *keyring_error: (out) (nullable)
 */
static gboolean
save_new (CtSession *session, const CtAccountConfig *config, SecretValue *token,
          GError **keyring_error, GError **error)
{
  g_autoptr (GError) first = NULL;

  if (save (session, config, NULL, token, &first))
    return TRUE;
  if (ct_exit_for_error (first) != CT_EXIT_KEYRING)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  g_propagate_error (keyring_error, g_steal_pointer (&first));
  return save (session, config, NULL, NULL, error);
}

static CtExit
add_account (CtSession *session, const CtAccountConfig *config, SecretValue *token)
{
  g_autoptr (GError) error = NULL, keyring_error = NULL;
  g_autofree char *line = g_strconcat (config->id, "\n", NULL);

  if (token != NULL)
    ct_cli_warn_of_kind (ct_catalog_lookup (session->catalog, config->provider_id, NULL), token);
  if (!save_new (session, config, token, &keyring_error, &error))
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_FAILED;
    }
  ct_cli_print (line);
  ct_cli_flush ();
  if (keyring_error == NULL)
    return CT_EXIT_FINE;
  return ct_cli_complain_of_keyring (ct_accounts_lookup (session->accounts, config->id),
                                     keyring_error);
}

CtExit
ct_cli_account_add (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (CtAccountOptions) options = { .interval_s = -1 };
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (CtAccountConfig) config = ct_account_config_new (id);
  g_autoptr (CtSession) session = NULL;
  g_autoptr (SecretValue) token = NULL;
  CtExit status;

  if (!ct_account_options_parse_add (cli, &options, &words)
      || !ct_account_options_apply (&options, config))
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_WHOLE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  status = check_config (session, config);
  if (status == CT_EXIT_FINE)
    status = tell_remarks (ct_catalog_lookup (session->catalog, config->provider_id, NULL),
                           options.yes);
  if (status != CT_EXIT_FINE)
    return status;
  /* First the token: who thinks better of it leaves nothing behind. */
  if (options.token_stdin || (!options.no_token && needs_token (session, config)))
    {
      token = ct_cli_read_token (options.token_stdin, &status);
      if (token == NULL)
        return status;
    }
  return add_account (session, config, token);
}

/* --- edit --- */

/* What others are to know at once. A token is kept for one origin and goes to no other. */
static void
tell_edited (CtCli *cli, CtSession *session, CtAccount *account, const char *old_origin,
             gboolean has_new_token)
{
  const char *id = ct_account_get_id (account);
  gboolean moved = g_strcmp0 (old_origin, ct_account_get_origin (account)) != 0;

  if (moved)
    ct_poll_state_flush (session->poll_state);
  if (has_new_token && !cli->demo)
    ct_applet_reload (id);
  if (moved && !has_new_token)
    ct_cli_complain (_ ("The token is kept for the old address and is not sent to the new one; "
                        "set it again: creditctl account set-token %s"),
                     id);
}

static CtExit
edit_account (CtCli *cli, CtSession *session, CtAccount *account, const CtAccountOptions *options)
{
  g_autoptr (CtAccountConfig) config = ct_account_config_copy (ct_account_get_config (account));
  g_autofree char *old_origin = g_strdup (ct_account_get_origin (account));
  g_autoptr (SecretValue) token = NULL;
  g_autoptr (GError) error = NULL;
  CtExit status;

  if (!ct_account_options_apply (options, config))
    return CT_EXIT_USAGE;
  status = check_config (session, config);
  if (status != CT_EXIT_FINE)
    return status;
  if (options->token_stdin)
    {
      token = ct_cli_read_token (TRUE, &status);
      if (token == NULL)
        return status;
      ct_cli_warn_of_kind (ct_account_get_provider (account), token);
    }
  if (!save (session, config, ct_account_get_config (account), token, &error))
    {
      status = ct_exit_for_error (error);
      ct_cli_complain_error (status == CT_EXIT_KEYRING ? _ ("The account is as it was") : NULL,
                             error);
      return status;
    }
  tell_edited (cli, session, account, old_origin, token != NULL);
  return CT_EXIT_FINE;
}

CtExit
ct_cli_account_edit (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (CtAccountOptions) options = { .interval_s = -1 };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;
  CtExit status;

  if (!ct_account_options_parse_edit (cli, &options, &words))
    return CT_EXIT_USAGE;
  status = ct_cli_open_account (cli, CT_OPEN_WHOLE, words[1], &session, &account);
  return status == CT_EXIT_FINE ? edit_account (cli, session, account, &options) : status;
}
