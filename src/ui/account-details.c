#include "config.h"

#include "account-details.h"

#include <glib/gi18n-lib.h>

#include "detail-title.h"
#include "overview.h"

#define SEPARATOR " · "

struct _CtAccountDetails
{
  GtkGrid parent_instance;

  CtSession *session;        /* (nullable) (unowned) */
  CtAccount *account;        /* (nullable) (owned) */
  gint64 stored_us;          /* when the token was stored; -1: not known */
  GCancellable *cancellable; /* (nullable) (owned) of the question for that */
  int n_rows;
};

G_DEFINE_FINAL_TYPE (CtAccountDetails, ct_account_details, GTK_TYPE_GRID)

/* --- Rows --- */

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_show (label);
  return label;
}

static void
add_row (CtAccountDetails *self, const char *name, const char *value)
{
  GtkWidget *name_label = new_label (name), *value_label = new_label (value);

  gtk_style_context_add_class (gtk_widget_get_style_context (name_label), "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 30);
  gtk_label_set_line_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_hexpand (value_label, TRUE);
  atk_object_add_relationship (gtk_widget_get_accessible (value_label), ATK_RELATION_LABELLED_BY,
                               gtk_widget_get_accessible (name_label));
  gtk_grid_attach (GTK_GRID (self), name_label, 0, self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self), value_label, 1, self->n_rows, 1, 1);
  self->n_rows++;
}

static void
add_gateway (CtAccountDetails *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);
  const char *base_url = ct_account_get_base_url (self->account);

  add_row (self, _ ("Gateway"),
           provider != NULL ? provider->name : ct_account_get_config (self->account)->provider_id);
  if (base_url != NULL)
    add_row (self, _ ("Address"), base_url);
}

/* "$49.99 (used $10.02 of $60.01)" */
static char *
format_balance (const CtBalance *balance)
{
  g_autofree char *left = ct_balance_format (balance, CT_MONEY_WINDOW), *used = NULL, *limit = NULL;
  CtMoney money;

  if (balance->has_used && balance->has_remaining
      && ct_money_init (&money, balance->used_micro, balance->currency))
    used = ct_money_format (&money, CT_MONEY_WINDOW);
  if (balance->has_limit && ct_money_init (&money, balance->limit_micro, balance->currency))
    limit = ct_money_format (&money, CT_MONEY_WINDOW);
  if (used != NULL && limit != NULL)
    return g_strdup_printf (_ ("%s (%s of %s used)"), left, used, limit);
  if (used != NULL)
    return g_strdup_printf (_ ("%s (%s used)"), left, used);
  return limit != NULL ? g_strdup_printf (_ ("%s of %s"), left, limit) : g_steal_pointer (&left);
}

/* "$49.99 (used $10.02 of $60.01) · worth $3.69 · resets 3 March 2026, 14:05" */
static char *
describe_balance (const CtBalance *balance, GTimeZone *zone)
{
  g_autofree char *left = format_balance (balance);
  GString *text = g_string_new (left);
  gint64 usd_micro;
  CtMoney money;

  if (ct_balance_get_usd_worth (balance, &usd_micro) && ct_money_init (&money, usd_micro, "USD"))
    {
      g_autofree char *worth = ct_money_format (&money, CT_MONEY_WINDOW);

      g_string_append (text, SEPARATOR);
      g_string_append_printf (text, _ ("worth %s"), worth);
    }
  if (balance->resets_at_us >= 0)
    {
      g_autofree char *time = ct_overview_format_time (balance->resets_at_us, zone);

      g_string_append (text, SEPARATOR);
      g_string_append_printf (text, _ ("resets %s"), time);
    }
  return g_string_free (text, FALSE);
}

/* What a key may spend is not what the account has. */
static const char *
get_title (const CtBalance *balance)
{
  const char *scope = ct_summary_get_scope (balance);

  if (balance->name != NULL)
    return balance->name;
  return scope != NULL ? scope : _ ("Balance");
}

static void
add_reading (CtAccountDetails *self, const CtReading *reading, GTimeZone *zone)
{
  for (guint i = 0; i < reading->balances->len; i++)
    {
      const CtBalance *balance = reading->balances->pdata[i];
      g_autofree char *text = describe_balance (balance, zone);

      add_row (self, get_title (balance), text);
    }
  for (guint i = 0; i < reading->details->len; i++)
    {
      const CtDetail *detail = reading->details->pdata[i];
      g_autofree char *title = ct_detail_title (detail->name);

      add_row (self, title, detail->value);
    }
}

static void
add_replace_button (CtAccountDetails *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Replace…"));

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    ct_account_get_id (self->account));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.edit-account");
  gtk_widget_set_tooltip_text (button, _ ("Gateways advise to replace a token from time to time"));
  gtk_widget_show (button);
  gtk_grid_attach (GTK_GRID (self), button, 2, self->n_rows - 1, 1, 1);
}

static void
add_times (CtAccountDetails *self, GTimeZone *zone)
{
  gint64 next_us = ct_account_get_next_us (self->account);
  g_autofree char *next = ct_overview_format_time (next_us, zone);
  g_autofree char *stored = ct_overview_format_time (self->stored_us, zone);

  if (next_us != -1)
    add_row (self, _ ("Next refresh"), next);
  if (self->stored_us == -1)
    return;
  add_row (self, _ ("Token stored"), stored);
  add_replace_button (self);
}

static void
destroy_child (GtkWidget *child, gpointer user_data)
{
  gtk_widget_destroy (child);
}

static void
show (CtAccountDetails *self)
{
  const CtReading *reading = ct_account_get_reading (self->account);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  gtk_container_foreach (GTK_CONTAINER (self), destroy_child, NULL);
  self->n_rows = 0;
  add_gateway (self);
  if (reading != NULL)
    add_reading (self, reading, zone);
  add_times (self, zone);
}

/* --- When the token was stored --- */

static void
on_stored_us (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 stored_us = ct_keyring_get_stored_us_finish (CT_KEYRING (source), result, &error);
  CtAccountDetails *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another account, or the widget is gone */
  g_clear_object (&self->cancellable);
  self->stored_us = stored_us;
  show (self);
}

static void
stop_asking (CtAccountDetails *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask_when_stored (CtAccountDetails *self)
{
  const char *origin = ct_account_get_origin (self->account);

  stop_asking (self);
  if (origin == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  ct_keyring_get_stored_us_async (self->session->keyring, ct_account_get_id (self->account), origin,
                                  self->cancellable, on_stored_us, self);
}

void
ct_account_details_set_account (CtAccountDetails *self, CtSession *session, CtAccount *account)
{
  g_return_if_fail (CT_IS_ACCOUNT_DETAILS (self));

  stop_asking (self);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  self->session = session;
  g_set_object (&self->account, account);
  self->stored_us = -1;
  if (account == NULL)
    return;
  g_signal_connect_object (account, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  ask_when_stored (self);
}

/* --- The object --- */

static void
ct_account_details_dispose (GObject *object)
{
  CtAccountDetails *self = CT_ACCOUNT_DETAILS (object);

  stop_asking (self);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (ct_account_details_parent_class)->dispose (object);
}

static void
ct_account_details_class_init (CtAccountDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_account_details_dispose;
}

static void
ct_account_details_init (CtAccountDetails *self)
{
  self->stored_us = -1;
  gtk_grid_set_column_spacing (GTK_GRID (self), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self), 6);
}
