#include "config.h"

#include "preferences.h"

#include "windows.h"

struct _CtPreferences
{
  GtkWindow parent_instance;

  CtSession *session; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CtPreferences, ct_preferences, GTK_TYPE_WINDOW)

static void
ct_preferences_class_init (CtPreferencesClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               CT_UI_RESOURCE "preferences.ui");
}

static void
ct_preferences_init (CtPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtPreferences *
ct_preferences_new (GtkApplication *application, CtSession *session)
{
  CtPreferences *self = g_object_new (CT_TYPE_PREFERENCES, "application", application, NULL);

  self->session = session;
  return self;
}
