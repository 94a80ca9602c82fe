#include "config.h"

#include "account.h"

static const char *const level_names[CT_N_LEVELS] = {
  [CT_LEVEL_FULL] = "full",         [CT_LEVEL_GOOD] = "good",   [CT_LEVEL_LOW] = "low",
  [CT_LEVEL_CRITICAL] = "critical", [CT_LEVEL_EMPTY] = "empty", [CT_LEVEL_UNLIMITED] = "unlimited",
  [CT_LEVEL_UNKNOWN] = "unknown",
};

const char *
ct_level_to_string (CtLevel level)
{
  g_return_val_if_fail (level < CT_N_LEVELS, NULL);

  return level_names[level];
}

static gint64
percent_of (gint64 amount_micro, gint64 percent)
{
  return (gint64) ((__int128) amount_micro * percent / 100);
}

CtThresholds
ct_thresholds_default (const CtBalance *balance)
{
  if (balance->kind == CT_BALANCE_MONEY && g_str_equal (balance->currency, "USD"))
    return (CtThresholds){ .set = TRUE, .low_micro = 5 * CT_MICRO, .critical_micro = CT_MICRO };

  if (balance->kind == CT_BALANCE_MONEY && g_str_equal (balance->currency, "CNY"))
    return (
        CtThresholds){ .set = TRUE, .low_micro = 30 * CT_MICRO, .critical_micro = 5 * CT_MICRO };

  if (balance->has_limit && balance->limit_micro > 0)
    return (CtThresholds){ .set = TRUE,
                           .low_micro = percent_of (balance->limit_micro, 10),
                           .critical_micro = percent_of (balance->limit_micro, 3) };

  return (CtThresholds){ .set = FALSE };
}

CtThresholds
ct_thresholds_for (const CtThresholds *own, GHashTable *general, const CtBalance *balance)
{
  const CtThresholds *of_currency = NULL;

  if (own->set)
    return *own;
  if (general != NULL)
    of_currency = g_hash_table_lookup (general, balance->currency);

  return of_currency != NULL && of_currency->set ? *of_currency : ct_thresholds_default (balance);
}

CtLevel
ct_level_of_balance (const CtBalance *balance, const CtThresholds *thresholds)
{
  if (balance->exhausted)
    return CT_LEVEL_EMPTY;
  if (balance->unlimited)
    return CT_LEVEL_UNLIMITED;
  if (!balance->has_remaining)
    return CT_LEVEL_UNKNOWN;
  if (balance->remaining_micro <= 0)
    return CT_LEVEL_EMPTY;
  if (!thresholds->set)
    return CT_LEVEL_GOOD;
  if (balance->remaining_micro <= thresholds->critical_micro)
    return CT_LEVEL_CRITICAL;
  if (balance->remaining_micro <= thresholds->low_micro)
    return CT_LEVEL_LOW;
  if (balance->remaining_micro > (__int128) thresholds->low_micro * 10)
    return CT_LEVEL_FULL;
  return CT_LEVEL_GOOD;
}
