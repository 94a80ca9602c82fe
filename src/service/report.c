#include "config.h"

#include "report.h"

#include <libsoup/soup.h>

#include "error.h"

static const char *
or_unknown (const char *text)
{
  return text != NULL && text[0] != '\0' ? text : "unknown";
}

/* Of the libraries that run, not of those it was built with. */
static void
append_system (const CtReportSystem *system, GString *text)
{
  g_string_append_printf (text, "Credit Tray %s, %s, GLib %u.%u.%u, libsoup %u.%u.%u\n",
                          PACKAGE_VERSION, system->toolkit, glib_major_version, glib_minor_version,
                          glib_micro_version, soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
  g_string_append_printf (text, "Desktop: %s, %s; tray: %s\n", or_unknown (system->desktop),
                          or_unknown (system->session), or_unknown (system->panel));
}

/* Of the person's own definition nothing is told: its names may be names of theirs. */
static gboolean
is_custom (CtAccount *account)
{
  CtProvider *provider = ct_account_get_provider (account);

  return provider != NULL && provider->custom;
}

/* Where in a definition it failed; what servers say has codes of its own. */
static gboolean
is_message_ours (const GError *error)
{
  return error->domain == CT_ERROR
         && (error->code == CT_ERROR_MISSING_VALUE || error->code == CT_ERROR_OUT_OF_RANGE);
}

/* Numbers may be amounts. */
static char *
mask_digits (const char *message)
{
  char *masked = g_strdup (message);

  for (char *c = masked; *c != '\0'; c++)
    if (g_ascii_isdigit (*c))
      *c = '#';
  return masked;
}

static void
append_outcome (const GError *error, gboolean tells_where, GString *text)
{
  g_autofree char *masked = NULL;

  if (error == NULL)
    g_string_append (text, "fine");
  else if (error->domain != CT_ERROR)
    g_string_append (text, g_quark_to_string (error->domain));
  else
    g_string_append (text, ct_error_code_to_string (error->code));
  if (error == NULL || !tells_where || !is_message_ours (error))
    return;
  masked = mask_digits (error->message);
  g_string_append_printf (text, ": %s", masked);
}

static void
append_attempt (const CtAttempt *attempt, gboolean tells_where, GString *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (attempt->time_us / G_USEC_PER_SEC);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (seconds, sizeof seconds, "%.2f",
                   (double) attempt->duration_us / (double) G_USEC_PER_SEC);
  g_string_append_printf (text, "%s  %3u  %6s s  ", or_unknown (when), attempt->status, seconds);
  append_outcome (attempt->error, tells_where, text);
  g_string_append_c (text, '\n');
}

static void
append_account (CtAccount *account, GString *text)
{
  const CtAccountConfig *config = ct_account_get_config (account);
  const GError *error = ct_account_get_error (account);

  g_string_append_printf (text, "Gateway: %s, %s address\n",
                          is_custom (account) ? "a definition of one's own" : config->provider_id,
                          config->base_url != NULL ? "an own" : "its");
  g_string_append_printf (text, "State: %s, level: %s\n",
                          ct_account_state_to_string (ct_account_get_state (account)),
                          ct_level_to_string (ct_account_get_level (account)));
  if (error == NULL)
    return;
  g_string_append (text, "Error: ");
  append_outcome (error, !is_custom (account), text);
  g_string_append_c (text, '\n');
}

char *
ct_report_new (const CtReportSystem *system, CtAccount *account, GPtrArray *attempts)
{
  GString *text = g_string_new (NULL);

  append_system (system, text);
  append_account (account, text);
  g_string_append_printf (text, "Last attempts: %u\n", attempts->len);
  for (guint i = attempts->len; i > 0; i--)
    append_attempt (attempts->pdata[i - 1], !is_custom (account), text);
  return g_string_free (text, FALSE);
}
