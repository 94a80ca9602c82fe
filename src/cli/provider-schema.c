#include "config.h"

#include "commands.h"
#include "definition-schema.h"
#include "output.h"

CtExit
ct_cli_provider_schema (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = NULL };
  g_autofree char *schema = NULL, *text = NULL;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  schema = ct_definition_schema ();
  text = g_strconcat (schema, "\n", NULL);
  ct_cli_print (text);
  return CT_EXIT_FINE;
}
