#include "config.h"

#include "provider-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "money.h"

static void
load_expressions (CtBalanceDefinition *balance, CtDefinitionReader *reader, const CtJsonNode *node,
                  const char *path)
{
  balance->currency_from = ct_definition_get_expression (reader, node, path, "currency_from");
  balance->each = ct_definition_get_expression (reader, node, path, "each");
  balance->when = ct_definition_get_expression (reader, node, path, "when");
  balance->primary = ct_definition_get_expression (reader, node, path, "primary");
  balance->unlimited = ct_definition_get_expression (reader, node, path, "unlimited");
  balance->available = ct_definition_get_expression (reader, node, path, "available");
  balance->remaining = ct_definition_get_expression (reader, node, path, "remaining");
  balance->used = ct_definition_get_expression (reader, node, path, "used");
  balance->limit = ct_definition_get_expression (reader, node, path, "limit");
  balance->resets_at = ct_definition_get_expression (reader, node, path, "resets_at");
  if (balance->remaining == NULL && balance->used == NULL)
    ct_definition_fail (reader, node, path, _ ("a balance needs “remaining” or “used”"));
}

/* Money has a currency, credits a unit, percent neither: one key a kind. */
static void
load_unit (CtBalanceDefinition *balance, CtDefinitionReader *reader, const CtJsonNode *node,
           const char *path)
{
  g_autofree char *currency = ct_definition_get_text (node, "currency");
  g_autofree char *unit = ct_definition_get_text (node, "unit");
  CtMoney money;

  if (unit != NULL && balance->kind != CT_BALANCE_CREDITS)
    ct_definition_fail (reader, node, path, _ ("“unit” is for credits; money has a “currency”"));
  if (currency != NULL && balance->kind != CT_BALANCE_MONEY)
    ct_definition_fail (reader, node, path, _ ("“currency” is for money; credits have a “unit”"));
  if (balance->kind == CT_BALANCE_PERCENT)
    balance->currency = g_strdup ("percent");
  else if (balance->kind == CT_BALANCE_CREDITS)
    balance->currency = unit != NULL ? g_steal_pointer (&unit) : g_strdup ("credits");
  else
    balance->currency = g_steal_pointer (&currency);
  if (balance->currency == NULL && balance->currency_from == NULL)
    ct_definition_fail (reader, node, path, _ ("the key “%s” is missing"), "currency");
  if (balance->currency != NULL && !ct_money_init (&money, 0, balance->currency))
    ct_definition_fail (reader, node, path, _ ("“%s” is not a currency or unit"),
                        balance->currency);
}

static void
load_price (CtBalanceDefinition *balance, CtDefinitionReader *reader, const CtJsonNode *node,
            const char *path)
{
  const CtJsonNode *price = ct_definition_get (node, "usd_per_unit");
  gint64 price_micro;
  const char *text;
  gsize length;

  if (price == NULL)
    return;
  text = ct_json_node_get_number (price, &length);
  if (!ct_rational_parse (text, length, &balance->usd_per_unit, NULL)
      || !ct_rational_to_micro (&balance->usd_per_unit, &price_micro) || price_micro <= 0)
    ct_definition_fail (reader, price, path,
                        _ ("“usd_per_unit” is an amount from 0.000001 dollars up"));
}

static CtBalanceDefinition *
load_balance (CtDefinitionReader *reader, const CtJsonNode *node, const char *path)
{
  CtBalanceDefinition *balance = g_new0 (CtBalanceDefinition, 1);

  balance->usd_per_unit = CT_RATIONAL_INTEGER (0);
  balance->id = ct_definition_get_template (reader, node, path, "id");
  if (balance->id == NULL && reader->error == NULL)
    balance->id = ct_template_new ("main", path, NULL);
  balance->name = ct_definition_get_template (reader, node, path, "name");
  balance->scope = ct_definition_get_choice (node, "scope", ct_scopes);
  balance->kind = ct_definition_get_choice (node, "kind", ct_balance_kinds);
  load_expressions (balance, reader, node, path);
  load_unit (balance, reader, node, path);
  load_price (balance, reader, node, path);
  if (reader->error == NULL && balance->each != NULL
      && ct_template_get_constant (balance->id) != NULL)
    ct_definition_fail (reader, node, path, _ ("with “each” the id holds an {item...}"));
  return balance;
}

/* History and alerts go by (account, balance id). */
static void
check_unique (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *node,
              const char *path)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->balances->len && reader->error == NULL; i++)
    {
      const char *id = ct_template_get_constant (
          ((CtBalanceDefinition *) self->balances->pdata[i])->id);

      if (id != NULL && !g_hash_table_add (ids, (gpointer) id))
        ct_definition_fail (reader, node, path, _ ("there are two of “%s”"), id);
    }
}

void
ct_provider_load_balances (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *list = ct_definition_get (root, "balances");
  guint i = 0;

  for (const CtJsonNode *node = ct_json_node_get_first (list);
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *path = g_strdup_printf ("balances[%u]", i++);

      g_ptr_array_add (self->balances, load_balance (reader, node, path));
    }
  check_unique (self, reader, list, "balances");
}
