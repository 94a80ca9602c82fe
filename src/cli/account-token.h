#pragma once

#include "open.h"

G_BEGIN_DECLS

/* Says it when the token is not of the kind that the gateway wants. provider: (nullable) */
void ct_cli_warn_of_kind (CtProvider *provider, SecretValue *token);
/* Says that the account is there without its token, why, and what can be done about it. */
CtExit ct_cli_complain_of_keyring (CtAccount *account, const GError *error);

G_END_DECLS
