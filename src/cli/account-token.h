#pragma once

#include "open.h"

G_BEGIN_DECLS

/* Keeps the token and tells a running applet. What goes wrong is said; the account stays. */
CtExit ct_cli_store_token (CtCli *cli, CtSession *session, CtAccount *account, SecretValue *token);
/* The same with a token that is typed now. */
CtExit ct_cli_ask_for_token (CtCli *cli, CtSession *session, CtAccount *account,
                             gboolean from_stdin);

G_END_DECLS
