#include "config.h"

#include "notifications.h"

#include <glib/gi18n-lib.h>

#include "alert-command.h"
#include "alerts.h"
#include "notice.h"
#include "top-up.h"

struct _CtNotifications
{
  GApplication *application; /* (unowned) */
  CtSession *session;        /* (unowned) */
  CtAlerts *alerts;          /* (owned) */
  CtAlertCommand *command;   /* (owned) */
};

/* --- What is shown --- */

static GNotificationPriority
get_priority (const CtAlert *alert)
{
  if (ct_alert_kind_is_urgent (alert->kind))
    return G_NOTIFICATION_PRIORITY_URGENT;
  return alert->kind == CT_ALERT_TOPPED_UP ? G_NOTIFICATION_PRIORITY_LOW
                                           : G_NOTIFICATION_PRIORITY_NORMAL;
}

static void
add_snooze (GNotification *notification, const CtAlert *alert, const char *label,
            const char *how_long)
{
  g_notification_add_button_with_target (notification, label, "app.snooze", "(ss)",
                                         alert->account_id, how_long);
}

/* Three at most: more are not shown everywhere. */
static void
add_buttons (CtNotifications *self, GNotification *notification, const CtAlert *alert)
{
  CtAccount *account = ct_accounts_lookup (self->session->accounts, alert->account_id);

  if (alert->kind == CT_ALERT_TOPPED_UP)
    return;
  if (alert->balance_id != NULL && account != NULL && ct_top_up_has_page (account))
    g_notification_add_button_with_target (notification, _ ("Top Up"), "app.top-up", "s",
                                           alert->account_id);
  add_snooze (notification, alert, _ ("Snooze for an Hour"), "hour");
  if (alert->balance_id != NULL)
    add_snooze (notification, alert, _ ("Until Topped Up"), "topped-up");
  else
    add_snooze (notification, alert, _ ("Until Tomorrow"), "tomorrow");
}

static void
on_raised (CtAlerts *alerts, const CtAlert *alert, gpointer user_data)
{
  CtNotifications *self = user_data;
  gboolean hide_amounts = g_settings_get_boolean (ct_settings_get_general (self->session->settings),
                                                  "hide-amounts");
  g_autofree char *id = ct_alert_get_notification_id (alert);
  g_autofree char *title = ct_alert_format_title (alert);
  g_autofree char *body = ct_alert_format_body (alert, hide_amounts);
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autoptr (GIcon) icon = g_themed_icon_new (APP_ID);

  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  g_notification_set_priority (notification, get_priority (alert));
  g_notification_set_default_action_and_target (notification, "app.balances", "s",
                                                alert->account_id);
  add_buttons (self, notification, alert);
  g_application_send_notification (self->application, id, notification);
  ct_alert_command_run (self->command, alert);
}

static void
on_command_failed (CtAlertCommand *command, const char *message, gpointer user_data)
{
  CtNotifications *self = user_data;

  g_message ("The alert command failed: %s", message);
  ct_notice_send (self->application, "alert-command", _ ("The alert command failed"), message);
}

static void
on_reloaded (CtMonitor *monitor, const char *account_id, gpointer user_data)
{
  CtNotifications *self = user_data;

  ct_alerts_note_edited (self->alerts, account_id);
}

static void
on_withdrawn (CtAlerts *alerts, const char *id, gpointer user_data)
{
  CtNotifications *self = user_data;

  g_application_withdraw_notification (self->application, id);
}

/* --- What comes back --- */

static void
on_snooze (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  static const struct
  {
    const char *name;
    CtSnooze snooze;
  } snoozes[] = {
    { "hour", CT_SNOOZE_HOUR },
    { "tomorrow", CT_SNOOZE_TOMORROW },
    { "topped-up", CT_SNOOZE_TOPPED_UP },
  };
  CtNotifications *self = user_data;
  const char *account_id, *how_long;

  g_variant_get (target, "(&s&s)", &account_id, &how_long);
  for (guint i = 0; i < G_N_ELEMENTS (snoozes); i++)
    if (g_str_equal (how_long, snoozes[i].name))
      ct_alerts_snooze (self->alerts, account_id, snoozes[i].snooze);
}

static CtAlerts *
make_alerts (CtSession *session)
{
  CtAlertsParts parts = {
    .clock = session->clock,
    .accounts = session->accounts,
    .poll_state = session->poll_state,
    .outlook = session->outlook,
    .general = ct_settings_get_general (session->settings),
    .state_dir = session->demo == NULL ? session->paths->state_dir : NULL,
  };

  return ct_alerts_new (&parts);
}

CtNotifications *
ct_notifications_new (GApplication *application, CtSession *session)
{
  static const GActionEntry actions[] = {
    { .name = "snooze", .activate = on_snooze, .parameter_type = "(ss)" },
  };
  CtNotifications *self = g_new0 (CtNotifications, 1);

  self->application = application;
  self->session = session;
  self->alerts = make_alerts (session);
  self->command = ct_alert_command_new (session->clock,
                                        ct_settings_get_general (session->settings));
  g_signal_connect (self->command, "failed", G_CALLBACK (on_command_failed), self);
  g_signal_connect (self->alerts, "raised", G_CALLBACK (on_raised), self);
  g_signal_connect (self->alerts, "withdrawn", G_CALLBACK (on_withdrawn), self);
  g_signal_connect (session->monitor, "reloaded", G_CALLBACK (on_reloaded), self);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   self);
  return self;
}

void
ct_notifications_free (CtNotifications *self)
{
  g_action_map_remove_action (G_ACTION_MAP (self->application), "snooze");
  g_signal_handlers_disconnect_by_data (self->session->monitor, self);
  g_signal_handlers_disconnect_by_data (self->alerts, self);
  ct_alerts_flush (self->alerts);
  g_object_unref (self->alerts);
  g_object_unref (self->command);
  g_free (self);
}
