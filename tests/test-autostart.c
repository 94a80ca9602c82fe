#include "config.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "autostart.h"
#include "error.h"

#define PROGRAM "/usr/bin/true"
#define OTHER "/usr/bin/false"
#define N_ROUNDS 300 /* of two that hardly ever miss each other in all */
#define FOREIGN "[Desktop Entry]\nType=Application\nName=Mine\nExec=credit-tray --debug\n"

typedef struct
{
  char *folder; /* (owned) */
  char *file;   /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *home = g_dir_make_tmp ("credit-tray-autostart-XXXXXX", NULL);

  fixture->folder = g_build_filename (home, "autostart", NULL);
  fixture->file = g_build_filename (fixture->folder, "a.desktop", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *home = g_path_get_dirname (fixture->folder);

  g_unlink (fixture->file);
  g_rmdir (fixture->folder);
  g_assert_cmpint (g_rmdir (home), ==, 0); /* nothing else is left */
  g_free (fixture->folder);
  g_free (fixture->file);
}

static void
apply (Fixture *fixture, const char *program, gboolean wanted, gboolean chosen)
{
  g_autoptr (GError) error = NULL;

  ct_autostart_apply (fixture->file, program, wanted, chosen, &error);
  g_assert_no_error (error);
}

static char *
read_entry (Fixture *fixture)
{
  char *data = NULL;

  g_file_get_contents (fixture->file, &data, NULL, NULL);
  return data;
}

static void
write_file (Fixture *fixture, const char *data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->folder, 0700);
  g_file_set_contents (fixture->file, data, -1, &error);
  g_assert_no_error (error);
}

static void
assert_starts (Fixture *fixture, const char *program)
{
  g_autoptr (GDesktopAppInfo) info = g_desktop_app_info_new_from_filename (fixture->file);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_nonnull (info);
  g_assert_false (g_desktop_app_info_get_is_hidden (info));
  g_shell_parse_argv (g_app_info_get_commandline (G_APP_INFO (info)), NULL, &words, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_assert_cmpstr (words[0], ==, program);
  g_assert_cmpstr (words[1], ==, "--autostart");
}

static void
test_on_and_off (Fixture *fixture, gconstpointer user_data)
{
  apply (fixture, PROGRAM, FALSE, FALSE);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  apply (fixture, PROGRAM, TRUE, FALSE);
  assert_starts (fixture, PROGRAM);
  apply (fixture, OTHER, TRUE, FALSE); /* it has moved */
  assert_starts (fixture, OTHER);
  apply (fixture, OTHER, FALSE, FALSE);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

/* What is right is left alone, whatever somebody added. */
static void
test_unchanged (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *data = NULL, *more = NULL, *after = NULL;

  apply (fixture, PROGRAM, TRUE, TRUE);
  data = read_entry (fixture);
  more = g_strconcat (data, "X-GNOME-Autostart-Delay=20\n", NULL);
  write_file (fixture, more);
  apply (fixture, PROGRAM, TRUE, FALSE);
  after = read_entry (fixture);
  g_assert_cmpstr (after, ==, more);
}

static void
test_foreign (Fixture *fixture, gconstpointer user_data)
{
  static const char *const contents[] = {
    FOREIGN,
    FOREIGN "Hidden=true\n",
    "",
    "no desktop file at all",
  };

  for (guint i = 0; i < G_N_ELEMENTS (contents) * 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;
      gboolean wanted = i % 2;

      write_file (fixture, contents[i / 2]);
      apply (fixture, PROGRAM, wanted, FALSE);
      g_assert_false (ct_autostart_apply (fixture->file, PROGRAM, wanted, TRUE, &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      after = read_entry (fixture);
      g_assert_cmpstr (after, ==, contents[i / 2]);
    }
}

/* A desktop's own settings switch off what they list. */
static void
test_switched_off (Fixture *fixture, gconstpointer user_data)
{
  static const char *const marks[] = { "Hidden=true\n", "X-GNOME-Autostart-enabled=false\n" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *data = NULL, *off = NULL, *after = NULL;

      apply (fixture, PROGRAM, TRUE, TRUE);
      data = read_entry (fixture);
      off = g_strconcat (data, marks[i], NULL);
      write_file (fixture, off);
      apply (fixture, OTHER, TRUE, FALSE);
      after = read_entry (fixture);
      g_assert_cmpstr (after, ==, off);
      apply (fixture, PROGRAM, TRUE, TRUE);
      assert_starts (fixture, PROGRAM);
      write_file (fixture, off);
      apply (fixture, PROGRAM, FALSE, TRUE);
      g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
    }
}

/* In somebody's dotfiles. */
static void
test_link (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "target", NULL);

  g_mkdir_with_parents (fixture->folder, 0700);
  g_assert_cmpint (symlink ("target", fixture->file), ==, 0);
  apply (fixture, PROGRAM, TRUE, TRUE);
  g_assert_true (g_file_test (fixture->file, G_FILE_TEST_IS_SYMLINK));
  assert_starts (fixture, PROGRAM);
  apply (fixture, PROGRAM, FALSE, TRUE);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_IS_SYMLINK));
  g_unlink (target);
}

static void
test_not_writable (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->folder, "", 0, NULL); /* a file where the folder should be */
  g_assert_false (ct_autostart_apply (fixture->file, PROGRAM, TRUE, FALSE, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  g_unlink (fixture->folder);
}

/* By the rules of "Exec", read back by GLib, whose rules are those of the shell. */
static void
test_exec (void)
{
  static const struct
  {
    const char *program;
    const char *exec;
  } rows[] = {
    { "/usr/bin/credit-tray", "\"/usr/bin/credit-tray\" --autostart" },
    { "/home/a b/credit-tray", "\"/home/a b/credit-tray\" --autostart" },
    { "/a\"b`c$d\\e", "\"/a\\\"b\\`c\\$d\\\\e\" --autostart" },
    { "/100%/credit-tray", "\"/100%%/credit-tray\" --autostart" },
    { "/привет", "\"/привет\" --autostart" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *exec = ct_autostart_format_exec (rows[i].program);

      g_assert_cmpstr (exec, ==, rows[i].exec);
    }
}

/* The applet and creditctl. */
static gpointer
switch_off (gpointer data)
{
  apply (data, PROGRAM, FALSE, FALSE);
  return NULL;
}

/* Two switch it off at once: the file that the other has removed already is no failure. */
static void
test_removed_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *data = NULL;

  apply (fixture, PROGRAM, TRUE, TRUE);
  data = read_entry (fixture);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GThread *other;

      write_file (fixture, data);
      other = g_thread_new ("other", switch_off, fixture);
      switch_off (fixture);
      g_thread_join (other);
      g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/autostart/on-and-off", test_on_and_off);
  ADD ("/autostart/unchanged", test_unchanged);
  ADD ("/autostart/foreign", test_foreign);
  ADD ("/autostart/switched-off", test_switched_off);
  ADD ("/autostart/removed-meanwhile", test_removed_meanwhile);
  ADD ("/autostart/link", test_link);
  ADD ("/autostart/not-writable", test_not_writable);
  g_test_add_func ("/autostart/exec", test_exec);
  return g_test_run ();
}
