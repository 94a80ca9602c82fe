#include "config.h"

#include "command.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "nearest.h"
#include "output.h"

#define NO_LIMIT G_MAXUINT

CtExit
ct_exit_first (CtExit a, CtExit b)
{
  static const CtExit order[] = { CT_EXIT_USAGE, CT_EXIT_LOW, CT_EXIT_KEYRING, CT_EXIT_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (a == order[i] || b == order[i])
      return order[i];
  return CT_EXIT_FINE;
}

CtExit
ct_exit_for_error (const GError *error)
{
  if (g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED)
      || g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    return CT_EXIT_KEYRING;
  return CT_EXIT_FAILED;
}

CtExit
ct_cli_wrong_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ct_cli_complain ("%s", message);
  g_printerr (_ ("Try “%s --help”.\n"), g_get_prgname ());
  return CT_EXIT_USAGE;
}

static GOptionContext *
new_context (CtCli *cli, const CtUsage *usage)
{
  const GOptionEntry general[] = { { "demo", 0, 0, G_OPTION_ARG_NONE, &cli->demo,
                                     N_ ("Use the accounts of a gateway inside the program"),
                                     NULL },
                                   { "debug", 0, 0, G_OPTION_ARG_NONE, &cli->debug,
                                     N_ ("Write what is done to the standard error"), NULL },
                                   G_OPTION_ENTRY_NULL };
  GOptionContext *context = g_option_context_new (usage->operands);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, usage->stop_at_word);
  if (usage->entries != NULL)
    g_option_context_add_main_entries (context, usage->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, general, GETTEXT_PACKAGE);
  if (usage->description != NULL)
    g_option_context_set_description (context, usage->description);
  return context;
}

gboolean
ct_cli_parse (CtCli *cli, const CtUsage *usage, char ***arguments)
{
  g_autoptr (GOptionContext) context = new_context (cli, usage);
  g_autoptr (GError) error = NULL;
  guint n_words;

  if (!g_option_context_parse_strv (context, arguments, &error))
    {
      ct_cli_wrong_usage ("%s", error->message);
      return FALSE;
    }
  if (cli->debug)
    g_setenv ("G_MESSAGES_DEBUG", G_LOG_DOMAIN, TRUE);
  n_words = g_strv_length (*arguments) - 1;
  if (n_words < usage->n_least)
    ct_cli_wrong_usage (_ ("An argument is missing: %s"), usage->operands);
  else if (n_words > usage->n_most)
    ct_cli_wrong_usage (_ ("Unexpected argument: “%s”"), (*arguments)[1 + usage->n_most]);
  return n_words >= usage->n_least && n_words <= usage->n_most;
}

static char *
describe_commands (const CtCommand *commands)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (const CtCommand *command = commands; command->name != NULL; command++)
    g_string_append_printf (text, "\n  %-10s  %s", command->name, _ (command->summary));
  return g_string_free (text, FALSE);
}

static const CtCommand *
find_command (const CtCommand *commands, const char *name)
{
  for (const CtCommand *command = commands; command->name != NULL; command++)
    if (g_str_equal (command->name, name))
      return command;
  return NULL;
}

static CtExit
refuse_command (const CtCommand *commands, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  for (const CtCommand *command = commands; command->name != NULL; command++)
    g_ptr_array_add (names, (gpointer) command->name);
  g_ptr_array_add (names, NULL);
  nearest = ct_nearest (name, (const char *const *) names->pdata);
  if (nearest != NULL)
    return ct_cli_wrong_usage (_ ("There is no command “%s”; did you mean “%s”?"), name, nearest);
  return ct_cli_wrong_usage (_ ("There is no command “%s”"), name);
}

CtExit
ct_cli_dispatch (CtCli *cli, const CtCommand *commands, const GOptionEntry *entries,
                 char **arguments)
{
  g_autofree char *description = describe_commands (commands), *name = NULL;
  g_auto (GStrv) words = g_strdupv (arguments), rest = NULL;
  const CtCommand *command;
  CtUsage usage = { .operands = _ ("COMMAND"),
                    .description = description,
                    .entries = entries,
                    .n_least = 1,
                    .n_most = NO_LIMIT,
                    .stop_at_word = TRUE };

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  command = find_command (commands, words[1]);
  if (command == NULL)
    return refuse_command (commands, words[1]);
  name = g_strdup_printf ("%s %s", g_get_prgname (), command->name);
  g_set_prgname (name);
  rest = g_strdupv (words + 1);
  return command->run (cli, rest);
}

const char *
ct_cli_one_of (const char *option, const char *value, const char *const *values)
{
  g_autofree char *list = NULL;

  for (guint i = 0; values[i] != NULL; i++)
    if (g_str_equal (values[i], value))
      return values[i];
  list = g_strjoinv (", ", (char **) values);
  ct_cli_wrong_usage (_ ("%s=%s: it must be one of %s"), option, value, list);
  return NULL;
}
