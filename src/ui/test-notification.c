#include "config.h"

#include "test-notification.h"

#include <glib/gi18n-lib.h>

#define BUS_NAME "org.freedesktop.DBus"

/* Of GNOME, and of everybody. */
static const char *const services[] = { "org.gtk.Notifications", "org.freedesktop.Notifications",
                                        NULL };

static void
send (GApplication *application)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("This is a test"));
  g_autoptr (GIcon) icon = g_themed_icon_new (APP_ID);

  g_notification_set_body (notification,
                           _ ("This is how it looks when Credit Tray has something to tell you."));
  g_notification_set_icon (notification, icon);
  g_notification_set_default_action (notification, "app.preferences");
  g_application_send_notification (application, "test", notification);
}

static gboolean
has_service (GVariant *names)
{
  GVariantIter *iter;
  const char *name;
  gboolean found = FALSE;

  g_variant_get (names, "(as)", &iter);
  while (!found && g_variant_iter_next (iter, "&s", &name))
    found = g_strv_contains (services, name);
  g_variant_iter_free (iter);
  return found;
}

static void ask (GTask *task, const char *method, GAsyncReadyCallback callback);

static void
on_activatable (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) names = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              NULL);

  g_task_return_boolean (task, names != NULL && has_service (names));
}

static void
on_running (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) names = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              NULL);

  if (names != NULL && has_service (names))
    g_task_return_boolean (task, TRUE);
  else
    ask (g_steal_pointer (&task), "ListActivatableNames", on_activatable);
}

/* (transfer full) of the task */
static void
ask (GTask *task, const char *method, GAsyncReadyCallback callback)
{
  GApplication *application = g_task_get_source_object (task);

  g_dbus_connection_call (g_application_get_dbus_connection (application), BUS_NAME,
                          "/org/freedesktop/DBus", BUS_NAME, method, NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, g_task_get_cancellable (task),
                          callback, task);
}

void
ct_test_notification_send_async (GApplication *application, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (application, cancellable, callback, user_data);

  g_task_set_source_tag (task, ct_test_notification_send_async);
  send (application);
  if (g_application_get_dbus_connection (application) == NULL)
    g_task_return_boolean (task, FALSE);
  else
    ask (g_steal_pointer (&task), "ListNames", on_running);
}

gboolean
ct_test_notification_send_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ct_test_notification_send_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
