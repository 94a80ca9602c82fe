#include "config.h"

#include <string.h>

#include "catalog.h"
#include "support/fixture.h"

/* Every definition that is built in reads what its gateway answers: fixtures/<id>/<case>.json. */

/* What no definition is without: "unlimited" only where it knows the word, "negative" only where
 * something is left. */
static const char *const minimum[] = { "success", "zero", "negative", "unlimited" };
/* Nor one that asks anybody. */
static const char *const refused[] = { "unauthorized", "empty-429", "html-200",
                                       "not-found",    "bad-json",  "blocked" };

typedef struct
{
  CtProvider *provider; /* (owned) */
  char *path;           /* (owned) the file, or the folder */
} Case;

static Case *
case_new (CtProvider *provider, const char *path)
{
  Case *self = g_new (Case, 1);

  self->provider = ct_provider_ref (provider);
  self->path = g_strdup (path);
  return self;
}

static void
case_free (Case *self)
{
  ct_provider_unref (self->provider);
  g_free (self->path);
  g_free (self);
}

static void
test_fixture (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (Fixture) fixture = fixture_new (self->path);

  fixture_check (fixture, self->provider);
}

static gboolean
can_be (const CtProvider *provider, const char *id)
{
  gboolean unlimited = FALSE, remaining = FALSE;

  for (guint i = 0; i < provider->balances->len; i++)
    {
      const CtBalanceDefinition *balance = provider->balances->pdata[i];

      unlimited |= balance->unlimited != NULL;
      remaining |= balance->remaining != NULL;
    }
  return (unlimited || strcmp (id, "unlimited") != 0)
         && (remaining || strcmp (id, "negative") != 0);
}

/* How often a vendor lets itself be asked, where that is less often than everybody else. */
static void
test_intervals (gconstpointer data)
{
  static const struct
  {
    const char *reason, *id;
    guint interval_s;
    gboolean per_origin;
  } rows[] = {
    { "20 in 20 minutes a site, its log-ins among them", "new-api-key", 300, TRUE },
    { "costs are known five minutes late", "anthropic", 300, FALSE },
    { "kept for five to ten minutes", "tavily", 300, FALSE },
    { "nothing is known", "openrouter", 0, FALSE },
  };
  CtCatalog *catalog = (CtCatalog *) data;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CtProvider *provider = ct_catalog_lookup (catalog, rows[i].id, NULL);

      g_test_message ("%s: %s", rows[i].id, rows[i].reason);
      g_assert_nonnull (provider);
      g_assert_cmpuint (provider->min_interval_s, ==, rows[i].interval_s);
      g_assert_true (provider->min_interval_per_origin == rows[i].per_origin);
    }
}

/* What the picker says of it: how sure it is that the answer is read rightly; or why there is none,
 * and the page that tells. */
static void
test_described (gconstpointer data)
{
  const CtProvider *provider = data;
  g_autofree char *page = ct_provider_get_top_up_link (provider, NULL, NULL);

  if (provider->requests->len > 0)
    {
      g_assert_nonnull (provider->confidence);
      return;
    }
  if (strcmp (provider->id, "by-hand") == 0)
    return; /* any service */
  g_assert_nonnull (provider->note);
  g_assert_nonnull (page);
}

static void
check_exists (const Case *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  g_test_message ("%s has no fixture %s", self->provider->id, name);
  g_test_fail ();
}

static void
test_complete (gconstpointer data)
{
  const Case *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (minimum); i++)
    if (can_be (self->provider, minimum[i]))
      check_exists (self, minimum[i]);
  for (guint i = 0; i < G_N_ELEMENTS (refused) && self->provider->requests->len > 0; i++)
    check_exists (self, refused[i]);
}

/* Nobody answers for those that are kept by hand: all of them read what the person typed. */
static char *
folder_of (const CtProvider *provider)
{
  const char *id = provider->requests->len > 0 ? provider->id : "by-hand";

  return g_test_build_filename (G_TEST_DIST, "fixtures", id, NULL);
}

static void
add_fixtures (CtProvider *provider, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *title = g_strdup_printf ("/definitions/%s/%.*s", provider->id,
                                                (int) strcspn (name, "."), name);

      if (g_str_has_suffix (name, ".json"))
        g_test_add_data_func_full (title, case_new (provider, path), test_fixture,
                                   (GDestroyNotify) case_free);
    }
}

static gboolean
has_json (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir))
    if (g_str_has_suffix (name, ".json"))
      return TRUE;
  return FALSE;
}

/* A definition that is renamed takes its fixtures along. */
static void
test_folders (void)
{
  g_autofree char *root = g_test_build_filename (G_TEST_DIST, "fixtures", NULL);
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *id;

  g_assert_nonnull (dir);
  while ((id = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (root, id, NULL);
      g_autoptr (GError) error = NULL;

      if (has_json (folder))
        ct_catalog_lookup (catalog, id, &error);
      g_assert_no_error (error);
    }
}

static void
test_load (void)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  g_autoptr (GPtrArray) errors = ct_catalog_get_errors (catalog);

  for (guint i = 0; i < errors->len; i++)
    g_assert_no_error ((GError *) errors->pdata[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  g_autoptr (GPtrArray) providers = ct_catalog_list (catalog);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/definitions/load", test_load);
  g_test_add_func ("/definitions/folders", test_folders);
  g_test_add_data_func ("/definitions/intervals", catalog, test_intervals);
  for (guint i = 0; i < providers->len; i++)
    {
      CtProvider *provider = providers->pdata[i];
      g_autofree char *folder = folder_of (provider);
      g_autofree char *title = g_strdup_printf ("/definitions/%s/has-them-all", provider->id);
      g_autofree char *described = g_strdup_printf ("/definitions/%s/described", provider->id);

      g_test_add_data_func (described, provider, test_described);
      g_test_add_data_func_full (title, case_new (provider, folder), test_complete,
                                 (GDestroyNotify) case_free);
      add_fixtures (provider, folder);
    }
  return g_test_run ();
}
