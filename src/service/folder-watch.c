#include "config.h"

#include "folder-watch.h"

#include <gio/gio.h>

struct _CtFolderWatch
{
  char *path;            /* (owned) */
  char *watched;         /* (nullable) (owned) path, or the nearest folder above it that is there */
  GFileMonitor *monitor; /* (nullable) (owned) of watched */
  void (*changed) (gpointer user_data);
  gpointer user_data; /* (unowned) */
};

static void follow (CtFolderWatch *watch);

static char *
find_nearest_folder (const char *path)
{
  char *folder = g_strdup (path);

  while (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
    }
  return folder;
}

static void
unwatch (CtFolderWatch *watch)
{
  if (watch->monitor != NULL)
    g_signal_handlers_disconnect_by_data (watch->monitor, watch);
  g_clear_object (&watch->monitor);
  g_clear_pointer (&watch->watched, g_free);
}

static void
on_event (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
          gpointer user_data)
{
  CtFolderWatch *watch = user_data;
  gboolean was_there = g_str_equal (watch->watched, watch->path);
  const char *path = g_file_peek_path (file);

  if (event == G_FILE_MONITOR_EVENT_DELETED && g_strcmp0 (path, watch->watched) == 0)
    unwatch (watch); /* one that is there again by now is another folder */
  follow (watch);
  if (was_there || g_str_equal (watch->watched, watch->path))
    watch->changed (watch->user_data);
}

static void
watch_folder (CtFolderWatch *watch, char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  unwatch (watch);
  watch->watched = path;
  watch->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (watch->monitor != NULL)
    g_signal_connect (watch->monitor, "changed", G_CALLBACK (on_event), watch);
}

/* Until it stays as it is: a folder may have come before the one above it was watched. */
static void
follow (CtFolderWatch *watch)
{
  char *nearest = find_nearest_folder (watch->path);

  while (g_strcmp0 (nearest, watch->watched) != 0)
    {
      watch_folder (watch, nearest);
      nearest = find_nearest_folder (watch->path);
    }
  g_free (nearest);
}

CtFolderWatch *
ct_folder_watch_new (const char *path, void (*changed) (gpointer user_data), gpointer user_data)
{
  CtFolderWatch *watch = g_new0 (CtFolderWatch, 1);

  watch->path = g_strdup (path);
  watch->changed = changed;
  watch->user_data = user_data;
  follow (watch);
  return watch;
}

void
ct_folder_watch_free (CtFolderWatch *watch)
{
  unwatch (watch);
  g_free (watch->path);
  g_free (watch);
}
