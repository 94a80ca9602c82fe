#include "config.h"

#include "definition-store.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "catalog.h"

#define MINE                                           \
  "{\n  \"id\": \"mine\", \"name\": \"Mine\",\n"       \
  "  \"base_url\": \"https://a.com\",\n"               \
  "  \"requests\": { \"r\": { \"path\": \"/r\" } },\n" \
  "  \"balances\": [ { \"currency\": \"USD\", \"remaining\": \"r.x\" } ]\n}\n"

static char *
folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "credit-tray", "providers", NULL);
}

static void
test_save_and_export (void)
{
  g_autofree char *dir = folder (), *path = g_build_filename (dir, "mine.json", NULL),
                  *out = g_build_filename (g_get_user_config_dir (), "out.json", NULL),
                  *text = NULL;
  g_autoptr (CtCatalog) catalog = ct_catalog_new (dir);
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_false (ct_definition_store_has (dir, "mine"));
  g_assert_true (ct_definition_store_save (dir, "mine", MINE, &error));
  g_assert_no_error (error);
  g_assert_true (ct_definition_store_has (dir, "mine"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpstr (ct_catalog_lookup (catalog, "mine", &error)->name, ==, "Mine");

  g_assert_true (ct_definition_store_export (dir, "mine", out, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, MINE);
}

static void
test_remove (void)
{
  g_autofree char *dir = folder ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ct_definition_store_save (dir, "mine", MINE, NULL));
  g_assert_true (ct_definition_store_remove (dir, "mine", &error));
  g_assert_no_error (error);
  g_assert_false (ct_definition_store_has (dir, "mine"));
  g_assert_false (ct_definition_store_remove (dir, "mine", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_nonnull (strstr (error->message, "mine.json"));
}

/* The lock and what is half written are no definitions. */
static void
test_nothing_else_is_listed (void)
{
  g_autofree char *dir = folder ();
  g_autoptr (CtCatalog) catalog = ct_catalog_new (dir);
  g_autoptr (GPtrArray) errors = NULL;

  g_assert_true (ct_definition_store_save (dir, "mine", MINE, NULL));
  errors = ct_catalog_get_errors (catalog);
  g_assert_cmpuint (errors->len, ==, 0);
}

static void
on_changed (CtCatalog *catalog, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_reload (void)
{
  g_autofree char *dir = folder (), *other = NULL;
  g_autoptr (CtCatalog) catalog = ct_catalog_new (dir);
  g_auto (GStrv) parts = g_strsplit (MINE, "\"Mine\"", 2);
  guint n_changed = 0;

  g_signal_connect (catalog, "changed", G_CALLBACK (on_changed), &n_changed);
  g_assert_true (ct_definition_store_save (dir, "mine", MINE, NULL));
  g_assert_cmpstr (ct_catalog_lookup (catalog, "mine", NULL)->name, ==, "Mine");
  other = g_strjoinv ("\"Other\"", parts);
  g_assert_true (ct_definition_store_save (dir, "mine", other, NULL));
  ct_catalog_reload (catalog);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (ct_catalog_lookup (catalog, "mine", NULL)->name, ==, "Other");
}

/* The text that a person has read is what is used, whatever the file is by then. */
static void
test_text (void)
{
  g_autofree char *dir = folder ();
  g_autoptr (CtCatalog) catalog = ct_catalog_new (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = ct_catalog_load_text (catalog, MINE, "mine.json", &error);
  g_autoptr (CtProvider) heir = NULL;

  g_assert_no_error (error);
  g_assert_true (provider->custom);
  heir = ct_catalog_load_text (
      catalog, "{\"id\":\"heir\",\"extends\":\"new-api\",\"name\":\"Heir\"}", "heir.json", &error);
  g_assert_no_error (error);
  g_assert_nonnull (ct_provider_get_request (heir, "account"));
  g_assert_null (ct_catalog_load_text (
      catalog, "{\"id\":\"laozhang\",\"extends\":\"laozhang\",\"base_url\":\"https://evil.com\"}",
      "laozhang.json", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_nonnull (strstr (error->message, "base_url"));
}

static void
test_read (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "large", NULL),
                  *text = g_strnfill (CT_JSON_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_definition_store_read ("/nonexistent/x.json", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (ct_definition_store_read (path, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  g_assert_null (ct_definition_store_read (path, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/definition-store/save-and-export", test_save_and_export);
  g_test_add_func ("/definition-store/remove", test_remove);
  g_test_add_func ("/definition-store/nothing-else-is-listed", test_nothing_else_is_listed);
  g_test_add_func ("/definition-store/reload", test_reload);
  g_test_add_func ("/definition-store/text", test_text);
  g_test_add_func ("/definition-store/read", test_read);
  return g_test_run ();
}
