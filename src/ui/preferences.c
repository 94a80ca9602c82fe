#include "config.h"

#include "preferences.h"

#include <glib/gi18n-lib.h>

#include "keyring-bar.h"
#include "list-tab.h"
#include "preferences-accounts.h"
#include "preferences-alerts.h"
#include "preferences-display.h"
#include "preferences-rates.h"
#include "preferences-refresh.h"
#include "windows.h"

struct _CtPreferences
{
  GtkWindow parent_instance;

  CtSession *session; /* (unowned) */

  GtkWidget *sidebar; /* (unowned) these are the template's */
  GtkStack *pages;
  CtKeyringBar *keyring_bar;
  GtkInfoBar *error_bar;
  GtkLabel *error_text;
};

G_DEFINE_FINAL_TYPE (CtPreferences, ct_preferences, GTK_TYPE_WINDOW)

enum
{
  SIGNAL_CLOSE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
show_error (CtPreferences *self, const char *message)
{
  gtk_label_set_text (self->error_text, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_bar), message != NULL);
}

/* Everything applies at once: what could not be written is not what the widgets say. */
static void
on_settings_error (CtPreferences *self)
{
  const GError *error = ct_settings_get_error (self->session->settings);

  show_error (self, error != NULL ? error->message : NULL);
}

static void
add_accounts (CtPreferences *self)
{
  GtkWidget *page = GTK_WIDGET (ct_preferences_accounts_new (self->session));

  g_signal_connect_swapped (page, "failed", G_CALLBACK (show_error), self);
  gtk_stack_add_titled (self->pages, page, "accounts", _ ("Accounts"));
}

static void
add_pages (CtPreferences *self, GApplication *application)
{
  CtSession *session = self->session;
  GDBusConnection *connection = g_application_get_dbus_connection (application);
  const struct
  {
    gpointer page; /* (transfer floating) */
    const char *name, *title;
  } pages[] = {
    { ct_preferences_display_new (session, connection), "display", _ ("Display") },
    { ct_preferences_refresh_new (session), "refresh", _ ("Refresh") },
    { ct_preferences_alerts_new (session, application), "notifications", _ ("Notifications") },
    { ct_preferences_rates_new (session), "rates", _ ("Exchange Rates") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_stack_add_titled (self->pages, pages[i].page, pages[i].name, pages[i].title);
}

static void
on_painted (GdkFrameClock *clock, gpointer user_data)
{
  CtPreferences *self = user_data;
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  g_signal_handlers_disconnect_by_func (clock, on_painted, self);
  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/* Which widget is the first is known once the page has its place on the screen. */
static void
queue_focus (CtPreferences *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  g_signal_handlers_disconnect_by_func (clock, on_painted, self);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (on_painted), self, 0);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
}

/* By that many pages; not beyond the ends. */
static void
turn_page (CtPreferences *self, int by)
{
  g_autoptr (GList) pages = gtk_container_get_children (GTK_CONTAINER (self->pages));
  GList *shown = g_list_find (pages, gtk_stack_get_visible_child (self->pages));
  GList *next = by > 0 ? shown->next : shown->prev;

  if (next == NULL)
    return;
  gtk_stack_set_visible_child (self->pages, next->data);
  queue_focus (self);
}

/* Before the focused list, which has a use of its own for these keys. */
static gboolean
ct_preferences_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  CtPreferences *self = CT_PREFERENCES (widget);
  GdkModifierType held = event->state & gtk_accelerator_get_default_mod_mask ();
  gboolean is_up = event->keyval == GDK_KEY_Page_Up || event->keyval == GDK_KEY_KP_Page_Up;
  gboolean is_down = event->keyval == GDK_KEY_Page_Down || event->keyval == GDK_KEY_KP_Page_Down;

  if (held != GDK_CONTROL_MASK || !(is_up || is_down))
    return GTK_WIDGET_CLASS (ct_preferences_parent_class)->key_press_event (widget, event);
  turn_page (self, is_up ? -1 : 1);
  return GDK_EVENT_STOP;
}

/* The page has the focus first, not the list of pages. */
static void
ct_preferences_map (GtkWidget *widget)
{
  CtPreferences *self = CT_PREFERENCES (widget);

  GTK_WIDGET_CLASS (ct_preferences_parent_class)->map (widget);
  queue_focus (self);
}

/* The list of pages is one stop of the Tab key, not one a page, which would turn them. */
static void
follow_sidebar_focus (GtkWidget *widget, gpointer user_data)
{
  if (GTK_IS_LIST_BOX (widget))
    ct_list_tab_leaves (GTK_LIST_BOX (widget));
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), follow_sidebar_focus, NULL);
}

static void
ct_preferences_class_init (CtPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

  widget_class->key_press_event = ct_preferences_key_press_event;
  widget_class->map = ct_preferences_map;
  g_type_ensure (CT_TYPE_KEYRING_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferences, sidebar);
  gtk_widget_class_bind_template_child (widget_class, CtPreferences, pages);
  gtk_widget_class_bind_template_child (widget_class, CtPreferences, keyring_bar);
  gtk_widget_class_bind_template_child (widget_class, CtPreferences, error_bar);
  gtk_widget_class_bind_template_child (widget_class, CtPreferences, error_text);

  gtk_widget_class_bind_template_callback (widget_class, gtk_widget_hide);

  signals[SIGNAL_CLOSE] = g_signal_new_class_handler (
      "close", CT_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close", 0);
  gtk_binding_entry_add_signal (bindings, GDK_KEY_w, GDK_CONTROL_MASK, "close", 0);
}

static void
ct_preferences_init (CtPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  follow_sidebar_focus (self->sidebar, NULL);
}

CtPreferences *
ct_preferences_new (GtkApplication *application, CtSession *session)
{
  CtPreferences *self = g_object_new (CT_TYPE_PREFERENCES, "application", application, NULL);

  self->session = session;
  ct_keyring_bar_set_session (self->keyring_bar, session);
  add_accounts (self);
  add_pages (self, G_APPLICATION (application));
  g_signal_connect_object (session->settings, "error-changed", G_CALLBACK (on_settings_error), self,
                           G_CONNECT_SWAPPED);
  on_settings_error (self);
  return self;
}
