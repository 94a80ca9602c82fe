#include "config.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "import.h"
#include "open.h"
#include "output.h"

/* A definition is for its reader to judge, not to come along with something else. */
static void
name_own_definition (CtSession *session, CtAccount *account, GHashTable *named)
{
  CtProvider *provider = ct_account_get_provider (account);
  g_autofree char *name = NULL, *path = NULL;

  if (provider == NULL || !provider->custom || !g_hash_table_add (named, g_strdup (provider->id)))
    return;
  name = g_strconcat (provider->id, ".json", NULL);
  path = g_build_filename (session->paths->providers_dir, name, NULL);
  ct_cli_complain (_ ("“%s” needs your own definition where it is imported: %s"),
                   ct_account_get_name (account), path);
}

CtExit
ct_cli_account_export (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = _ ("[ACCOUNT…]"), .n_most = G_MAXUINT };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) configs = g_ptr_array_new ();
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
    {
      g_ptr_array_add (configs, (gpointer) ct_account_get_config (accounts->pdata[i]));
      name_own_definition (session, accounts->pdata[i], named);
    }
  json = ct_import_write (configs);
  ct_cli_print (json);
  return CT_EXIT_FINE;
}
