#include "config.h"

#include "windows.h"

#include "account-editor.h"
#include "balances.h"
#include "help.h"
#include "preferences.h"
#include "ui-resources.h"

struct _CtWindows
{
  GtkApplication *application; /* (unowned) */
  CtSession *session;          /* (unowned) */
  CtTrayHost *host;            /* (nullable) (unowned) */

  /* Weak: each is gone when it is closed. */
  CtBalances *balances;       /* (nullable) (unowned) */
  CtPreferences *preferences; /* (nullable) (unowned) */
  CtAccountEditor *editor;    /* (nullable) (unowned) */
  GtkWindow *shortcuts;       /* (nullable) (unowned) this one is hidden */

  gboolean is_ready; /* for a window */
};

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, CT_UI_RESOURCE "style.css");
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (),
                                             GTK_STYLE_PROVIDER (provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Only when a window is made: the tray alone needs neither style nor keys. */
static void
get_ready (CtWindows *self)
{
  if (self->is_ready)
    return;
  self->is_ready = TRUE;
  load_style ();
  ct_help_add_keys (self->application);
}

/* GTK's user time decides whether a window may come to the front. */
static void
present (gpointer window)
{
  gtk_window_present_with_time (GTK_WINDOW (window), gtk_get_current_event_time ());
}

void
ct_windows_show_balances (CtWindows *self, const char *account_id)
{
  get_ready (self);
  if (self->balances == NULL)
    g_set_weak_pointer (&self->balances,
                        ct_balances_new (self->application, self->session, self->host));
  ct_balances_show_account (self->balances, account_id);
  present (self->balances);
}

static void
on_balances (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  const char *account_id = g_variant_get_string (target, NULL);

  ct_windows_show_balances (user_data, account_id[0] != '\0' ? account_id : NULL);
}

static void
on_preferences (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtWindows *self = user_data;

  get_ready (self);
  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences, ct_preferences_new (self->application, self->session));
  present (self->preferences);
}

/* One editor at a time: what is typed into it is not thrown away for another account. */
static void
show_editor (CtWindows *self, const char *account_id)
{
  get_ready (self);
  if (self->editor == NULL)
    {
      GtkWindow *parent = gtk_application_get_active_window (self->application);

      g_set_weak_pointer (&self->editor,
                          ct_account_editor_new (self->application, self->session, account_id));
      gtk_window_set_transient_for (GTK_WINDOW (self->editor), parent);
    }
  present (self->editor);
}

static void
on_add_account (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  show_editor (user_data, NULL);
}

static void
on_edit_account (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtWindows *self = user_data;
  const char *account_id = g_variant_get_string (target, NULL);

  if (ct_accounts_lookup (self->session->accounts, account_id) != NULL)
    show_editor (self, account_id);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtWindows *self = user_data;

  if (self->shortcuts == NULL)
    g_set_weak_pointer (&self->shortcuts, ct_help_new_shortcuts ());
  gtk_window_set_transient_for (self->shortcuts,
                                gtk_application_get_active_window (self->application));
  present (self->shortcuts);
}

static void
on_about (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtWindows *self = user_data;

  ct_help_show_about (gtk_application_get_active_window (self->application));
}

static const GActionEntry actions[] = {
  { .name = "balances", .activate = on_balances, .parameter_type = "s" },
  { .name = "preferences", .activate = on_preferences },
  { .name = "add-account", .activate = on_add_account },
  { .name = "edit-account", .activate = on_edit_account, .parameter_type = "s" },
  { .name = "shortcuts", .activate = on_shortcuts },
  { .name = "about", .activate = on_about },
};

CtWindows *
ct_windows_new (GtkApplication *application, CtSession *session, CtTrayHost *host)
{
  CtWindows *self = g_new0 (CtWindows, 1);

  self->application = application;
  self->session = session;
  self->host = host;
  ct_ui_register_resource ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   self);
  return self;
}

static void
close_window (gpointer window)
{
  if (window != NULL)
    gtk_widget_destroy (window);
}

void
ct_windows_free (CtWindows *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->application), actions[i].name);
  close_window (self->shortcuts);
  close_window (self->editor);
  close_window (self->preferences);
  close_window (self->balances);
  g_clear_weak_pointer (&self->shortcuts);
  g_clear_weak_pointer (&self->editor);
  g_clear_weak_pointer (&self->preferences);
  g_clear_weak_pointer (&self->balances);
  g_free (self);
}
