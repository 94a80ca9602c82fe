#include "config.h"

#include "exchange-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "redact.h"

/* --- One balance --- */

static gboolean
read_amount (const CtExpression *expression, const CtScope *scope, gboolean required, gboolean *has,
             gint64 *amount_micro, GError **error)
{
  CtRational number;

  *has = FALSE;
  if (expression == NULL)
    return TRUE;
  if (!ct_expression_get_number (expression, scope, &number, required ? NULL : has, error))
    return FALSE;
  *has = *has || required;
  if (!*has || ct_rational_to_micro (&number, amount_micro))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_OUT_OF_RANGE, _ ("%s: the amount is too large"),
               ct_expression_get_place (expression));
  return FALSE;
}

static gboolean
read_flag (const CtExpression *expression, const CtScope *scope, gboolean missing, gboolean *flag,
           GError **error)
{
  *flag = missing;
  return expression == NULL || ct_expression_test (expression, scope, flag, error);
}

/* The answer's currency, the region's, the definition's. What is no currency of three letters is a
 * unit. */
static gboolean
read_currency (CtExchange *self, const CtBalanceDefinition *definition, CtBalance *balance,
               GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  const char *currency = definition->currency;
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;
  CtMoney money;

  balance->kind = definition->kind;
  if (definition->kind == CT_BALANCE_MONEY && self->region_currency != NULL)
    currency = self->region_currency;
  if (definition->currency_from != NULL)
    text = ct_expression_get_text (definition->currency_from, &scope, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (text != NULL)
    currency = text;
  if (currency == NULL || !ct_money_init (&money, 0, currency))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE, _ ("%s gives no currency"),
                   ct_expression_get_place (definition->currency_from));
      return FALSE;
    }
  g_strlcpy (balance->currency, money.currency, sizeof balance->currency);
  if (definition->kind == CT_BALANCE_MONEY && strlen (money.currency) != 3)
    balance->kind = CT_BALANCE_CREDITS;
  return TRUE;
}

static gboolean
read_reset (const CtBalanceDefinition *definition, const CtScope *scope, CtBalance *balance,
            GError **error)
{
  gboolean known;
  gint64 resets_at_us;

  if (!read_amount (definition->resets_at, scope, FALSE, &known, &resets_at_us, error))
    return FALSE;
  balance->resets_at_us = known && resets_at_us >= 0 ? resets_at_us : -1;
  return TRUE;
}

static gboolean
read_values (CtExchange *self, const CtBalanceDefinition *definition, CtBalance *balance,
             GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  gboolean available = TRUE, has_price;

  if (!read_currency (self, definition, balance, error)
      || !read_flag (definition->unlimited, &scope, FALSE, &balance->unlimited, error)
      || !read_flag (definition->available, &scope, TRUE, &available, error)
      || !read_flag (definition->primary, &scope, FALSE, &balance->primary, error))
    return FALSE;
  balance->exhausted = !available;
  if (!balance->unlimited
      && !read_amount (definition->remaining, &scope, TRUE, &balance->has_remaining,
                       &balance->remaining_micro, error))
    return FALSE;
  if (!read_amount (definition->used, &scope, definition->remaining == NULL, &balance->has_used,
                    &balance->used_micro, error)
      || !read_amount (definition->limit, &scope, FALSE, &balance->has_limit, &balance->limit_micro,
                       error)
      || !read_reset (definition, &scope, balance, error))
    return FALSE;
  has_price = definition->usd_per_unit.numerator > 0;
  return !has_price
         || ct_rational_to_micro (&definition->usd_per_unit, &balance->usd_per_unit_micro);
}

/* --- All of them --- */

typedef struct
{
  CtExchange *exchange; /* (unowned) */
  CtReading *reading;   /* (unowned) */
  GError *unavailable;  /* (nullable) (owned) why the first kept balance could not be read */
} Reader;

static char *
expand (CtTemplate *template_, const CtScope *scope, GError **error)
{
  return template_ != NULL ? ct_template_expand (template_, scope, CT_ESCAPE_NONE, NULL, error)
                           : NULL;
}

/* What an optional request failed to bring: the balance keeps its last amount, marked. */
static void
keep_last (Reader *self, const char *id, GError *failure)
{
  const CtReading *last = self->exchange->last;
  const CtBalance *kept = last != NULL ? ct_reading_get_balance (last, id) : NULL;

  if (kept != NULL)
    {
      CtBalance *balance = ct_balance_copy (kept);

      balance->stale = TRUE;
      g_ptr_array_add (self->reading->balances, balance);
    }
  if (self->unavailable == NULL)
    self->unavailable = failure;
  else
    g_error_free (failure);
}

/* FALSE: the reading fails with error. */
static gboolean
read_balance (Reader *self, const CtBalanceDefinition *definition, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self->exchange);
  g_autoptr (GError) failure = NULL;
  g_autofree char *id = expand (definition->id, &scope, error), *name = NULL;
  gboolean there = TRUE;
  CtBalance *balance;

  if (id == NULL)
    return FALSE;
  if (ct_reading_get_balance (self->reading, id) != NULL)
    return TRUE; /* a list that names one thing twice: the first counts */
  self->exchange->unavailable = FALSE;
  balance = ct_balance_new (id);
  balance->scope = definition->scope;
  name = expand (definition->name, &scope, NULL);
  balance->name = name != NULL ? ct_redact_server_text (name, -1, NULL) : NULL;
  if (read_flag (definition->when, &scope, TRUE, &there, &failure) && there
      && read_values (self->exchange, definition, balance, &failure))
    {
      g_ptr_array_add (self->reading->balances, balance);
      return TRUE;
    }
  ct_balance_free (balance);
  if (failure == NULL)
    return TRUE;
  if (self->exchange->unavailable)
    keep_last (self, id, g_steal_pointer (&failure));
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return self->exchange->unavailable;
}

static gboolean
read_definition (Reader *self, const CtBalanceDefinition *definition, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self->exchange);
  g_auto (CtValue) items = { 0 };
  gboolean fine = TRUE;

  if (definition->each == NULL)
    return read_balance (self, definition, error);
  if (!ct_expression_evaluate (definition->each, &scope, &items, error))
    return FALSE;
  for (guint i = 0; items.kind == CT_VALUE_LIST && i < items.list->len && fine; i++)
    {
      self->exchange->item = items.list->pdata[i];
      if (self->exchange->item != NULL)
        fine = read_balance (self, definition, error);
    }
  self->exchange->item = NULL;
  return fine;
}

/* The first whose expression is true, else the first that is there. */
static CtBalance *
choose_primary (CtReading *reading)
{
  CtBalance *chosen = NULL;

  for (guint i = 0; i < reading->balances->len; i++)
    {
      CtBalance *balance = reading->balances->pdata[i];

      if (chosen == NULL && balance->primary)
        chosen = balance;
      balance->primary = FALSE;
    }
  if (chosen == NULL && reading->balances->len > 0)
    chosen = reading->balances->pdata[0];
  if (chosen != NULL)
    chosen->primary = TRUE;
  return chosen;
}

/* Details are an extra: one that cannot be read is left out. */
static void
read_details (CtExchange *self, CtReading *reading)
{
  CtScope scope = ct_exchange_get_scope (self);

  for (guint i = 0; i < self->provider->details->len; i++)
    {
      const CtDetailDefinition *detail = self->provider->details->pdata[i];
      g_auto (CtValue) value = { 0 };
      g_autofree char *text = NULL, *shown = NULL;

      if (ct_expression_evaluate (detail->value, &scope, &value, NULL))
        text = ct_value_dup_text (&value);
      if (text == NULL)
        continue;
      shown = ct_redact_server_text (text, -1, NULL);
      if (shown[0] != '\0')
        ct_reading_add_detail (reading, detail->name, shown, value.kind == CT_VALUE_NUMBER);
    }
}

CtReading *
ct_exchange_read (CtExchange *self, GError **error)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  Reader reader = { .exchange = self, .reading = reading };
  g_autoptr (GError) unavailable = NULL;
  const CtBalance *primary;
  gboolean fine = TRUE;

  for (guint i = 0; i < self->provider->balances->len && fine; i++)
    fine = read_definition (&reader, self->provider->balances->pdata[i], error);
  unavailable = reader.unavailable;
  if (!fine)
    return NULL;
  primary = choose_primary (reading);
  if (unavailable != NULL && (primary == NULL || primary->stale))
    {
      g_propagate_error (error, g_steal_pointer (&unavailable));
      return NULL;
    }
  if (primary == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE,
                   _ ("The answer has none of the balances that %s can have"),
                   self->provider->name);
      return NULL;
    }
  read_details (self, reading);
  return g_steal_pointer (&reading);
}

/* The gateway refuses because the money is gone: 0 for the primary balance of the last reading,
 * else the first declared. */
CtReading *
ct_exchange_read_zero (CtExchange *self, GError **error)
{
  const CtBalance *last = self->last != NULL ? ct_reading_get_primary (self->last) : NULL;
  const CtBalanceDefinition *definition = self->provider->balances->pdata[0];
  const char *id = ct_template_get_constant (definition->id);
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = last != NULL ? ct_balance_copy (last)
                                    : ct_balance_new (id != NULL ? id : "main");

  g_ptr_array_add (reading->balances, balance);
  if (last == NULL)
    {
      balance->scope = definition->scope;
      if (!read_currency (self, definition, balance, error))
        return NULL;
    }
  balance->primary = TRUE;
  balance->unlimited = FALSE;
  balance->stale = FALSE;
  balance->has_remaining = TRUE;
  balance->remaining_micro = 0;
  return g_steal_pointer (&reading);
}
