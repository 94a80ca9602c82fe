#include "config.h"

#include "preferences-rates.h"

#include <glib/gi18n-lib.h>

#include "amounts-key.h"
#include "setting-group.h"
#include "setting-row.h"
#include "windows.h"

#define KEY "exchange-rates"

struct _CtPreferencesRates
{
  GtkScrolledWindow parent_instance;

  CtSession *session;    /* (unowned) */
  GSettings *general;    /* (unowned) */
  GPtrArray *currencies; /* (owned) of char*: those of the rows */
  guint update_id;       /* 0: what is shown is what is known */

  CtSettingGroup *rates; /* (unowned) these are the template's */
  CtSettingGroup *total;
};

G_DEFINE_FINAL_TYPE (CtPreferencesRates, ct_preferences_rates, GTK_TYPE_SCROLLED_WINDOW)

/* --- The rates --- */

static void
add_rate (CtPreferencesRates *self, const char *currency)
{
  g_autofree char *title = g_strdup_printf ("1 %s", currency);
  g_autofree char *name = g_strdup_printf (_ ("US dollars for 1 %s"), currency);
  CtSettingRow *row = ct_setting_row_new (title, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = ct_amount_entry_new (TRUE, NULL);

  gtk_container_add (GTK_CONTAINER (box), entry);
  gtk_container_add (GTK_CONTAINER (box), gtk_label_new ("USD"));
  gtk_widget_show_all (box);
  gtk_container_add (GTK_CONTAINER (row), box);
  gtk_container_add (GTK_CONTAINER (self->rates), GTK_WIDGET (row));
  atk_object_set_name (gtk_widget_get_accessible (entry), name);
  ct_amounts_key_bind (self->general, KEY, currency, CT_AMOUNT_ENTRY (entry));
}

/* Rows only come: somebody may be typing. */
static void
update_rates (CtPreferencesRates *self, GPtrArray *accounts)
{
  g_autoptr (GPtrArray) currencies = ct_summary_list_currencies (accounts);

  ct_amounts_key_collect (self->general, KEY, currencies);
  for (guint i = 0; i < currencies->len; i++)
    {
      const char *currency = g_ptr_array_index (currencies, i);

      if (g_ptr_array_find_with_equal_func (self->currencies, currency, g_str_equal, NULL))
        continue;
      if (self->currencies->len == 0)
        ct_setting_group_clear (self->rates);
      g_ptr_array_add (self->currencies, g_strdup (currency));
      add_rate (self, currency);
    }
}

/* --- The total --- */

static char *
describe_reason (const CtLeftOut *left_out)
{
  switch (left_out->reason)
    {
    case CT_LEFT_OUT_CHOICE:
      return g_strdup (_ ("Left out: as you chose"));
    case CT_LEFT_OUT_PAUSED:
      return g_strdup (_ ("Left out: paused"));
    case CT_LEFT_OUT_NO_READING:
      return g_strdup (_ ("Left out: no amount is known yet"));
    case CT_LEFT_OUT_NO_RATE:
      return g_strdup_printf (_ ("Left out: there is no rate for %s"), left_out->currency);
    case CT_LEFT_OUT_NO_PRICE:
      return g_strdup (_ ("Left out: it is not money"));
    case CT_LEFT_OUT_NO_REMAINING:
      return g_strdup (_ ("Left out: only what was used is known"));
    case CT_LEFT_OUT_UNLIMITED:
      return g_strdup (_ ("Left out: it has no limit"));
    case CT_LEFT_OUT_PART:
    default:
      return g_strdup (_ ("Left out: it is part of another account’s balance"));
    }
}

static void
add_line (CtSettingGroup *group, const char *title, const char *subtitle, const char *amount)
{
  CtSettingRow *row = ct_setting_row_new (NULL, subtitle);
  g_auto (GStrv) parts = g_strsplit (title, "_", -1); /* a name's own are no mnemonics */
  g_autofree char *escaped = g_strjoinv ("__", parts);
  GtkWidget *label = gtk_label_new (amount);

  g_object_set (row, "title", escaped, NULL);
  gtk_widget_show (label);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), "amount");
  gtk_container_add (GTK_CONTAINER (row), label);
  gtk_container_add (GTK_CONTAINER (group), GTK_WIDGET (row));
}

static void
update_total (CtPreferencesRates *self, GPtrArray *accounts)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (self->session);
  gint64 now_us = ct_clock_now_us (self->session->clock);
  CtTotal total = ct_summary_total (accounts, policy, now_us);
  g_autoptr (GPtrArray) left_out = ct_summary_list_left_out (accounts, policy, now_us);
  g_autofree char *text = ct_total_format (&total, CT_MONEY_WINDOW);

  ct_setting_group_clear (self->total);
  add_line (self->total, _ ("Total"), left_out->len == 0 ? _ ("Every account is in it") : NULL,
            text);
  for (guint i = 0; i < left_out->len; i++)
    {
      const CtLeftOut *entry = g_ptr_array_index (left_out, i);
      g_autofree char *reason = describe_reason (entry);

      add_line (self->total, ct_account_get_name (entry->account), reason, entry->amount);
    }
}

/* --- The page --- */

static gboolean
update (gpointer user_data)
{
  CtPreferencesRates *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);

  self->update_id = 0;
  update_rates (self, accounts);
  update_total (self, accounts);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CtPreferencesRates *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

static void
ct_preferences_rates_destroy (GtkWidget *widget)
{
  CtPreferencesRates *self = CT_PREFERENCES_RATES (widget);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session->accounts, self);
      g_signal_handlers_disconnect_by_data (self->session->monitor, self);
      g_signal_handlers_disconnect_by_data (self->general, self);
    }
  self->session = NULL;
  g_clear_handle_id (&self->update_id, g_source_remove);
  GTK_WIDGET_CLASS (ct_preferences_rates_parent_class)->destroy (widget);
}

static void
ct_preferences_rates_finalize (GObject *object)
{
  g_ptr_array_unref (CT_PREFERENCES_RATES (object)->currencies);
  G_OBJECT_CLASS (ct_preferences_rates_parent_class)->finalize (object);
}

static void
ct_preferences_rates_class_init (CtPreferencesRatesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_preferences_rates_finalize;
  widget_class->destroy = ct_preferences_rates_destroy;
  g_type_ensure (CT_TYPE_SETTING_GROUP);
  g_type_ensure (CT_TYPE_SETTING_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "preferences-rates.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRates, rates);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRates, total);
}

static void
ct_preferences_rates_init (CtPreferencesRates *self)
{
  self->currencies = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtPreferencesRates *
ct_preferences_rates_new (CtSession *session)
{
  CtPreferencesRates *self = g_object_new (CT_TYPE_PREFERENCES_RATES, NULL);

  self->session = session;
  self->general = ct_settings_get_general (session->settings);
  g_signal_connect_swapped (session->accounts, "items-changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (session->monitor, "changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (self->general, "changed", G_CALLBACK (queue_update), self);
  update (self);
  return self;
}
