#include "config.h"

#include "account-token.h"

#include <glib/gi18n-lib.h>

#include "applet.h"
#include "commands.h"
#include "output.h"
#include "token-input.h"
#include "tokens.h"

void
ct_cli_warn_of_kind (CtProvider *provider, SecretValue *token)
{
  g_autofree char *warning = NULL;

  if (provider != NULL)
    warning = ct_provider_check_token_kind (provider, secret_value_get_text (token));
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

CtExit
ct_cli_complain_of_keyring (CtAccount *account, const GError *error)
{
  ct_cli_complain_error (_ ("The account is there, but its token could not be stored"), error);
  if (g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    explain_credentials (account);
  else
    ct_cli_complain (_ ("Try again: creditctl account set-token %s"), ct_account_get_id (account));
  return ct_exit_for_error (error);
}

static CtExit
store (CtCli *cli, CtSession *session, CtAccount *account, SecretValue *token)
{
  g_autoptr (GError) error = NULL;

  ct_cli_warn_of_kind (ct_account_get_provider (account), token);
  if (!ct_tokens_store (session->keyring, account, token, &error))
    return ct_cli_complain_of_keyring (account, error);
  /* What became of the old one would hold for hours. */
  ct_monitor_reload (session->monitor, ct_account_get_id (account));
  if (!cli->demo)
    ct_applet_reload (ct_account_get_id (account));
  return CT_EXIT_FINE;
}

static CtExit
ask_for_token (CtCli *cli, CtSession *session, CtAccount *account, gboolean from_stdin)
{
  CtExit status;
  g_autoptr (SecretValue) token = NULL;

  if (ct_account_get_origin (account) == NULL)
    {
      ct_cli_complain_error (ct_account_get_name (account), ct_account_get_error (account));
      return CT_EXIT_FAILED;
    }
  token = ct_cli_read_token (from_stdin, &status);
  return token != NULL ? store (cli, session, account, token) : status;
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
  CtExit status;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  status = ct_cli_open_account (cli, CT_OPEN_WHOLE, words[1], &session, &account);
  return status == CT_EXIT_FINE ? ask_for_token (cli, session, account, from_stdin) : status;
}
