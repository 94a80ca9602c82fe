#include "config.h"

#include "format-history.h"

#include <glib/gi18n-lib.h>

#include "json-object.h"
#include "table.h"

static const CtHistoryRun *
get_run (const CtHistorySeries *series, guint i)
{
  return &g_array_index (series->runs, CtHistoryRun, i);
}

/* --- Text --- */

char *
ct_format_history_time (gint64 time_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static char *
format_amount (gint64 amount_micro, const char *currency)
{
  CtMoney money;

  if (!ct_money_init (&money, amount_micro, currency))
    return ct_money_to_decimal (amount_micro);
  return ct_money_format (&money, CT_MONEY_LABEL);
}

static char *
format_run_amount (const CtHistoryRun *run, const char *currency)
{
  CtBalance *balance = ct_balance_new ("");
  char *text;

  g_strlcpy (balance->currency, currency, CT_CURRENCY_SIZE);
  balance->unlimited = run->unlimited;
  balance->has_remaining = run->has_remaining;
  balance->remaining_micro = run->remaining_micro;
  balance->has_used = run->has_used;
  balance->used_micro = run->used_micro;
  text = ct_balance_format (balance, CT_MONEY_LABEL);
  ct_balance_free (balance);
  return text;
}

/* What the amount at its end does not tell. */
static char *
format_remark (const CtHistoryRun *run, const char *currency)
{
  g_autofree char *topped_up = format_amount (run->topped_up_micro, currency);
  g_autofree char *low = format_amount (run->low_micro, currency);
  g_autofree char *high = format_amount (run->high_micro, currency);
  GString *remark = g_string_new (NULL);

  if (run->topped_up_micro != 0)
    g_string_append_printf (remark, _ ("topped up by %s"), topped_up);
  if (run->has_remaining && run->low_micro != run->high_micro)
    {
      if (remark->len > 0)
        g_string_append (remark, ", ");
      g_string_append_printf (remark, _ ("from %s to %s"), low, high);
    }
  return g_string_free (remark, FALSE);
}

char *
ct_format_history_text (const CtHistorySeries *series, GTimeZone *zone)
{
  g_autoptr (CtTable) table = ct_table_new ();

  for (guint i = 0; i < series->runs->len; i++)
    {
      const CtHistoryRun *run = get_run (series, i);
      g_autofree char *first = ct_format_history_time (run->first_us, zone);
      g_autofree char *last = ct_format_history_time (run->last_us, zone);
      g_autofree char *amount = format_run_amount (run, series->currency);
      g_autofree char *remark = format_remark (run, series->currency);

      ct_table_add (table, NULL, (const char *const[]){ first, last, amount, remark, NULL });
    }
  return ct_table_format (table);
}

/* --- For programs --- */

static void
append_amount (GString *out, const char *name, gboolean known, gint64 amount_micro)
{
  if (known)
    ct_json_write_amount (out, name, amount_micro);
  else
    ct_json_write_text (out, name, NULL);
}

static void
append_run (GString *out, const CtHistoryRun *run)
{
  g_string_append_c (out, '{');
  ct_json_write_time (out, "first", run->first_us);
  ct_json_write_time (out, "last", run->last_us);
  append_amount (out, "remaining", run->has_remaining, run->remaining_micro);
  append_amount (out, "low", run->has_remaining, run->low_micro);
  append_amount (out, "high", run->has_remaining, run->high_micro);
  append_amount (out, "topped_up", TRUE, run->topped_up_micro);
  append_amount (out, "used", run->has_used, run->used_micro);
  ct_json_write_name (out, "unlimited");
  g_string_append (out, run->unlimited ? "true}" : "false}");
}

char *
ct_format_history_json (const CtHistorySeries *series, CtAccount *account, const char *balance_id)
{
  GString *out = g_string_new ("{");

  ct_json_write_integer (out, "version", 1);
  ct_json_write_text (out, "id", ct_account_get_id (account));
  ct_json_write_text (out, "name", ct_account_get_name (account));
  ct_json_write_text (out, "balance", balance_id);
  ct_json_write_text (out, "currency", series->currency[0] != '\0' ? series->currency : NULL);
  ct_json_write_name (out, "runs");
  g_string_append_c (out, '[');
  for (guint i = 0; i < series->runs->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_run (out, get_run (series, i));
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}
