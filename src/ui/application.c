#include "config.h"

#include "application.h"

#include <glib/gi18n-lib.h>
#include <glib-unix.h>

#include "application-actions.h"
#include "autostart.h"
#include "bus.h"
#include "desktop-advice.h"
#include "history-bar.h"
#include "notice.h"
#include "notifications.h"
#include "session.h"
#include "sleep.h"
#include "status.h"
#include "top-up.h"
#include "tray-host.h"
#include "tray.h"
#include "windows.h"

/* A panel that starts after us has this long before the person is told that there is none. */
#define HOST_GRACE_US (60 * G_USEC_PER_SEC)

struct _CtApplication
{
  GtkApplication parent_instance;

  gboolean demo;
  gboolean autostarted; /* at login: little is up yet */
  gboolean activated;   /* later activations come from second starts */
  gboolean opens;       /* --window: the window is opened at once */
  gboolean knows_host;  /* whether there is a tray; a panel may still come and go */
  int exit_status;      /* of a start that failed */

  CtSession *session;             /* (nullable) (owned) from startup to shutdown, as what follows */
  CtApplicationActions *actions;  /* (nullable) (owned) */
  CtTray *tray;                   /* (nullable) (owned) */
  CtNotifications *notifications; /* (nullable) (owned) */
  CtWindows *windows;             /* (nullable) (owned) */
  CtTrayHost *host;               /* (nullable) (owned) */
  CtBus *bus;                     /* (nullable) (owned) */
  CtSleep *sleep;                 /* (nullable) (owned) not in the demo */

  CtAlarm *host_alarm; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtApplication, ct_application, GTK_TYPE_APPLICATION)

/* In the runtime folder: another session needs none of it. */
static char *
choose_picture_dir (CtApplication *self)
{
  GSettings *general = ct_settings_get_general (self->session->settings);

  if (!g_settings_get_boolean (general, "amount-in-icon"))
    return NULL;
  return g_build_filename (self->session->paths->runtime_dir, self->demo ? "demo-icons" : "icons",
                           NULL);
}

/* The whole view, from the whole state. */
static void
update_tray (CtApplication *self)
{
  g_autofree char *picture_dir = choose_picture_dir (self);
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  CtSummary *summary = ct_tray_summarize (self->session, accounts);
  g_auto (GStrv) top_up = ct_top_up_list (self->session->accounts, summary);

  ct_tray_set_picture_dir (self->tray, picture_dir);
  ct_tray_set_top_up (self->tray, (const char *const *) top_up);
  ct_tray_set_refresh_wait_s (self->tray,
                              ct_application_actions_get_refresh_wait_s (self->actions));
  ct_tray_take_summary (self->tray, summary);
}

static void
on_asked (gpointer user_data)
{
  update_tray (user_data);
}

/* Backing off and rejected accounts keep their pace: a menu that is opened often is no reason to
 * knock more often. */
static void
refresh_outdated (CtApplication *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  guint general_s = g_settings_get_uint (ct_settings_get_general (self->session->settings),
                                         "interval-s");
  gint64 now_us = ct_clock_now_us (self->session->clock);

  for (guint i = 0; i < accounts->len; i++)
    {
      CtAccount *account = g_ptr_array_index (accounts, i);
      gint64 interval_us = (gint64) ct_account_get_interval_s (account, general_s) * G_USEC_PER_SEC;

      if (ct_account_get_state (account) == CT_STATE_IDLE
          && now_us - ct_account_get_updated_us (account) > interval_us)
        ct_monitor_refresh (self->session->monitor, ct_account_get_id (account));
    }
}

static void
on_about_to_show (CtApplication *self)
{
  refresh_outdated (self);
  update_tray (self); /* ages and the seconds of a floor pass without an event */
}

static void
on_host_missing (gpointer user_data)
{
  CtApplication *self = user_data;

  if (ct_tray_host_get_state (self->host) == CT_TRAY_HOST_PRESENT)
    return;
  ct_notice_send (G_APPLICATION (self), "no-host", _ ("No panel shows the balance"),
                  ct_desktop_advice_tray (g_getenv ("XDG_CURRENT_DESKTOP")));
}

static gboolean
lacks_tray (CtApplication *self)
{
  return self->host == NULL || ct_tray_host_get_state (self->host) == CT_TRAY_HOST_ABSENT;
}

/* Whoever starts the program sees something of it: the welcome, or a window where there is no tray.
 * At login nothing pops up. */
static gboolean
opens_at_once (CtApplication *self)
{
  GListModel *accounts = G_LIST_MODEL (self->session->accounts);

  return self->opens
         || (!self->autostarted && (lacks_tray (self) || g_list_model_get_n_items (accounts) == 0));
}

static void
on_host_state (CtApplication *self)
{
  gboolean is_first = !self->knows_host;

  self->knows_host = TRUE;
  if (is_first && self->activated && !self->autostarted && lacks_tray (self))
    ct_windows_show_balances (self->windows, NULL);
  if (ct_tray_host_get_state (self->host) != CT_TRAY_HOST_PRESENT)
    return;
  ct_alarm_set (self->host_alarm, -1);
  g_application_withdraw_notification (G_APPLICATION (self), "no-host");
}

static gboolean
on_signal (gpointer user_data)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_quit (application);
  return G_SOURCE_CONTINUE;
}

static char *
get_status (gpointer user_data)
{
  CtApplication *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  const CtSummaryPolicy *policy = ct_session_get_policy (self->session);

  return ct_status_to_json (accounts, policy, ct_clock_now_us (self->session->clock));
}

static void
export_on_bus (CtApplication *self)
{
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  if (!connection)
    return;
  self->bus = ct_bus_export (connection, self->session->monitor, get_status, self, &error);
  if (!self->bus)
    g_message ("Not on the session bus: %s", error->message);
  self->host = ct_tray_host_new (connection);
  g_signal_connect_object (self->host, "notify::state", G_CALLBACK (on_host_state), self,
                           G_CONNECT_SWAPPED);
  if (self->autostarted) /* else the window tells */
    ct_alarm_set (self->host_alarm, ct_clock_now_us (self->session->clock) + HOST_GRACE_US);
}

static void
tell_history (CtApplication *self)
{
  g_autofree char *text = ct_history_bar_describe (self->session->history);

  if (text != NULL)
    g_printerr ("credit-tray: %s\n", text);
}

static void
follow_session (CtApplication *self)
{
  g_signal_connect_object (self->session->history, "status-changed", G_CALLBACK (tell_history),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session->monitor, "changed", G_CALLBACK (update_tray), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session->accounts, "items-changed", G_CALLBACK (update_tray), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ct_settings_get_general (self->session->settings), "changed",
                           G_CALLBACK (update_tray), self, G_CONNECT_SWAPPED);
}

static gboolean
apply_autostart (CtApplication *self, gboolean chosen, GError **error)
{
  GSettings *general = ct_settings_get_general (self->session->settings);
  const CtPaths *paths = self->session->paths;

  return paths->program == NULL
         || ct_autostart_apply (paths->autostart_file, paths->program,
                                g_settings_get_boolean (general, "autostart"), chosen, error);
}

static void
on_autostart_changed (CtApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (!apply_autostart (self, TRUE, &error))
    ct_notice_send_error (G_APPLICATION (self), "autostart",
                          _ ("Starting at login was not changed"), error,
                          ct_clock_now_us (self->session->clock));
}

static void
follow_autostart (CtApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->demo)
    return;
  g_signal_connect_object (ct_settings_get_general (self->session->settings), "changed::autostart",
                           G_CALLBACK (on_autostart_changed), self, G_CONNECT_SWAPPED);
  if (!apply_autostart (self, FALSE, &error))
    g_message ("%s", error->message);
}

static void
follow_sleep (CtApplication *self)
{
  if (self->demo)
    return;
  self->sleep = ct_sleep_new (NULL);
  ct_monitor_follow_sleep (self->session->monitor, self->sleep);
}

/* For as long as the process lives: who asks once more, as systemd after a session manager, does
 * not cut off what is being written at the end. */
static void
watch_signals (void)
{
  static const int signals[] = { SIGTERM, SIGINT, SIGHUP };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_unix_signal_add (signals[i], on_signal, NULL);
}

static void
ct_application_startup (GApplication *application)
{
  CtApplication *self = CT_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (ct_application_parent_class)->startup (application);
  watch_signals ();
  self->session = ct_session_new (self->demo, &error);
  if (!self->session)
    {
      g_printerr ("credit-tray: %s\n", error->message);
      self->exit_status = 1;
      g_application_quit (application);
      return;
    }
  ct_settings_watch (self->session->settings);
  ct_catalog_watch (self->session->catalog);
  self->host_alarm = ct_alarm_new (self->session->clock, on_host_missing, self);
  self->actions = ct_application_actions_new (application, self->session, on_asked, self);
  export_on_bus (self);
  self->tray = ct_tray_new (G_ACTION_GROUP (self), self->session->paths->icon_dir, self->host);
  g_signal_connect_object (self->tray, "about-to-show", G_CALLBACK (on_about_to_show), self,
                           G_CONNECT_SWAPPED);
  ct_outlook_start (self->session->outlook);
  self->notifications = ct_notifications_new (application, self->session);
  self->windows = ct_windows_new (GTK_APPLICATION (self), self->session, self->host);
  follow_session (self);
  follow_autostart (self);
  follow_sleep (self);
  update_tray (self); /* the last readings, before any network */
  g_application_hold (application);
}

static void
ct_application_activate (GApplication *application)
{
  CtApplication *self = CT_APPLICATION (application);

  if (!self->session)
    return;
  if (self->activated)
    {
      ct_windows_show_balances (self->windows, NULL);
      return;
    }
  self->activated = TRUE;
  if (self->autostarted)
    ct_monitor_settle (self->session->monitor);
  if (opens_at_once (self))
    ct_windows_show_balances (self->windows, NULL);
  ct_monitor_start (self->session->monitor);
  ct_removals_finish (self->session->removals);
}

/* What was set and read is on disk before the process ends. */
static void
end_session (CtApplication *self)
{
  g_autoptr (GError) error = NULL;

  ct_monitor_stop (self->session->monitor);
  ct_poll_state_flush (self->session->poll_state);
  if (!ct_settings_sync (self->session->settings, &error))
    g_printerr ("credit-tray: %s\n", error->message);
  g_clear_pointer (&self->session, ct_session_free);
}

static void
ct_application_shutdown (GApplication *application)
{
  CtApplication *self = CT_APPLICATION (application);

  g_clear_object (&self->host);
  g_clear_pointer (&self->bus, ct_bus_unexport);
  g_clear_object (&self->sleep);
  g_clear_pointer (&self->windows, ct_windows_free);
  g_clear_object (&self->tray);
  g_clear_pointer (&self->notifications, ct_notifications_free);
  g_clear_pointer (&self->actions, ct_application_actions_free);
  g_clear_pointer (&self->host_alarm, ct_alarm_free);
  if (self->session)
    end_session (self);
  G_APPLICATION_CLASS (ct_application_parent_class)->shutdown (application);
}

static gboolean
is_set (const char *variable)
{
  const char *value = g_getenv (variable);

  return value && value[0];
}

/* Another instance is; where there is no bus, none. */
static gboolean
is_running (GApplication *application)
{
  return g_application_register (application, NULL, NULL)
         && g_application_get_is_remote (application);
}

/* Returns an exit status, or -1 to go on. */
static int
ct_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  CtApplication *self = CT_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("credit-tray %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (!is_set ("DISPLAY") && !is_set ("WAYLAND_DISPLAY"))
    {
      g_printerr (_ ("credit-tray: there is no display here. creditctl works without one.\n"));
      return 1;
    }
  if (g_variant_dict_contains (options, "debug"))
    g_setenv ("G_MESSAGES_DEBUG", G_LOG_DOMAIN, TRUE);
  if (g_variant_dict_contains (options, "demo"))
    {
      self->demo = TRUE;
      g_application_set_application_id (application, APP_ID ".Demo");
    }
  self->opens = g_variant_dict_contains (options, "window");
  self->autostarted = g_variant_dict_contains (options, "autostart");
  return self->autostarted && is_running (application) ? 0 : -1;
}

static void
ct_application_class_init (CtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = ct_application_startup;
  application_class->activate = ct_application_activate;
  application_class->shutdown = ct_application_shutdown;
  application_class->handle_local_options = ct_application_handle_local_options;
}

static void
ct_application_init (CtApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show made-up balances; touches nothing of yours"),
      NULL },
    { "autostart", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_ ("Start at login: wait for what is not up yet"), NULL },
    { "window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the window at once"), NULL },
    { "debug", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Say what is going on, without secrets"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (
      G_APPLICATION (self), _ ("Keeps the prepaid balance of AI gateways in sight."));
}

CtApplication *
ct_application_new (void)
{
  return g_object_new (CT_TYPE_APPLICATION, "application-id", APP_ID, "register-session", TRUE,
                       NULL);
}

int
ct_application_run (CtApplication *self, int argc, char **argv)
{
  int status;

  g_return_val_if_fail (CT_IS_APPLICATION (self), 1);

  status = g_application_run (G_APPLICATION (self), argc, argv);
  return status != 0 ? status : self->exit_status;
}
