#pragma once

#include <libsecret/secret.h>

#include "command.h"

G_BEGIN_DECLS

/* A token from a person: from the terminal, without echo, or the first line of the standard input.
 * NULL: it was said why, *status is what to exit with. A signal that ends the program finds the
 * terminal as it was. (transfer full) */
SecretValue *ct_cli_read_token (gboolean from_stdin, CtExit *status);

/* A question on the terminal. FALSE: no, or there is no terminal; then *asked is FALSE. */
gboolean ct_cli_confirm (const char *question, gboolean *asked);

G_END_DECLS
