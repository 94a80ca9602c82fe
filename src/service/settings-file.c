#include "config.h"

#include "settings-file.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "durable-file.h"
#include "error.h"
#include "settings-values.h"

#define LOCK_NAME "settings.lock"

struct _CtSettingsFile
{
  gatomicrefcount ref_count;
  char *path;               /* (owned) */
  char *lock_path;          /* (owned) */
  CtSettingsSchema *schema; /* (owned) */
};

CtSettingsFile *
ct_settings_file_new (const char *path, CtSettingsSchema *schema)
{
  CtSettingsFile *file = g_new0 (CtSettingsFile, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  g_atomic_ref_count_init (&file->ref_count);
  file->path = g_strdup (path);
  file->lock_path = g_build_filename (folder, LOCK_NAME, NULL);
  file->schema = ct_settings_schema_ref (schema);
  return file;
}

CtSettingsFile *
ct_settings_file_ref (CtSettingsFile *file)
{
  g_atomic_ref_count_inc (&file->ref_count);
  return file;
}

void
ct_settings_file_unref (CtSettingsFile *file)
{
  if (!g_atomic_ref_count_dec (&file->ref_count))
    return;
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->lock_path, g_free);
  g_clear_pointer (&file->schema, ct_settings_schema_unref);
  g_free (file);
}

const char *
ct_settings_file_get_path (CtSettingsFile *file)
{
  return file->path;
}

static CtIniText *
load (CtSettingsFile *file, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;
  guint line;
  CtIniText *ini;

  if (!ct_durable_file_load (file->path, &data, &length, error))
    return NULL;
  ini = ct_ini_text_new (data != NULL ? data : "", length, &line);
  if (ini == NULL)
    {
      g_autofree char *name = g_filename_display_name (file->path);

      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("%s, line %u: not a [group], a key=value of one, or a # comment"), name,
                   line);
    }
  return ini;
}

static gboolean
read_values (CtSettingsFile *file, CtIniText *ini, GHashTable *values, GError **error)
{
  if (ct_settings_schema_read (file->schema, ini, values, error))
    return TRUE;
  if (error != NULL)
    {
      g_autofree char *name = g_filename_display_name (file->path);

      g_prefix_error (error, "%s, ", name);
    }
  return FALSE;
}

gboolean
ct_settings_file_read (CtSettingsFile *file, GHashTable *values, GError **error)
{
  g_autoptr (CtIniText) ini = load (file, error);

  return ini != NULL && read_values (file, ini, values, error);
}

static GHashTable *
update_locked (CtSettingsFile *file, CtSettingsChangesFunc func, gpointer user_data, GError **error)
{
  g_autofree char *old_text = NULL, *new_text = NULL;
  g_autoptr (CtIniText) ini = load (file, error);
  g_autoptr (GHashTable) values = ct_settings_values_new ();
  g_autoptr (GHashTable) changes = NULL;

  if (ini == NULL || !read_values (file, ini, values, error))
    return NULL;
  changes = func (values, user_data, error);
  if (changes == NULL)
    return NULL;

  old_text = ct_ini_text_to_string (ini);
  ct_settings_schema_write (ini, changes);
  new_text = ct_ini_text_to_string (ini);
  if (!g_str_equal (new_text, old_text)
      && !ct_durable_file_replace (file->path, new_text, strlen (new_text), error))
    return NULL;
  ct_settings_values_apply (values, changes);
  return g_steal_pointer (&values);
}

GHashTable *
ct_settings_file_update (CtSettingsFile *file, CtSettingsChangesFunc func, gpointer user_data,
                         GError **error)
{
  const int lock = ct_durable_file_lock (file->lock_path, error);
  GHashTable *values;

  if (lock < 0)
    return NULL;
  values = update_locked (file, func, user_data, error);
  g_close (lock, NULL);
  return values;
}
