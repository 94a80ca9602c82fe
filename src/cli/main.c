#include "config.h"

#include <stdlib.h>

#include <glib/gi18n-lib.h>

#include "command.h"
#include "commands.h"
#include "output.h"
#include "process.h"
#include "translations.h"

static const CtCommand commands[] = {
  { "status", N_ ("Print the balances"), ct_cli_status },
  { "history", N_ ("Print what a balance was"), ct_cli_history },
  { "account", N_ ("List, add, change and test accounts"), ct_cli_account },
  { "provider", N_ ("List, show and check gateways"), ct_cli_provider },
  { NULL, NULL, NULL },
};

static gboolean
print_version (const char *option, const char *value, gpointer data, GError **error)
{
  ct_cli_print ("creditctl " PACKAGE_VERSION "\n");
  exit (ct_cli_flush () ? CT_EXIT_FINE : CT_EXIT_FAILED);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = { { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK,
                                     print_version, N_ ("Print the version"), NULL },
                                   G_OPTION_ENTRY_NULL };
  CtCli cli = { FALSE, FALSE };
  CtExit status;

  ct_process_init ();
  ct_translations_init ();
  g_set_prgname ("creditctl");
  g_log_writer_default_set_use_stderr (TRUE);
  status = ct_cli_dispatch (&cli, commands, entries, argv);
  if (!ct_cli_flush () && status == CT_EXIT_FINE)
    status = CT_EXIT_FAILED;
  return status;
}
