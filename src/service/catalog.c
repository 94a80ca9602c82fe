#include "config.h"

#include "catalog.h"

#include "definition-files.h"
#include "folder-watch.h"
#include "providers-resources.h"

#define SETTLE_MS 100 /* an editor writes a file in several steps */

struct _CtCatalog
{
  GObject parent_instance;

  char *user_dir;        /* (nullable) (owned) */
  GHashTable *providers; /* (owned) id -> CtProvider (owned): those that were asked for */
  CtFolderWatch *watch;  /* (nullable) (owned) of user_dir */
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
  g_clear_pointer (&self->watch, ct_folder_watch_free);
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
                                           (GDestroyNotify) ct_provider_unref);
}

CtCatalog *
ct_catalog_new (const char *user_dir)
{
  CtCatalog *self = g_object_new (CT_TYPE_CATALOG, NULL);

  self->user_dir = g_strdup (user_dir);
  return self;
}

CtProvider *
ct_catalog_lookup (CtCatalog *self, const char *id, GError **error)
{
  CtProvider *provider = g_hash_table_lookup (self->providers, id);

  if (provider != NULL)
    return provider;
  provider = ct_definition_files_load (self->user_dir, id, error);
  if (provider != NULL)
    g_hash_table_insert (self->providers, g_strdup (id), provider);
  return provider;
}

CtProvider *
ct_catalog_load_file (CtCatalog *self, const char *path, GError **error)
{
  return ct_definition_files_load_path (self->user_dir, path, error);
}

CtProvider *
ct_catalog_load_text (CtCatalog *self, const char *text, const char *name, GError **error)
{
  return ct_definition_files_load_text (self->user_dir, text, name, error);
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
  g_auto (GStrv) ids = ct_definition_files_list (self->user_dir);

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
  GPtrArray *providers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_provider_unref);

  visit_all (self, providers, NULL);
  g_ptr_array_sort (providers, compare_names);
  return providers;
}

GPtrArray *
ct_catalog_get_errors (CtCatalog *self)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  visit_all (self, NULL, errors);
  return errors;
}

/* --- Watching --- */

void
ct_catalog_reload (CtCatalog *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_hash_table_remove_all (self->providers);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
on_settled (gpointer user_data)
{
  CtCatalog *self = user_data;

  self->settle_id = 0;
  ct_catalog_reload (self);
  return G_SOURCE_REMOVE;
}

static void
on_folder_changed (gpointer user_data)
{
  CtCatalog *self = user_data;

  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, on_settled, self);
}

void
ct_catalog_watch (CtCatalog *self)
{
  if (self->user_dir != NULL && self->watch == NULL)
    self->watch = ct_folder_watch_new (self->user_dir, on_folder_changed, self);
}
