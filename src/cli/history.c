#include "config.h"

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "format-history.h"
#include "history-csv.h"
#include "open.h"
#include "output.h"
#include "since.h"
#include "wait.h"

#define SINCE_DEFAULT "7d"

typedef struct
{
  const char *format;
  char *balance_id; /* (nullable) (owned) */
  gint64 since_us;
  GTimeZone *zone; /* (owned) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->balance_id);
  g_clear_pointer (&options->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (CtCli *cli, Options *options, char ***arguments)
{
  static const char *const formats[] = { "text", "csv", "json", NULL };
  g_autofree char *format = NULL, *since = NULL;
  const GOptionEntry entries[] = {
    { "since", 0, 0, G_OPTION_ARG_STRING, &since,
      N_ ("Since when: 12h, 7d (the default), 4w, a day or a time"), N_ ("TIME") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text, csv or json"), N_ ("FORMAT") },
    { "balance", 0, 0, G_OPTION_ARG_STRING, &options->balance_id,
      N_ ("Another balance than the account’s first"), N_ ("ID") },
    G_OPTION_ENTRY_NULL
  };
  const CtUsage usage = {
    .operands = _ ("ACCOUNT"), .entries = entries, .n_least = 1, .n_most = 1
  };

  if (!ct_cli_parse (cli, &usage, arguments))
    return FALSE;
  options->zone = g_time_zone_new_local ();
  options->format = ct_cli_one_of ("--format", format != NULL ? format : formats[0], formats);
  if (options->format == NULL)
    return FALSE;
  if (ct_since_parse (since != NULL ? since : SINCE_DEFAULT, g_get_real_time (), options->zone,
                      &options->since_us))
    return TRUE;
  ct_cli_wrong_usage (_ ("--since=%s: it must be such as 7d, 2026-11-01 or 2026-11-01T08:00:00Z"),
                      since);
  return FALSE;
}

/* --- What there is --- */

/* (element-type CtHistoryBalance) (transfer full); NULL: an error. Looking makes no file. */
static GPtrArray *
list_balances (CtSession *session, CtAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  if (session->demo == NULL && !g_file_test (session->paths->history_file, G_FILE_TEST_EXISTS))
    return g_ptr_array_new ();
  ct_history_list_async (session->history, ct_account_get_id (account), NULL, ct_wait_done, &wait);
  result = ct_wait (&wait);
  return ct_history_list_finish (result, error);
}

/* (nullable) */
static const CtHistoryBalance *
find_balance (GPtrArray *balances, const char *id)
{
  for (guint i = 0; i < balances->len; i++)
    if (g_str_equal (((const CtHistoryBalance *) balances->pdata[i])->id, id))
      return balances->pdata[i];
  return NULL;
}

static void
refuse_balance (GPtrArray *balances, const char *id)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char **names = NULL;
  g_autofree char *list = NULL;

  for (guint i = 0; i < balances->len; i++)
    g_hash_table_add (ids, ((CtHistoryBalance *) balances->pdata[i])->id);
  names = (char **) g_hash_table_get_keys_as_array (ids, NULL);
  list = g_strjoinv (", ", names);
  ct_cli_wrong_usage (_ ("--balance=%s: it must be one of %s"), id, list);
}

/* The one that is asked for, else the primary one, else the one that was read last. NULL: there is
 * no such, already said. */
static const CtHistoryBalance *
choose_balance (GPtrArray *balances, CtAccount *account, const char *wanted)
{
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *primary = reading != NULL ? ct_reading_get_primary (reading) : NULL;
  const CtHistoryBalance *found = NULL;

  if (wanted != NULL)
    found = find_balance (balances, wanted);
  else if (primary != NULL)
    found = find_balance (balances, primary->id);
  if (found == NULL && wanted == NULL)
    return balances->pdata[0];
  if (found == NULL)
    refuse_balance (balances, wanted);
  return found;
}

/* (transfer full); NULL: an error. */
static CtHistorySeries *
query (CtSession *session, CtAccount *account, const char *balance_id, gint64 since_us,
       GError **error)
{
  const CtHistoryQuery wanted = { .account_id = ct_account_get_id (account),
                                  .balance_id = balance_id,
                                  .from_us = since_us,
                                  .to_us = G_MAXINT64 };
  g_autoptr (GAsyncResult) result = NULL;
  CtWait wait = { NULL };

  ct_history_query_async (session->history, &wanted, NULL, ct_wait_done, &wait);
  result = ct_wait (&wait);
  return ct_history_query_finish (result, error);
}

/* --- The command --- */

static void
say_nothing_since (const Options *options, CtAccount *account, const CtHistoryBalance *balance)
{
  g_autofree char *since = ct_format_history_time (options->since_us, options->zone);
  g_autofree char *last = ct_format_history_time (balance->last_us, options->zone);

  ct_cli_complain (_ ("There is no history of %s since %s: it was last read at %s"),
                   ct_account_get_name (account), since, last);
}

static void
print_series (const Options *options, const CtHistorySeries *series, CtAccount *account,
              const char *balance_id)
{
  g_autofree char *text = NULL;

  if (g_str_equal (options->format, "json"))
    text = ct_format_history_json (series, account, balance_id);
  else if (g_str_equal (options->format, "csv"))
    text = ct_history_csv (series);
  else
    text = ct_format_history_text (series, options->zone);
  ct_cli_print (text);
}

static CtExit
print_history (CtSession *session, CtAccount *account, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) balances = list_balances (session, account, &error);
  g_autoptr (CtHistorySeries) series = NULL;
  const CtHistoryBalance *balance = NULL;

  if (balances != NULL && balances->len == 0)
    {
      ct_cli_complain (_ ("There is no history of %s yet"), ct_account_get_name (account));
      series = ct_history_series_new ();
    }
  else if (balances != NULL)
    {
      balance = choose_balance (balances, account, options->balance_id);
      if (balance == NULL)
        return CT_EXIT_USAGE;
      series = query (session, account, balance->id, options->since_us, &error);
    }
  if (series == NULL)
    {
      ct_cli_complain_error (NULL, error);
      return CT_EXIT_FAILED;
    }
  if (balance != NULL && series->runs->len == 0)
    say_nothing_since (options, account, balance);
  print_series (options, series, account, balance != NULL ? balance->id : NULL);
  return CT_EXIT_FINE;
}

CtExit
ct_cli_history (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (Options) options = { 0 };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;
  CtExit status;

  if (!parse_options (cli, &options, &words))
    return CT_EXIT_USAGE;
  status = ct_cli_open_account (cli, CT_OPEN_OFFLINE, words[1], &session, &account);
  if (status != CT_EXIT_FINE)
    return status;
  status = print_history (session, account, &options);
  ct_cli_keep_history (session);
  return status;
}
