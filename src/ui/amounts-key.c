#include "config.h"

#include "amounts-key.h"

char *
ct_amounts_key_get (GSettings *settings, const char *key, const char *currency)
{
  g_autoptr (GVariant) amounts = g_settings_get_value (settings, key);
  char *amount = NULL;

  g_variant_lookup (amounts, currency, "s", &amount);
  return amount;
}

void
ct_amounts_key_set (GSettings *settings, const char *key, const char *currency, const char *amount)
{
  g_autoptr (GVariant) old = g_settings_get_value (settings, key);
  g_autoptr (GVariant) new = NULL;
  GVariantBuilder amounts;
  GVariantIter iter;
  const char *other, *other_amount;

  g_variant_builder_init (&amounts, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &other_amount))
    if (!g_str_equal (other, currency))
      g_variant_builder_add (&amounts, "{ss}", other, other_amount);
  if (amount[0] != '\0')
    g_variant_builder_add (&amounts, "{ss}", currency, amount);
  new = g_variant_ref_sink (g_variant_builder_end (&amounts));
  if (g_variant_n_children (new) > 0)
    g_settings_set_value (settings, key, new);
  else
    g_settings_reset (settings, key);
}

void
ct_amounts_key_collect (GSettings *settings, const char *key, GPtrArray *currencies)
{
  g_autoptr (GVariant) amounts = g_settings_get_value (settings, key);
  char *currency;
  GVariantIter iter;

  g_variant_iter_init (&iter, amounts);
  while (g_variant_iter_next (&iter, "{ss}", &currency, NULL))
    {
      if (g_ptr_array_find_with_equal_func (currencies, currency, g_str_equal, NULL))
        g_free (currency);
      else
        g_ptr_array_add (currencies, currency);
    }
}

/* --- In an entry --- */

typedef struct
{
  GSettings *settings; /* (owned) */
  char *key;           /* (owned) */
  char *currency;      /* (owned) */
} Binding;

static void
binding_free (gpointer data, GClosure *closure)
{
  Binding *binding = data;

  g_object_unref (binding->settings);
  g_free (binding->key);
  g_free (binding->currency);
  g_free (binding);
}

static void
on_edited (CtAmountEntry *entry, gpointer user_data)
{
  const Binding *binding = user_data;

  ct_amounts_key_set (binding->settings, binding->key, binding->currency,
                      ct_amount_entry_get_amount (entry));
}

static void
on_key_changed (GSettings *settings, const char *key, gpointer user_data)
{
  CtAmountEntry *entry = user_data;
  const char *currency = g_object_get_data (user_data, "currency");
  g_autofree char *amount = ct_amounts_key_get (settings, key, currency);

  ct_amount_entry_set_amount (entry, amount);
}

void
ct_amounts_key_bind (GSettings *settings, const char *key, const char *currency,
                     CtAmountEntry *entry)
{
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);
  Binding *binding = g_new0 (Binding, 1);

  binding->settings = g_object_ref (settings);
  binding->key = g_strdup (key);
  binding->currency = g_strdup (currency);
  g_object_set_data_full (G_OBJECT (entry), "currency", g_strdup (currency), g_free);
  on_key_changed (settings, key, entry);
  g_signal_connect_data (entry, "edited", G_CALLBACK (on_edited), binding, binding_free, 0);
  g_signal_connect_object (settings, signal, G_CALLBACK (on_key_changed), entry, 0);
}
