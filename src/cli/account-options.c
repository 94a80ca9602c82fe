#include "config.h"

#include "account-options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static const char *const truths[] = { "false", "true", NULL };
static const char *const in_total_names[] = {
  [CT_IN_TOTAL_AUTO] = "auto",
  [CT_IN_TOTAL_ALWAYS] = "always",
  [CT_IN_TOTAL_NEVER] = "never",
  NULL,
};

void
ct_account_options_clear (CtAccountOptions *options)
{
  g_free (options->provider);
  g_free (options->name);
  g_free (options->base_url);
  g_free (options->region);
  g_free (options->paused);
  g_free (options->in_total);
  g_free (options->low);
  g_free (options->critical);
  g_strfreev (options->fields);
}

/* The first n_own entries are the command's own. */
static gboolean
parse (CtCli *cli, CtAccountOptions *options, const GOptionEntry *own, gsize n_own,
       const char *operands, char ***arguments)
{
  const GOptionEntry shared[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, N_ ("What it is called"), N_ ("NAME") },
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &options->base_url,
      N_ ("Address of the site; empty: the gateway’s own"), N_ ("ADDRESS") },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options->region, N_ ("Which of the gateway’s sites"),
      N_ ("ID") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->fields,
      N_ ("What the gateway asks for beside the token"), N_ ("FIELD=VALUE") },
    { "interval", 0, 0, G_OPTION_ARG_INT, &options->interval_s,
      N_ ("How often it is asked; 0: as the others"), N_ ("SECONDS") },
    { "in-total", 0, 0, G_OPTION_ARG_STRING, &options->in_total,
      N_ ("Whether it counts in the total: auto, always or never"), N_ ("WHETHER") },
    { "low", 0, 0, G_OPTION_ARG_STRING, &options->low,
      N_ ("From which balance on it is low; empty: as the others"), N_ ("AMOUNT") },
    { "critical", 0, 0, G_OPTION_ARG_STRING, &options->critical,
      N_ ("From which balance on it is critical; empty: as the others"), N_ ("AMOUNT") },
    { "allow-private-http", 0, 0, G_OPTION_ARG_NONE, &options->allow_private_http,
      N_ ("Send the token without encryption in a private network"), NULL },
    { "token-stdin", 0, 0, G_OPTION_ARG_NONE, &options->token_stdin,
      N_ ("Read the token from the standard input"), NULL },
  };
  g_autofree GOptionEntry *entries = g_new0 (GOptionEntry, n_own + G_N_ELEMENTS (shared) + 1);
  gboolean is_edit = operands != NULL;
  const CtUsage usage = {
    .operands = operands, .entries = entries, .n_least = is_edit, .n_most = is_edit
  };

  if (n_own > 0)
    memcpy (entries, own, n_own * sizeof *own);
  memcpy (entries + n_own, shared, sizeof shared);
  return ct_cli_parse (cli, &usage, arguments);
}

gboolean
ct_account_options_parse_add (CtCli *cli, CtAccountOptions *options, char ***arguments)
{
  const GOptionEntry own[] = {
    { "provider", 0, 0, G_OPTION_ARG_STRING, &options->provider,
      N_ ("The gateway: see “creditctl provider list”"), N_ ("ID") },
    { "no-token", 0, 0, G_OPTION_ARG_NONE, &options->no_token,
      N_ ("Ask for no token: it comes later, or from elsewhere"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options->yes,
      N_ ("Do not ask about what the vendor does not document"), NULL },
  };

  if (!parse (cli, options, own, G_N_ELEMENTS (own), NULL, arguments))
    return FALSE;
  if (options->provider == NULL)
    ct_cli_wrong_usage (_ ("--provider is missing: see “creditctl provider list”"));
  else if (options->no_token && options->token_stdin)
    ct_cli_wrong_usage (_ ("--no-token and --token-stdin: not both"));
  else
    return TRUE;
  return FALSE;
}

gboolean
ct_account_options_parse_edit (CtCli *cli, CtAccountOptions *options, char ***arguments)
{
  const GOptionEntry own[] = {
    { "paused", 0, 0, G_OPTION_ARG_STRING, &options->paused,
      N_ ("Whether it is left alone: true or false"), N_ ("WHETHER") },
  };

  return parse (cli, options, own, G_N_ELEMENTS (own), _ ("ACCOUNT"), arguments);
}

gboolean
ct_account_options_set_fields (char **texts, GHashTable *fields)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      const char *equals = strchr (texts[i], '=');

      if (equals == NULL || equals == texts[i])
        {
          ct_cli_wrong_usage (_ ("--set=%s: it must be FIELD=VALUE"), texts[i]);
          return FALSE;
        }
      if (equals[1] != '\0')
        g_hash_table_insert (fields, g_strndup (texts[i], equals - texts[i]),
                             g_strdup (equals + 1));
      else
        {
          g_autofree char *field = g_strndup (texts[i], equals - texts[i]);

          g_hash_table_remove (fields, field);
        }
    }
  return TRUE;
}

static void
replace (char **text, const char *given)
{
  if (given == NULL)
    return;
  g_free (*text);
  *text = g_strdup (given);
}

/* Replaces *choice, an index into names, when a name was given. */
static gboolean
choose (const char *option, const char *given, const char *const *names, int *choice)
{
  const char *chosen = given != NULL ? ct_cli_one_of (option, given, names) : NULL;

  for (int i = 0; chosen != NULL && names[i] != NULL; i++)
    if (names[i] == chosen)
      *choice = i;
  return given == NULL || chosen != NULL;
}

static gboolean
apply_choices (const CtAccountOptions *options, CtAccountConfig *config)
{
  int paused = config->paused, in_total = config->in_total;

  if (!choose ("--paused", options->paused, truths, &paused)
      || !choose ("--in-total", options->in_total, in_total_names, &in_total))
    return FALSE;
  config->paused = paused;
  config->in_total = in_total;
  return TRUE;
}

/* text: (nullable) not given, or "". */
static gboolean
read_amount (const char *option, const char *text, gint64 *amount_micro)
{
  if (text == NULL || *text == '\0' || ct_money_parse_micro (text, amount_micro, NULL))
    return TRUE;
  ct_cli_wrong_usage (_ ("%s=%s: it must be an amount such as 12.50"), option, text);
  return FALSE;
}

/* Of the two one is enough, as in the settings: low is then critical, and critical is nothing left.
 * Without both the account is as the others. */
static gboolean
apply_thresholds (const CtAccountOptions *options, CtThresholds *thresholds)
{
  const gboolean has_low = options->low != NULL ? *options->low != '\0' : thresholds->set;
  const gboolean has_critical = options->critical != NULL ? *options->critical != '\0'
                                                          : thresholds->set;

  if (!read_amount ("--low", options->low, &thresholds->low_micro)
      || !read_amount ("--critical", options->critical, &thresholds->critical_micro))
    return FALSE;
  if (!has_critical)
    thresholds->critical_micro = 0;
  if (!has_low)
    thresholds->low_micro = thresholds->critical_micro;
  thresholds->set = has_low || has_critical;
  return TRUE;
}

gboolean
ct_account_options_apply (const CtAccountOptions *options, CtAccountConfig *config)
{
  if (options->interval_s < -1)
    {
      ct_cli_wrong_usage (_ ("--interval=%d: it cannot be negative"), options->interval_s);
      return FALSE;
    }
  if (!apply_choices (options, config) || !apply_thresholds (options, &config->thresholds))
    return FALSE;
  replace (&config->provider_id, options->provider);
  replace (&config->name, options->name);
  replace (&config->base_url, options->base_url);
  replace (&config->region, options->region);
  if (options->interval_s != -1)
    config->interval_s = options->interval_s;
  /* It was allowed for that one address. */
  if (options->base_url != NULL || options->allow_private_http)
    config->allow_private_http = options->allow_private_http;
  return ct_account_options_set_fields (options->fields, config->fields);
}
