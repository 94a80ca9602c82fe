#pragma once

#include "command.h"
#include "session.h"

G_BEGIN_DECLS

/* The person's accounts, or the demo's. */
typedef enum
{
  CT_OPEN_OFFLINE, /* settings and what earlier polls kept: no network, no keyring, no bus */
  CT_OPEN_WHOLE,
} CtOpenKind;

/* NULL: it was said why. Settings that cannot be read are such a reason: nothing that came of them
 * would be true, and nothing is written over them. (transfer full) */
CtSession *ct_cli_open (CtCli *cli, CtOpenKind kind);

/* The definitions alone: they are there whatever the settings are. (transfer full) */
CtCatalog *ct_cli_open_catalog (CtCli *cli);

/* Waits until what was read is in the history, and says what is wrong with that: balances are
 * printed all the same. */
void ct_cli_keep_history (CtSession *session);

/* The accounts that are named, each once, in the person's order; all, when names is empty. NULL:
 * one is not there, already said. (transfer container) */
GPtrArray *ct_cli_find_accounts (CtSession *session, char **names);
/* Opens, and finds the account of that name. Not CT_EXIT_FINE: already said why. (transfer full)
 * both */
CtExit ct_cli_open_account (CtCli *cli, CtOpenKind kind, const char *name, CtSession **session,
                            CtAccount **account);

G_END_DECLS
