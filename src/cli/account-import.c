#include "config.h"

#include "account-import.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "open.h"
#include "output.h"
#include "table.h"
#include "token-input.h"
#include "wait.h"

typedef struct
{
  CtSession *session; /* (unowned) */
  GPtrArray *entries; /* (unowned) of CtImportEntry */
  gboolean yes;
} Import;

/* --- What there is --- */

/* (nullable): already said (transfer full) */
static GPtrArray *
read_file (CtSession *session, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gboolean is_stdin = strcmp (path, "-") == 0;
  int fd = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    {
      ct_cli_complain ("%s: %s", path, g_strerror (errno));
      return NULL;
    }
  entries = ct_account_import_read (session->catalog, fd, &error);
  if (entries == NULL)
    ct_cli_complain_error (path, error);
  else if (ct_account_import_is_exposed (fd, entries))
    ct_cli_complain (_ ("%s has tokens in it and can be read by others: delete it when it is not "
                        "needed any more, or “chmod 600” it"),
                     path);
  if (!is_stdin)
    close (fd);
  return g_steal_pointer (&entries);
}

static void
review (CtSession *session, GPtrArray *entries)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_account_import_review_async (session, entries, NULL, ct_wait_done, &wait);
  result = ct_wait (&wait);
  ct_account_import_review_finish (result, NULL);
}

/* --- What will happen --- */

static const char *
describe_verdict (const CtImportEntry *entry)
{
  switch (entry->verdict)
    {
    case CT_IMPORT_READY:
      return _ ("add");
    case CT_IMPORT_DOUBTFUL:
      return _ ("ask");
    case CT_IMPORT_PRESENT:
      return _ ("there");
    case CT_IMPORT_UNUSABLE:
      return _ ("skip");
    }
  g_return_val_if_reached ("");
}

static void
show (GPtrArray *entries)
{
  g_autoptr (CtTable) table = ct_table_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const CtImportEntry *entry = entries->pdata[i];
      const char *const cells[] = { describe_verdict (entry),
                                    entry->source,
                                    entry->config->name,
                                    entry->config->provider_id,
                                    entry->token == NULL    ? _ ("no token")
                                    : entry->origin != NULL ? entry->origin
                                                            : "",
                                    entry->reason != NULL ? entry->reason : "",
                                    NULL };

      ct_table_add (table, NULL, cells);
    }
  text = ct_table_format (table);
  ct_cli_print (text);
  ct_cli_flush ();
}

/* --- Adding them --- */

static gboolean
add (CtSession *session, const CtImportEntry *entry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_account_import_add_async (session, entry, NULL, ct_wait_done, &wait);
  result = ct_wait_for_keyring (&wait);
  return ct_account_import_add_finish (result, error);
}

/* *asked is FALSE when there is no terminal. */
static gboolean
confirm (const Import *import, const CtImportEntry *entry, gboolean *asked)
{
  g_autofree char *question = NULL;

  *asked = TRUE;
  if (import->yes)
    return entry->verdict == CT_IMPORT_READY;
  if (entry->token != NULL)
    question = g_strdup_printf (_ ("Add “%s”, and keep its token for %s? [y/N] "),
                                entry->config->name, entry->origin);
  else
    question = g_strdup_printf (_ ("Add “%s”, without a token? [y/N] "), entry->config->name);
  return ct_cli_confirm (question, asked);
}

/* What is wrong with the keyring is wrong for the next one, too. */
static CtExit
add_entries (const Import *import)
{
  CtExit status = CT_EXIT_FINE;

  for (guint i = 0; i < import->entries->len && status != CT_EXIT_KEYRING; i++)
    {
      const CtImportEntry *entry = import->entries->pdata[i];
      g_autoptr (GError) error = NULL;
      gboolean asked;

      if (!ct_import_entry_may_be_added (entry))
        continue;
      if (confirm (import, entry, &asked) && !add (import->session, entry, &error))
        {
          ct_cli_complain_error (entry->config->name, error);
          ct_cli_complain (_ ("“%s” was not added, and its token is not kept"),
                           entry->config->name);
          status = ct_exit_first (status, ct_exit_for_error (error));
        }
      if (!asked)
        return ct_cli_wrong_usage (_ ("There is no terminal to ask on, and nothing was changed: "
                                      "use --yes"));
    }
  return status;
}

static guint
count (GPtrArray *entries, CtImportVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += ((const CtImportEntry *) entries->pdata[i])->verdict == verdict;
  return n;
}

/* In the environment there is much that is meant for others; a file was given for this. */
static CtExit
import_entries (const Import *import, gboolean is_file)
{
  CtExit status;

  review (import->session, import->entries);
  show (import->entries);
  status = add_entries (import);
  if (import->yes && count (import->entries, CT_IMPORT_DOUBTFUL) > 0)
    ct_cli_complain (_ ("What is doubtful is only added when asked about, without --yes"));
  if (is_file && count (import->entries, CT_IMPORT_UNUSABLE) > 0)
    status = ct_exit_first (status, CT_EXIT_FAILED);
  return status;
}

CtExit
ct_cli_account_import (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  gboolean environment = FALSE, yes = FALSE;
  const GOptionEntry entries[] = {
    { "environment", 0, 0, G_OPTION_ARG_NONE, &environment,
      N_ ("Take the tokens that variables such as OPENROUTER_API_KEY hold"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask; leave out what is doubtful"), NULL },
    G_OPTION_ENTRY_NULL
  };
  const CtUsage usage = { .operands = _ ("[FILE]"), .entries = entries, .n_most = 1 };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  if ((words[1] != NULL) == environment)
    return ct_cli_wrong_usage (_ ("Either a file or --environment"));
  session = ct_cli_open (cli, CT_OPEN_WHOLE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  found = environment ? ct_account_import_read_environment (session->catalog)
                      : read_file (session, words[1]);
  if (found == NULL)
    return CT_EXIT_FAILED;
  return import_entries (&(Import){ session, found, yes }, !environment);
}
