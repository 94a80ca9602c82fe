#include "config.h"

#include "panel-program.h"

#define BUS_NAME "org.freedesktop.DBus"
#define WATCHER_NAME "org.kde.StatusNotifierWatcher"

static void
on_process_id (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *path = NULL, *name = NULL;
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);
  guint32 process_id;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(u)", &process_id);
  path = g_strdup_printf ("/proc/%u/comm", process_id); /* the kernel's: nothing to wait for */
  if (g_file_get_contents (path, &name, NULL, &error))
    g_task_return_pointer (task, g_strdup (g_strchomp (name)), g_free);
  else
    g_task_return_error (task, error);
}

void
ct_panel_program_ask_async (GDBusConnection *connection, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (connection, cancellable, callback, user_data);

  g_task_set_source_tag (task, ct_panel_program_ask_async);
  g_dbus_connection_call (connection, BUS_NAME, "/org/freedesktop/DBus", BUS_NAME,
                          "GetConnectionUnixProcessID", g_variant_new ("(s)", WATCHER_NAME),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, cancellable,
                          on_process_id, task);
}

char *
ct_panel_program_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ct_panel_program_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
