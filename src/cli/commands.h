#pragma once

#include "command.h"

G_BEGIN_DECLS

CtExit ct_cli_status (CtCli *cli, char **arguments);

CtExit ct_cli_account (CtCli *cli, char **arguments);
CtExit ct_cli_account_list (CtCli *cli, char **arguments);
CtExit ct_cli_account_show (CtCli *cli, char **arguments);
CtExit ct_cli_account_add (CtCli *cli, char **arguments);
CtExit ct_cli_account_edit (CtCli *cli, char **arguments);
CtExit ct_cli_account_remove (CtCli *cli, char **arguments);
CtExit ct_cli_account_set_token (CtCli *cli, char **arguments);
CtExit ct_cli_account_test (CtCli *cli, char **arguments);
CtExit ct_cli_account_import (CtCli *cli, char **arguments);
CtExit ct_cli_account_export (CtCli *cli, char **arguments);

CtExit ct_cli_history (CtCli *cli, char **arguments);

CtExit ct_cli_provider (CtCli *cli, char **arguments);
CtExit ct_cli_provider_check (CtCli *cli, char **arguments);
CtExit ct_cli_provider_schema (CtCli *cli, char **arguments);

G_END_DECLS
