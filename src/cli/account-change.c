#include "config.h"

#include <glib/gi18n-lib.h>

#include "account-options.h"
#include "account-settings.h"
#include "applet.h"
#include "commands.h"
#include "open.h"
#include "output.h"
#include "token-input.h"
#include "tokens.h"

/* --- Tokens --- */

static void
warn_of_kind (CtAccount *account, SecretValue *token)
{
  g_autofree char *warning = ct_provider_check_token_kind (ct_account_get_provider (account),
                                                           secret_value_get_text (token));

  if (warning != NULL)
    ct_cli_complain ("%s", warning);
}

/* Where nothing is installed that keeps tokens, systemd can. */
static void
explain_credentials (CtAccount *account)
{
  const char *id = ct_account_get_id (account);

  ct_cli_complain (_ ("On a server systemd can keep the token; a file with two lines, %s and the "
                      "token, is made a credential by\n"
                      "  systemd-creds encrypt FILE /etc/credstore.encrypted/credit-tray.%s\n"
                      "and the service that runs creditctl needs\n"
                      "  LoadCredentialEncrypted=credit-tray.%s"),
                   ct_account_get_origin (account), id, id);
}

static CtExit
store_token (CtCli *cli, CtSession *session, CtAccount *account, SecretValue *token)
{
  g_autoptr (GError) error = NULL;

  warn_of_kind (account, token);
  if (ct_tokens_store (session->keyring, account, token, &error))
    {
      if (!cli->demo)
        ct_applet_reload (ct_account_get_id (account));
      return CT_EXIT_FINE;
    }
  ct_cli_complain_error (_ ("The account is there, but its token could not be stored"), error);
  if (g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    explain_credentials (account);
  else
    ct_cli_complain (_ ("Try again: creditctl account set-token %s"), ct_account_get_id (account));
  return ct_exit_for_error (error);
}

static CtExit
set_token (CtCli *cli, CtSession *session, CtAccount *account, gboolean from_stdin)
{
  CtExit status;
  g_autoptr (SecretValue) token = NULL;

  if (ct_account_get_origin (account) == NULL)
    {
      ct_cli_complain_error (ct_account_get_name (account), ct_account_get_error (account));
      return CT_EXIT_FAILED;
    }
  token = ct_cli_read_token (from_stdin, &status);
  return token != NULL ? store_token (cli, session, account, token) : status;
}

CtExit
ct_cli_account_set_token (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  gboolean from_stdin = FALSE;
  const GOptionEntry entries[] = { { "token-stdin", 0, 0, G_OPTION_ARG_NONE, &from_stdin,
                                     N_ ("Read the token from the standard input"), NULL },
                                   G_OPTION_ENTRY_NULL };
  const CtUsage usage = {
    .operands = _ ("ACCOUNT"), .entries = entries, .n_least = 1, .n_most = 1
  };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_WHOLE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  account = ct_cli_find_account (session, words[1]);
  return account != NULL ? set_token (cli, session, account, from_stdin) : CT_EXIT_USAGE;
}

/* --- add --- */

/* What the person can put right is wrong usage; what remains is that it cannot be written. */
static CtExit
check_config (CtSession *session, const CtAccountConfig *config)
{
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_catalog_lookup (session->catalog, config->provider_id, &error);

  if (provider != NULL && ct_account_settings_check (config, provider, &error))
    return CT_EXIT_FINE;
  return ct_cli_wrong_usage ("%s", error->message);
}

static CtExit
add_account (CtCli *cli, CtSession *session, const CtAccountConfig *config, SecretValue *token)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strconcat (config->id, "\n", NULL);

  if (!ct_accounts_add (session->accounts, config, &error))
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_FAILED;
    }
  ct_cli_print (line);
  ct_cli_flush ();
  if (token == NULL)
    return CT_EXIT_FINE;
  return store_token (cli, session, ct_accounts_lookup (session->accounts, config->id), token);
}

CtExit
ct_cli_account_add (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (CtAccountOptions) options = { NULL };
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
  if (status != CT_EXIT_FINE)
    return status;
  /* First the token: who thinks better of it leaves nothing behind. */
  if (!options.no_token)
    {
      token = ct_cli_read_token (options.token_stdin, &status);
      if (token == NULL)
        return status;
    }
  return add_account (cli, session, config, token);
}

/* --- edit --- */

/* A token is kept for one origin and goes to no other; amounts too are those of another site. */
static CtExit
follow_origin (CtCli *cli, CtSession *session, CtAccount *account, const char *old_origin,
               gboolean token_stdin)
{
  gboolean moved = g_strcmp0 (old_origin, ct_account_get_origin (account)) != 0;

  if (moved && old_origin != NULL)
    {
      ct_poll_state_forget (session->poll_state, old_origin, ct_account_get_id (account));
      ct_poll_state_flush (session->poll_state);
    }
  if (token_stdin)
    return set_token (cli, session, account, TRUE);
  if (moved)
    ct_cli_complain (_ ("The token is kept for the old address and is not sent to the new one; "
                        "set it again: creditctl account set-token %s"),
                     ct_account_get_id (account));
  return CT_EXIT_FINE;
}

static CtExit
edit_account (CtCli *cli, CtSession *session, CtAccount *account, const CtAccountOptions *options)
{
  g_autoptr (CtAccountConfig) config = ct_account_config_copy (ct_account_get_config (account));
  g_autofree char *old_origin = g_strdup (ct_account_get_origin (account));
  g_autoptr (GError) error = NULL;
  CtExit status;

  if (!ct_account_options_apply (options, config))
    return CT_EXIT_USAGE;
  status = check_config (session, config);
  if (status != CT_EXIT_FINE)
    return status;
  if (ct_accounts_edit (session->accounts, config, &error))
    return follow_origin (cli, session, account, old_origin, options->token_stdin);
  ct_cli_complain_error (NULL, error);
  return CT_EXIT_FAILED;
}

CtExit
ct_cli_account_edit (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (CtAccountOptions) options = { NULL };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;

  if (!ct_account_options_parse_edit (cli, &options, &words))
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_WHOLE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  account = ct_cli_find_account (session, words[1]);
  return account != NULL ? edit_account (cli, session, account, &options) : CT_EXIT_USAGE;
}

/* --- remove --- */

static CtExit
confirm_removal (CtAccount *account)
{
  g_autofree char *question = g_strdup_printf (_ ("Remove “%s” and its token? [y/N] "),
                                               ct_account_get_name (account));
  gboolean asked;

  if (ct_cli_confirm (question, &asked))
    return CT_EXIT_FINE;
  if (asked)
    return CT_EXIT_FAILED;
  return ct_cli_wrong_usage (_ ("There is no terminal to ask on: use --yes"));
}

/* The token first: once the account is gone nobody would look for it. Where there is no keyring
 * there is no token in it. */
static CtExit
remove_account (CtSession *session, CtAccount *account)
{
  const char *id = ct_account_get_id (account), *origin = ct_account_get_origin (account);
  g_autoptr (GError) error = NULL;

  if (!ct_tokens_forget (session->keyring, id, &error))
    {
      ct_cli_complain_error (NULL, error);
      if (!g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
        return ct_exit_for_error (error);
      g_clear_error (&error);
    }
  if (!ct_accounts_remove (session->accounts, id, &error))
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_FAILED;
    }
  if (origin != NULL)
    ct_poll_state_forget (session->poll_state, origin, id);
  ct_poll_state_flush (session->poll_state);
  return CT_EXIT_FINE;
}

CtExit
ct_cli_account_remove (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask"), NULL }, G_OPTION_ENTRY_NULL
  };
  const CtUsage usage = {
    .operands = _ ("ACCOUNT"), .entries = entries, .n_least = 1, .n_most = 1
  };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;
  CtExit status;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_WHOLE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  account = ct_cli_find_account (session, words[1]);
  if (account == NULL)
    return CT_EXIT_USAGE;
  status = yes ? CT_EXIT_FINE : confirm_removal (account);
  return status == CT_EXIT_FINE ? remove_account (session, account) : status;
}
