#include "config.h"

#include "reading.h"

#include <string.h>

#include <glib/gi18n-lib.h>

CtReading *
ct_reading_new (void)
{
  CtReading *reading = g_new0 (CtReading, 1);

  g_atomic_ref_count_init (&reading->ref_count);
  reading->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_balance_free);
  reading->details = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_detail_free);
  return reading;
}

CtReading *
ct_reading_ref (CtReading *reading)
{
  g_atomic_ref_count_inc (&reading->ref_count);
  return reading;
}

void
ct_reading_unref (CtReading *reading)
{
  if (!g_atomic_ref_count_dec (&reading->ref_count))
    return;
  g_ptr_array_unref (reading->balances);
  g_ptr_array_unref (reading->details);
  g_free (reading);
}

CtBalance *
ct_balance_new (const char *id)
{
  CtBalance *balance = g_new0 (CtBalance, 1);

  balance->id = g_strdup (id);
  balance->resets_at_us = -1;
  return balance;
}

CtBalance *
ct_balance_copy (const CtBalance *balance)
{
  CtBalance *copy = g_memdup2 (balance, sizeof *balance);

  copy->id = g_strdup (balance->id);
  copy->name = g_strdup (balance->name);
  return copy;
}

void
ct_balance_free (CtBalance *balance)
{
  g_free (balance->id);
  g_free (balance->name);
  g_free (balance);
}

void
ct_detail_free (CtDetail *detail)
{
  g_free (detail->name);
  g_free (detail->value);
  g_free (detail);
}

void
ct_reading_add_detail (CtReading *reading, const char *name, const char *value, gboolean is_number)
{
  CtDetail *detail = g_new0 (CtDetail, 1);

  detail->name = g_strdup (name);
  detail->value = g_strdup (value);
  detail->is_number = is_number;
  g_ptr_array_add (reading->details, detail);
}

const CtBalance *
ct_reading_get_primary (const CtReading *reading)
{
  for (guint i = 0; i < reading->balances->len; i++)
    {
      const CtBalance *balance = reading->balances->pdata[i];

      if (balance->primary)
        return balance;
    }
  return NULL;
}

const CtBalance *
ct_reading_get_balance (const CtReading *reading, const char *id)
{
  for (guint i = 0; i < reading->balances->len; i++)
    {
      const CtBalance *balance = reading->balances->pdata[i];

      if (strcmp (balance->id, id) == 0)
        return balance;
    }
  return NULL;
}

static gboolean
amount_equal (gboolean has_a, gint64 a_micro, gboolean has_b, gint64 b_micro)
{
  return has_a == has_b && (!has_a || a_micro == b_micro);
}

static gboolean
balance_equal (const CtBalance *a, const CtBalance *b)
{
  return g_str_equal (a->id, b->id) && g_strcmp0 (a->name, b->name) == 0 && a->scope == b->scope
         && a->kind == b->kind && g_str_equal (a->currency, b->currency) && a->primary == b->primary
         && a->unlimited == b->unlimited && a->exhausted == b->exhausted && a->stale == b->stale
         && amount_equal (a->has_remaining, a->remaining_micro, b->has_remaining,
                          b->remaining_micro)
         && amount_equal (a->has_used, a->used_micro, b->has_used, b->used_micro)
         && amount_equal (a->has_limit, a->limit_micro, b->has_limit, b->limit_micro)
         && a->usd_per_unit_micro == b->usd_per_unit_micro && a->resets_at_us == b->resets_at_us;
}

static gboolean
detail_equal (const CtDetail *a, const CtDetail *b)
{
  return g_str_equal (a->name, b->name) && g_str_equal (a->value, b->value)
         && a->is_number == b->is_number;
}

gboolean
ct_reading_equal (const CtReading *a, const CtReading *b)
{
  if (a->balances->len != b->balances->len || a->details->len != b->details->len)
    return FALSE;
  for (guint i = 0; i < a->balances->len; i++)
    if (!balance_equal (a->balances->pdata[i], b->balances->pdata[i]))
      return FALSE;
  for (guint i = 0; i < a->details->len; i++)
    if (!detail_equal (a->details->pdata[i], b->details->pdata[i]))
      return FALSE;
  return TRUE;
}

static char *
format (const CtBalance *balance, gint64 amount_micro, CtMoneyStyle style, guint n_decimals)
{
  CtMoney money;

  if (!ct_money_init (&money, amount_micro, balance->currency))
    return g_strdup ("…");
  return style == CT_MONEY_LABEL ? ct_money_format_label (&money, n_decimals)
                                 : ct_money_format (&money, style);
}

static char *
format_balance (const CtBalance *balance, CtMoneyStyle style, guint n_decimals)
{
  g_autofree char *used = NULL;

  if (balance->unlimited)
    return g_strdup ("∞");
  if (balance->has_remaining)
    return format (balance, balance->remaining_micro, style, n_decimals);
  if (!balance->has_used)
    return g_strdup ("…");
  used = format (balance, balance->used_micro, style, n_decimals);
  /* Translators: what was spent, where nothing says what is left: "used $3.20" */
  return g_strdup_printf (_ ("used %s"), used);
}

char *
ct_balance_format (const CtBalance *balance, CtMoneyStyle style)
{
  return format_balance (balance, style, CT_MONEY_DECIMALS);
}

char *
ct_balance_format_label (const CtBalance *balance, guint n_decimals)
{
  return format_balance (balance, CT_MONEY_LABEL, n_decimals);
}

gboolean
ct_balance_get_usd_worth (const CtBalance *balance, gint64 *usd_micro)
{
  return balance->kind == CT_BALANCE_CREDITS && balance->has_remaining && !balance->unlimited
         && ct_money_convert (balance->remaining_micro, balance->usd_per_unit_micro, usd_micro);
}
