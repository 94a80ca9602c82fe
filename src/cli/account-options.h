#pragma once

#include "account.h"
#include "command.h"

G_BEGIN_DECLS

/* What `account add` and `account edit` are told. NULL, or -1: not given; interval_s begins as
 * that. */
typedef struct
{
  char *provider; /* (nullable) (owned) add only */
  char *name;     /* (nullable) (owned) */
  char *base_url; /* (nullable) (owned) */
  char *region;   /* (nullable) (owned) */
  char **fields;  /* (nullable) (owned) "user_id=42" */
  char *paused;   /* (nullable) (owned) edit only: "true", "false" */
  char *in_total; /* (nullable) (owned) "auto", "always", "never" */
  char *low;      /* (nullable) (owned) an amount; "": as the other accounts */
  char *critical; /* (nullable) (owned) the same */
  int interval_s;
  gboolean allow_private_http;
  gboolean token_stdin;
  gboolean no_token; /* add only */
  gboolean yes;      /* add only */
} CtAccountOptions;

void ct_account_options_clear (CtAccountOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtAccountOptions, ct_account_options_clear)

gboolean ct_account_options_parse_add (CtCli *cli, CtAccountOptions *options, char ***arguments);
gboolean ct_account_options_parse_edit (CtCli *cli, CtAccountOptions *options, char ***arguments);

/* Changes what was given and nothing else. FALSE: wrong usage, already said. */
gboolean ct_account_options_apply (const CtAccountOptions *options, CtAccountConfig *config);

/* "FIELD=VALUE" texts -> fields; an empty value takes the field out. FALSE: wrong usage, already
 * said. */
gboolean ct_account_options_set_fields (char **texts, GHashTable *fields);

G_END_DECLS
