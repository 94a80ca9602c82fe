#include "config.h"

#include "level-row.h"

#include <glib/gi18n-lib.h>

#include "account.h"
#include "amounts-key.h"
#include "setting-row.h"

static void
add_entry (GtkWidget *box, GSettings *general, const char *key, const char *currency,
           const char *name, const char *usual)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *entry = ct_amount_entry_new (FALSE, usual);
  g_autofree char *full_name = g_strdup_printf ("%s, %s", name, currency);

  gtk_widget_set_margin_start (label, 6);
  gtk_widget_show (label);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), "dim-label");
  gtk_container_add (GTK_CONTAINER (box), label);
  gtk_container_add (GTK_CONTAINER (box), entry);
  atk_object_set_name (gtk_widget_get_accessible (entry), full_name);
  ct_amounts_key_bind (general, key, currency, CT_AMOUNT_ENTRY (entry));
}

GtkWidget *
ct_level_row_new (GSettings *general, const char *currency)
{
  CtSettingRow *row = ct_setting_row_new (currency, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  CtBalance balance = { .kind = CT_BALANCE_MONEY };
  CtThresholds usual;
  g_autofree char *low = NULL, *critical = NULL;

  g_strlcpy (balance.currency, currency, sizeof balance.currency);
  usual = ct_thresholds_default (&balance);
  if (usual.set)
    {
      low = ct_money_to_decimal (usual.low_micro);
      critical = ct_money_to_decimal (usual.critical_micro);
    }
  gtk_widget_show (box);
  add_entry (box, general, "alerts-low", currency, _ ("Low"), low);
  add_entry (box, general, "alerts-critical", currency, _ ("Critical"), critical);
  gtk_container_add (GTK_CONTAINER (row), box);
  return GTK_WIDGET (row);
}
