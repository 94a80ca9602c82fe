#include "config.h"

#include "status-json.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "money.h"
#include "summary.h"

/* --- Members --- */

static const CtJsonNode *
get_member (const CtJsonNode *object, const char *name, CtJsonType type)
{
  const CtJsonNode *node = object != NULL ? ct_json_node_get_member (object, name) : NULL;

  return node != NULL && ct_json_node_get_type (node) == type ? node : NULL;
}

const char *
ct_status_get_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = get_member (object, name, CT_JSON_STRING);

  return node != NULL ? ct_json_node_get_string (node) : "";
}

gboolean
ct_status_get_flag (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = get_member (object, name, CT_JSON_BOOLEAN);

  return node != NULL && ct_json_node_get_boolean (node);
}

gint64
ct_status_get_time_us (const CtJsonNode *object, const char *name)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (ct_status_get_text (object, name),
                                                             NULL);

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : -1;
}

gboolean
ct_status_get_amount (const CtJsonNode *object, const char *name, gint64 *amount_micro)
{
  return ct_money_parse_micro (ct_status_get_text (object, name), amount_micro, NULL);
}

static const CtJsonNode *
get_first (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *list = get_member (object, name, CT_JSON_ARRAY);

  return list != NULL ? ct_json_node_get_first (list) : NULL;
}

const CtJsonNode *
ct_status_first_account (const CtJsonNode *status)
{
  return get_first (status, "accounts");
}

const CtJsonNode *
ct_status_first_balance (const CtJsonNode *account)
{
  return get_first (account, "balances");
}

const CtJsonNode *
ct_status_get_primary (const CtJsonNode *account)
{
  for (const CtJsonNode *balance = ct_status_first_balance (account); balance != NULL;
       balance = ct_json_node_get_next (balance))
    if (ct_status_get_flag (balance, "primary"))
      return balance;
  return NULL;
}

const char *
ct_status_get_error_code (const CtJsonNode *account)
{
  const char *code = ct_status_get_text (get_member (account, "error", CT_JSON_OBJECT), "code");

  return code[0] != '\0' ? code : NULL;
}

const CtJsonNode *
ct_status_find (const CtJsonNode *status, const char *account_id)
{
  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    if (g_str_equal (ct_status_get_text (account, "id"), account_id))
      return account;
  return NULL;
}

/* --- Merging --- */

static gboolean
is_about_the_same (const CtJsonNode *local, const CtJsonNode *applet)
{
  guint n_local = 0, n_applet = 0;

  for (const CtJsonNode *account = ct_status_first_account (applet); account != NULL;
       account = ct_json_node_get_next (account))
    n_applet++;
  for (const CtJsonNode *account = ct_status_first_account (local); account != NULL;
       account = ct_json_node_get_next (account), n_local++)
    if (ct_status_find (applet, ct_status_get_text (account, "id")) == NULL)
      return FALSE;
  return n_local == n_applet;
}

static void
append_member (const CtJsonNode *object, const char *name, GString *out)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);

  ct_json_append_quoted (out, name);
  g_string_append_c (out, ':');
  if (node != NULL)
    ct_json_node_append (node, NULL, out);
  else
    g_string_append (out, "null");
  g_string_append_c (out, ',');
}

char *
ct_status_merge (const CtJsonNode *local, const CtJsonNode *applet)
{
  GString *out = g_string_new ("{");

  append_member (local, "version", out);
  append_member (local, "time", out);
  append_member (is_about_the_same (local, applet) ? applet : local, "total", out);
  g_string_append (out, "\"accounts\":[");
  for (const CtJsonNode *account = ct_status_first_account (local); account != NULL;
       account = ct_json_node_get_next (account))
    {
      const CtJsonNode *theirs = ct_status_find (applet, ct_status_get_text (account, "id"));

      ct_json_node_append (theirs != NULL ? theirs : account, NULL, out);
      if (ct_json_node_get_next (account) != NULL)
        g_string_append_c (out, ',');
    }
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}

/* --- What it means --- */

CtLevel
ct_status_get_level (const CtJsonNode *account)
{
  const char *name = ct_status_get_text (account, "level");

  for (CtLevel level = 0; level < CT_N_LEVELS; level++)
    if (g_str_equal (ct_level_to_string (level), name))
      return level;
  return CT_LEVEL_UNKNOWN;
}

/* The higher the worse. */
static int
badness (CtLevel level)
{
  static const int order[CT_N_LEVELS] = {
    [CT_LEVEL_UNKNOWN] = 0, [CT_LEVEL_UNLIMITED] = 1, [CT_LEVEL_FULL] = 2,  [CT_LEVEL_GOOD] = 3,
    [CT_LEVEL_LOW] = 4,     [CT_LEVEL_CRITICAL] = 5,  [CT_LEVEL_EMPTY] = 6,
  };

  return order[level];
}

const CtJsonNode *
ct_status_get_worst (const CtJsonNode *status)
{
  const CtJsonNode *worst = NULL;

  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    if (worst == NULL
        || badness (ct_status_get_level (account)) > badness (ct_status_get_level (worst)))
      worst = account;
  return worst;
}

const char *
ct_status_describe (const CtJsonNode *account)
{
  static const char *const levels[CT_N_LEVELS] = {
    [CT_LEVEL_FULL] = N_ ("full"),         [CT_LEVEL_GOOD] = N_ ("good"),
    [CT_LEVEL_LOW] = N_ ("low"),           [CT_LEVEL_CRITICAL] = N_ ("critical"),
    [CT_LEVEL_EMPTY] = N_ ("empty"),       [CT_LEVEL_UNLIMITED] = N_ ("unlimited"),
    [CT_LEVEL_UNKNOWN] = N_ ("not known"),
  };
  const char *code = ct_status_get_error_code (account);
  CtErrorCode error;

  if (g_str_equal (ct_status_get_text (account, "state"), "paused"))
    return _ ("paused");
  if (code != NULL && ct_error_code_from_string (code, &error))
    return ct_error_code_get_title (error);
  return _ (levels[ct_status_get_level (account)]);
}

char *
ct_status_format_amount (const CtJsonNode *account)
{
  const CtJsonNode *primary = ct_status_get_primary (account);
  gboolean old = ct_status_get_flag (account, "stale")
                 && !ct_status_get_flag (primary, "unlimited");

  if (primary == NULL)
    return g_strdup ("…");
  return g_strconcat (old ? "~" : "", ct_status_get_text (primary, "label"), NULL);
}

gboolean
ct_status_get_days (const CtJsonNode *account, double *days_left)
{
  const CtJsonNode *days = get_member (account, "days_left", CT_JSON_NUMBER);
  g_autofree char *text = NULL;
  const char *begin;
  gsize length;

  if (days == NULL)
    return FALSE;
  begin = ct_json_node_get_number (days, &length);
  text = g_strndup (begin, length);
  *days_left = g_ascii_strtod (text, NULL);
  return TRUE;
}

char *
ct_status_format_days (const CtJsonNode *account)
{
  double days_left;

  if (!ct_status_get_days (account, &days_left) || ct_status_get_flag (account, "stale")
      || g_str_equal (ct_status_get_text (account, "state"), "paused")
      || ct_status_get_level (account) == CT_LEVEL_EMPTY)
    return NULL;
  return ct_format_days_left (days_left);
}

static CtExit
get_exit_of_account (const CtJsonNode *account)
{
  CtLevel level = ct_status_get_level (account);
  const char *code = ct_status_get_error_code (account);

  if (g_str_equal (ct_status_get_text (account, "state"), "paused"))
    return CT_EXIT_FINE;
  if (level == CT_LEVEL_LOW || level == CT_LEVEL_CRITICAL || level == CT_LEVEL_EMPTY)
    return CT_EXIT_LOW;
  if (code != NULL && g_str_has_prefix (code, "keyring-"))
    return CT_EXIT_KEYRING;
  return code != NULL ? CT_EXIT_FAILED : CT_EXIT_FINE;
}

CtExit
ct_status_get_exit (const CtJsonNode *status)
{
  CtExit first = CT_EXIT_FINE;

  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    first = ct_exit_first (first, get_exit_of_account (account));
  return first;
}
