#include "config.h"

#include "status.h"

#include <string.h>

/* What a double holds exactly: a reader of JSON may well use one. */
#define MAX_EXACT_DIGITS 15

/* Every member puts a comma before itself unless it is the first. */
static void
append_key (GString *out, const char *key)
{
  if (out->len > 0 && strchr ("{[", out->str[out->len - 1]) == NULL)
    g_string_append_c (out, ',');
  ct_json_append_quoted (out, key);
  g_string_append_c (out, ':');
}

static void
append_text (GString *out, const char *key, const char *text)
{
  append_key (out, key);
  if (text != NULL)
    ct_json_append_quoted (out, text);
  else
    g_string_append (out, "null");
}

static void
append_boolean (GString *out, const char *key, gboolean value)
{
  append_key (out, key);
  g_string_append (out, value ? "true" : "false");
}

static void
append_time (GString *out, const char *key, gint64 time_us)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (time_us >= 0)
    time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  if (time != NULL)
    text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  append_text (out, key, text);
}

static void
append_amount (GString *out, const char *key, gboolean known, gint64 amount_micro)
{
  g_autofree char *decimal = known ? ct_money_to_decimal (amount_micro) : NULL;

  append_text (out, key, decimal);
}

static void
append_total (GString *out, const CtTotal *total)
{
  g_autofree char *label = ct_total_format (total, CT_MONEY_LABEL);

  append_key (out, "total");
  g_string_append_c (out, '{');
  append_text (out, "currency", total->money.currency);
  append_amount (out, "amount", total->known, total->money.amount_micro);
  append_text (out, "label", label);
  append_boolean (out, "complete", total->complete);
  append_boolean (out, "stale", total->stale);
  g_string_append_c (out, '}');
}

static const char *
kind_to_string (CtBalanceKind kind)
{
  switch (kind)
    {
    case CT_BALANCE_CREDITS:
      return "credits";
    case CT_BALANCE_PERCENT:
      return "percent";
    case CT_BALANCE_MONEY:
    default:
      return "money";
    }
}

static void
append_balance (GString *out, const CtBalance *balance)
{
  g_autofree char *label = ct_balance_format (balance, CT_MONEY_LABEL);
  gint64 usd_micro = 0;
  gboolean has_worth = ct_balance_get_usd_worth (balance, &usd_micro);

  if (out->str[out->len - 1] == '}')
    g_string_append_c (out, ',');
  g_string_append_c (out, '{');
  append_text (out, "id", balance->id);
  append_boolean (out, "primary", balance->primary);
  append_text (out, "kind", kind_to_string (balance->kind));
  append_text (out, "scope", balance->scope == CT_SCOPE_KEY ? "key" : "account");
  append_text (out, "currency", balance->currency);
  append_amount (out, "remaining", balance->has_remaining && !balance->unlimited,
                 balance->remaining_micro);
  append_amount (out, "used", balance->has_used, balance->used_micro);
  append_amount (out, "limit", balance->has_limit, balance->limit_micro);
  append_amount (out, "usd_worth", has_worth, usd_micro);
  append_boolean (out, "unlimited", balance->unlimited);
  append_time (out, "resets_at", balance->resets_at_us);
  append_text (out, "label", label);
  g_string_append_c (out, '}');
}

static void
append_balances (GString *out, const CtReading *reading)
{
  append_key (out, "balances");
  g_string_append_c (out, '[');
  for (guint i = 0; reading != NULL && i < reading->balances->len; i++)
    append_balance (out, g_ptr_array_index (reading->balances, i));
  g_string_append_c (out, ']');
}

/* As JSON writes them: no sign but '-', no leading zero. */
static gboolean
is_exact_integer (const char *text)
{
  gsize sign = *text == '-' ? 1 : 0;
  gsize n_digits = strspn (text + sign, "0123456789");

  return n_digits > 0 && n_digits <= MAX_EXACT_DIGITS && text[sign + n_digits] == '\0'
         && (n_digits == 1 || text[sign] != '0');
}

static void
append_details (GString *out, const CtReading *reading)
{
  append_key (out, "details");
  g_string_append_c (out, '{');
  for (guint i = 0; reading != NULL && i < reading->details->len; i++)
    {
      const CtDetail *detail = g_ptr_array_index (reading->details, i);

      if (detail->is_number && is_exact_integer (detail->value))
        {
          append_key (out, detail->name);
          g_string_append (out, detail->value);
        }
      else
        append_text (out, detail->name, detail->value);
    }
  g_string_append_c (out, '}');
}

static void
append_error (GString *out, CtAccount *account, gint64 now_us)
{
  const GError *error = ct_account_get_error (account);
  gint64 retry_us = ct_account_get_next_us (account);
  g_autofree char *message = NULL;

  append_key (out, "error");
  if (error == NULL)
    {
      g_string_append (out, "null");
      return;
    }

  message = ct_error_describe (error, retry_us, now_us);
  g_string_append_c (out, '{');
  append_text (out, "code", ct_error_code_to_string (error->code));
  append_text (out, "message", message);
  append_time (out, "retry_at", retry_us);
  g_string_append_c (out, '}');
}

static void
append_days (GString *out, const char *key, gboolean known, double days)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  append_key (out, key);
  g_string_append (out, known ? g_ascii_formatd (buffer, sizeof buffer, "%.1f", days) : "null");
}

static void
append_spent (GString *out, const CtForecast *forecast)
{
  append_key (out, "spent");
  g_string_append_c (out, '{');
  append_amount (out, "today", forecast->today.known, forecast->today.micro);
  append_amount (out, "days_7", forecast->days_7.known, forecast->days_7.micro);
  append_amount (out, "days_30", forecast->days_30.known, forecast->days_30.micro);
  g_string_append_c (out, '}');
}

static void
append_forecast (GString *out, CtAccount *account)
{
  static const CtForecast unknown = { 0 };
  const CtForecast *forecast = ct_account_get_forecast (account);

  if (forecast == NULL)
    forecast = &unknown;
  append_days (out, "days_left", forecast->known, forecast->days_left);
  append_days (out, "at_worst", forecast->known, forecast->at_worst_days);
  append_time (out, "exhausted_on", forecast->known ? forecast->date_us : -1);
  append_spent (out, forecast);
}

static void
append_account (GString *out, CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us)
{
  CtReading *reading = ct_account_get_reading (account);

  if (out->str[out->len - 1] == '}')
    g_string_append_c (out, ',');
  g_string_append_c (out, '{');
  append_text (out, "id", ct_account_get_id (account));
  append_text (out, "name", ct_account_get_name (account));
  append_text (out, "provider", ct_account_get_config (account)->provider_id);
  append_text (out, "state", ct_account_state_to_string (ct_account_get_state (account)));
  append_text (out, "level", ct_level_to_string (ct_account_get_level (account)));
  append_time (out, "updated", ct_account_get_as_of_us (account));
  append_boolean (out, "stale", ct_account_is_stale (account, policy->interval_s, now_us));
  append_time (out, "next", ct_account_get_next_us (account));
  append_forecast (out, account);
  append_balances (out, reading);
  append_details (out, reading);
  append_error (out, account, now_us);
  g_string_append_c (out, '}');
}

char *
ct_status_to_json (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us)
{
  GString *out = g_string_new ("{\"version\":1");
  CtTotal total = ct_summary_total (accounts, policy, now_us);

  append_time (out, "time", now_us);
  append_total (out, &total);
  append_key (out, "accounts");
  g_string_append_c (out, '[');
  for (guint i = 0; i < accounts->len; i++)
    append_account (out, g_ptr_array_index (accounts, i), policy, now_us);
  g_string_append (out, "]}");

  return g_string_free (out, FALSE);
}
