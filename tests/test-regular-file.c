#include "config.h"

#include "regular-file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

typedef struct
{
  char *folder; /* (owned) */
  char *path;   /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("credit-tray-file-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
assert_refused (const char *path, GFileError code)
{
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_null (ct_regular_file_load (path, 8, &length, &error));
  g_assert_error (error, G_FILE_ERROR, (int) code);
  g_assert_cmpstr (error->message, !=, "");
}

static void
test_loads (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *text;
    const char *expected;
    const char *reason;
  } rows[] = {
    { "", "", "nothing in it" },
    { "12345678", "12345678", "as long as it may be" },
    { "123456789", "123456789", "a byte more tells that it is too long" },
    { "1234567890", "123456789", "and no more is read" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gsize length = 0;

      g_test_message ("%s", rows[i].reason);
      write_file (fixture, rows[i].text);
      text = ct_regular_file_load (fixture->path, 8, &length, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, rows[i].expected);
      g_assert_cmpuint (length, ==, strlen (rows[i].expected));
    }
}

static void
test_link (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *target = g_build_filename (fixture->folder, "target", NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (target, "text", -1, NULL));
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  text = ct_regular_file_load (fixture->path, 8, &length, NULL);
  g_assert_cmpstr (text, ==, "text");
  g_remove (target);
  assert_refused (fixture->path, G_FILE_ERROR_NOENT);
}

/* Nobody writes to it: opening it would wait for that. */
static void
test_pipe (Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture->path, G_FILE_ERROR_INVAL);
}

static void
test_others (Fixture *fixture, gconstpointer unused)
{
  assert_refused (fixture->path, G_FILE_ERROR_NOENT);
  assert_refused (fixture->folder, G_FILE_ERROR_ISDIR);
  assert_refused ("/dev/zero", G_FILE_ERROR_INVAL);
  assert_refused ("/dev/null", G_FILE_ERROR_INVAL);
}

static void
assert_content (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_replaces (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_true (ct_regular_file_replace (fixture->path, "old", 3, &error));
  assert_content (fixture, "old");
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_true (ct_regular_file_replace (link, "new", 3, &error));
  g_assert_no_error (error);
  assert_content (fixture, "new");
  g_assert_cmpint (g_lstat (link, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_remove (link), ==, 0);
}

static void
test_replaces_no_device (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_false (ct_regular_file_replace (fixture->path, "new", 3, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_true (S_ISFIFO (status.st_mode));
}

/* In a process of its own: the limit is all of a process's. */
static void
test_full_disk (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  struct rlimit full = { 2, 2 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  write_file (fixture, "of before");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  g_assert_false (ct_regular_file_replace (fixture->path, "of now", 6, &error));
  g_assert_cmpuint (error->domain, ==, G_FILE_ERROR);
  g_assert_nonnull (strstr (error->message, g_strerror (EFBIG)));
  assert_content (fixture, "of before");
  dir = g_dir_open (fixture->folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "file");
  g_assert_null (g_dir_read_name (dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/regular-file/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("loads", test_loads);
  ADD ("link", test_link);
  ADD ("pipe", test_pipe);
  ADD ("others", test_others);
  ADD ("replaces", test_replaces);
  ADD ("replaces-no-device", test_replaces_no_device);
  ADD ("full-disk", test_full_disk);
  return g_test_run ();
}
