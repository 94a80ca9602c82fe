#include "config.h"

#include "preferences-alerts.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "alert.h"
#include "amounts-key.h"
#include "level-row.h"
#include "setting-group.h"
#include "setting-row.h"
#include "test-notification.h"
#include "windows.h"

struct _CtPreferencesAlerts
{
  GtkScrolledWindow parent_instance;

  CtSession *session;        /* (unowned) */
  GSettings *general;        /* (unowned) */
  GApplication *application; /* (unowned) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *currencies;     /* (owned) of char*: those of the rows */
  gboolean is_setting;       /* what changes is not the person's choice */

  GtkWidget *switches[CT_N_ALERTS]; /* (unowned) */
  CtSettingGroup *kinds;            /* (unowned) these are the template's */
  CtSettingGroup *levels;
  GtkEntry *command;
  GtkLabel *test_result;
};

G_DEFINE_FINAL_TYPE (CtPreferencesAlerts, ct_preferences_alerts, GTK_TYPE_SCROLLED_WINDOW)

/* --- Which kinds --- */

static void
on_switched (GObject *widget, GParamSpec *pspec, gpointer user_data)
{
  CtPreferencesAlerts *self = user_data;
  guint kinds = 0;

  if (self->is_setting)
    return;
  for (guint i = 0; i < CT_N_ALERTS; i++)
    if (gtk_switch_get_active (GTK_SWITCH (self->switches[i])))
      kinds |= 1u << i;
  g_settings_set_flags (self->general, "alerts", kinds);
}

static void
update_kinds (CtPreferencesAlerts *self)
{
  guint kinds = g_settings_get_flags (self->general, "alerts");

  self->is_setting = TRUE;
  for (guint i = 0; i < CT_N_ALERTS; i++)
    gtk_switch_set_active (GTK_SWITCH (self->switches[i]), (kinds & (1u << i)) != 0);
  self->is_setting = FALSE;
}

static void
add_row (CtPreferencesAlerts *self, const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = GTK_WIDGET (ct_setting_row_new (title, subtitle));

  gtk_widget_show (control);
  gtk_container_add (GTK_CONTAINER (row), control);
  gtk_container_add (GTK_CONTAINER (self->kinds), row);
}

static void
add_days (CtPreferencesAlerts *self)
{
  GtkWidget *days = gtk_spin_button_new_with_range (1, 365, 1);

  gtk_entry_set_width_chars (GTK_ENTRY (days), 4);
  add_row (self, _ ("_Fewer days than"), _ ("At the present pace"), days);
  g_settings_bind (self->general, "runway-days", days, "value", G_SETTINGS_BIND_DEFAULT);
}

static void
add_kinds (CtPreferencesAlerts *self)
{
  static const struct
  {
    CtAlertKind kind;
    const char *title;
  } rows[] = {
    { CT_ALERT_RUNWAY, N_ ("Few _days are left") },
    { CT_ALERT_LOW, N_ ("A balance is _low") },
    { CT_ALERT_CRITICAL, N_ ("A balance is c_ritical") },
    { CT_ALERT_EMPTY, N_ ("A _balance is used up") },
    { CT_ALERT_TOPPED_UP, N_ ("An account was topped u_p") },
    { CT_ALERT_REJECTED, N_ ("A token is re_jected") },
    { CT_ALERT_SILENT, N_ ("A balance is _not known for a day") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *toggle = gtk_switch_new ();

      add_row (self, _ (rows[i].title), NULL, toggle);
      if (rows[i].kind == CT_ALERT_RUNWAY)
        add_days (self);
      g_signal_connect (toggle, "notify::active", G_CALLBACK (on_switched), self);
      self->switches[rows[i].kind] = toggle;
    }
}

/* --- From which amounts on --- */

static GPtrArray *
list_currencies (CtPreferencesAlerts *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  GPtrArray *currencies = ct_summary_list_currencies (accounts);

  g_ptr_array_insert (currencies, 0, g_strdup ("USD"));
  ct_amounts_key_collect (self->general, "alerts-low", currencies);
  ct_amounts_key_collect (self->general, "alerts-critical", currencies);
  return currencies;
}

/* Rows only come: somebody may be typing. */
static void
update_levels (CtPreferencesAlerts *self)
{
  g_autoptr (GPtrArray) currencies = list_currencies (self);

  for (guint i = 0; i < currencies->len; i++)
    {
      const char *currency = g_ptr_array_index (currencies, i);

      if (g_ptr_array_find_with_equal_func (self->currencies, currency, g_str_equal, NULL))
        continue;
      g_ptr_array_add (self->currencies, g_strdup (currency));
      gtk_container_add (GTK_CONTAINER (self->levels), ct_level_row_new (self->general, currency));
    }
}

/* --- The command --- */

static char *
join_command (char **words)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (words[i]);
      gboolean is_plain = words[i][0] != '\0'
                          && strpbrk (words[i], " \t\n'\"\\$`&|;<>()*?[]#~!") == NULL;

      g_string_append_printf (line, "%s%s", i > 0 ? " " : "", is_plain ? words[i] : quoted);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* (nullable) (transfer full) the words of what is typed; NULL: it is not finished. */
static char **
split_command (CtPreferencesAlerts *self)
{
  const char *text = gtk_entry_get_text (self->command);
  g_autoptr (GError) error = NULL;
  char **words = NULL;

  if (g_shell_parse_argv (text, NULL, &words, &error))
    return words;
  return g_error_matches (error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING) ? g_new0 (char *, 1)
                                                                            : NULL;
}

static void
update_command (CtPreferencesAlerts *self)
{
  g_auto (GStrv) words = g_settings_get_strv (self->general, "alert-command");
  g_auto (GStrv) typed = split_command (self);
  g_autofree char *line = join_command (words);

  if (typed != NULL && g_strv_equal ((const char *const *) words, (const char *const *) typed))
    return;
  self->is_setting = TRUE;
  gtk_entry_set_text (self->command, line);
  self->is_setting = FALSE;
}

static void
on_command_changed (GtkEntry *entry, gpointer user_data)
{
  CtPreferencesAlerts *self = user_data;
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (entry));
  g_auto (GStrv) words = split_command (self);

  if (words == NULL)
    gtk_style_context_add_class (style, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (style, GTK_STYLE_CLASS_ERROR);
  if (words == NULL || self->is_setting)
    return;
  if (words[0] != NULL)
    g_settings_set_strv (self->general, "alert-command", (const char *const *) words);
  else
    g_settings_reset (self->general, "alert-command");
}

/* --- The test --- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtPreferencesAlerts) self = user_data;
  gboolean is_shown = ct_test_notification_send_finish (result);

  if (self->session != NULL)
    gtk_label_set_text (self->test_result,
                        is_shown ? _ ("Sent.")
                                 : _ ("Nothing on this desktop shows notifications."));
}

static void
on_test (GtkButton *button, gpointer user_data)
{
  CtPreferencesAlerts *self = user_data;

  ct_test_notification_send_async (self->application, self->cancellable, on_sent,
                                   g_object_ref (self));
}

/* --- The page --- */

static void
update (CtPreferencesAlerts *self)
{
  update_kinds (self);
  update_levels (self);
  update_command (self);
}

static void
ct_preferences_alerts_destroy (GtkWidget *widget)
{
  CtPreferencesAlerts *self = CT_PREFERENCES_ALERTS (widget);

  if (self->session != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_signal_handlers_disconnect_by_data (self->session->monitor, self);
      g_signal_handlers_disconnect_by_data (self->general, self);
    }
  self->session = NULL;
  GTK_WIDGET_CLASS (ct_preferences_alerts_parent_class)->destroy (widget);
}

static void
ct_preferences_alerts_finalize (GObject *object)
{
  CtPreferencesAlerts *self = CT_PREFERENCES_ALERTS (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->currencies);
  G_OBJECT_CLASS (ct_preferences_alerts_parent_class)->finalize (object);
}

static void
ct_preferences_alerts_class_init (CtPreferencesAlertsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_preferences_alerts_finalize;
  widget_class->destroy = ct_preferences_alerts_destroy;
  g_type_ensure (CT_TYPE_SETTING_GROUP);
  g_type_ensure (CT_TYPE_SETTING_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CT_UI_RESOURCE "preferences-alerts.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAlerts, kinds);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAlerts, levels);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAlerts, command);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAlerts, test_result);
  gtk_widget_class_bind_template_callback (widget_class, on_command_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
}

static void
ct_preferences_alerts_init (CtPreferencesAlerts *self)
{
  self->cancellable = g_cancellable_new ();
  self->currencies = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtPreferencesAlerts *
ct_preferences_alerts_new (CtSession *session, GApplication *application)
{
  CtPreferencesAlerts *self = g_object_new (CT_TYPE_PREFERENCES_ALERTS, NULL);

  self->session = session;
  self->general = ct_settings_get_general (session->settings);
  self->application = application;
  add_kinds (self);
  g_signal_connect_swapped (session->monitor, "changed", G_CALLBACK (update_levels), self);
  g_signal_connect_swapped (self->general, "changed", G_CALLBACK (update), self);
  update (self);
  return self;
}
