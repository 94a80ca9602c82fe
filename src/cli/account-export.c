#include "config.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "import.h"
#include "open.h"
#include "output.h"

CtExit
ct_cli_account_export (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = _ ("[ACCOUNT…]"), .n_most = G_MAXUINT };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) configs = g_ptr_array_new ();
  g_autofree char *json = NULL;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_OFFLINE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  accounts = ct_cli_find_accounts (session, words + 1);
  if (accounts == NULL)
    return CT_EXIT_USAGE;
  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (configs, (gpointer) ct_account_get_config (accounts->pdata[i]));
  json = ct_import_write (configs);
  ct_cli_print (json);
  return CT_EXIT_FINE;
}
