#include "config.h"

#include "definition-store.h"

#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "durable-file.h"
#include "error.h"
#include "regular-file.h"

static char *
file_path (const char *user_dir, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);

  return g_build_filename (user_dir, name, NULL);
}

static gboolean
fail (GError **error, const char *path, const GError *cause)
{
  g_autofree char *name = g_path_get_basename (path);

  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, "%s: %s", name, cause->message);
  return FALSE;
}

/* The lock begins with a dot, so that it is no definition. */
static gboolean
replace (const char *user_dir, const char *path, const char *text, GError **error)
{
  g_autofree char *lock_path = g_build_filename (user_dir, ".lock", NULL);
  g_autoptr (GError) local_error = NULL;
  int lock = ct_durable_file_lock (lock_path, &local_error);

  if (lock >= 0)
    ct_durable_file_replace (path, text, strlen (text), &local_error);
  if (lock >= 0)
    close (lock);
  return local_error == NULL || fail (error, path, local_error);
}

gboolean
ct_definition_store_save (const char *user_dir, const char *id, const char *text, GError **error)
{
  g_autofree char *path = file_path (user_dir, id);

  return replace (user_dir, path, text, error);
}

char *
ct_definition_store_read (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize length = 0;
  g_autofree char *text = ct_regular_file_load (path, CT_JSON_MAX_BYTES, &length, &local_error);

  if (text == NULL)
    {
      fail (error, path, local_error);
      return NULL;
    }
  if (length <= CT_JSON_MAX_BYTES && strlen (text) == length)
    return g_steal_pointer (&text);
  g_set_error_literal (error, CT_ERROR, CT_ERROR_DEFINITION,
                       _ ("The file is too large to be a definition, or is no text"));
  return NULL;
}

gboolean
ct_definition_store_export (const char *user_dir, const char *id, const char *path, GError **error)
{
  g_autofree char *own = file_path (user_dir, id);
  g_autofree char *text = ct_definition_store_read (own, error);
  g_autoptr (GError) local_error = NULL;

  if (text == NULL)
    return FALSE;
  return ct_regular_file_replace (path, text, strlen (text), &local_error)
         || fail (error, path, local_error);
}

gboolean
ct_definition_store_remove (const char *user_dir, const char *id, GError **error)
{
  g_autofree char *path = file_path (user_dir, id);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local_error = NULL;

  return g_file_delete (file, NULL, &local_error) || fail (error, path, local_error);
}

gboolean
ct_definition_store_has (const char *user_dir, const char *id)
{
  g_autofree char *path = file_path (user_dir, id);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}
