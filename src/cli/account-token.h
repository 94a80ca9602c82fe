#pragma once

#include "open.h"

G_BEGIN_DECLS

/* Says it when the token is not of the kind that the gateway wants. provider: (nullable) */
void ct_cli_warn_of_kind (CtProvider *provider, SecretValue *token);
/* Keeps the token and tells a running applet. What goes wrong is said; the account stays. */
CtExit ct_cli_store_token (CtCli *cli, CtSession *session, CtAccount *account, SecretValue *token);

G_END_DECLS
