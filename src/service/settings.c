#include "config.h"

#include "settings.h"

#include "file-watch.h"
#include "settings-backend.h"
#include "settings-schema.h"
#include "settings-values.h"

struct _CtSettings
{
  GObject parent_instance;
  char *path;                 /* (nullable) (owned) NULL: in memory */
  CtSettingsSchema *schema;   /* (owned) */
  CtSettingsBackend *backend; /* (owned) */
  GSettings *general;         /* (owned) */
  CtFileWatch *watch;         /* (nullable) (owned) */
};

struct _CtSettingsEdit
{
  CtSettingsSchema *schema; /* (unowned) */
  GHashTable *values;       /* (unowned) of the file, with the changes made so far */
  GHashTable *changes;      /* (unowned) */
};

enum
{
  SIGNAL_ERROR_CHANGED,
  SIGNAL_ACCOUNTS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CtSettings, ct_settings, G_TYPE_OBJECT)

static void
ct_settings_dispose (GObject *object)
{
  CtSettings *self = CT_SETTINGS (object);

  g_clear_pointer (&self->watch, ct_file_watch_free);
  if (self->backend != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->backend, self);
      ct_settings_backend_flush (self->backend, NULL);
    }
  g_clear_object (&self->general);
  g_clear_object (&self->backend);
  G_OBJECT_CLASS (ct_settings_parent_class)->dispose (object);
}

static void
ct_settings_finalize (GObject *object)
{
  CtSettings *self = CT_SETTINGS (object);

  g_clear_pointer (&self->schema, ct_settings_schema_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (ct_settings_parent_class)->finalize (object);
}

static void
ct_settings_class_init (CtSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_settings_dispose;
  object_class->finalize = ct_settings_finalize;

  signals[SIGNAL_ERROR_CHANGED] = g_signal_new (
      "error-changed", CT_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACCOUNTS_CHANGED] = g_signal_new (
      "accounts-changed", CT_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_settings_init (CtSettings *self)
{
}

static void
on_error_changed (CtSettings *self)
{
  g_signal_emit (self, signals[SIGNAL_ERROR_CHANGED], 0);
}

static void
on_accounts_changed (CtSettings *self)
{
  g_signal_emit (self, signals[SIGNAL_ACCOUNTS_CHANGED], 0);
}

CtSettings *
ct_settings_new (const char *file, const char *schema_dir, GError **error)
{
  g_autoptr (CtSettingsSchema) schema = ct_settings_schema_new (
      schema_dir != NULL ? schema_dir : SCHEMA_DIR, error);
  g_autoptr (CtSettingsFile) settings_file = NULL;
  CtSettings *self;

  if (schema == NULL)
    return NULL;
  if (file != NULL)
    settings_file = ct_settings_file_new (file, schema);

  self = g_object_new (CT_TYPE_SETTINGS, NULL);
  self->path = g_strdup (file);
  self->backend = ct_settings_backend_new (settings_file);
  self->general = g_settings_new_full (ct_settings_schema_get_general (schema),
                                       G_SETTINGS_BACKEND (self->backend), NULL);
  self->schema = g_steal_pointer (&schema);
  g_signal_connect_swapped (self->backend, "error-changed", G_CALLBACK (on_error_changed), self);
  g_signal_connect_swapped (self->backend, "accounts-changed", G_CALLBACK (on_accounts_changed),
                            self);
  return self;
}

GSettings *
ct_settings_get_general (CtSettings *self)
{
  return self->general;
}

GSettings *
ct_settings_get_account (CtSettings *self, const char *account_id)
{
  g_autofree char *address = ct_settings_address (account_id, "");
  g_autofree char *path = g_strconcat (CT_SETTINGS_PATH, address, NULL);

  g_return_val_if_fail (g_uuid_string_is_valid (account_id), NULL);
  return g_settings_new_full (ct_settings_schema_get_account (self->schema),
                              G_SETTINGS_BACKEND (self->backend), path);
}

static GVariant *
get_value (CtSettingsSchema *schema, GHashTable *values, const char *account_id, const char *key)
{
  g_autofree char *address = ct_settings_address (account_id, key);
  GVariant *value = g_hash_table_lookup (values, address);

  return value != NULL ? g_variant_ref (value) : ct_settings_schema_get_default (schema, address);
}

GVariant *
ct_settings_get_value (CtSettings *self, const char *account_id, const char *key)
{
  return get_value (self->schema, ct_settings_backend_get_values (self->backend), account_id, key);
}

static void
on_file_changed (gpointer user_data)
{
  CtSettings *self = user_data;

  ct_settings_backend_reload (self->backend);
}

void
ct_settings_watch (CtSettings *self)
{
  g_autofree char *folder = NULL;

  if (self->path == NULL || self->watch != NULL)
    return;
  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  self->watch = ct_file_watch_new (self->path, on_file_changed, self);
  /* What happened between reading and watching. */
  ct_settings_backend_reload (self->backend);
}

const GError *
ct_settings_get_error (CtSettings *self)
{
  return ct_settings_backend_get_error (self->backend);
}

gboolean
ct_settings_sync (CtSettings *self, GError **error)
{
  return ct_settings_backend_flush (self->backend, error);
}

typedef struct
{
  CtSettings *self; /* (unowned) */
  CtSettingsEditFunc func;
  gpointer user_data;
} EditClosure;

static GHashTable *
collect_changes (GHashTable *values, gpointer user_data, GError **error)
{
  EditClosure *closure = user_data;
  g_autoptr (GHashTable) edited = ct_settings_values_copy (values);
  g_autoptr (GHashTable) changes = ct_settings_values_new ();
  CtSettingsEdit edit = { closure->self->schema, edited, changes };

  if (!closure->func (&edit, closure->user_data, error))
    return NULL;
  return g_steal_pointer (&changes);
}

gboolean
ct_settings_edit (CtSettings *self, CtSettingsEditFunc func, gpointer user_data, GError **error)
{
  EditClosure closure = { self, func, user_data };

  return ct_settings_backend_edit (self->backend, collect_changes, &closure, error);
}

GVariant *
ct_settings_edit_get (CtSettingsEdit *edit, const char *account_id, const char *key)
{
  return get_value (edit->schema, edit->values, account_id, key);
}

void
ct_settings_edit_set (CtSettingsEdit *edit, const char *account_id, const char *key,
                      GVariant *value)
{
  g_autofree char *address = ct_settings_address (account_id, key);
  g_autoptr (GVariant) default_value = ct_settings_schema_get_default (edit->schema, address);
  g_autoptr (GVariant) new_value = value != NULL ? g_variant_ref_sink (value) : NULL;

  if (new_value != NULL && g_variant_equal (new_value, default_value))
    g_clear_pointer (&new_value, g_variant_unref);
  ct_settings_values_set (edit->changes, address, new_value);
  if (new_value != NULL)
    ct_settings_values_set (edit->values, address, new_value);
  else
    g_hash_table_remove (edit->values, address);
}

void
ct_settings_edit_reset_account (CtSettingsEdit *edit, const char *account_id)
{
  g_autofree char *address = ct_settings_address (account_id, "");
  g_autoptr (GHashTable) reset = ct_settings_values_new ();

  ct_settings_values_set (reset, address, NULL);
  ct_settings_values_apply (edit->values, reset);
  ct_settings_values_apply (edit->changes, reset);
  ct_settings_values_set (edit->changes, address, NULL);
}
