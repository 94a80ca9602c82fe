#include "config.h"

#include "policy.h"

/* A rate that is no amount above 0 is none: what has it stays out of the total, and the total says
 * so. */
static GHashTable *
read_rates (GSettings *general)
{
  GHashTable *rates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) typed = g_settings_get_value (general, "exchange-rates");
  const char *currency, *rate;
  GVariantIter iter;

  g_variant_iter_init (&iter, typed);
  while (g_variant_iter_next (&iter, "{&s&s}", &currency, &rate))
    {
      CtMoney money;

      if (!ct_money_parse_micro (rate, &money.amount_micro, NULL) || money.amount_micro <= 0
          || !ct_money_init (&money, money.amount_micro, currency))
        continue;
      g_hash_table_insert (rates, g_strdup (money.currency),
                           g_memdup2 (&money.amount_micro, sizeof money.amount_micro));
    }
  return rates;
}

CtPolicy *
ct_policy_new (GSettings *general)
{
  CtPolicy *self = g_new0 (CtPolicy, 1);

  self->label_account = g_settings_get_string (general, "label-account");
  self->usd_rates = read_rates (general);
  self->summary = (CtSummaryPolicy){
    .content = g_settings_get_enum (general, "label-content"),
    .label_account = self->label_account[0] != '\0' ? self->label_account : NULL,
    .label_days = g_settings_get_boolean (general, "label-days"),
    .label_decimals = g_settings_get_uint (general, "label-decimals"),
    .hide_amounts = g_settings_get_boolean (general, "hide-amounts"),
    .usd_rates = self->usd_rates,
    .interval_s = g_settings_get_uint (general, "interval-s"),
  };
  return self;
}

void
ct_policy_free (CtPolicy *self)
{
  g_free (self->label_account);
  g_hash_table_unref (self->usd_rates);
  g_free (self);
}
