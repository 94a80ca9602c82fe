#include "config.h"

#include "exchange-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "redact.h"
#include "wipe.h"

#define MAX_LISTED 100

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
read_flag (const CtExpression *expression, const CtScope *scope, gboolean otherwise, gboolean *flag,
           GError **error)
{
  *flag = otherwise;
  return expression == NULL || ct_expression_test (expression, scope, flag, error);
}

/* What the answer does not say is no reason to call an account empty. */
static gboolean
read_available (const CtExpression *expression, const CtScope *scope, CtBalance *balance,
                GError **error)
{
  g_auto (CtValue) value = { 0 };
  gboolean available = TRUE;

  if (expression == NULL)
    return TRUE;
  if (!ct_expression_evaluate (expression, scope, &value, error))
    return FALSE;
  if (!ct_value_is_missing (&value) && !ct_expression_test (expression, scope, &available, error))
    return FALSE;
  balance->exhausted = !available;
  return TRUE;
}

/* The answer's currency, the region's, the definition's. What is no currency of three letters is a
 * unit. */
static gboolean
read_currency (CtExchange *self, const CtBalanceDefinition *definition, CtBalance *balance,
               GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  const char *currency = definition->currency;
  g_autoptr (CtSecretText) text = NULL;
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
    currency = g_strstrip (text);
  if (currency == NULL || ct_redact_finds_token (currency, self->token)
      || !ct_money_init (&money, 0, currency))
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

/* Of 100. */
static gboolean
complete_percent (const CtBalanceDefinition *definition, CtBalance *balance, GError **error)
{
  if (!balance->has_limit)
    balance->limit_micro = 100 * CT_MICRO;
  balance->has_limit = TRUE;
  if (balance->has_remaining || !balance->has_used)
    return TRUE;
  balance->has_remaining = TRUE;
  if (!__builtin_sub_overflow (balance->limit_micro, balance->used_micro,
                               &balance->remaining_micro))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_OUT_OF_RANGE, _ ("%s: the amount is too large"),
               ct_expression_get_place (definition->used));
  return FALSE;
}

static gboolean
read_values (CtExchange *self, const CtBalanceDefinition *definition, CtBalance *balance,
             GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);

  if (!read_currency (self, definition, balance, error)
      || !read_flag (definition->unlimited, &scope, FALSE, &balance->unlimited, error)
      || !read_available (definition->available, &scope, balance, error)
      || !read_flag (definition->primary, &scope, FALSE, &balance->primary, error))
    return FALSE;
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
  if (balance->kind == CT_BALANCE_PERCENT && !balance->unlimited
      && !complete_percent (definition, balance, error))
    return FALSE;
  /* It fits: the definition was loaded. */
  return ct_rational_to_micro (&definition->usd_per_unit, &balance->usd_per_unit_micro);
}

/* --- All of them --- */

typedef struct
{
  CtExchange *exchange;  /* (unowned) */
  CtReading *reading;    /* (unowned) */
  GError *unavailable;   /* (nullable) (owned) why the first kept balance could not be read */
  gboolean lost_first;   /* what comes first is unavailable, and nobody knows its last amount */
  gboolean lost_primary; /* the same of one whose `primary` is true */
} Reader;

static char *
expand (CtTemplate *template_, const CtScope *scope, GError **error)
{
  return template_ != NULL ? ct_template_expand (template_, scope, CT_ESCAPE_NONE, NULL, error)
                           : NULL;
}

static void
add_stale (Reader *self, const CtBalance *kept)
{
  CtBalance *balance;

  if (ct_reading_get_balance (self->reading, kept->id) != NULL)
    return;
  balance = ct_balance_copy (kept);
  balance->stale = TRUE;
  g_ptr_array_add (self->reading->balances, balance);
}

/* The id is one that the definition gives, not an answer. */
static gboolean
is_declared (const CtProvider *provider, const char *id)
{
  for (guint i = 0; i < provider->balances->len; i++)
    {
      const CtBalanceDefinition *definition = provider->balances->pdata[i];

      if (g_strcmp0 (ct_template_get_constant (definition->id), id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Without a last reading nobody knows which balances there are: the first would be the primary. */
static void
note_loss (Reader *self, const CtBalanceDefinition *definition)
{
  CtScope scope = ct_exchange_get_scope (self->exchange);
  gboolean primary;

  if (self->exchange->last != NULL)
    return;
  if (read_flag (definition->primary, &scope, FALSE, &primary, NULL) && primary)
    self->lost_primary = TRUE;
  if (self->reading->balances->len == 0)
    self->lost_first = TRUE;
}

/* What an optional request failed to bring: the balance keeps its last amount, marked. id: NULL for
 * all that a list of the answer named. */
static void
keep_last (Reader *self, const CtBalanceDefinition *definition, const char *id, GError *failure)
{
  const CtReading *last = self->exchange->last;

  for (guint i = 0; last != NULL && i < last->balances->len; i++)
    {
      const CtBalance *balance = last->balances->pdata[i];

      if (id != NULL ? strcmp (balance->id, id) == 0
                     : !is_declared (self->exchange->provider, balance->id))
        add_stale (self, balance);
    }
  note_loss (self, definition);
  if (self->unavailable == NULL)
    self->unavailable = failure;
  else
    g_error_free (failure);
}

/* After a failure: TRUE when it was the unavailable that failed, and the reading goes on. */
static gboolean
settle (Reader *self, const CtBalanceDefinition *definition, const char *id, GError *failure,
        GError **error)
{
  if (self->exchange->unavailable)
    {
      keep_last (self, definition, id, failure);
      return TRUE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

/* Text of an answer can be part of it. (transfer full) */
static char *
expand_shown (CtExchange *self, CtTemplate *template_, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  g_autoptr (CtSecretText) text = expand (template_, &scope, error);

  return text != NULL ? ct_redact_server_text (text, -1, self->token) : NULL;
}

/* FALSE: the reading fails with error. */
static gboolean
read_balance (Reader *self, const CtBalanceDefinition *definition, GError **error)
{
  CtScope scope = ct_exchange_get_scope (self->exchange);
  GError *failure = NULL;
  g_autofree char *id = expand_shown (self->exchange, definition->id, error);
  gboolean there = TRUE;
  CtBalance *balance;

  if (id == NULL)
    return FALSE;
  if (ct_reading_get_balance (self->reading, id) != NULL)
    return TRUE; /* a list that names one thing twice: the first counts */
  balance = ct_balance_new (id);
  balance->scope = definition->scope;
  balance->name = expand_shown (self->exchange, definition->name, NULL);
  self->exchange->unavailable = FALSE;
  if (read_flag (definition->when, &scope, TRUE, &there, &failure) && there
      && read_values (self->exchange, definition, balance, &failure))
    {
      g_ptr_array_add (self->reading->balances, balance);
      return TRUE;
    }
  ct_balance_free (balance);
  return failure == NULL || settle (self, definition, id, failure, error);
}

static gboolean
read_listed (Reader *self, const CtBalanceDefinition *definition, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  GError *failure = NULL;
  gboolean fine = TRUE;

  self->exchange->unavailable = FALSE;
  if (!ct_exchange_list (self->exchange, definition->each, &items, &failure))
    return settle (self, definition, NULL, failure, error);
  if (items != NULL && items->len > MAX_LISTED)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOO_LARGE,
                   _ ("There are more than the %d balances that are read: %s"), MAX_LISTED,
                   ct_expression_get_place (definition->each));
      return FALSE;
    }
  for (guint i = 0; items != NULL && i < items->len && fine; i++)
    {
      self->exchange->item = items->pdata[i];
      fine = read_balance (self, definition, error);
    }
  self->exchange->item = NULL;
  return fine;
}

/* The first whose expression is true, else the first that is there. */
static CtBalance *
choose_primary (CtReading *reading, gboolean *by_condition)
{
  CtBalance *chosen = NULL;

  for (guint i = 0; i < reading->balances->len; i++)
    {
      CtBalance *balance = reading->balances->pdata[i];

      if (chosen == NULL && balance->primary)
        chosen = balance;
      balance->primary = FALSE;
    }
  *by_condition = chosen != NULL;
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
      g_autoptr (CtSecretText) text = NULL;
      g_autofree char *shown = NULL;

      if (ct_expression_evaluate (detail->value, &scope, &value, NULL))
        text = ct_value_dup_text (&value);
      if (text == NULL)
        continue;
      shown = ct_redact_server_text (text, -1, self->token);
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
  gboolean fine = TRUE, by_condition;

  for (guint i = 0; i < self->provider->balances->len && fine; i++)
    {
      const CtBalanceDefinition *definition = self->provider->balances->pdata[i];

      fine = definition->each != NULL ? read_listed (&reader, definition, error)
                                      : read_balance (&reader, definition, error);
    }
  unavailable = reader.unavailable;
  if (!fine)
    return NULL;
  primary = choose_primary (reading, &by_condition);
  if (unavailable != NULL
      && (primary == NULL || primary->stale || reader.lost_primary
          || (reader.lost_first && !by_condition)))
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
