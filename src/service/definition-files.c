#include "config.h"

#include "definition-files.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "definition-reader.h"
#include "error.h"
#include "nearest.h"
#include "providers-resources.h"
#include "regular-file.h"

#define RESOURCE_FOLDER "/io/github/credittray/CreditTray/providers/"

/* --- Texts --- */

static CtJson *
parse (const char *text, gsize length, const char *file, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, length, &local_error);
  CtDefinitionReader reader = { json, file, NULL };

  if (json == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("%s: it cannot be read as JSON: %s"),
                   file, local_error->message);
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

/* (nullable): there is none. */
static CtJson *
read_builtin (const char *id)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, id, ".json", NULL);
  g_autofree char *file = g_strconcat (id, ".json", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ct_providers_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* The built-in ones can be read: the tests read each. */
  return bytes != NULL
             ? parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), file, NULL)
             : NULL;
}

static CtJson *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize length;
  g_autofree char *text = ct_regular_file_load (path, CT_JSON_MAX_BYTES, &length, &local_error);
  g_autofree char *file = g_path_get_basename (path);

  if (text != NULL)
    return parse (text, length, file, error);
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s", file, local_error->message);
  return NULL;
}

/* (nullable): there is no such file of the person's. */
static char *
user_file (const char *user_dir, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL), *path = NULL;

  if (user_dir == NULL || strchr (id, '/') != NULL)
    return NULL;
  path = g_build_filename (user_dir, name, NULL);
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

/* --- Ids --- */

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
char **
ct_definition_files_list (const char *user_dir)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) names = g_resource_enumerate_children (
      ct_providers_get_resource (), RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GList) keys = NULL;
  g_autoptr (GStrvBuilder) sorted = g_strv_builder_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_add (ids, g_strndup (names[i], strlen (names[i]) - strlen (".json")));
  add_ids_of_folder (user_dir, ids);
  keys = g_list_sort (g_hash_table_get_keys (ids), (GCompareFunc) strcmp);
  for (GList *key = keys; key != NULL; key = key->next)
    g_strv_builder_add (sorted, key->data);
  return g_strv_builder_end (sorted);
}

static void
fail_unknown (const char *user_dir, const char *id, GError **error)
{
  g_auto (GStrv) ids = ct_definition_files_list (user_dir);
  const char *nearest = ct_nearest (id, (const char *const *) ids);

  if (nearest != NULL)
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                 _ ("There is no gateway “%s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("There is no gateway “%s”"), id);
}

/* --- Inheritance --- */

static CtJson *resolve (const char *user_dir, CtJson *json, const char *id, gboolean builtin_only,
                        GPtrArray *chain, GError **error);

/* A built-in definition inherits from built-in ones alone: no file of the person's changes what it
 * does. chain: the person's files on the way here, of char*. */
static CtJson *
read_base (const char *user_dir, const char *base, gboolean builtin_only, GPtrArray *chain,
           GError **error)
{
  char *path = builtin_only ? NULL : user_file (user_dir, base);
  g_autoptr (CtJson) json = path != NULL ? read_file (path, error) : read_builtin (base);
  gboolean circle = path != NULL
                    && g_ptr_array_find_with_equal_func (chain, path, g_str_equal, NULL);

  if (path != NULL)
    g_ptr_array_add (chain, path);
  else if (json == NULL && builtin_only)
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("There is no built-in gateway “%s”"),
                 base);
  else if (json == NULL)
    fail_unknown (user_dir, base, error);
  if (json == NULL)
    return NULL;
  if (!circle)
    return resolve (user_dir, json, base, path == NULL, chain, error);
  g_set_error_literal (error, CT_ERROR, CT_ERROR_DEFINITION,
                       _ ("the definitions inherit in a circle"));
  return NULL;
}

static CtJson *
resolve (const char *user_dir, CtJson *json, const char *id, gboolean builtin_only,
         GPtrArray *chain, GError **error)
{
  const char *extends = member_text (json, "extends");
  g_autoptr (CtJson) base = NULL;

  if (extends == NULL)
    return ct_json_ref (json);
  /* A file that extends its own id extends the built-in one. */
  base = read_base (user_dir, extends, builtin_only || strcmp (extends, id) == 0, chain, error);
  if (base == NULL)
    {
      g_prefix_error (error, "%s.json: extends: ", id);
      return NULL;
    }
  return ct_json_merge (base, json);
}

/* With all that it inherits. path: (nullable) of the person's file. */
static CtJson *
complete (const char *user_dir, CtJson *json, const char *id, const char *path, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_free);

  if (path != NULL)
    g_ptr_array_add (chain, g_strdup (path));
  return resolve (user_dir, json, id, path == NULL, chain, error);
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

static void
fail_fixed (const CtProvider *custom, const char *what, GError **error)
{
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("%s.json: %s: a file of your own cannot change this of a built-in gateway; give "
                  "it another id"),
               custom->id, what);
}

/* Where the token goes in a request of the person's: where it goes in that of the same name, else
 * as in the first, or nowhere. */
static gboolean
same_auth (const CtProvider *builtin, const CtRequestDefinition *theirs)
{
  const CtRequestDefinition *ours = ct_provider_get_request (builtin, theirs->id);

  if (theirs->auth.kind == CT_AUTH_NONE)
    return TRUE;
  for (guint i = 0; ours == NULL && i < builtin->requests->len; i++)
    if (((CtRequestDefinition *) builtin->requests->pdata[i])->auth.kind != CT_AUTH_NONE)
      ours = builtin->requests->pdata[i];
  return ours != NULL && ours->auth.kind == theirs->auth.kind
         && g_strcmp0 (ours->auth.name, theirs->auth.name) == 0
         && g_strcmp0 (ours->auth.prefix, theirs->auth.prefix) == 0;
}

/* A file of the person's for a built-in id may not redirect it: the token of that gateway goes
 * where it always went. */
static gboolean
check_override (const char *user_dir, const CtProvider *custom, GError **error)
{
  static const char *const fixed[] = { "base_url", "regions", "auth", "links" };
  g_autoptr (CtJson) json = read_builtin (custom->id), whole = NULL;
  g_autoptr (CtProvider) builtin = NULL;

  if (json == NULL)
    return TRUE;
  whole = complete (user_dir, json, custom->id, NULL, error);
  builtin = whole != NULL ? ct_provider_new (whole, custom->id, FALSE, error) : NULL;
  if (builtin == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      g_autofree char *ours = member_as_text (builtin, fixed[i]),
                      *theirs = member_as_text (custom, fixed[i]);

      if (strcmp (ours, theirs) == 0)
        continue;
      fail_fixed (custom, fixed[i], error);
      return FALSE;
    }
  for (guint i = 0; i < custom->requests->len; i++)
    {
      const CtRequestDefinition *request = custom->requests->pdata[i];
      g_autofree char *field = g_strdup_printf ("requests.%s.auth", request->id);

      if (same_auth (builtin, request))
        continue;
      fail_fixed (custom, field, error);
      return FALSE;
    }
  return TRUE;
}

/* file names it in errors; path: (nullable) of the person's. */
static CtProvider *
load (const char *user_dir, CtJson *json, const char *file, const char *path, GError **error)
{
  g_autofree char *name = g_strndup (file, strcspn (file, "."));
  const char *id = member_text (json, "id");
  g_autoptr (CtJson) whole = complete (user_dir, json, id != NULL ? id : name, path, error);
  g_autoptr (CtProvider) provider = whole != NULL
                                        ? ct_provider_new (whole, file, path != NULL, error)
                                        : NULL;

  if (provider == NULL || (path != NULL && !check_override (user_dir, provider, error)))
    return NULL;
  return g_steal_pointer (&provider);
}

CtProvider *
ct_definition_files_load (const char *user_dir, const char *id, GError **error)
{
  g_autofree char *path = user_file (user_dir, id), *file = NULL;
  g_autoptr (CtJson) json = path != NULL ? read_file (path, error) : read_builtin (id);
  g_autoptr (CtProvider) provider = NULL;

  if (json == NULL)
    {
      if (path == NULL)
        fail_unknown (user_dir, id, error);
      return NULL;
    }
  file = g_strconcat (id, ".json", NULL);
  provider = load (user_dir, json, file, path, error);
  if (provider == NULL || strcmp (provider->id, id) == 0)
    return g_steal_pointer (&provider);
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("%s: id: the file of “%s” must be called %s.json"), file, provider->id,
               provider->id);
  return NULL;
}

CtProvider *
ct_definition_files_load_path (const char *user_dir, const char *path, GError **error)
{
  g_autoptr (CtJson) json = read_file (path, error);
  g_autofree char *file = g_path_get_basename (path);

  return json != NULL ? load (user_dir, json, file, path, error) : NULL;
}

CtProvider *
ct_definition_files_load_text (const char *user_dir, const char *text, const char *name,
                               GError **error)
{
  g_autoptr (CtJson) json = parse (text, strlen (text), name, error);

  return json != NULL ? load (user_dir, json, name, name, error) : NULL;
}
