#include "config.h"

#include "file-watch.h"

#include <stdlib.h>

#include <gio/gio.h>

#include "durable-file.h"

/* How long a file may be away, or unfinished, before that counts. */
#define SETTLE_MS 500

struct _CtFileWatch
{
  char *path;           /* (owned) */
  char *target;         /* (owned) where it led when it was last looked at */
  GFileMonitor *link;   /* (nullable) (owned) the folder of path */
  GFileMonitor *linked; /* (nullable) (owned) the folder of target, when path is a link */
  guint settle_id;      /* 0: none */
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static void on_event (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer user_data);

/* The folder by its real name: one behind a link is watched as well. */
static GFileMonitor *
watch_folder_of (CtFileWatch *watch, const char *path)
{
  g_autofree char *folder_name = g_path_get_dirname (path);
  g_autofree char *real_name = realpath (folder_name, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (real_name != NULL ? real_name : folder_name);
  GFileMonitor *monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor != NULL)
    g_signal_connect (monitor, "changed", G_CALLBACK (on_event), watch);
  return monitor;
}

static void
drop_monitor (CtFileWatch *watch, GFileMonitor **monitor)
{
  if (*monitor != NULL)
    g_signal_handlers_disconnect_by_data (*monitor, watch);
  g_clear_object (monitor);
}

static void
follow_link (CtFileWatch *watch)
{
  g_autofree char *target = ct_durable_file_resolve (watch->path);

  if (g_strcmp0 (target, watch->target) == 0)
    return;
  g_free (watch->target);
  watch->target = g_steal_pointer (&target);
  drop_monitor (watch, &watch->linked);
  if (!g_str_equal (watch->target, watch->path))
    watch->linked = watch_folder_of (watch, watch->target);
}

static gboolean
report (gpointer user_data)
{
  CtFileWatch *watch = user_data;

  g_clear_handle_id (&watch->settle_id, g_source_remove);
  follow_link (watch);
  watch->changed (watch->user_data);
  return G_SOURCE_REMOVE;
}

static void
report_later (CtFileWatch *watch)
{
  g_clear_handle_id (&watch->settle_id, g_source_remove);
  watch->settle_id = g_timeout_add (SETTLE_MS, report, watch);
}

static gboolean
is_watched (CtFileWatch *watch, GFileMonitor *monitor, GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *watched = g_path_get_basename (monitor == watch->link ? watch->path
                                                                         : watch->target);

  return g_strcmp0 (name, watched) == 0;
}

static void
on_event (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
          gpointer user_data)
{
  CtFileWatch *watch = user_data;
  const gboolean is_source = is_watched (watch, monitor, file);
  const gboolean is_destination = is_watched (watch, monitor, other);

  if (!is_source && !is_destination)
    return;
  switch (event)
    {
    case G_FILE_MONITOR_EVENT_CHANGED: /* somebody is still at it */
      break;
    case G_FILE_MONITOR_EVENT_CREATED:
    case G_FILE_MONITOR_EVENT_DELETED:
    case G_FILE_MONITOR_EVENT_MOVED_OUT:
      report_later (watch);
      break;
    case G_FILE_MONITOR_EVENT_RENAMED:
      if (is_destination)
        report (watch);
      else
        report_later (watch);
      break;
    default:
      report (watch);
    }
}

CtFileWatch *
ct_file_watch_new (const char *path, void (*changed) (gpointer user_data), gpointer user_data)
{
  CtFileWatch *watch = g_new0 (CtFileWatch, 1);

  watch->path = g_strdup (path);
  watch->changed = changed;
  watch->user_data = user_data;
  watch->link = watch_folder_of (watch, path);
  follow_link (watch);
  return watch;
}

void
ct_file_watch_free (CtFileWatch *watch)
{
  g_clear_handle_id (&watch->settle_id, g_source_remove);
  drop_monitor (watch, &watch->link);
  drop_monitor (watch, &watch->linked);
  g_clear_pointer (&watch->path, g_free);
  g_clear_pointer (&watch->target, g_free);
  g_free (watch);
}
