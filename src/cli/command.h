#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What creditctl exits with. Of several, the first in the order USAGE, LOW, KEYRING, FAILED, FINE.
 */
typedef enum
{
  CT_EXIT_FINE = 0,
  CT_EXIT_FAILED = 1, /* an account could not be read, or the command failed */
  CT_EXIT_USAGE = 2,
  CT_EXIT_LOW = 3,
  CT_EXIT_KEYRING = 4, /* locked or away */
} CtExit;

CtExit ct_exit_first (CtExit a, CtExit b);
CtExit ct_exit_for_error (const GError *error);

/* What every command is told. */
typedef struct
{
  gboolean demo;
  gboolean debug;
} CtCli;

typedef struct
{
  const char *name;
  const char *summary; /* translated where it is shown */
  /* arguments[0] is the command's name, or for a group of commands the group's. */
  CtExit (*run) (CtCli *cli, char **arguments);
} CtCommand;

/* Takes the options out of arguments; what remains is checked to be n_least ... n_most words behind
 * the name. --help ends the program. FALSE: wrong usage, already said. operands: as in
 * "[ACCOUNT…]". description: translated, (nullable). */
typedef struct
{
  const char *operands; /* (nullable) */
  const char *description;
  const GOptionEntry *entries; /* (nullable) */
  guint n_least, n_most;
  gboolean stop_at_word; /* what follows the first word is another command's */
} CtUsage;
gboolean ct_cli_parse (CtCli *cli, const CtUsage *usage, char ***arguments);

/* Options, then the command that the first word names. commands end with a name of NULL. entries:
 * (nullable) of the group itself. */
CtExit ct_cli_dispatch (CtCli *cli, const CtCommand *commands, const GOptionEntry *entries,
                        char **arguments);

/* Says it on the standard error, and where the help is. */
CtExit ct_cli_wrong_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* NULL: not one of them, already said. values end with NULL. */
const char *ct_cli_one_of (const char *option, const char *value, const char *const *values);

G_END_DECLS
