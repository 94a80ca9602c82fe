#include "config.h"

#include "alert-policy.h"

static gboolean
read_amount (GVariant *amounts, const char *currency, gint64 *amount_micro)
{
  const char *text;

  return g_variant_lookup (amounts, currency, "&s", &text)
         && ct_money_parse_micro (text, amount_micro, NULL);
}

static CtThresholds
default_for (const char *currency)
{
  CtBalance balance = { .kind = CT_BALANCE_MONEY };

  g_strlcpy (balance.currency, currency, sizeof balance.currency);
  return ct_thresholds_default (&balance);
}

static CtThresholds
read_thresholds (GVariant *low, GVariant *critical, const char *currency)
{
  CtThresholds thresholds = default_for (currency);
  gboolean has_low = read_amount (low, currency, &thresholds.low_micro);
  gboolean has_critical = read_amount (critical, currency, &thresholds.critical_micro);

  thresholds.set |= has_low || has_critical;
  if (has_low)
    thresholds.critical_micro = MIN (thresholds.critical_micro, thresholds.low_micro);
  else
    thresholds.low_micro = MAX (thresholds.low_micro, thresholds.critical_micro);
  return thresholds;
}

static void
add_thresholds (GHashTable *table, GVariant *currencies, GVariant *low, GVariant *critical)
{
  GVariantIter iter;
  char *currency;

  g_variant_iter_init (&iter, currencies);
  while (g_variant_iter_next (&iter, "{ss}", &currency, NULL))
    {
      /* A copy: looking something up may move the texts of a value. */
      CtThresholds thresholds = read_thresholds (low, critical, currency);

      g_hash_table_insert (table, currency, g_memdup2 (&thresholds, sizeof thresholds));
    }
}

GHashTable *
ct_alert_policy_read_thresholds (GSettings *general)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) low = g_settings_get_value (general, "alerts-low");
  g_autoptr (GVariant) critical = g_settings_get_value (general, "alerts-critical");

  add_thresholds (table, low, low, critical);
  add_thresholds (table, critical, low, critical);
  return table;
}

GHashTable *
ct_alert_policy_read (GSettings *general, CtAlertPolicy *policy)
{
  GHashTable *table = ct_alert_policy_read_thresholds (general);
  guint kinds = g_settings_get_flags (general, "alerts");

  for (guint i = 0; i < CT_N_ALERTS; i++)
    policy->on[i] = (kinds & (1u << i)) != 0;
  policy->runway_days = g_settings_get_uint (general, "runway-days");
  policy->thresholds = table;
  return table;
}
