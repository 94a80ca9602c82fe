#include "config.h"

#include <glib/gstdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "paths.h"
#include "process.h"

static void
test_environment (void)
{
  g_autoptr (CtPaths) paths = NULL;
  g_autofree char *settings = g_build_filename (g_get_user_config_dir (), "credit-tray",
                                                "settings.ini", NULL);
  g_autofree char *history = g_build_filename (g_get_user_data_dir (), "credit-tray", "history.db",
                                               NULL);
  g_autofree char *state = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);

  g_setenv ("XDG_RUNTIME_DIR", "/run/somewhere", TRUE);
  paths = ct_paths_new ();
  g_assert_cmpstr (paths->settings_file, ==, settings);
  g_assert_true (g_str_has_suffix (paths->providers_dir, "/credit-tray/providers"));
  g_assert_cmpstr (paths->state_dir, ==, state);
  g_assert_cmpstr (paths->history_file, ==, history);
  g_assert_cmpstr (paths->runtime_dir, ==, "/run/somewhere/credit-tray");
}

/* cron on a machine without logind, or a value that means nothing. */
static void
test_no_runtime_dir (void)
{
  static const char *const values[] = { NULL, "", "relative" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (CtPaths) paths = NULL;
      g_autofree char *expected = NULL;

      if (values[i])
        g_setenv ("XDG_RUNTIME_DIR", values[i], TRUE);
      else
        g_unsetenv ("XDG_RUNTIME_DIR");
      paths = ct_paths_new ();
      expected = g_build_filename (paths->state_dir, "run", NULL);
      g_assert_cmpstr (paths->runtime_dir, ==, expected);
    }
}

static void
test_build_dir (void)
{
  g_autoptr (CtPaths) paths = NULL;

  g_setenv ("CREDIT_TRAY_BUILD_DIR", "/somewhere/build", TRUE);
  paths = ct_paths_new ();
  g_assert_cmpstr (paths->schema_dir, ==, "/somewhere/build/data/schemas");
  g_assert_cmpstr (paths->icon_dir, ==, "/somewhere/build/data/icons");
  g_assert_cmpstr (paths->locale_dir, ==, "/somewhere/build/po");
  g_unsetenv ("CREDIT_TRAY_BUILD_DIR");
}

static void
test_secrets_stay_in_memory (void)
{
  struct rlimit core;

  ct_process_init ();
  g_assert_cmpint (prctl (PR_GET_DUMPABLE), ==, 0);
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &core), ==, 0);
  g_assert_cmpuint (core.rlim_max, ==, 0);
  g_assert_cmpstr (g_getenv ("SOUP_FORCE_HTTP1"), ==, "1");
}

/* What cron leaves out is there again, if this machine has it, and nothing is invented. */
static void
test_repair (void)
{
  g_autofree char *mine = g_strdup_printf ("/run/user/%u", (guint) getuid ());
  GStatBuf info;
  gboolean usable = g_lstat (mine, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == getuid ()
                    && (info.st_mode & 0077) == 0;

  g_unsetenv ("XDG_RUNTIME_DIR");
  ct_process_init ();
  g_assert_cmpstr (g_getenv ("XDG_RUNTIME_DIR"), ==, usable ? mine : NULL);

  g_setenv ("XDG_RUNTIME_DIR", "/run/somewhere", TRUE);
  ct_process_init ();
  g_assert_cmpstr (g_getenv ("XDG_RUNTIME_DIR"), ==, "/run/somewhere");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/paths/environment", test_environment);
  g_test_add_func ("/paths/no-runtime-dir", test_no_runtime_dir);
  g_test_add_func ("/paths/build-dir", test_build_dir);
  g_test_add_func ("/process/secrets-stay-in-memory", test_secrets_stay_in_memory);
  g_test_add_func ("/process/repair", test_repair);
  return g_test_run ();
}
