#include "config.h"

#include <string.h>

#include "error.h"
#include "settings-fixture.h"

#define UUID_A "6f0c2f0e-54a5-4c57-9a3f-1f3f5b0c0001"
#define UUID_B "6f0c2f0e-54a5-4c57-9a3f-1f3f5b0c0002"

static void
count (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_defaults (Fixture *fixture, gconstpointer user_data)
{
  CtSettings *settings = fixture_open (fixture);
  GSettings *general = ct_settings_get_general (settings);
  g_auto (GStrv) accounts = g_settings_get_strv (general, "accounts");

  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 300);
  assert_string (general, "label-content", "total");
  g_assert_cmpuint (g_strv_length (accounts), ==, 0);
  g_assert_null (ct_settings_get_error (settings));
  fixture_sync (fixture);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* The folder is made by the first write, for nobody but the person. */
static void
test_first_write (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "config", "credit-tray", NULL);
  g_autofree char *path = g_build_filename (folder, "settings.ini", NULL);
  struct stat info;

  g_free (g_steal_pointer (&fixture->path));
  fixture->path = g_steal_pointer (&path);
  fixture_open (fixture);
  g_settings_set_uint (ct_settings_get_general (fixture->settings), "interval-s", 600);
  fixture_sync (fixture);

  fixture_assert_file (fixture, "[general]\ninterval-s=600\n");
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
}

static void
test_readable (Fixture *fixture, gconstpointer user_data)
{
  CtSettings *settings = fixture_open (fixture);
  GSettings *general = ct_settings_get_general (settings);
  g_autoptr (GSettings) account = ct_settings_get_account (settings, UUID_A);
  const char *ids[] = { UUID_A, NULL };

  g_settings_set_strv (general, "accounts", ids);
  g_settings_set_string (general, "label-content", "lowest");
  g_settings_set_boolean (general, "hide-amounts", TRUE);
  g_settings_set_value (general, "exchange-rates",
                        g_variant_new_parsed ("{'CNY': '0.138', 'EUR': '1.08'}"));
  g_settings_set_string (account, "provider", "laozhang");
  g_settings_set_string (account, "name", "Work");
  fixture_sync (fixture);

  fixture_assert_file (fixture, "[general]\n"
                                "accounts=" UUID_A "\n"
                                "exchange-rates=CNY=0.138; EUR=1.08\n"
                                "hide-amounts=true\n"
                                "label-content=lowest\n"
                                "\n"
                                "[account " UUID_A "]\n"
                                "name=Work\n"
                                "provider=laozhang\n");
  fixture_open (fixture);
  g_clear_object (&account);
  account = ct_settings_get_account (fixture->settings, UUID_A);
  assert_string (account, "name", "Work");
}

static void
test_keeps_what_is_not_ours (Fixture *fixture, gconstpointer user_data)
{
  fixture_write (fixture, "# my settings\n"
                          "[general]\n"
                          "# every ten minutes\n"
                          "interval-s = 600\n"
                          "from-a-later-version=1\n"
                          "name[de]=Name\n"
                          "\n"
                          "[account work]\n"
                          "provider=x\n"
                          "\n"
                          "[notes]\n"
                          "# end\n"
                          "todo=buy\n");
  fixture_open (fixture);
  g_assert_null (ct_settings_get_error (fixture->settings));
  g_assert_cmpuint (g_settings_get_uint (ct_settings_get_general (fixture->settings), "interval-s"),
                    ==, 600);
  g_settings_set_boolean (ct_settings_get_general (fixture->settings), "hide-amounts", TRUE);
  fixture_sync (fixture);

  fixture_assert_file (fixture, "# my settings\n"
                                "[general]\n"
                                "# every ten minutes\n"
                                "interval-s = 600\n"
                                "from-a-later-version=1\n"
                                "name[de]=Name\n"
                                "hide-amounts=true\n"
                                "\n"
                                "[account work]\n"
                                "provider=x\n"
                                "\n"
                                "[notes]\n"
                                "# end\n"
                                "todo=buy\n");
}

static void
test_reset (Fixture *fixture, gconstpointer user_data)
{
  guint n_changes = 0;

  fixture_write (fixture, "[general]\ninterval-s=600\nhide-amounts=true\n");
  fixture_open (fixture);
  g_signal_connect_swapped (ct_settings_get_general (fixture->settings), "changed::interval-s",
                            G_CALLBACK (count), &n_changes);
  g_settings_reset (ct_settings_get_general (fixture->settings), "interval-s");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_settings_get_uint (ct_settings_get_general (fixture->settings), "interval-s"),
                    ==, 300);
  fixture_sync (fixture);
  fixture_assert_file (fixture, "[general]\nhide-amounts=true\n");
}

/* What makes a file unfit to be written, and what the person is told. */
static const struct
{
  const char *text;
  const char *told;
  const char *reason;
} broken[] = {
  { "[general]\ninterval-s=600\nhide-amounts\nlabel-content=lowest\n",
    "settings.ini, line 3:", "a key without a value" },
  { "interval-s=600\n", "settings.ini, line 1:", "a key before the first group" },
  { "[general\ninterval-s=600\n", "settings.ini, line 1:", "a group that does not end" },
  { "[general]\n\n\n=5", "settings.ini, line 4:", "a value without a key, no line end" },
  { "[general]\ninterval-s=soon\n", "settings.ini, [general] interval-s: “soon”", "no number" },
  { "[general]\ninterval-s=5\n", "[general] interval-s: “5”", "below the floor" },
  { "[general]\nlabel-content=all\n", "[general] label-content: “all”", "no such choice" },
  { "[general]\nhide-amounts=1\n", "[general] hide-amounts: “1”", "not a boolean" },
  { "[general]\naccounts=work\n", "[general] accounts: “work”", "an id that is no uuid" },
  { "[general]\nexchange-rates=CNY=1/7\n", "[general] exchange-rates: “1/7”", "no amount" },
  { "[general]\nexchange-rates=CNY\n", "[general] exchange-rates: “CNY”", "no pair" },
  { "[account " UUID_A "]\nlow=five\n", "[account " UUID_A "] low: “five”", "no amount" },
  { "[account " UUID_A "]\nname=a\\qb\n", "[account " UUID_A "] name: ", "a bad escape" },
};

static gboolean
set_interval (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  ct_settings_edit_set (edit, NULL, "interval-s", g_variant_new_uint32 (900));
  return TRUE;
}

static void
assert_refuses_to_write (Fixture *fixture, const char *text)
{
  GSettings *general = ct_settings_get_general (fixture->settings);
  g_autoptr (GError) error = NULL;

  g_assert_false (g_settings_is_writable (general, "interval-s"));
  g_assert_false (g_settings_set_uint (general, "interval-s", 900));
  fixture_sync (fixture);
  g_assert_false (ct_settings_edit (fixture->settings, set_interval, NULL, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  fixture_assert_file (fixture, text);
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      const GError *error;

      g_test_message ("%s", broken[i].reason);
      fixture_write (fixture, broken[i].text);
      fixture_open (fixture);
      error = ct_settings_get_error (fixture->settings);
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, broken[i].told));
      g_assert_cmpuint (
          g_settings_get_uint (ct_settings_get_general (fixture->settings), "interval-s"), ==, 300);
      assert_refuses_to_write (fixture, broken[i].text);
    }
}

static void
test_nul (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const char text[] = "[general]\ninterval-s=600\0\nhide-amounts=true\n";

  g_file_set_contents (fixture->path, text, sizeof text - 1, &error);
  g_assert_no_error (error);
  fixture_open (fixture);
  g_assert_nonnull (ct_settings_get_error (fixture->settings));
  g_assert_nonnull (strstr (ct_settings_get_error (fixture->settings)->message, "line 2:"));
}

/* Only what is wrong falls back to its default; what else the file says counts. */
static void
test_one_bad_value (Fixture *fixture, gconstpointer user_data)
{
  fixture_write (fixture, "[general]\ninterval-s=soon\nhide-amounts=true\n");
  fixture_open (fixture);
  g_assert_true (
      g_settings_get_boolean (ct_settings_get_general (fixture->settings), "hide-amounts"));
}

/* The file breaks between our reading and our writing: what was set waits for the repair. */
static void
test_breaks_before_write (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GSettings *general = ct_settings_get_general (fixture_open (fixture));
  guint n_errors = 0;

  g_signal_connect_swapped (fixture->settings, "error-changed", G_CALLBACK (count), &n_errors);
  fixture_write (fixture, "broken\n");
  g_assert_true (g_settings_set_uint (general, "interval-s", 600));
  g_assert_false (ct_settings_sync (fixture->settings, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_errors, >, 0);
  g_assert_nonnull (ct_settings_get_error (fixture->settings));
  g_assert_cmpuint (g_settings_get_uint (general, "interval-s"), ==, 600);
  fixture_assert_file (fixture, "broken\n");

  fixture_write (fixture, "[general]\nhide-amounts=true\n");
  fixture_sync (fixture);
  fixture_assert_file (fixture, "[general]\nhide-amounts=true\ninterval-s=600\n");
  g_assert_null (ct_settings_get_error (fixture->settings));
}

static void
test_two_writers (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSettings) other = NULL;
  guint n_changes = 0;

  fixture_open (fixture);
  other = ct_settings_new (fixture->path, fixture->schema_dir, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (ct_settings_get_general (other), "changed::interval-s",
                            G_CALLBACK (count), &n_changes);

  g_settings_set_uint (ct_settings_get_general (fixture->settings), "interval-s", 600);
  g_settings_set_boolean (ct_settings_get_general (other), "hide-amounts", TRUE);
  fixture_sync (fixture);
  g_assert_true (ct_settings_sync (other, &error));
  g_assert_no_error (error);

  fixture_assert_file (fixture, "[general]\ninterval-s=600\nhide-amounts=true\n");
  /* Who writes also sees what others wrote. */
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_settings_get_uint (ct_settings_get_general (other), "interval-s"), ==, 600);
}

static gboolean
edit_accounts (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  g_autoptr (GVariant) before = ct_settings_edit_get (edit, UUID_A, "name");
  g_autoptr (GVariant) after = NULL;
  g_autoptr (GVariant) changed = NULL;

  g_assert_cmpstr (g_variant_get_string (before, NULL), ==, "Work");
  ct_settings_edit_reset_account (edit, UUID_A);
  after = ct_settings_edit_get (edit, UUID_A, "name");
  g_assert_cmpstr (g_variant_get_string (after, NULL), ==, "");
  ct_settings_edit_set (edit, UUID_B, "name", g_variant_new_string ("Home"));
  ct_settings_edit_set (edit, UUID_A, "provider", g_variant_new_string ("new-api"));
  changed = ct_settings_edit_get (edit, UUID_A, "provider");
  g_assert_cmpstr (g_variant_get_string (changed, NULL), ==, "new-api");
  if (user_data == NULL)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, "no");
  return FALSE;
}

static void
test_edit (Fixture *fixture, gconstpointer user_data)
{
  const char *text = "[account " UUID_A "]\nname=Work\nprovider=laozhang\nlater=1\n";
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  fixture_write (fixture, text);
  fixture_open (fixture);
  g_signal_connect_swapped (fixture->settings, "accounts-changed", G_CALLBACK (count), &n_changes);

  g_assert_false (ct_settings_edit (fixture->settings, edit_accounts, fixture, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
  g_assert_cmpuint (n_changes, ==, 0);
  fixture_assert_file (fixture, text);
  g_clear_error (&error);

  g_assert_true (ct_settings_edit (fixture->settings, edit_accounts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_changes, ==, 1);
  fixture_assert_file (fixture, "[account " UUID_A "]\nprovider=new-api\n\n"
                                "[account " UUID_B "]\nname=Home\n");
}

/* What was set a moment before is there for an edit. */
static void
test_edit_after_set (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) account = ct_settings_get_account (fixture_open (fixture), UUID_A);

  g_settings_set_string (account, "name", "Work");
  g_assert_true (ct_settings_edit (fixture->settings, edit_accounts, NULL, &error));
  g_assert_no_error (error);
  assert_string (account, "name", "");
}

static void
test_memory (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSettings) settings = ct_settings_new (NULL, fixture->schema_dir, &error);
  g_autoptr (GSettings) account = NULL;
  guint n_changes = 0;

  g_assert_no_error (error);
  account = ct_settings_get_account (settings, UUID_A);
  g_signal_connect_swapped (settings, "accounts-changed", G_CALLBACK (count), &n_changes);
  g_settings_set_string (account, "name", "Work");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (ct_settings_edit (settings, edit_accounts, NULL, &error));
  g_assert_cmpuint (n_changes, ==, 2);
  assert_string (account, "provider", "new-api");
  ct_settings_watch (settings);
  g_assert_true (ct_settings_sync (settings, &error));
}

static void
test_no_schema (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_settings_new (NULL, fixture->folder, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
}

/* What is not on disk yet is written when the settings go. */
static void
test_written_at_the_end (Fixture *fixture, gconstpointer user_data)
{
  fixture_open (fixture);
  g_settings_set_uint (ct_settings_get_general (fixture->settings), "interval-s", 600);
  g_assert_finalize_object (g_steal_pointer (&fixture->settings));
  fixture_assert_file (fixture, "[general]\ninterval-s=600\n");
}

#define ADD(path, func) \
  g_test_add ("/settings/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("defaults", test_defaults);
  ADD ("first-write", test_first_write);
  ADD ("readable", test_readable);
  ADD ("keeps-what-is-not-ours", test_keeps_what_is_not_ours);
  ADD ("reset", test_reset);
  ADD ("broken", test_broken);
  ADD ("nul", test_nul);
  ADD ("one-bad-value", test_one_bad_value);
  ADD ("breaks-before-write", test_breaks_before_write);
  ADD ("two-writers", test_two_writers);
  ADD ("edit", test_edit);
  ADD ("edit-after-set", test_edit_after_set);
  ADD ("memory", test_memory);
  ADD ("no-schema", test_no_schema);
  ADD ("written-at-the-end", test_written_at_the_end);
  return g_test_run ();
}
