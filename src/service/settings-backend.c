#include "config.h"

#include "settings-backend.h"

#include <string.h>

#include "settings-values.h"
#include "settings-writer.h"

struct _CtSettingsBackend
{
  GSettingsBackend parent_instance;
  CtSettingsFile *file;     /* (nullable) (owned) NULL: in memory */
  CtSettingsWriter *writer; /* (nullable) (owned) with a file */
  GHashTable *values;       /* (owned) what is set now, on disk or not yet */
  GError *read_error;       /* (nullable) (owned) */
  GError *write_error;      /* (nullable) (owned) */
};

enum
{
  SIGNAL_ERROR_CHANGED,
  SIGNAL_ACCOUNTS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CtSettingsBackend, ct_settings_backend, G_TYPE_SETTINGS_BACKEND)

static const char *
get_address (const char *path)
{
  return g_str_has_prefix (path, CT_SETTINGS_PATH) ? path + strlen (CT_SETTINGS_PATH) : path;
}

static gboolean
is_of_accounts (gpointer address, gpointer value, gpointer user_data)
{
  return g_str_has_prefix (address, "accounts");
}

static gboolean
errors_equal (const GError *a, const GError *b)
{
  return g_strcmp0 (a != NULL ? a->message : NULL, b != NULL ? b->message : NULL) == 0;
}

static void
set_error (CtSettingsBackend *self, GError **slot, const GError *error)
{
  const gboolean was_writable = self->read_error == NULL;

  if (errors_equal (*slot, error))
    return;
  g_clear_error (slot);
  *slot = error != NULL ? g_error_copy (error) : NULL;
  if (was_writable != (self->read_error == NULL))
    g_settings_backend_path_writable_changed (G_SETTINGS_BACKEND (self), CT_SETTINGS_PATH);
  g_signal_emit (self, signals[SIGNAL_ERROR_CHANGED], 0);
}

/* All values are in place before the first handler runs. */
static void
take_values (CtSettingsBackend *self, GHashTable *values)
{
  g_autoptr (GPtrArray) addresses = ct_settings_values_diff (self->values, values);
  gboolean accounts_changed = FALSE;

  g_hash_table_unref (self->values);
  self->values = values;
  for (guint i = 0; i < addresses->len; i++)
    {
      const char *address = g_ptr_array_index (addresses, i);
      g_autofree char *path = g_strconcat (CT_SETTINGS_PATH, address, NULL);

      accounts_changed |= is_of_accounts ((gpointer) address, NULL, NULL);
      g_settings_backend_changed (G_SETTINGS_BACKEND (self), path, NULL);
    }
  if (accounts_changed)
    g_signal_emit (self, signals[SIGNAL_ACCOUNTS_CHANGED], 0);
}

/* The file as it is now, and over it what waits to be written. */
static void
follow_file (CtSettingsBackend *self, GHashTable *file_values)
{
  GHashTable *values = ct_settings_values_copy (file_values);

  ct_settings_writer_apply_pending (self->writer, values);
  take_values (self, values);
}

static void
read_file (CtSettingsBackend *self)
{
  g_autoptr (GHashTable) values = ct_settings_values_copy (self->values);
  g_autoptr (GError) error = NULL;

  ct_settings_file_read (self->file, values, &error);
  set_error (self, &self->read_error, error);
  follow_file (self, values);
}

static void
on_written (GHashTable *values, const GError *error, gpointer user_data)
{
  g_autoptr (CtSettingsBackend) self = g_object_ref (user_data);

  set_error (self, &self->write_error, error);
  if (values == NULL)
    {
      read_file (self);
      return;
    }
  set_error (self, &self->read_error, NULL);
  follow_file (self, values);
}

/* Changes of this process. FALSE: refused, for the file cannot be read. */
static gboolean
change_values (CtSettingsBackend *self, GHashTable *changes)
{
  if (self->read_error != NULL)
    return FALSE;
  ct_settings_values_apply (self->values, changes);
  if (self->writer != NULL)
    ct_settings_writer_queue (self->writer, changes);
  return TRUE;
}

static void
notify_accounts (CtSettingsBackend *self, GHashTable *changes)
{
  if (g_hash_table_find (changes, is_of_accounts, NULL) != NULL)
    g_signal_emit (self, signals[SIGNAL_ACCOUNTS_CHANGED], 0);
}

static GVariant *
ct_settings_backend_read (GSettingsBackend *backend, const char *key,
                          const GVariantType *expected_type, gboolean default_value)
{
  CtSettingsBackend *self = CT_SETTINGS_BACKEND (backend);
  GVariant *value = default_value ? NULL : g_hash_table_lookup (self->values, get_address (key));

  if (value == NULL || !g_variant_is_of_type (value, expected_type))
    return NULL;
  return g_variant_ref (value);
}

static gboolean
ct_settings_backend_get_writable (GSettingsBackend *backend, const char *key)
{
  return CT_SETTINGS_BACKEND (backend)->read_error == NULL;
}

static gboolean
ct_settings_backend_write (GSettingsBackend *backend, const char *key, GVariant *value,
                           gpointer origin_tag)
{
  CtSettingsBackend *self = CT_SETTINGS_BACKEND (backend);
  g_autoptr (GHashTable) changes = ct_settings_values_new ();

  ct_settings_values_set (changes, get_address (key), value);
  if (!change_values (self, changes))
    return FALSE;
  g_settings_backend_changed (backend, key, origin_tag);
  notify_accounts (self, changes);
  return TRUE;
}

static gboolean
add_change (gpointer key, gpointer value, gpointer changes)
{
  ct_settings_values_set (changes, get_address (key), value);
  return FALSE;
}

static gboolean
ct_settings_backend_write_tree (GSettingsBackend *backend, GTree *tree, gpointer origin_tag)
{
  CtSettingsBackend *self = CT_SETTINGS_BACKEND (backend);
  g_autoptr (GHashTable) changes = ct_settings_values_new ();

  g_tree_foreach (tree, add_change, changes);
  if (!change_values (self, changes))
    return FALSE;
  g_settings_backend_changed_tree (backend, tree, origin_tag);
  notify_accounts (self, changes);
  return TRUE;
}

static void
ct_settings_backend_reset (GSettingsBackend *backend, const char *key, gpointer origin_tag)
{
  ct_settings_backend_write (backend, key, NULL, origin_tag);
}

static void
ct_settings_backend_sync (GSettingsBackend *backend)
{
  ct_settings_backend_flush (CT_SETTINGS_BACKEND (backend), NULL);
}

static void
ct_settings_backend_finalize (GObject *object)
{
  CtSettingsBackend *self = CT_SETTINGS_BACKEND (object);

  g_clear_pointer (&self->writer, ct_settings_writer_free);
  g_clear_pointer (&self->file, ct_settings_file_unref);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_error (&self->read_error);
  g_clear_error (&self->write_error);
  G_OBJECT_CLASS (ct_settings_backend_parent_class)->finalize (object);
}

static void
ct_settings_backend_class_init (CtSettingsBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_CLASS (klass);

  object_class->finalize = ct_settings_backend_finalize;
  backend_class->read = ct_settings_backend_read;
  backend_class->get_writable = ct_settings_backend_get_writable;
  backend_class->write = ct_settings_backend_write;
  backend_class->write_tree = ct_settings_backend_write_tree;
  backend_class->reset = ct_settings_backend_reset;
  backend_class->sync = ct_settings_backend_sync;

  signals[SIGNAL_ERROR_CHANGED] = g_signal_new ("error-changed", CT_TYPE_SETTINGS_BACKEND,
                                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                                0);
  signals[SIGNAL_ACCOUNTS_CHANGED] = g_signal_new ("accounts-changed", CT_TYPE_SETTINGS_BACKEND,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                   G_TYPE_NONE, 0);
}

static void
ct_settings_backend_init (CtSettingsBackend *self)
{
  self->values = ct_settings_values_new ();
}

CtSettingsBackend *
ct_settings_backend_new (CtSettingsFile *file)
{
  CtSettingsBackend *self = g_object_new (CT_TYPE_SETTINGS_BACKEND, NULL);

  if (file != NULL)
    {
      self->file = ct_settings_file_ref (file);
      self->writer = ct_settings_writer_new (file, on_written, self);
      read_file (self);
    }
  return self;
}

GHashTable *
ct_settings_backend_get_values (CtSettingsBackend *self)
{
  return self->values;
}

const GError *
ct_settings_backend_get_error (CtSettingsBackend *self)
{
  return self->read_error != NULL ? self->read_error : self->write_error;
}

void
ct_settings_backend_reload (CtSettingsBackend *self)
{
  if (self->file == NULL)
    return;
  read_file (self);
  if (self->read_error == NULL)
    ct_settings_writer_retry (self->writer);
}

gboolean
ct_settings_backend_flush (CtSettingsBackend *self, GError **error)
{
  return self->writer == NULL || ct_settings_writer_flush (self->writer, error);
}

static gboolean
edit_memory (CtSettingsBackend *self, CtSettingsChangesFunc func, gpointer user_data,
             GError **error)
{
  g_autoptr (GHashTable) values = ct_settings_values_copy (self->values);
  g_autoptr (GHashTable) changes = func (values, user_data, error);

  if (changes == NULL)
    return FALSE;
  ct_settings_values_apply (values, changes);
  take_values (self, g_steal_pointer (&values));
  return TRUE;
}

gboolean
ct_settings_backend_edit (CtSettingsBackend *self, CtSettingsChangesFunc func, gpointer user_data,
                          GError **error)
{
  g_autoptr (GHashTable) values = NULL;

  if (self->file == NULL)
    return edit_memory (self, func, user_data, error);
  if (!ct_settings_writer_flush (self->writer, error))
    return FALSE;
  values = ct_settings_file_update (self->file, func, user_data, error);
  if (values == NULL)
    return FALSE;
  set_error (self, &self->read_error, NULL);
  follow_file (self, values);
  return TRUE;
}
