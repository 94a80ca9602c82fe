#include "config.h"

#include "summary-private.h"

#include <glib/gi18n-lib.h>

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

char *
ct_format_age (gint64 age_us)
{
  int days = (int) (age_us / DAY_US);

  if (age_us < MINUTE_US)
    return g_strdup (_ ("just now"));
  if (age_us < HOUR_US)
    return g_strdup_printf (_ ("%d min ago"), (int) (age_us / MINUTE_US));
  if (age_us < DAY_US)
    return g_strdup_printf (_ ("%d h ago"), (int) (age_us / HOUR_US));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day ago", "%d days ago", days), days);
}

char *
ct_summary_format_account (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us)
{
  const CtBalance *primary = ct_summary_get_primary (account);
  g_autofree char *amount = NULL;
  gboolean stale;

  if (primary == NULL)
    return NULL;

  amount = ct_balance_format_label (primary, policy->label_decimals);
  stale = primary->stale || ct_account_is_stale (account, policy->interval_s, now_us);
  return stale && !primary->unlimited ? g_strconcat ("~", amount, NULL) : g_steal_pointer (&amount);
}

const char *
ct_summary_get_reason (CtAccount *account)
{
  const GError *error = ct_account_get_error (account);

  if (ct_account_get_state (account) == CT_STATE_PAUSED)
    return _ ("Paused");
  if (error != NULL)
    return error->domain == CT_ERROR ? ct_error_code_get_title (error->code) : error->message;

  switch (ct_account_get_state (account))
    {
    case CT_STATE_NEEDS_TOKEN:
      return ct_error_code_get_title (CT_ERROR_TOKEN_MISSING);
    case CT_STATE_REJECTED:
      return ct_error_code_get_title (CT_ERROR_TOKEN_REJECTED);
    case CT_STATE_LOCKED:
      return ct_error_code_get_title (CT_ERROR_KEYRING_LOCKED);
    case CT_STATE_OFFLINE:
      return ct_error_code_get_title (CT_ERROR_OFFLINE);
    default:
      return NULL;
    }
}

const char *
ct_summary_get_scope (const CtBalance *balance)
{
  return balance->scope == CT_SCOPE_KEY ? _ ("This key") : NULL;
}

/* "resets in 3 h". (transfer full) */
static char *
format_reset (gint64 left_us)
{
  int days = (int) (left_us / DAY_US);

  if (left_us < HOUR_US)
    return g_strdup_printf (_ ("resets in %d min"), (int) (left_us / MINUTE_US));
  if (left_us < DAY_US)
    return g_strdup_printf (_ ("resets in %d h"), (int) (left_us / HOUR_US));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "resets in %d day", "resets in %d days", days), days);
}

static void
append_part (GString *text, const char *part)
{
  g_string_append (text, " · ");
  g_string_append (text, part);
}

static void
append_amount (GString *text, const CtBalance *balance, const CtSummaryPolicy *policy)
{
  g_autofree char *amount = ct_balance_format (balance, CT_MONEY_LABEL);
  g_autofree char *isolated = policy->right_to_left ? ct_money_isolate (amount) : NULL;
  const char *scope = ct_summary_get_scope (balance);

  if (policy->hide_amounts)
    append_part (text, CT_HIDDEN_AMOUNT);
  else
    append_part (text, isolated != NULL ? isolated : amount);
  if (scope != NULL)
    append_part (text, scope);
}

/* Name, amount, of what, reason, age, days left or its reset: each where there is one. */
static char *
format_row (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us)
{
  GString *text = g_string_new (ct_account_get_name (account));
  const CtBalance *primary = ct_summary_get_primary (account);
  const char *reason = ct_summary_get_reason (account);
  double days_left;

  if (primary != NULL)
    append_amount (text, primary, policy);
  else if (reason == NULL)
    append_part (text, CT_UNKNOWN_AMOUNT);

  if (reason != NULL)
    append_part (text, reason);
  if (primary != NULL
      && (reason != NULL || primary->stale
          || ct_account_is_stale (account, policy->interval_s, now_us)))
    {
      g_autofree char *age = ct_format_age (now_us - ct_account_get_as_of_us (account));

      append_part (text, age);
    }
  else if (ct_summary_get_days (account, policy, now_us, &days_left))
    {
      g_autofree char *days = ct_format_days_left (days_left);

      append_part (text, days);
    }
  else if (primary != NULL && primary->resets_at_us > now_us)
    {
      g_autofree char *reset = format_reset (primary->resets_at_us - now_us);

      append_part (text, reset);
    }

  return g_string_free (text, FALSE);
}

CtSummaryRow *
ct_summary_row_new (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us)
{
  CtSummaryRow *row = g_new0 (CtSummaryRow, 1);

  row->account_id = g_strdup (ct_account_get_id (account));
  row->name = g_strdup (ct_account_get_name (account));
  row->text = format_row (account, policy, now_us);
  row->level = ct_account_get_level (account);
  row->state = ct_account_get_state (account);
  row->problem = ct_summary_is_problem (account);

  return row;
}

void
ct_summary_row_free (CtSummaryRow *row)
{
  g_free (row->account_id);
  g_free (row->name);
  g_free (row->text);
  g_free (row);
}
