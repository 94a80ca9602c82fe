#include "config.h"

#include "preferences-display.h"

#include "icon-painter.h"
#include "panel-facts.h"
#include "panel-program.h"
#include "setting-group.h"
#include "setting-row.h"
#include "tray.h"
#include "windows.h"

#define PREVIEW_ICON_SIZE 22

struct _CtPreferencesDisplay
{
  GtkScrolledWindow parent_instance;

  CtSession *session;        /* (unowned) */
  GSettings *general;        /* (unowned) */
  GCancellable *cancellable; /* (owned) */
  char *watcher;             /* (nullable) (owned) the panel's program, once it is known */
  guint update_id;           /* 0: what is shown is what is known */
  gboolean is_filling;       /* the choice of accounts: what changes is not the person's choice */

  GtkWidget *preview; /* (unowned) these are the template's */
  GtkImage *preview_icon;
  GtkLabel *preview_label;
  GtkLabel *facts;
  GtkComboBox *content;
  GtkWidget *account_row;
  GtkComboBoxText *account;
  GtkWidget *days;
  GtkWidget *decimals;
  GtkWidget *in_icon;
  GtkWidget *hide;
};

G_DEFINE_FINAL_TYPE (CtPreferencesDisplay, ct_preferences_display, GTK_TYPE_SCROLLED_WINDOW)

/* --- What is shown --- */

static void
draw_amount (CtPreferencesDisplay *self, const CtSummary *summary)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface = ct_icon_painter_draw (summary->icon_text, summary->icon,
                                                   PREVIEW_ICON_SIZE * scale);

  cairo_surface_set_device_scale (surface, scale, scale);
  gtk_image_set_from_surface (self->preview_icon, surface);
  cairo_surface_destroy (surface);
}

static void
update_preview (CtPreferencesDisplay *self, GPtrArray *accounts)
{
  g_autoptr (CtSummary) summary = ct_tray_summarize (self->session, accounts);

  if (g_settings_get_boolean (self->general, "amount-in-icon") && summary->icon_text[0] != '\0')
    draw_amount (self, summary);
  else
    gtk_image_set_from_icon_name (self->preview_icon, summary->icon, GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_label_set_text (self->preview_label, summary->label);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_label), summary->label[0] != '\0');
  gtk_widget_set_tooltip_text (self->preview, summary->title);
}

static void
update_facts (CtPreferencesDisplay *self)
{
  CtPanelFacts facts = ct_panel_facts_look_up (self->watcher, g_getenv ("XDG_CURRENT_DESKTOP"));
  g_autofree char *text = ct_panel_facts_describe (
      &facts, g_settings_get_boolean (self->general, "amount-in-icon"));

  gtk_label_set_text (self->facts, text);
}

static void
update_accounts (CtPreferencesDisplay *self, GPtrArray *accounts)
{
  g_autofree char *chosen = g_settings_get_string (self->general, "label-account");

  self->is_filling = TRUE;
  gtk_combo_box_text_remove_all (self->account);
  for (guint i = 0; i < accounts->len; i++)
    gtk_combo_box_text_append (self->account, ct_account_get_id (g_ptr_array_index (accounts, i)),
                               ct_account_get_name (g_ptr_array_index (accounts, i)));
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->account), chosen);
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->account_row,
                          g_settings_get_enum (self->general, "label-content") == CT_LABEL_ACCOUNT);
}

static gboolean
update (gpointer user_data)
{
  CtPreferencesDisplay *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  gboolean is_choosing;

  g_object_get (self->account, "popup-shown", &is_choosing, NULL);
  self->update_id = 0;
  update_preview (self, accounts);
  update_facts (self);
  if (!is_choosing)
    update_accounts (self, accounts);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CtPreferencesDisplay *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

/* --- What comes back --- */

static void
on_account_chosen (GtkComboBox *combo, gpointer user_data)
{
  CtPreferencesDisplay *self = user_data;
  const char *account_id = gtk_combo_box_get_active_id (combo);

  if (!self->is_filling && account_id != NULL)
    g_settings_set_string (self->general, "label-account", account_id);
}

static void
on_panel_program (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtPreferencesDisplay) self = user_data;
  g_autofree char *watcher = ct_panel_program_ask_finish (result, NULL);

  if (watcher == NULL || self->session == NULL)
    return;
  g_free (self->watcher);
  self->watcher = g_steal_pointer (&watcher);
  queue_update (self);
}

static void
bind (CtPreferencesDisplay *self, const char *key, gpointer widget, const char *property)
{
  g_settings_bind (self->general, key, widget, property, G_SETTINGS_BIND_DEFAULT);
}

static void
ct_preferences_display_destroy (GtkWidget *widget)
{
  CtPreferencesDisplay *self = CT_PREFERENCES_DISPLAY (widget);

  if (self->session != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_signal_handlers_disconnect_by_data (self->session->accounts, self);
      g_signal_handlers_disconnect_by_data (self->session->monitor, self);
      g_signal_handlers_disconnect_by_data (self->general, self);
    }
  self->session = NULL;
  g_clear_handle_id (&self->update_id, g_source_remove);
  GTK_WIDGET_CLASS (ct_preferences_display_parent_class)->destroy (widget);
}

static void
ct_preferences_display_finalize (GObject *object)
{
  CtPreferencesDisplay *self = CT_PREFERENCES_DISPLAY (object);

  g_object_unref (self->cancellable);
  g_free (self->watcher);
  G_OBJECT_CLASS (ct_preferences_display_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, CT_UI_RESOURCE "preferences-display.ui");
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, preview);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, preview_icon);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, preview_label);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, facts);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, content);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, account_row);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, account);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, days);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, decimals);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, in_icon);
  gtk_widget_class_bind_template_child (klass, CtPreferencesDisplay, hide);
  gtk_widget_class_bind_template_callback (klass, on_account_chosen);
}

static void
ct_preferences_display_class_init (CtPreferencesDisplayClass *klass)
{
  g_type_ensure (CT_TYPE_SETTING_GROUP);
  g_type_ensure (CT_TYPE_SETTING_ROW);
  G_OBJECT_CLASS (klass)->finalize = ct_preferences_display_finalize;
  GTK_WIDGET_CLASS (klass)->destroy = ct_preferences_display_destroy;
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
ct_preferences_display_init (CtPreferencesDisplay *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtPreferencesDisplay *
ct_preferences_display_new (CtSession *session, GDBusConnection *connection)
{
  CtPreferencesDisplay *self = g_object_new (CT_TYPE_PREFERENCES_DISPLAY, NULL);

  self->session = session;
  self->general = ct_settings_get_general (session->settings);
  bind (self, "label-content", self->content, "active-id");
  bind (self, "label-days", self->days, "active");
  bind (self, "label-decimals", self->decimals, "value");
  bind (self, "amount-in-icon", self->in_icon, "active");
  bind (self, "hide-amounts", self->hide, "active");
  g_signal_connect_swapped (session->accounts, "items-changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (session->monitor, "changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (self->general, "changed", G_CALLBACK (queue_update), self);
  if (connection != NULL)
    ct_panel_program_ask_async (connection, self->cancellable, on_panel_program,
                                g_object_ref (self));
  update (self);
  return self;
}
