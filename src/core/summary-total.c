#include "config.h"

#include "summary-private.h"

typedef struct
{
  const CtSummaryPolicy *policy; /* (unowned) */
  gint64 now_us;
  GHashTable *sites; /* (owned) origins of which an account-wide balance counts */

  gboolean has_usd;
  gint64 usd_micro;
  GArray *others; /* (owned) of CtMoney: sums of what does not convert, one a currency */
  guint n_unlimited;
  gboolean incomplete;
  gboolean stale;

  GPtrArray *left_out; /* (nullable) (unowned) of CtLeftOut: collected where wanted */
} Tally;

static void
left_out_free (CtLeftOut *left_out)
{
  g_free (left_out->amount);
  g_free (left_out);
}

/* balance: (nullable) of which no more is to be said than the reason. */
static void
leave_out (Tally *tally, CtAccount *account, const CtBalance *balance, CtLeftOutReason reason)
{
  CtLeftOut *left_out;

  if (tally->left_out == NULL)
    return;
  left_out = g_new0 (CtLeftOut, 1);
  left_out->account = account;
  left_out->reason = reason;
  if (balance != NULL)
    {
      left_out->amount = ct_balance_format (balance, CT_MONEY_WINDOW);
      g_strlcpy (left_out->currency, balance->currency, sizeof left_out->currency);
    }
  g_ptr_array_add (tally->left_out, left_out);
}

gboolean
ct_summary_to_usd (const CtSummaryPolicy *policy, const CtBalance *balance, gint64 *usd_micro)
{
  const gint64 *rate_micro = NULL;

  if (!balance->has_remaining || balance->unlimited || balance->kind == CT_BALANCE_PERCENT)
    return FALSE;

  if (balance->kind == CT_BALANCE_MONEY && g_str_equal (balance->currency, "USD"))
    return ct_money_convert (balance->remaining_micro, CT_MICRO, usd_micro);
  if (ct_balance_get_usd_worth (balance, usd_micro))
    return TRUE;

  if (policy->usd_rates != NULL)
    rate_micro = g_hash_table_lookup (policy->usd_rates, balance->currency);
  return rate_micro != NULL && ct_money_convert (balance->remaining_micro, *rate_micro, usd_micro);
}

const CtBalance *
ct_summary_get_primary (CtAccount *account)
{
  CtReading *reading = ct_account_get_reading (account);

  return reading != NULL ? ct_reading_get_primary (reading) : NULL;
}

/* Percent, and credits without a price, never are part of a sum of money. */
static gboolean
can_be_in_total (const CtSummaryPolicy *policy, const CtBalance *balance)
{
  gint64 usd_micro;

  return balance->unlimited || (balance->has_remaining && balance->kind == CT_BALANCE_MONEY)
         || ct_summary_to_usd (policy, balance, &usd_micro);
}

static gboolean
is_left_out (CtAccount *account)
{
  CtInTotal in_total = ct_account_get_config (account)->in_total;

  return in_total == CT_IN_TOTAL_NEVER
         || (in_total == CT_IN_TOTAL_AUTO && ct_account_get_state (account) == CT_STATE_PAUSED);
}

static gboolean
has_currency (GPtrArray *balances, const char *currency)
{
  for (guint i = 0; i < balances->len; i++)
    if (g_str_equal (((const CtBalance *) balances->pdata[i])->currency, currency))
      return TRUE;

  return FALSE;
}

/* Of one account the primary balance counts, and others in other currencies: several balances in
 * one currency are limits on the same money. */
static GPtrArray *
list_candidates (CtAccount *account, const CtSummaryPolicy *policy)
{
  GPtrArray *candidates = g_ptr_array_new ();
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *primary = ct_summary_get_primary (account);

  if (primary == NULL)
    return candidates;

  if (can_be_in_total (policy, primary))
    g_ptr_array_add (candidates, (gpointer) primary);

  for (guint i = 0; i < reading->balances->len; i++)
    {
      const CtBalance *balance = g_ptr_array_index (reading->balances, i);

      if (!balance->unlimited && !g_str_equal (balance->currency, primary->currency)
          && !has_currency (candidates, balance->currency) && can_be_in_total (policy, balance))
        g_ptr_array_add (candidates, (gpointer) balance);
    }

  return candidates;
}

static gboolean
has_account_scope (GPtrArray *balances)
{
  for (guint i = 0; i < balances->len; i++)
    if (((const CtBalance *) g_ptr_array_index (balances, i))->scope == CT_SCOPE_ACCOUNT)
      return TRUE;

  return FALSE;
}

static GHashTable *
find_sites (GPtrArray *accounts, const CtSummaryPolicy *policy)
{
  GHashTable *sites = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = g_ptr_array_index (accounts, i);
      g_autoptr (GPtrArray) candidates = list_candidates (account, policy);
      const char *origin = ct_account_get_origin (account);

      if (origin != NULL && !is_left_out (account) && has_account_scope (candidates))
        g_hash_table_add (sites, (gpointer) origin);
    }

  return sites;
}

/* What a key may spend is part of what its account has. */
static gboolean
is_key_of_counted_account (Tally *tally, CtAccount *account)
{
  const char *origin = ct_account_get_origin (account);

  return ct_account_get_config (account)->in_total == CT_IN_TOTAL_AUTO && origin != NULL
         && g_hash_table_contains (tally->sites, origin);
}

static gboolean
reads_keys_only (const CtProvider *provider)
{
  if (provider == NULL)
    return FALSE;

  for (guint i = 0; i < provider->balances->len; i++)
    {
      const CtBalanceDefinition *balance = g_ptr_array_index (provider->balances, i);

      if (balance->scope != CT_SCOPE_KEY)
        return FALSE;
    }

  return TRUE;
}

static void
tally_other (Tally *tally, const CtBalance *balance)
{
  CtMoney money;

  if (!ct_money_init (&money, balance->remaining_micro, balance->currency))
    {
      tally->incomplete = TRUE;
      return;
    }

  for (guint i = 0; i < tally->others->len; i++)
    {
      CtMoney *sum = &g_array_index (tally->others, CtMoney, i);

      if (g_str_equal (sum->currency, money.currency))
        {
          if (!ct_money_add (sum, &money, sum))
            tally->incomplete = TRUE;
          return;
        }
    }

  g_array_append_val (tally->others, money);
}

static void
tally_balance (Tally *tally, CtAccount *account, const CtBalance *balance)
{
  gint64 usd_micro;

  if (balance->unlimited)
    {
      tally->n_unlimited++;
      leave_out (tally, account, NULL, CT_LEFT_OUT_UNLIMITED);
    }
  else if (!ct_summary_to_usd (tally->policy, balance, &usd_micro))
    {
      tally_other (tally, balance);
      leave_out (tally, account, balance, CT_LEFT_OUT_NO_RATE);
    }
  else if (!__builtin_add_overflow (tally->usd_micro, usd_micro, &tally->usd_micro))
    tally->has_usd = TRUE;
  else
    tally->incomplete = TRUE;
}

/* It has nothing that can be in a sum of money. */
static void
leave_out_primary (Tally *tally, CtAccount *account)
{
  const CtBalance *primary = ct_summary_get_primary (account);

  if (primary != NULL)
    leave_out (tally, account, primary,
               primary->has_remaining ? CT_LEFT_OUT_NO_PRICE : CT_LEFT_OUT_NO_REMAINING);
}

static void
tally_account (Tally *tally, CtAccount *account)
{
  g_autoptr (GPtrArray) candidates = list_candidates (account, tally->policy);
  gboolean old = ct_account_is_stale (account, tally->policy->interval_s, tally->now_us);
  gboolean part_of_another = is_key_of_counted_account (tally, account);

  if (ct_account_get_reading (account) == NULL)
    {
      gboolean no_gap = part_of_another && reads_keys_only (ct_account_get_provider (account));

      tally->incomplete |= !no_gap;
      leave_out (tally, account, NULL, no_gap ? CT_LEFT_OUT_PART : CT_LEFT_OUT_NO_READING);
    }
  else if (candidates->len == 0)
    leave_out_primary (tally, account);

  for (guint i = 0; i < candidates->len; i++)
    {
      const CtBalance *balance = g_ptr_array_index (candidates, i);

      if (part_of_another && balance->scope == CT_SCOPE_KEY)
        {
          leave_out (tally, account, balance, CT_LEFT_OUT_PART);
          continue;
        }

      tally_balance (tally, account, balance);
      tally->stale |= (old || balance->stale) && !balance->unlimited;
    }
}

/* Nothing of a currency that does not convert is nothing in USD too, and leaves no gap. */
static guint
count_nonzero (GArray *sums)
{
  guint n = 0;

  for (guint i = 0; i < sums->len; i++)
    if (g_array_index (sums, CtMoney, i).amount_micro != 0)
      n++;

  return n;
}

static const CtMoney *
find_largest (GArray *sums)
{
  const CtMoney *largest = &g_array_index (sums, CtMoney, 0);

  for (guint i = 1; i < sums->len; i++)
    if (g_array_index (sums, CtMoney, i).amount_micro > largest->amount_micro)
      largest = &g_array_index (sums, CtMoney, i);

  return largest;
}

static CtTotal
total_of (const Tally *tally)
{
  guint n_others = count_nonzero (tally->others);
  CtTotal total = { .complete = !tally->incomplete, .stale = tally->stale };

  if (tally->has_usd || tally->others->len == 0)
    {
      ct_money_init (&total.money, tally->usd_micro, "USD");
      total.known = tally->has_usd;
      total.unlimited = !tally->has_usd && tally->n_unlimited > 0 && !tally->incomplete;
      total.complete &= n_others == 0;
    }
  else
    {
      total.money = *find_largest (tally->others);
      total.known = TRUE;
      total.complete &= n_others <= (total.money.amount_micro != 0 ? 1 : 0);
    }

  return total;
}

static CtTotal
tally_all (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us, GPtrArray *left_out)
{
  g_autoptr (GHashTable) sites = find_sites (accounts, policy);
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (CtMoney));
  Tally tally = {
    .policy = policy, .now_us = now_us, .sites = sites, .others = others, .left_out = left_out
  };

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = g_ptr_array_index (accounts, i);
      gboolean unwanted = ct_account_get_config (account)->in_total == CT_IN_TOTAL_NEVER;

      if (is_left_out (account))
        leave_out (&tally, account, NULL, unwanted ? CT_LEFT_OUT_CHOICE : CT_LEFT_OUT_PAUSED);
      else
        tally_account (&tally, account);
    }

  return total_of (&tally);
}

CtTotal
ct_summary_total (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us)
{
  return tally_all (accounts, policy, now_us, NULL);
}

GPtrArray *
ct_summary_list_left_out (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us)
{
  GPtrArray *left_out = g_ptr_array_new_with_free_func ((GDestroyNotify) left_out_free);
  CtTotal total = tally_all (accounts, policy, now_us, left_out);

  for (guint i = left_out->len; i > 0; i--)
    {
      const CtLeftOut *entry = g_ptr_array_index (left_out, i - 1);

      /* Where nothing converts, the total is that of one currency; or all are unlimited. */
      if ((entry->reason == CT_LEFT_OUT_NO_RATE && total.known
           && g_str_equal (entry->currency, total.money.currency))
          || (entry->reason == CT_LEFT_OUT_UNLIMITED && total.unlimited))
        g_ptr_array_remove_index (left_out, i - 1);
    }
  return left_out;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
ct_summary_list_currencies (GPtrArray *accounts)
{
  GPtrArray *currencies = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < accounts->len; i++)
    {
      CtReading *reading = ct_account_get_reading (g_ptr_array_index (accounts, i));

      for (guint j = 0; reading != NULL && j < reading->balances->len; j++)
        {
          const CtBalance *balance = g_ptr_array_index (reading->balances, j);

          if (balance->has_remaining && balance->kind != CT_BALANCE_PERCENT
              && balance->usd_per_unit_micro == 0 && !g_str_equal (balance->currency, "USD")
              && !g_ptr_array_find_with_equal_func (currencies, balance->currency, g_str_equal,
                                                    NULL))
            g_ptr_array_add (currencies, g_strdup (balance->currency));
        }
    }
  g_ptr_array_sort (currencies, compare_texts);
  return currencies;
}

/* amount: as it is shown. */
static char *
mark_total (const CtTotal *total, const char *amount)
{
  if (total->unlimited)
    return g_strdup ("∞");
  if (!total->known)
    return g_strdup (CT_UNKNOWN_AMOUNT);
  return g_strconcat (total->stale ? "~" : "", amount, total->complete ? "" : "+", NULL);
}

char *
ct_total_format (const CtTotal *total, CtMoneyStyle style)
{
  g_autofree char *amount = ct_money_format (&total->money, style);
  g_autofree char *marked = mark_total (total, amount);

  return style == CT_MONEY_WINDOW ? ct_money_isolate (marked) : g_steal_pointer (&marked);
}

char *
ct_total_format_label (const CtTotal *total, guint n_decimals)
{
  g_autofree char *amount = ct_money_format_label (&total->money, n_decimals);

  return mark_total (total, amount);
}
