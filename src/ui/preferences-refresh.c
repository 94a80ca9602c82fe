#include "config.h"

#include "preferences-refresh.h"

#include <glib/gi18n-lib.h>

#include "number-choice.h"
#include "setting-group.h"
#include "setting-row.h"
#include "windows.h"

#define MINUTE_S 60
#define HOUR_S (60 * MINUTE_S)
#define YEAR_DAYS 365
#define FOR_EVER_DAYS 36500

struct _CtPreferencesRefresh
{
  GtkScrolledWindow parent_instance;

  CtNumberChoice *interval; /* (unowned) these are the template's */
  GtkWidget *metered;
  GtkWidget *autostart_row;
  GtkWidget *autostart;
  CtNumberChoice *history;
};

G_DEFINE_FINAL_TYPE (CtPreferencesRefresh, ct_preferences_refresh, GTK_TYPE_SCROLLED_WINDOW)

static char *
format_interval (guint interval_s)
{
  guint minutes = interval_s / MINUTE_S, hours = interval_s / HOUR_S;

  if (interval_s % HOUR_S == 0)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
  if (interval_s % MINUTE_S == 0)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  return g_strdup_printf (ngettext ("%u second", "%u seconds", interval_s), interval_s);
}

static char *
format_days (guint days)
{
  guint years = days / YEAR_DAYS;

  if (days >= FOR_EVER_DAYS)
    return g_strdup (_ ("Always"));
  if (days % YEAR_DAYS == 0)
    return g_strdup_printf (ngettext ("%u year", "%u years", years), years);
  return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
}

static void
offer_numbers (CtPreferencesRefresh *self)
{
  static const guint intervals_s[] = { MINUTE_S,      2 * MINUTE_S,  5 * MINUTE_S, 10 * MINUTE_S,
                                       15 * MINUTE_S, 30 * MINUTE_S, HOUR_S,       2 * HOUR_S,
                                       6 * HOUR_S,    12 * HOUR_S,   24 * HOUR_S };
  static const guint days[] = { 30, 90, YEAR_DAYS, 2 * YEAR_DAYS, 5 * YEAR_DAYS, FOR_EVER_DAYS };

  ct_number_choice_offer (self->interval, intervals_s, G_N_ELEMENTS (intervals_s), format_interval);
  ct_number_choice_offer (self->history, days, G_N_ELEMENTS (days), format_days);
}

static void
ct_preferences_refresh_class_init (CtPreferencesRefreshClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CT_TYPE_NUMBER_CHOICE);
  g_type_ensure (CT_TYPE_SETTING_GROUP);
  g_type_ensure (CT_TYPE_SETTING_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CT_UI_RESOURCE "preferences-refresh.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRefresh, interval);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRefresh, metered);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRefresh, autostart_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRefresh, autostart);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesRefresh, history);
}

static void
ct_preferences_refresh_init (CtPreferencesRefresh *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  offer_numbers (self);
}

CtPreferencesRefresh *
ct_preferences_refresh_new (CtSession *session)
{
  CtPreferencesRefresh *self = g_object_new (CT_TYPE_PREFERENCES_REFRESH, NULL);
  GSettings *general = ct_settings_get_general (session->settings);

  g_settings_bind (general, "interval-s", self->interval, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (general, "metered", self->metered, "active-id", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (general, "autostart", self->autostart, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (general, "history-days", self->history, "value", G_SETTINGS_BIND_DEFAULT);
  if (session->demo != NULL)
    {
      g_object_set (self->autostart_row, "subtitle", _ ("Not in the demo"), NULL);
      gtk_widget_set_sensitive (self->autostart_row, FALSE);
    }
  return self;
}
