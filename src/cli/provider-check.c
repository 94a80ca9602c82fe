#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-exchange.h"
#include "account-options.h"
#include "account-settings.h"
#include "answers.h"
#include "ask.h"
#include "commands.h"
#include "format.h"
#include "open.h"
#include "output.h"
#include "rfc3339.h"
#include "status.h"
#include "status-json.h"

/* For a definition that leaves the address to the person. */
#define SOME_ADDRESS "https://gateway.example"
#define NOBODY "00000000-0000-4000-8000-000000000000"

/* --- Options --- */

typedef struct
{
  char **responses; /* (nullable) (owned) */
  char **fields;    /* (nullable) (owned) */
  char *base_url;   /* (nullable) (owned) */
  char *now;        /* (nullable) (owned) */
  char *format;     /* (nullable) (owned) */
  gboolean as_json;
  gint64 now_us;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->responses);
  g_strfreev (options->fields);
  g_free (options->base_url);
  g_free (options->now);
  g_free (options->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* RFC 3339, or unix seconds. */
static gboolean
parse_now (Options *options)
{
  CtRational seconds;
  gint64 unix_s;

  options->now_us = g_get_real_time ();
  if (options->now == NULL)
    return TRUE;
  if ((ct_rfc3339_parse (options->now, &seconds)
       || ct_rational_parse (options->now, strlen (options->now), &seconds, NULL))
      && ct_rational_to_micro (&seconds, &unix_s) && unix_s >= 0)
    {
      options->now_us = unix_s;
      return TRUE;
    }
  ct_cli_wrong_usage (_ ("--now=%s: it must be a time as 2026-11-22T04:00:00Z, or unix seconds"),
                      options->now);
  return FALSE;
}

static gboolean
parse_options (CtCli *cli, Options *options, char ***words)
{
  static const char *const formats[] = { "text", "json", NULL };
  const GOptionEntry entries[] = {
    { "response", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->responses,
      N_ ("The answer to a request"), N_ ("NAME=BODY[@STATUS]") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->fields,
      N_ ("What the gateway asks for beside the token"), N_ ("FIELD=VALUE") },
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &options->base_url, N_ ("Address of the site"),
      N_ ("ADDRESS") },
    { "now", 0, 0, G_OPTION_ARG_STRING, &options->now, N_ ("The time to take for now"),
      N_ ("TIME") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, N_ ("text or json"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  const CtUsage usage = { .operands = _ ("FILE"), .entries = entries, .n_least = 1, .n_most = 1 };
  const char *format;

  if (!ct_cli_parse (cli, &usage, words))
    return FALSE;
  format = ct_cli_one_of ("--format", options->format != NULL ? options->format : "text", formats);
  options->as_json = format != NULL && g_str_equal (format, "json");
  return format != NULL && parse_now (options);
}

/* --- What it reads --- */

/* The account that the definition would be used for. (transfer full) */
static CtAccount *
make_account (CtProvider *provider, const Options *options)
{
  g_autoptr (CtAccountConfig) config = ct_account_config_new (NOBODY);
  const char *address = options->base_url;
  g_autoptr (GError) error = NULL;

  if (address == NULL && provider->base_url == NULL)
    address = provider->regions->len > 0 ? ((CtRegion *) provider->regions->pdata[0])->base_url
                                         : SOME_ADDRESS;
  g_free (config->provider_id);
  config->provider_id = g_strdup (provider->id);
  config->base_url = g_strdup (address);
  config->allow_private_http = TRUE;
  if (!ct_account_options_set_fields (options->fields, config->fields))
    return NULL;
  if (ct_account_settings_check (config, provider, &error))
    return ct_account_new (config, provider, NULL);
  ct_cli_wrong_usage ("%s", error->message);
  return NULL;
}

static void
append_member (GString *out, const CtJsonNode *object, const char *name)
{
  g_string_append_c (out, ',');
  ct_json_append_quoted (out, name);
  g_string_append_c (out, ':');
  ct_json_node_append (ct_json_node_get_member (object, name), NULL, out);
}

static char *
format_json (const char *provider_id, const CtAnswers *answers, const CtJsonNode *account,
             const char *rule, const GError *error)
{
  GString *out = g_string_new ("{");

  ct_answers_append (out, "provider", provider_id);
  g_string_append_printf (out, ",\"requests\":%s]", answers->json->str);
  append_member (out, account, "balances");
  append_member (out, account, "details");
  g_string_append (out, ",\"rule\":");
  if (rule != NULL)
    ct_json_append_quoted (out, rule);
  else
    g_string_append (out, "null");
  g_string_append (out, ",\"error\":");
  if (error != NULL)
    {
      g_string_append_c (out, '{');
      ct_answers_append (out, "code", ct_error_code_to_string (error->code));
      ct_answers_append (out, "message", error->message);
      g_string_append_c (out, '}');
    }
  else
    g_string_append (out, "null");
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

static void
print_result (const CtAnswers *answers, CtAccount *account, const Options *options,
              const char *rule, const GError *error)
{
  const CtSummaryPolicy policy = { .interval_s = 300 };
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autofree char *json = NULL, *text = NULL;
  g_autoptr (CtJson) status = NULL;
  const CtJsonNode *node;

  g_ptr_array_add (alone, account);
  json = ct_status_to_json (alone, &policy, options->now_us);
  status = ct_json_parse (json, strlen (json), NULL);
  node = ct_status_first_account (ct_json_get_root (status));
  if (options->as_json)
    text = format_json (ct_account_get_provider (account)->id, answers, node, rule, error);
  else
    {
      g_autofree char *reading = ct_format_reading (node);

      text = g_strconcat (answers->text->str, reading, NULL);
    }
  ct_cli_print (text);
  if (error != NULL && !options->as_json)
    ct_cli_complain ("%s: %s", ct_error_code_to_string (error->code), error->message);
  if (rule != NULL && !options->as_json)
    ct_cli_complain (_ ("The rule that says so: %s"), rule);
  if (options->responses == NULL && error == NULL)
    ct_cli_complain (_ ("The definition is good. To see what it reads, give it answers: "
                        "--response NAME=FILE"));
}

/* Without any answer given, the 404 of the first request says nothing about the definition. */
static gboolean
is_asked_in_vain (const CtAnswers *answers, const Options *options)
{
  return options->responses == NULL && answers->n_requests > 0;
}

static CtExit
check_account (CtAnswers *answers, CtAccount *account, const Options *options)
{
  g_autoptr (CtExchange) exchange = ct_account_exchange_new (account, options->now_us, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtReading) reading = ct_ask (exchange, ct_answers_ask, answers, &error);
  const char *rule = ct_exchange_get_rule (exchange);

  if (is_asked_in_vain (answers, options))
    {
      g_clear_error (&error);
      rule = NULL;
    }
  else if (reading != NULL)
    ct_account_take_reading (account, reading, options->now_us);
  print_result (answers, account, options, rule, error);
  return error == NULL ? CT_EXIT_FINE : CT_EXIT_FAILED;
}

static CtExit
check_provider (CtProvider *provider, const Options *options)
{
  g_autoptr (CtAnswers) answers = ct_answers_new (provider, options->responses);
  g_autoptr (CtAccount) account = NULL;

  if (answers == NULL)
    return CT_EXIT_USAGE;
  account = make_account (provider, options);
  return account != NULL ? check_account (answers, account, options) : CT_EXIT_USAGE;
}

CtExit
ct_cli_provider_check (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (Options) options = { 0 };
  g_autoptr (CtCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = NULL;

  if (!parse_options (cli, &options, &words))
    return CT_EXIT_USAGE;
  catalog = ct_cli_open_catalog (cli);
  provider = ct_catalog_load_file (catalog, words[1], &error);
  if (provider != NULL)
    return check_provider (provider, &options);
  ct_cli_complain ("%s: %s", ct_error_code_to_string (error->code), error->message);
  return CT_EXIT_FAILED;
}
