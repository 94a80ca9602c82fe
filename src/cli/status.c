#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "commands.h"
#include "format.h"
#include "open.h"
#include "output.h"
#include "status.h"
#include "status-applet.h"
#include "status-json.h"

typedef struct
{
  const char *format;
  gboolean refresh;
  gboolean cached;
} Options;

/* (transfer full) */
static char *
status_of_session (CtSession *session, GPtrArray *accounts)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (session);

  return ct_status_to_json (accounts, policy, ct_clock_now_us (session->clock));
}

/* Waits until it is known how long the balances last. */
static void
look_ahead (CtSession *session)
{
  ct_outlook_start (session->outlook);
  while (ct_outlook_is_busy (session->outlook))
    g_main_context_iteration (NULL, TRUE);
}

/* For a person: what runs by itself asked in vain, and need not hear of it. */
static void
say_too_early (CtAccount *account, gint64 until_us)
{
  if (isatty (STDERR_FILENO))
    ct_cli_complain (_ ("%s was asked a moment ago; again in %d s"), ct_account_get_name (account),
                     (int) ((until_us - g_get_real_time ()) / G_USEC_PER_SEC) + 1);
}

/* account: all of them when NULL. */
static void
ask (CtSession *session, CtAccount *account, gboolean refresh)
{
  const char *id = account != NULL ? ct_account_get_id (account) : NULL;
  gint64 until_us;

  if (!refresh)
    {
      ct_monitor_poll_due (session->monitor, id);
      return;
    }
  until_us = ct_monitor_refresh (session->monitor, id);
  if (until_us > 0 && account != NULL)
    say_too_early (account, until_us);
}

static gboolean
is_asking (CtSession *session, GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    if (ct_monitor_is_asking (session->monitor, ct_account_get_id (accounts->pdata[i])))
      return TRUE;
  return FALSE;
}

/* Asks by itself, under the floors that all processes share. */
static void
poll_accounts (CtSession *session, GPtrArray *accounts, gboolean all, gboolean refresh)
{
  if (all)
    ask (session, NULL, refresh);
  for (guint i = 0; !all && i < accounts->len; i++)
    ask (session, accounts->pdata[i], refresh);
  while (is_asking (session, accounts))
    g_main_context_iteration (NULL, TRUE);
  ct_poll_state_flush (session->poll_state);
  ct_cli_keep_history (session);
}

/* NULL: no applet runs. (transfer full) */
static char *
status_from_applet (CtSession *session, GPtrArray *accounts, gboolean refresh)
{
  g_autoptr (CtApplet) applet = ct_applet_connect ();
  g_autofree char *theirs = NULL, *ours = NULL;
  g_autoptr (CtJson) their_json = NULL, our_json = NULL;

  if (applet != NULL)
    theirs = ct_status_of_applet (applet, accounts, refresh, say_too_early);
  if (theirs == NULL)
    return NULL;
  g_debug ("the applet answers");
  ours = status_of_session (session, accounts);
  their_json = ct_json_parse (theirs, strlen (theirs), NULL);
  our_json = ct_json_parse (ours, strlen (ours), NULL);
  if (their_json == NULL || our_json == NULL)
    return NULL;
  return ct_status_merge (ct_json_get_root (our_json), ct_json_get_root (their_json));
}

/* NULL: already said why, *exit_status is what to exit with. (transfer full) */
static char *
get_status (CtCli *cli, const Options *options, char **names, CtExit *exit_status)
{
  g_autoptr (CtSession) session = ct_cli_open (cli, CT_OPEN_OFFLINE);
  g_autoptr (GPtrArray) accounts = NULL;
  g_autofree char *json = NULL;

  *exit_status = session != NULL ? CT_EXIT_USAGE : CT_EXIT_FAILED;
  if (session != NULL)
    accounts = ct_cli_find_accounts (session, names);
  if (accounts == NULL)
    return NULL;
  if (accounts->len == 0)
    ct_cli_complain (_ ("There is no account yet: “creditctl account add” makes one"));
  if (options->cached)
    {
      look_ahead (session);
      return status_of_session (session, accounts);
    }
  if (!cli->demo)
    {
      json = status_from_applet (session, accounts, options->refresh);
      if (json != NULL)
        return g_steal_pointer (&json);
      g_clear_pointer (&accounts, g_ptr_array_unref);
      g_clear_pointer (&session, ct_session_free);
      session = ct_cli_open (cli, CT_OPEN_WHOLE);
      *exit_status = session != NULL ? CT_EXIT_USAGE : CT_EXIT_FAILED;
      accounts = session != NULL ? ct_cli_find_accounts (session, names) : NULL;
      if (accounts == NULL)
        return NULL;
    }
  poll_accounts (session, accounts, names[0] == NULL, options->refresh);
  look_ahead (session);
  return status_of_session (session, accounts);
}

static void
print_status (const char *format, const char *text, const CtJsonNode *status)
{
  g_autofree char *formatted = NULL;

  if (g_str_equal (format, "json"))
    formatted = g_strconcat (text, "\n", NULL);
  else if (g_str_equal (format, "waybar"))
    formatted = ct_format_waybar (status);
  else if (g_str_equal (format, "openmetrics"))
    formatted = ct_format_openmetrics (status);
  else
    formatted = ct_format_text (status, ct_cli_wants_colour ());
  ct_cli_print (formatted);
}

static gboolean
parse_options (CtCli *cli, Options *options, char ***arguments)
{
  static const char *const formats[] = { "text", "json", "waybar", "openmetrics", NULL };
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text, json, waybar or openmetrics"),
      N_ ("FORMAT") },
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &options->refresh, N_ ("Ask the gateways first"), NULL },
    { "cached", 0, 0, G_OPTION_ARG_NONE, &options->cached, N_ ("Ask nobody: what is known"), NULL },
    G_OPTION_ENTRY_NULL
  };
  const CtUsage usage = { .operands = _ ("[ACCOUNT…]"), .entries = entries, .n_most = G_MAXUINT };

  if (!ct_cli_parse (cli, &usage, arguments))
    return FALSE;
  if (options->refresh && options->cached)
    {
      ct_cli_wrong_usage (_ ("--refresh asks and --cached asks nobody: not both"));
      return FALSE;
    }
  options->format = ct_cli_one_of ("--format", format != NULL ? format : "text", formats);
  return options->format != NULL;
}

CtExit
ct_cli_status (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  Options options = { NULL, FALSE, FALSE };
  g_autofree char *text = NULL;
  g_autoptr (CtJson) status = NULL;
  g_autoptr (GError) error = NULL;
  CtExit exit_status;

  if (!parse_options (cli, &options, &words))
    return CT_EXIT_USAGE;
  text = get_status (cli, &options, words + 1, &exit_status);
  if (text == NULL)
    return exit_status;
  status = ct_json_parse (text, strlen (text), &error);
  if (status == NULL)
    {
      ct_cli_complain (_ ("The accounts cannot be shown: %s"), error->message);
      return CT_EXIT_FAILED;
    }
  print_status (options.format, text, ct_json_get_root (status));
  return ct_status_get_exit (ct_json_get_root (status));
}
