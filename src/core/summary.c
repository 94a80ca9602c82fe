#include "config.h"

#include "summary-private.h"

#include <glib/gi18n-lib.h>

static CtAccount *
find_account (GPtrArray *accounts, const char *id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (g_strcmp0 (ct_account_get_id (g_ptr_array_index (accounts, i)), id) == 0)
      return g_ptr_array_index (accounts, i);

  return NULL;
}

/* The account of which the label speaks; NULL: the total. Where nothing can ever be summed
 * (percent, credits without a price), the lowest account says more than a total that never comes.
 */
static CtAccount *
find_spokesman (GPtrArray *accounts, const CtSummaryPolicy *policy, const CtTotal *total)
{
  gboolean has_total = total->known || total->unlimited || !total->complete;
  CtAccount *chosen = NULL;

  if (policy->content == CT_LABEL_ACCOUNT)
    chosen = find_account (accounts, policy->label_account);
  if (policy->content == CT_LABEL_LOWEST || (chosen == NULL && !has_total))
    chosen = ct_summary_find_lowest (accounts, policy);

  return chosen;
}

static char *
format_plain_amount (CtAccount *spokesman, const CtTotal *total, const CtSummaryPolicy *policy,
                     gint64 now_us)
{
  if (spokesman != NULL)
    return ct_summary_format_account (spokesman, policy, now_us);
  if (total->known || total->unlimited)
    return ct_total_format_label (total, policy->label_decimals);

  return NULL;
}

/* NULL while no amount is known. */
static char *
format_amount (CtAccount *spokesman, const CtTotal *total, const CtSummaryPolicy *policy,
               gint64 now_us)
{
  g_autofree char *amount = format_plain_amount (spokesman, total, policy, now_us);

  return amount != NULL && policy->right_to_left ? ct_money_isolate (amount)
                                                 : g_steal_pointer (&amount);
}

const char *
ct_summary_get_level_icon (CtLevel level)
{
  static const char *const icons[CT_N_LEVELS] = {
    [CT_LEVEL_FULL] = "credit-tray-full-symbolic",
    [CT_LEVEL_GOOD] = "credit-tray-good-symbolic",
    [CT_LEVEL_LOW] = "credit-tray-low-symbolic",
    [CT_LEVEL_CRITICAL] = "credit-tray-critical-symbolic",
    [CT_LEVEL_EMPTY] = "credit-tray-empty-symbolic",
    [CT_LEVEL_UNLIMITED] = "credit-tray-unlimited-symbolic",
    [CT_LEVEL_UNKNOWN] = "credit-tray-unknown-symbolic",
  };

  return icons[level];
}

const char *
ct_summary_get_icon (CtAccount *account)
{
  CtLevel level = ct_account_get_level (account);

  if (ct_summary_needs_attention (account))
    return "credit-tray-problem-symbolic";
  return level == CT_LEVEL_UNKNOWN && ct_summary_is_problem (account)
             ? "credit-tray-offline-symbolic"
             : ct_summary_get_level_icon (level);
}

static const char *
pick_icon (GPtrArray *accounts, const CtSummaryPolicy *policy)
{
  CtAccount *lowest = ct_summary_find_lowest (accounts, policy);
  guint n_active = 0, n_offline = 0, n_problems = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = g_ptr_array_index (accounts, i);

      if (ct_summary_needs_attention (account))
        return "credit-tray-problem-symbolic";
      n_active += ct_account_get_state (account) != CT_STATE_PAUSED;
      n_offline += ct_account_get_state (account) == CT_STATE_OFFLINE;
      n_problems += ct_summary_is_problem (account);
    }

  if (n_active > 0 && n_offline == n_active)
    return "credit-tray-offline-symbolic";
  if (lowest != NULL)
    return ct_summary_get_level_icon (ct_account_get_level (lowest));
  if (n_problems > n_offline)
    return "credit-tray-problem-symbolic";
  return n_offline > 0 ? "credit-tray-offline-symbolic" : "credit-tray-unknown-symbolic";
}

static const char *
icon_for_label (GPtrArray *accounts, CtAccount *spokesman, const CtSummaryPolicy *policy)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();

  if (policy->content != CT_LABEL_ACCOUNT || spokesman == NULL)
    return pick_icon (accounts, policy);

  g_ptr_array_add (alone, spokesman);
  return pick_icon (alone, policy);
}

/* The days that the spokesman lasts; of a total, those of the account that is gone first. */
static gboolean
find_days (GPtrArray *accounts, CtAccount *spokesman, const CtSummaryPolicy *policy, gint64 now_us,
           double *days_left)
{
  return spokesman != NULL ? ct_summary_get_days (spokesman, policy, now_us, days_left)
                           : ct_summary_fewest_days (accounts, policy, now_us, days_left);
}

static gboolean
any_active (GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    if (ct_account_get_state (g_ptr_array_index (accounts, i)) != CT_STATE_PAUSED)
      return TRUE;

  return FALSE;
}

static char *
format_label (const char *amount, const char *days, const CtSummaryPolicy *policy,
              gboolean any_active)
{
  const char *shown = policy->hide_amounts ? CT_HIDDEN_AMOUNT : amount;

  if (policy->content == CT_LABEL_NOTHING)
    return g_strdup ("");
  if (amount == NULL)
    return g_strdup (any_active ? CT_UNKNOWN_AMOUNT : "");
  return days != NULL ? g_strconcat (shown, " · ", days, NULL) : g_strdup (shown);
}

static void
say_amount (CtSummary *summary, GPtrArray *accounts, CtAccount *spokesman,
            const CtSummaryPolicy *policy, gint64 now_us)
{
  g_autofree char *amount = format_amount (spokesman, &summary->total, policy, now_us);
  const char *shown = amount != NULL && !policy->hide_amounts ? amount : _ ("Credit Tray");
  g_autofree char *days = NULL, *short_days = NULL;
  double days_left;

  if (find_days (accounts, spokesman, policy, now_us, &days_left))
    {
      days = ct_format_days_left (days_left);
      short_days = policy->label_days ? ct_summary_format_short_days (days_left) : NULL;
    }
  summary->label = format_label (amount, short_days, policy, any_active (accounts));
  summary->title = days != NULL ? g_strconcat (shown, " · ", days, NULL) : g_strdup (shown);
}

static char *
format_icon_text (CtAccount *spokesman, const CtTotal *total, const CtSummaryPolicy *policy)
{
  const CtBalance *primary = spokesman != NULL ? ct_summary_get_primary (spokesman) : NULL;
  CtMoney money = total->money;

  if (policy->hide_amounts)
    return g_strdup ("");
  if (spokesman != NULL ? primary != NULL && primary->unlimited : total->unlimited)
    return g_strdup ("∞");
  if (spokesman != NULL)
    return primary != NULL && primary->has_remaining
                   && ct_money_init (&money, primary->remaining_micro, primary->currency)
               ? ct_money_format_compact (&money)
               : g_strdup ("");
  return total->known ? ct_money_format_compact (&money) : g_strdup ("");
}

static void
count_waiting (CtSummary *summary, GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = g_ptr_array_index (accounts, i);

      if (ct_account_get_state (account) != CT_STATE_LOCKED)
        continue;
      if (g_error_matches (ct_account_get_error (account), CT_ERROR, CT_ERROR_KEYRING_MISSING))
        summary->keyring_missing = TRUE;
      else
        summary->n_locked++;
    }
}

CtSummary *
ct_summary_new (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us)
{
  CtSummary *summary = g_new0 (CtSummary, 1);
  g_autoptr (GPtrArray) ranked = ct_summary_rank (accounts, policy);
  CtAccount *spokesman;

  summary->total = ct_summary_total (accounts, policy, now_us);
  spokesman = find_spokesman (accounts, policy, &summary->total);
  say_amount (summary, accounts, spokesman, policy, now_us);
  summary->icon = icon_for_label (accounts, spokesman, policy);
  summary->icon_text = format_icon_text (spokesman, &summary->total, policy);
  count_waiting (summary, accounts);

  summary->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_summary_row_free);
  for (guint i = 0; i < MIN (ranked->len, CT_SUMMARY_MAX_ROWS); i++)
    g_ptr_array_add (summary->rows,
                     ct_summary_row_new (g_ptr_array_index (ranked, i), policy, now_us));
  summary->n_more = ranked->len - summary->rows->len;

  return summary;
}

void
ct_summary_free (CtSummary *summary)
{
  if (summary == NULL)
    return;

  g_free (summary->label);
  g_free (summary->title);
  g_free (summary->icon_text);
  g_ptr_array_unref (summary->rows);
  g_free (summary);
}
