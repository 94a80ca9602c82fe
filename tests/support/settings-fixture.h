#pragma once

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "settings.h"

/* Settings over a real file in a folder of their own. */
typedef struct
{
  char *schema_dir;     /* (owned) */
  char *folder;         /* (owned) */
  char *path;           /* (owned) settings.ini, not there yet */
  CtSettings *settings; /* (nullable) (owned) */
} Fixture;

#define TEST_DEADLINE_MS 20000

static inline void
fixture_set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->schema_dir = g_test_build_filename (G_TEST_BUILT, "..", "data", "schemas", NULL);
  fixture->folder = g_dir_make_tmp ("credit-tray-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "settings.ini", NULL);
}

static inline void
fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_remove_folder (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->settings);
  fixture_remove_folder (fixture->folder);
  g_clear_pointer (&fixture->schema_dir, g_free);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
}

static inline CtSettings *
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->settings);
  fixture->settings = ct_settings_new (fixture->path, fixture->schema_dir, &error);
  g_assert_no_error (error);
  return fixture->settings;
}

static inline void
fixture_write (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static inline char *
fixture_read (Fixture *fixture)
{
  char *text;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline void
fixture_assert_file (Fixture *fixture, const char *expected)
{
  g_autofree char *text = fixture_read (fixture);

  g_assert_cmpstr (text, ==, expected);
}

static inline void
fixture_sync (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  ct_settings_sync (fixture->settings, &error);
  g_assert_no_error (error);
}

static inline void
assert_string (GSettings *settings, const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (settings, key);

  g_assert_cmpstr (value, ==, expected);
}

static inline gboolean
fixture_on_deadline (gpointer user_data)
{
  g_error ("what the test waits for has not come");
  return G_SOURCE_REMOVE;
}

/* Turns the main loop until condition holds. */
#define fixture_wait_until(condition)                                                      \
  G_STMT_START                                                                             \
  {                                                                                        \
    const guint deadline_id = g_timeout_add (TEST_DEADLINE_MS, fixture_on_deadline, NULL); \
    while (!(condition))                                                                   \
      g_main_context_iteration (NULL, TRUE);                                               \
    g_source_remove (deadline_id);                                                         \
  }                                                                                        \
  G_STMT_END
