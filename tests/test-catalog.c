#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "catalog.h"
#include "error.h"
#include "loop.h"

/* A person's folder, really there. */
typedef struct
{
  char *dir;          /* (owned) */
  CtCatalog *catalog; /* (owned) */
} Folder;

static void
set_up (Folder *self, gconstpointer unused)
{
  self->dir = g_build_filename (g_get_user_config_dir (), "credit-tray", "providers", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->dir, 0700), ==, 0);
  self->catalog = ct_catalog_new (self->dir);
}

static void
tear_down (Folder *self, gconstpointer unused)
{
  g_assert_finalize_object (self->catalog);
  g_free (self->dir);
}

/* text may use ' for ". */
static void
write_file (Folder *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
}

static CtProvider *
look_up (Folder *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_catalog_lookup (self->catalog, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (provider->id, ==, id);
  return provider;
}

static void
assert_fails (Folder *self, const char *id, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_catalog_lookup (self->catalog, id, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_cmpstr (error->message, ==, message);
}

#define BODY                                                          \
  "'base_url':'https://mine.example','requests':{'a':{'path':'/a'}}," \
  "'balances':[{'currency':'USD','remaining':'a.left'}]"

/* --- Built in --- */

/* As many as there are files in the source. */
static guint
count_builtin (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "providers", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    n += g_str_has_suffix (name, ".json");
  return n;
}

static void
test_builtin (void)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  g_autoptr (GPtrArray) list = ct_catalog_list (catalog);
  g_autoptr (GPtrArray) errors = ct_catalog_get_errors (catalog);

  g_assert_cmpuint (list->len, ==, count_builtin ());
  g_assert_cmpuint (errors->len, ==, 0);
  for (guint i = 0; i < list->len; i++)
    {
      const CtProvider *provider = list->pdata[i], *before = i > 0 ? list->pdata[i - 1] : provider;

      g_assert_false (provider->custom);
      g_assert_cmpint (g_utf8_collate (before->name, provider->name), <=, 0);
      g_assert_true (ct_catalog_lookup (catalog, provider->id, NULL) == provider);
    }
}

static void
test_unknown (Folder *self, gconstpointer unused)
{
  assert_fails (self, "laozang", "There is no gateway “laozang”; did you mean “laozhang”?");
  assert_fails (self, "frobnicate", "There is no gateway “frobnicate”");
  assert_fails (self, "", "There is no gateway “”");
  assert_fails (self, "../providers/laozhang", "There is no gateway “../providers/laozhang”");
  write_file (self, "frobnicator.json", "{'id':'frobnicator','name':'F'," BODY "}");
  assert_fails (self, "frobnicate",
                "There is no gateway “frobnicate”; did you mean “frobnicator”?");
}

/* --- The person's own --- */

static void
test_own (Folder *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;

  write_file (self, "mine.json", "{'id':'mine','name':'Mine'," BODY "}");
  write_file (self, "notes.txt", "not a definition");
  write_file (self, ".mine.json", "an editor's");
  g_assert_true (look_up (self, "mine")->custom);
  g_assert_false (look_up (self, "laozhang")->custom);
  list = ct_catalog_list (self->catalog);
  g_assert_cmpuint (list->len, ==, count_builtin () + 1);
}

static void
test_name (Folder *self, gconstpointer unused)
{
  write_file (self, "mine.json", "{'id':'other','name':'Mine'," BODY "}");
  assert_fails (self, "mine", "mine.json: id: the file of “other” must be called other.json");
  write_file (self, "laozhang.json", "{'id':'mine','extends':'gccai'}");
  assert_fails (self, "laozhang", "laozhang.json: id: the file of “mine” must be called mine.json");
}

/* Each is named; none hides another. */
static void
test_broken (Folder *self, gconstpointer unused)
{
  static const char *const messages[] = {
    "cut.json: it cannot be read as JSON: a comma or an end is missing in line 1, column 12",
    "empty.json: it cannot be read as JSON: a value is missing in line 1, column 1",
    "folder.json: ",
    "twice.json: requests.a.headers: there are two of “X” (line 1, column 55)",
    "wrong.json: the key “name” is missing (line 1, column 1)",
  };
  g_autofree char *folder = g_build_filename (self->dir, "folder.json", NULL);
  g_autoptr (GPtrArray) list = NULL, errors = NULL;

  write_file (self, "cut.json", "{'id':'cut'");
  write_file (self, "empty.json", "");
  write_file (self, "wrong.json", "{'id':'wrong'}");
  write_file (self, "twice.json", "{'id':'twice','requests':{'a':{'headers':{'X':'1','X':'2'}}}}");
  write_file (self, "good.json", "{'id':'good','name':'Good'," BODY "}");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  list = ct_catalog_list (self->catalog);
  errors = ct_catalog_get_errors (self->catalog);
  g_assert_cmpuint (list->len, ==, count_builtin () + 1);
  g_assert_cmpuint (errors->len, ==, G_N_ELEMENTS (messages));
  for (guint i = 0; i < errors->len; i++)
    {
      const GError *error = errors->pdata[i];

      g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      if (!g_str_has_prefix (error->message, messages[i]))
        g_error ("%s", error->message);
      g_assert_cmpuint (strlen (error->message), >, strlen ("folder.json: "));
    }
}

/* --- Inheritance --- */

static void
test_extends (Folder *self, gconstpointer unused)
{
  CtProvider *provider;

  write_file (self, "mine.json",
              "{'id':'mine','extends':'laozhang','name':'Mine','base_url':'https://mine.example'}");
  write_file (self, "ours.json", "{'id':'ours','extends':'mine','name':'Ours'}");
  provider = look_up (self, "ours");
  g_assert_cmpstr (provider->name, ==, "Ours");
  g_assert_cmpstr (provider->base_url, ==, "https://mine.example");
  g_assert_cmpstr (((CtRequestDefinition *) provider->requests->pdata[0])->auth.prefix, ==, "");
}

static void
test_extends_wrongly (Folder *self, gconstpointer unused)
{
  write_file (self, "a.json", "{'id':'a','extends':'b'}");
  write_file (self, "b.json", "{'id':'b','extends':'a'}");
  write_file (self, "c.json", "{'id':'c','extends':'c'}");
  write_file (self, "d.json", "{'id':'d','extends':'new-app'}");
  write_file (self, "e.json", "{'id':'e','extends':'d'}");
  write_file (self, "f.json", "{'id':'f','extends':['a']}");
  assert_fails (self, "a", "a.json: extends: b.json: extends: the definitions inherit in a circle");
  assert_fails (self, "c", "c.json: extends: There is no built-in gateway “c”");
  assert_fails (self, "d",
                "d.json: extends: There is no gateway “new-app”; did you mean “new-api”?");
  assert_fails (self, "e",
                "e.json: extends: d.json: extends: There is no gateway “new-app”; did you mean "
                "“new-api”?");
  assert_fails (self, "f",
                "f.json: extends: a text is wanted here, not a list (line 1, column 21)");
}

/* However long, it is no circle. */
static void
test_extends_far (Folder *self, gconstpointer unused)
{
  for (guint i = 1; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u.json", i);
      g_autofree char *text = g_strdup_printf ("{'id':'m%u','extends':'m%u'}", i, i - 1);

      write_file (self, name, text);
    }
  write_file (self, "m0.json", "{'id':'m0','name':'Mine'," BODY "}");
  g_assert_cmpstr (look_up (self, "m19")->name, ==, "Mine");
}

/* No file of the person's changes what a built-in definition of another id does. */
static void
test_builtin_base (Folder *self, gconstpointer unused)
{
  write_file (self, "new-api.json",
              "{'id':'new-api','extends':'new-api','requests':{'account':{'path':'/evil'}}}");
  g_assert_cmpstr (
      ct_template_get_constant (
          ((CtRequestDefinition *) look_up (self, "new-api")->requests->pdata[1])->path),
      ==, "/evil");
  g_assert_cmpstr (
      ct_template_get_constant (
          ((CtRequestDefinition *) look_up (self, "laozhang")->requests->pdata[0])->path),
      ==, "/api/user/self");
  write_file (self, "laozhang.json", "{'id':'laozhang','extends':'laozhang','name':'Mine'}");
  g_assert_cmpstr (
      ct_template_get_constant (
          ((CtRequestDefinition *) look_up (self, "yelinai")->requests->pdata[0])->path),
      ==, "/api/user/self");
}

/* --- A file for a built-in id --- */

static void
test_override (Folder *self, gconstpointer unused)
{
  static const struct
  {
    const char *members;
    const char *field; /* NULL: it may be changed */
  } rows[] = {
    { "'name':'Work'", NULL },
    { "'requests':{'account':{'path':'/api/user/me'}}", NULL },
    { "'requests':{'more':{'path':'/more'}}", NULL },
    { "'requests':{'more':{'path':'/more','auth':false}}", NULL },
    { "'requests':{'account':{'auth':{'prefix':''}}}", NULL }, /* what it is anyway */
    { "'min_interval_s':600", NULL },
    { "'base_url':'https://evil.example'", "base_url" },
    { "'base_url':null", "base_url" },
    { "'base_url':null,'regions':[{'id':'x','name':'X','base_url':'https://evil.example'}]",
      "base_url" },
    { "'auth':{'query':'key','header':null,'prefix':null}", "auth" },
    { "'auth':{'prefix':'Bearer '}", "auth" },
    { "'auth':null", "auth" },
    { "'links':{'top_up':'https://evil.example'}", "links" },
    { "'links':{'console':'https://evil.example'}", "links" },
    { "'requests':{'account':{'auth':{'query':'key'}}}", "requests.account.auth" },
    { "'requests':{'account':{'auth':{'header':'X-Debug'}}}", "requests.account.auth" },
    { "'requests':{'more':{'path':'/more','auth':{'query':'key'}}}", "requests.more.auth" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id':'laozhang','extends':'laozhang',%s}",
                                               rows[i].members);
      g_autofree char *message = g_strdup_printf (
          "laozhang.json: %s: a file of your own cannot change this of a built-in gateway; give it "
          "another id",
          rows[i].field);
      g_autoptr (CtCatalog) catalog = ct_catalog_new (self->dir);
      g_autoptr (GError) error = NULL;

      write_file (self, "laozhang.json", text);
      ct_catalog_lookup (catalog, "laozhang", &error);
      if (g_strcmp0 (error != NULL ? error->message : NULL, rows[i].field != NULL ? message : NULL)
          == 0)
        continue;
      g_test_message ("%s: %s", rows[i].members, error != NULL ? error->message : "accepted");
      g_test_fail ();
    }
}

/* One that does not extend it says the same, or is refused. */
static void
test_replacement (Folder *self, gconstpointer unused)
{
  write_file (self, "laozhang.json", "{'id':'laozhang','name':'Mine'," BODY "}");
  assert_fails (self, "laozhang",
                "laozhang.json: base_url: a file of your own cannot change this of a built-in "
                "gateway; give it another id");
}

/* --- A file from anywhere --- */

static void
test_load_file (Folder *self, gconstpointer unused)
{
  g_autofree char *dir = g_path_get_dirname (self->dir);
  g_autofree char *path = g_build_filename (dir, "draft", NULL);
  g_autoptr (CtProvider) provider = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  write_file (self, "mine.json", "{'id':'mine','name':'Mine'," BODY "}");
  write_file (self, "../draft", "{'id':'draft','extends':'mine'}");
  provider = ct_catalog_load_file (self->catalog, path, &error);
  g_assert_no_error (error);
  g_assert_true (provider->custom);
  g_assert_cmpstr (provider->name, ==, "Mine");

  write_file (self, "../draft", "{'extends':'mine','id':null}");
  none = ct_catalog_load_file (self->catalog, path, &error);
  g_assert_null (none);
  g_assert_cmpstr (error->message, ==, "draft: the key “id” is missing (line 1, column 1)");
  g_clear_error (&error);

  g_remove (path);
  none = ct_catalog_load_file (self->catalog, path, &error);
  g_assert_null (none);
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_true (g_str_has_prefix (error->message, "draft: "));
}

/* --- Watching --- */

static void
on_changed (CtCatalog *catalog, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for_change (Folder *self, gboolean *changed)
{
  test_loop_until (changed);
  *changed = FALSE;
}

/* Written, written again, taken away. What was given out stays valid for who holds it. */
static void
test_watch (Folder *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->dir, "mine.json", NULL);
  g_autoptr (CtProvider) held = NULL;
  gboolean changed = FALSE;

  g_signal_connect (self->catalog, "changed", G_CALLBACK (on_changed), &changed);
  ct_catalog_watch (self->catalog);
  ct_catalog_watch (self->catalog);
  assert_fails (self, "mine", "There is no gateway “mine”");
  write_file (self, "mine.json", "{'id':'mine','name':'First'," BODY "}");
  wait_for_change (self, &changed);
  held = ct_provider_ref (look_up (self, "mine"));

  write_file (self, "mine.json", "{'id':'mine','name':'Second'," BODY "}");
  while (strcmp (look_up (self, "mine")->name, "Second") != 0)
    wait_for_change (self, &changed);
  g_assert_cmpstr (held->name, ==, "First");

  g_assert_cmpint (g_remove (path), ==, 0);
  while (ct_catalog_lookup (self->catalog, "mine", NULL) != NULL)
    wait_for_change (self, &changed);
}

/* Most people have no such folder, until they have one. */
static void
test_watch_no_folder (Folder *self, gconstpointer unused)
{
  gboolean changed = FALSE;

  g_assert_cmpint (g_rmdir (self->dir), ==, 0);
  g_signal_connect (self->catalog, "changed", G_CALLBACK (on_changed), &changed);
  ct_catalog_watch (self->catalog);
  g_assert_cmpint (g_mkdir (self->dir, 0700), ==, 0);
  write_file (self, "mine.json", "{'id':'mine','name':'Mine'," BODY "}");
  wait_for_change (self, &changed);
  g_assert_cmpstr (look_up (self, "mine")->name, ==, "Mine");
}

/* A change that is still settling is forgotten with the catalog. */
static void
test_watch_freed (Folder *self, gconstpointer unused)
{
  CtCatalog *catalog = ct_catalog_new (self->dir);
  gboolean changed = FALSE;

  g_signal_connect (catalog, "changed", G_CALLBACK (on_changed), &changed);
  ct_catalog_watch (catalog);
  ct_catalog_watch (self->catalog);
  g_signal_connect (self->catalog, "changed", G_CALLBACK (on_changed), &changed);
  write_file (self, "mine.json", "{'id':'mine','name':'Mine'," BODY "}");
  g_assert_finalize_object (catalog);
  wait_for_change (self, &changed);
}

#define ADD(path, func) g_test_add (path, Folder, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/catalog/builtin", test_builtin);
  ADD ("/catalog/unknown", test_unknown);
  ADD ("/catalog/own", test_own);
  ADD ("/catalog/name", test_name);
  ADD ("/catalog/broken", test_broken);
  ADD ("/catalog/extends", test_extends);
  ADD ("/catalog/extends-wrongly", test_extends_wrongly);
  ADD ("/catalog/extends-far", test_extends_far);
  ADD ("/catalog/builtin-base", test_builtin_base);
  ADD ("/catalog/override", test_override);
  ADD ("/catalog/replacement", test_replacement);
  ADD ("/catalog/load-file", test_load_file);
  ADD ("/catalog/watch", test_watch);
  ADD ("/catalog/watch-no-folder", test_watch_no_folder);
  ADD ("/catalog/watch-freed", test_watch_freed);
  return g_test_run ();
}
