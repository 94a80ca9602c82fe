#include "config.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "open.h"
#include "output.h"
#include "token-input.h"
#include "tokens.h"

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
  g_autoptr (GError) keyring_error = NULL, error = NULL;

  if (!ct_tokens_forget (session->keyring, id, &keyring_error)
      && !g_error_matches (keyring_error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    {
      ct_cli_complain_error (NULL, keyring_error);
      return ct_exit_for_error (keyring_error);
    }
  if (!ct_accounts_remove (session->accounts, id, &error))
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_FAILED;
    }
  ct_poll_state_forget (session->poll_state, origin, id);
  ct_poll_state_flush (session->poll_state);
  ct_history_forget (session->history, id);
  ct_cli_keep_history (session);
  if (keyring_error)
    ct_cli_complain_error (_ ("The account is removed, but its token could not be looked for"),
                           keyring_error);
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
  status = ct_cli_open_account (cli, CT_OPEN_WHOLE, words[1], &session, &account);
  if (status == CT_EXIT_FINE && !yes)
    status = confirm_removal (account);
  return status == CT_EXIT_FINE ? remove_account (session, account) : status;
}
