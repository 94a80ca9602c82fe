#include "config.h"

#include "catalog.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "definition-reader.h"
#include "error.h"
#include "nearest.h"
#include "providers-resources.h"

#define RESOURCE_FOLDER "/io/github/credittray/CreditTray/providers/"
#define MAX_EXTENDS 8
#define SETTLE_MS 100 /* an editor writes a file in several steps */

struct _CtCatalog
{
  GObject parent_instance;

  char *user_dir;        /* (nullable) (owned) */
  GHashTable *providers; /* (owned) id -> CtProvider (owned): those that were asked for */
  GFileMonitor *monitor; /* (nullable) (owned) */
  guint settle_id;
};

G_DEFINE_FINAL_TYPE (CtCatalog, ct_catalog, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
ct_catalog_finalize (GObject *object)
{
  CtCatalog *self = CT_CATALOG (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->monitor);
  g_free (self->user_dir);
  g_hash_table_unref (self->providers);
  G_OBJECT_CLASS (ct_catalog_parent_class)->finalize (object);
}

static void
ct_catalog_class_init (CtCatalogClass *klass)
{
  /* By hand: a constructor in a static library is dropped by the linker. */
  ct_providers_register_resource ();
  G_OBJECT_CLASS (klass)->finalize = ct_catalog_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_CATALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_catalog_init (CtCatalog *self)
{
  self->providers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify)ct_provider_unref);
}

CtCatalog *
ct_catalog_new (const char *user_dir)
{
  CtCatalog *self = g_object_new (CT_TYPE_CATALOG, NULL);

  self->user_dir = g_strdup (user_dir);
  return self;
}

/* --- Texts --- */

static CtJson *
parse (const char *text, gsize length, const char *file, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, length, &local_error);
  CtDefinitionReader reader = { json, file, NULL };

  if (json == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s", file, local_error->message);
      return NULL;
    }
  ct_definition_check_unique (&reader, ct_json_get_root (json), "");
  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return NULL;
    }
  return g_steal_pointer (&json);
}

static CtJson *
read_builtin (const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, id, ".json", NULL);
  g_autofree char *file = g_strconcat (id, ".json", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ct_providers_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("There is no gateway “%s”"), id);
      return NULL;
    }
  return parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), file, error);
}

static CtJson *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL, *file = g_path_get_basename (path);
  gsize length;

  if (g_file_get_contents (path, &text, &length, &local_error))
    return parse (text, length, file, error);
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s", file, local_error->message);
  return NULL;
}

/* (nullable): there is no such file of the person's. */
static char *
user_file (CtCatalog *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL), *path = NULL;

  if (self->user_dir == NULL || strchr (id, '/') != NULL)
    return NULL;
  path = g_build_filename (self->user_dir, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

static const char *
member_text (const CtJson *json, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (ct_json_get_root (json), name);

  return node != NULL && ct_json_node_get_type (node) == CT_JSON_STRING
             ? ct_json_node_get_string (node)
             : NULL;
}

/* --- Inheritance --- */

static CtJson *resolve (CtCatalog *self, CtJson *json, const char *id, gboolean builtin_only,
                        guint depth, GError **error);

/* A built-in definition inherits from built-in ones alone: no file of the person's changes what it
 * does. */
static CtJson *
read_base (CtCatalog *self, const char *base, gboolean builtin_only, guint depth, GError **error)
{
  g_autofree char *path = builtin_only ? NULL : user_file (self, base);
  g_autoptr (CtJson) json = path != NULL ? read_file (path, error) : read_builtin (base, error);

  if (json == NULL)
    return NULL;
  return resolve (self, json, base, path == NULL, depth, error);
}

static CtJson *
resolve (CtCatalog *self, CtJson *json, const char *id, gboolean builtin_only, guint depth,
         GError **error)
{
  const char *extends = member_text (json, "extends");
  g_autoptr (CtJson) base = NULL;

  if (extends == NULL)
    return ct_json_ref (json);
  if (depth == MAX_EXTENDS)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                   _ ("%s.json: extends: the definitions inherit in a circle"), id);
      return NULL;
    }
  /* A file that extends its own id extends the built-in one. */
  base = read_base (self, extends, builtin_only || strcmp (extends, id) == 0, depth + 1, error);
  if (base == NULL)
    {
      g_prefix_error (error, "%s.json: extends: ", id);
      return NULL;
    }
  return ct_json_merge (base, json);
}

/* --- Loading --- */

static char *
member_as_text (const CtProvider *provider, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (ct_json_get_root (provider->source), name);
  GString *out = g_string_new (NULL);

  if (node != NULL)
    ct_json_node_append (node, NULL, out);
  return g_string_free (out, FALSE);
}

/* A file of the person's for a built-in id may not redirect it: the token of that gateway goes
 * where it always went. */
static gboolean
check_override (CtCatalog *self, const CtProvider *custom, GError **error)
{
  static const char *const fixed[] = { "base_url", "regions", "auth", "links" };
  g_autoptr (CtJson) json = read_builtin (custom->id, NULL), whole = NULL;
  g_autoptr (CtProvider) builtin = NULL;

  if (json == NULL)
    return TRUE;
  whole = resolve (self, json, custom->id, TRUE, 0, error);
  builtin = whole != NULL ? ct_provider_new (whole, custom->id, FALSE, error) : NULL;
  if (builtin == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      g_autofree char *ours = member_as_text (builtin, fixed[i]),
                      *theirs = member_as_text (custom, fixed[i]);

      if (strcmp (ours, theirs) == 0)
        continue;
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                   _ ("%s.json: %s: a file of your own cannot change this of a built-in gateway; "
                      "give it another id"),
                   custom->id, fixed[i]);
      return FALSE;
    }
  return TRUE;
}

static CtProvider *
load (CtCatalog *self, CtJson *json, const char *file, gboolean custom, GError **error)
{
  const char *id = member_text (json, "id");
  g_autoptr (CtJson) whole = resolve (self, json, id != NULL ? id : file, !custom, 0, error);
  g_autoptr (CtProvider) provider = whole != NULL ? ct_provider_new (whole, file, custom, error)
                                                  : NULL;

  if (provider == NULL || (custom && !check_override (self, provider, error)))
    return NULL;
  return g_steal_pointer (&provider);
}

CtProvider *
ct_catalog_load_file (CtCatalog *self, const char *path, GError **error)
{
  g_autoptr (CtJson) json = read_file (path, error);
  g_autofree char *file = g_path_get_basename (path);

  return json != NULL ? load (self, json, file, TRUE, error) : NULL;
}

static void
add_ids_of_folder (const char *folder, GHashTable *ids)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir))
    if (g_str_has_suffix (name, ".json") && name[0] != '.')
      g_hash_table_add (ids, g_strndup (name, strlen (name) - strlen (".json")));
}

/* Every id there is a file for, sorted. (transfer full) */
static char **
list_ids (CtCatalog *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) names = g_resource_enumerate_children (
      ct_providers_get_resource (), RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GList) keys = NULL;
  g_autoptr (GStrvBuilder) sorted = g_strv_builder_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_add (ids, g_strndup (names[i], strlen (names[i]) - strlen (".json")));
  add_ids_of_folder (self->user_dir, ids);
  keys = g_list_sort (g_hash_table_get_keys (ids), (GCompareFunc)strcmp);
  for (GList *key = keys; key != NULL; key = key->next)
    g_strv_builder_add (sorted, key->data);
  return g_strv_builder_end (sorted);
}

static void
fail_unknown (CtCatalog *self, const char *id, GError **error)
{
  g_auto (GStrv) ids = list_ids (self);
  const char *nearest = ct_nearest (id, (const char *const *)ids);

  if (nearest != NULL)
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                 _ ("There is no gateway “%s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("There is no gateway “%s”"), id);
}

static CtProvider *
load_id (CtCatalog *self, const char *id, GError **error)
{
  g_autofree char *path = user_file (self, id), *file = NULL;
  g_autoptr (CtJson) json = path != NULL ? read_file (path, error) : read_builtin (id, NULL);
  g_autoptr (CtProvider) provider = NULL;

  if (json == NULL)
    {
      if (path == NULL)
        fail_unknown (self, id, error);
      return NULL;
    }
  file = g_strconcat (id, ".json", NULL);
  provider = load (self, json, file, path != NULL, error);
  if (provider == NULL || strcmp (provider->id, id) == 0)
    return g_steal_pointer (&provider);
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("%s: id: the file of “%s” must be called %s.json"), file, provider->id,
               provider->id);
  return NULL;
}

CtProvider *
ct_catalog_lookup (CtCatalog *self, const char *id, GError **error)
{
  CtProvider *provider = g_hash_table_lookup (self->providers, id);

  if (provider != NULL)
    return provider;
  provider = load_id (self, id, error);
  if (provider != NULL)
    g_hash_table_insert (self->providers, g_strdup (id), provider);
  return provider;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const CtProvider *const *first = a, *const *second = b;

  return g_utf8_collate ((*first)->name, (*second)->name);
}

/* Every definition goes to providers, every error to errors (nullable each). */
static void
visit_all (CtCatalog *self, GPtrArray *providers, GPtrArray *errors)
{
  g_auto (GStrv) ids = list_ids (self);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      CtProvider *provider = ct_catalog_lookup (self, ids[i], &error);

      if (provider != NULL && providers != NULL)
        g_ptr_array_add (providers, ct_provider_ref (provider));
      if (error != NULL && errors != NULL)
        g_ptr_array_add (errors, g_steal_pointer (&error));
    }
}

GPtrArray *
ct_catalog_list (CtCatalog *self)
{
  GPtrArray *providers = g_ptr_array_new_with_free_func ((GDestroyNotify)ct_provider_unref);

  visit_all (self, providers, NULL);
  g_ptr_array_sort (providers, compare_names);
  return providers;
}

GPtrArray *
ct_catalog_get_errors (CtCatalog *self)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);

  visit_all (self, NULL, errors);
  return errors;
}

/* --- Watching --- */

static gboolean
on_settled (gpointer user_data)
{
  CtCatalog *self = user_data;

  self->settle_id = 0;
  g_hash_table_remove_all (self->providers);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
on_folder_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                   gpointer user_data)
{
  CtCatalog *self = user_data;

  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, on_settled, self);
}

void
ct_catalog_watch (CtCatalog *self)
{
  g_autoptr (GFile) folder = NULL;

  if (self->user_dir == NULL || self->monitor != NULL)
    return;
  folder = g_file_new_for_path (self->user_dir);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_folder_changed), self, 0);
}
