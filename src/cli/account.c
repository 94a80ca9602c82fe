#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "format.h"
#include "open.h"
#include "output.h"
#include "status.h"
#include "status-json.h"
#include "table.h"

static const CtCommand commands[] = {
  { "list", N_ ("List the accounts"), ct_cli_account_list },
  { "add", N_ ("Add an account"), ct_cli_account_add },
  { "show", N_ ("Print what is set for an account and known of it"), ct_cli_account_show },
  { "edit", N_ ("Change an account"), ct_cli_account_edit },
  { "remove", N_ ("Remove an account and its token"), ct_cli_account_remove },
  { "set-token", N_ ("Store a new token"), ct_cli_account_set_token },
  { "test", N_ ("Ask the gateway now, and say what it answered"), ct_cli_account_test },
  { "import", N_ ("Add accounts that are in a file or in the environment"), ct_cli_account_import },
  { "export", N_ ("Print accounts as such a file, without tokens"), ct_cli_account_export },
  { NULL, NULL, NULL },
};

CtExit
ct_cli_account (CtCli *cli, char **arguments)
{
  return ct_cli_dispatch (cli, commands, NULL, arguments);
}

/* --- list --- */

static void
append_text (GString *out, const char *key, const char *text)
{
  g_string_append (out, out->str[out->len - 1] == '{' ? "" : ",");
  ct_json_append_quoted (out, key);
  g_string_append_c (out, ':');
  if (text != NULL)
    ct_json_append_quoted (out, text);
  else
    g_string_append (out, "null");
}

static char *
list_as_json (GPtrArray *accounts)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = accounts->pdata[i];

      g_string_append (out, i > 0 ? ",{" : "{");
      append_text (out, "id", ct_account_get_id (account));
      append_text (out, "name", ct_account_get_name (account));
      append_text (out, "provider", ct_account_get_config (account)->provider_id);
      append_text (out, "address", ct_account_get_base_url (account));
      append_text (out, "state", ct_account_state_to_string (ct_account_get_state (account)));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]\n");
  return g_string_free (out, FALSE);
}

static char *
list_as_text (GPtrArray *accounts)
{
  g_autoptr (CtTable) table = ct_table_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = accounts->pdata[i];
      const char *const cells[] = { ct_account_get_id (account), ct_account_get_name (account),
                                    ct_account_get_config (account)->provider_id,
                                    ct_account_state_to_string (ct_account_get_state (account)),
                                    NULL };

      ct_table_add (table, NULL, cells);
    }
  return ct_table_format (table);
}

CtExit
ct_cli_account_list (CtCli *cli, char **arguments)
{
  static const char *const formats[] = { "text", "json", NULL };
  g_auto (GStrv) words = g_strdupv (arguments);
  g_autofree char *format = NULL, *text = NULL;
  const GOptionEntry entries[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format,
                                     N_ ("text or json"), N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  const CtUsage usage = { .entries = entries };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  const char *chosen;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  chosen = ct_cli_one_of ("--format", format != NULL ? format : "text", formats);
  if (chosen == NULL)
    return CT_EXIT_USAGE;
  session = ct_cli_open (cli, CT_OPEN_OFFLINE);
  if (session == NULL)
    return CT_EXIT_FAILED;
  accounts = ct_cli_find_accounts (session, words + 1);
  text = g_str_equal (chosen, "json") ? list_as_json (accounts) : list_as_text (accounts);
  ct_cli_print (text);
  return CT_EXIT_FINE;
}

/* --- show --- */

/* What is not set is left out. */
static void
add_fact (CtTable *table, const char *title, const char *text)
{
  const char *const cells[] = { title, text, NULL };

  if (text != NULL && text[0] != '\0')
    ct_table_add (table, NULL, cells);
}

static void
add_settings (CtTable *table, CtAccount *account, guint general_s)
{
  const CtAccountConfig *config = ct_account_get_config (account);
  CtProvider *provider = ct_account_get_provider (account);
  g_autofree char *interval = g_strdup_printf (_ ("%u s"),
                                               ct_account_get_interval_s (account, general_s));

  add_fact (table, _ ("Id"), config->id);
  add_fact (table, _ ("Name"), config->name);
  add_fact (table, _ ("Provider"), config->provider_id);
  add_fact (table, _ ("Address"), ct_account_get_base_url (account));
  add_fact (table, _ ("Region"), config->region);
  for (guint i = 0; provider != NULL && i < provider->fields->len; i++)
    {
      const CtField *field = provider->fields->pdata[i];

      add_fact (table, field->label, g_hash_table_lookup (config->fields, field->id));
    }
  add_fact (table, _ ("Asked every"), interval);
  if (config->in_total != CT_IN_TOTAL_AUTO)
    add_fact (table, _ ("In the total"),
              config->in_total == CT_IN_TOTAL_ALWAYS ? _ ("always") : _ ("never"));
  if (config->thresholds.set)
    {
      g_autofree char *low = ct_money_to_decimal (config->thresholds.low_micro);
      g_autofree char *critical = ct_money_to_decimal (config->thresholds.critical_micro);

      add_fact (table, _ ("Low from"), low);
      add_fact (table, _ ("Critical from"), critical);
    }
  if (config->allow_private_http)
    add_fact (table, _ ("Encryption"), _ ("none, within a private network"));
}

static void
add_knowledge (CtTable *table, const CtJsonNode *account)
{
  const CtJsonNode *error = ct_json_node_get_member (account, "error");

  add_fact (table, _ ("State"), ct_status_get_text (account, "state"));
  add_fact (table, _ ("Level"), ct_status_get_text (account, "level"));
  add_fact (table, _ ("Read at"), ct_status_get_text (account, "updated"));
  add_fact (table, _ ("Asked again at"), ct_status_get_text (account, "next"));
  if (ct_status_get_error_code (account) != NULL)
    add_fact (table, _ ("Error"), ct_status_get_text (error, "message"));
}

static void
show_account (CtSession *session, CtAccount *account)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (session);
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (CtTable) table = ct_table_new ();
  g_autofree char *json = NULL, *facts = NULL, *reading = NULL;
  g_autoptr (CtJson) status = NULL;

  g_ptr_array_add (alone, account);
  json = ct_status_to_json (alone, policy, ct_clock_now_us (session->clock));
  status = ct_json_parse (json, strlen (json), NULL);
  add_settings (table, account, policy->interval_s);
  add_knowledge (table, ct_status_first_account (ct_json_get_root (status)));
  facts = ct_table_format (table);
  reading = ct_format_reading (ct_status_first_account (ct_json_get_root (status)));
  ct_cli_print (facts);
  ct_cli_print (reading);
}

CtExit
ct_cli_account_show (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const CtUsage usage = { .operands = _ ("ACCOUNT"), .n_least = 1, .n_most = 1 };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;
  CtExit status;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  status = ct_cli_open_account (cli, CT_OPEN_OFFLINE, words[1], &session, &account);
  if (status == CT_EXIT_FINE)
    show_account (session, account);
  return status;
}
