#include "config.h"

#include "session.h"

#include <glib/gstdio.h>

#include "error.h"

#define ID "11111111-1111-4111-8111-111111111111"

static void
set_up (void *fixture, gconstpointer user_data)
{
  g_unsetenv ("CREDIT_TRAY_BUILD_DIR");
}

static void
tear_down (void *fixture, gconstpointer user_data)
{
  set_up (fixture, user_data);
}

/* Of the folders that are the person's: none is made by looking. */
static void
assert_nothing_made (void)
{
  const char *const folders[] = { g_get_user_config_dir (), g_get_user_state_dir (),
                                  g_get_user_data_dir (), g_get_user_runtime_dir () };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *ours = g_build_filename (folders[i], "credit-tray", NULL);

      g_test_message ("%s", ours);
      g_assert_false (g_file_test (ours, G_FILE_TEST_EXISTS));
    }
}

static void
test_empty (void *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CtSession *session = ct_session_new (FALSE, &error);
  const CtSummaryPolicy *policy;
  CtMonitor *monitor;

  g_assert_no_error (error);
  policy = ct_session_get_policy (session);
  g_assert_cmpuint (policy->interval_s, ==, 300);
  g_settings_set_uint (ct_settings_get_general (session->settings), "interval-s", 600);
  g_assert_cmpuint (ct_session_get_policy (session)->interval_s, ==, 600);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (session->accounts)), ==, 0);
  g_assert_null (session->demo);
  ct_monitor_poll_due (session->monitor, NULL);
  g_assert_false (ct_monitor_is_busy (session->monitor));
  monitor = session->monitor;
  g_object_add_weak_pointer (G_OBJECT (monitor), (gpointer *) &monitor);
  ct_session_free (session);
  g_assert_null (monitor);
}

static void
test_looking_makes_nothing (void *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CtSession *session = ct_session_new (FALSE, &error);

  g_assert_no_error (error);
  ct_session_free (session);
  assert_nothing_made ();
}

static void
test_accounts_of_the_file (void *fixture, gconstpointer user_data)
{
  static const char text[] = "[general]\naccounts=" ID "\n\n[account " ID "]\nprovider=laozhang\n";
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "credit-tray", NULL);
  g_autofree char *path = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSession) session = NULL;
  CtAccount *account;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  session = ct_session_new (FALSE, &error);
  g_assert_no_error (error);
  account = ct_accounts_lookup (session->accounts, ID);
  g_assert_nonnull (account);
  g_assert_cmpstr (ct_account_get_origin (account), ==, "https://api.laozhang.ai:443");
}

static void
test_no_schema (void *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("CREDIT_TRAY_BUILD_DIR", g_get_user_runtime_dir (), TRUE);
  g_assert_null (ct_session_new (FALSE, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add_vtable (path, 0, NULL, set_up, func, tear_down)
  ADD ("/session/empty", test_empty);
  ADD ("/session/looking-makes-nothing", test_looking_makes_nothing);
  ADD ("/session/accounts-of-the-file", test_accounts_of_the_file);
  ADD ("/session/no-schema", test_no_schema);
#undef ADD
  return g_test_run ();
}
