#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "folder-watch.h"
#include "loop.h"

/* <top>/middle/folder; what is not there, a test makes. */
typedef struct
{
  char *top;            /* (owned) */
  char *middle;         /* (owned) */
  char *folder;         /* (owned) */
  CtFolderWatch *watch; /* (nullable) (owned) */
  gboolean changed;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->top = g_dir_make_tmp ("folder-watch-XXXXXX", NULL);
  self->middle = g_build_filename (self->top, "middle", NULL);
  self->folder = g_build_filename (self->middle, "folder", NULL);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_clear_pointer (&self->watch, ct_folder_watch_free);
  g_rmdir (self->folder);
  g_rmdir (self->middle);
  g_rmdir (self->top);
  g_free (self->folder);
  g_free (self->middle);
  g_free (self->top);
}

static void
on_changed (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
watch (Fixture *self)
{
  self->watch = ct_folder_watch_new (self->folder, on_changed, &self->changed);
}

static void
wait_for_change (Fixture *self)
{
  test_loop_until (&self->changed);
  self->changed = FALSE;
}

static void
write_file (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  wait_for_change (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  self->changed = FALSE;
  g_assert_cmpint (g_remove (path), ==, 0);
  wait_for_change (self);
}

/* Whether this process has an inotify watch on the folder: one that GLib only looks for, again and
 * again, has none. */
static gboolean
is_watched (const char *path)
{
  g_autoptr (GDir) fds = g_dir_open ("/proc/self/fdinfo", 0, NULL);
  g_autofree char *ino = NULL;
  struct stat folder;
  const char *fd;

  g_assert_cmpint (stat (path, &folder), ==, 0);
  ino = g_strdup_printf (" ino:%" G_GINT64_MODIFIER "x ", (guint64) folder.st_ino);
  while ((fd = g_dir_read_name (fds)) != NULL)
    {
      g_autofree char *info_path = g_build_filename ("/proc/self/fdinfo", fd, NULL);
      g_autofree char *info = NULL;

      if (g_file_get_contents (info_path, &info, NULL, NULL) && strstr (info, "inotify wd:") != NULL
          && strstr (info, ino) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_there (Fixture *self, gconstpointer unused)
{
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  watch (self);
  write_file (self, "file");
  write_file (self, "file");
}

/* Nothing is looked for: what is there is watched, as near as it is. */
static void
test_away (Fixture *self, gconstpointer unused)
{
  watch (self);
  g_assert_true (is_watched (self->top));

  g_assert_cmpint (g_mkdir (self->middle, 0700), ==, 0);
  while (!is_watched (self->middle))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_watched (self->top));
  g_assert_false (self->changed);

  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  wait_for_change (self);
  g_assert_true (is_watched (self->folder));
  g_assert_false (is_watched (self->middle));
  write_file (self, "file");
}

/* With what is in it, all at once. */
static void
test_comes_at_once (Fixture *self, gconstpointer unused)
{
  watch (self);
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  wait_for_change (self);
  write_file (self, "file");
}

static void
test_goes (Fixture *self, gconstpointer unused)
{
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  watch (self);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  wait_for_change (self);
  g_assert_true (is_watched (self->middle));

  g_assert_cmpint (g_rmdir (self->middle), ==, 0);
  while (!is_watched (self->top))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  wait_for_change (self);
  write_file (self, "file");
}

/* Another folder of the same name is watched as the first was. */
static void
test_replaced (Fixture *self, gconstpointer unused)
{
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  watch (self);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  wait_for_change (self);
  while (!is_watched (self->folder))
    g_main_context_iteration (NULL, TRUE);
  write_file (self, "file");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/folder-watch/there", test_there);
  ADD ("/folder-watch/away", test_away);
  ADD ("/folder-watch/comes-at-once", test_comes_at_once);
  ADD ("/folder-watch/goes", test_goes);
  ADD ("/folder-watch/replaced", test_replaced);
  return g_test_run ();
}
