#include "config.h"

#include "alert.h"

#include <math.h>

#include "json-object.h"

static void
write_days (GString *out, double days_left)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (days_left))
    return;
  ct_json_write_name (out, "days_left");
  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.1f", days_left));
}

static void
write_balance (GString *out, const CtAlert *alert)
{
  ct_json_write_text (out, "balance", alert->balance_id);
  if (alert->has_amount)
    {
      ct_json_write_amount (out, "amount", alert->amount.amount_micro);
      ct_json_write_text (out, "currency", alert->amount.currency);
    }
  if (alert->kind == CT_ALERT_TOPPED_UP)
    ct_json_write_amount (out, "rise", alert->rise_micro);
  if (alert->knows_days)
    write_days (out, alert->days_left);
}

char *
ct_alert_to_json (const CtAlert *alert)
{
  GString *out = g_string_new ("{");
  g_autofree char *title = ct_alert_format_title (alert);
  g_autofree char *body = ct_alert_format_body (alert, FALSE);

  ct_json_write_integer (out, "version", 1);
  ct_json_write_text (out, "kind", ct_alert_kind_to_string (alert->kind));
  ct_json_write_time (out, "time", alert->time_us);
  ct_json_write_text (out, "account", alert->account_id);
  ct_json_write_text (out, "name", alert->account_name);
  if (alert->balance_id != NULL)
    write_balance (out, alert);
  else
    ct_json_write_text (out, "error", ct_error_code_to_string (alert->error));
  ct_json_write_text (out, "title", title);
  ct_json_write_text (out, "body", body);
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}
