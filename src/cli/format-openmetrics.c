#include "config.h"

#include "format.h"

#include "money.h"
#include "status-json.h"

/* https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md */

typedef struct
{
  const char *name;
  const char *unit; /* (nullable) also the end of the name */
  const char *help;
  void (*append) (GString *out, const char *name, const CtJsonNode *account);
} Family;

static void
append_label (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, "%s%s=\"", out->str[out->len - 1] == '{' ? "" : ",", name);
  for (const char *p = value; *p != '\0'; p++)
    switch (*p)
      {
      case '\\':
        g_string_append (out, "\\\\");
        break;
      case '"':
        g_string_append (out, "\\\"");
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      default:
        g_string_append_c (out, *p);
      }
  g_string_append_c (out, '"');
}

/* Leaves the labels open for more. */
static void
begin_sample (GString *out, const char *name, const CtJsonNode *account)
{
  g_string_append_printf (out, "%s{", name);
  append_label (out, "account", ct_status_get_text (account, "name"));
  append_label (out, "id", ct_status_get_text (account, "id"));
  append_label (out, "provider", ct_status_get_text (account, "provider"));
}

static void
append_balance (GString *out, const char *name, const CtJsonNode *account,
                const CtJsonNode *balance, const char *value)
{
  begin_sample (out, name, account);
  append_label (out, "balance", ct_status_get_text (balance, "id"));
  append_label (out, "currency", ct_status_get_text (balance, "currency"));
  g_string_append_printf (out, "} %s\n", value);
}

static void
append_amounts (GString *out, const char *name, const CtJsonNode *account, const char *member)
{
  for (const CtJsonNode *balance = ct_status_first_balance (account); balance != NULL;
       balance = ct_json_node_get_next (balance))
    {
      const char *amount = ct_status_get_text (balance, member);

      if (g_str_equal (member, "remaining") && ct_status_get_flag (balance, "unlimited"))
        amount = "+Inf";
      if (amount[0] != '\0')
        append_balance (out, name, account, balance, amount);
    }
}

static void
append_remaining (GString *out, const char *name, const CtJsonNode *account)
{
  append_amounts (out, name, account, "remaining");
}

static void
append_used (GString *out, const char *name, const CtJsonNode *account)
{
  append_amounts (out, name, account, "used");
}

static void
append_limit (GString *out, const char *name, const CtJsonNode *account)
{
  append_amounts (out, name, account, "limit");
}

static void
append_last_success (GString *out, const char *name, const CtJsonNode *account)
{
  gint64 updated_us = ct_status_get_time_us (account, "updated");

  if (updated_us == -1)
    return;
  begin_sample (out, name, account);
  g_string_append_printf (out, "} %" G_GINT64_FORMAT "\n", updated_us / G_USEC_PER_SEC);
}

static void
append_days (GString *out, const char *name, const CtJsonNode *account)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double days_left;

  if (!ct_status_get_days (account, &days_left))
    return;
  begin_sample (out, name, account);
  g_string_append_printf (out, "} %s\n",
                          g_ascii_formatd (buffer, sizeof buffer, "%.1f", days_left));
}

/* Always there, so that an alert can be written on it; an empty label is the same as none. */
static void
append_error (GString *out, const char *name, const CtJsonNode *account)
{
  const char *code = ct_status_get_error_code (account);

  begin_sample (out, name, account);
  append_label (out, "code", code != NULL ? code : "");
  g_string_append_printf (out, "} %d\n", code != NULL);
}

char *
ct_format_openmetrics (const CtJsonNode *status)
{
  static const Family families[] = {
    { "credit_tray_remaining", NULL, "What is left.", append_remaining },
    { "credit_tray_used", NULL, "What was used.", append_used },
    { "credit_tray_limit", NULL, "What may be used in all.", append_limit },
    { "credit_tray_last_success_timestamp_seconds", "seconds", "When it was last read.",
      append_last_success },
    { "credit_tray_days_left", NULL, "How many days it will last.", append_days },
    { "credit_tray_error", NULL, "1 when the last attempt to read it failed.", append_error },
  };
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      const Family *family = &families[i];

      g_string_append_printf (out, "# TYPE %s gauge\n", family->name);
      if (family->unit != NULL)
        g_string_append_printf (out, "# UNIT %s %s\n", family->name, family->unit);
      g_string_append_printf (out, "# HELP %s %s\n", family->name, family->help);
      for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
           account = ct_json_node_get_next (account))
        family->append (out, family->name, account);
    }
  g_string_append (out, "# EOF\n");
  return g_string_free (out, FALSE);
}
