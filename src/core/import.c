#include "config.h"

#include "import.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "import-private.h"

#define VERSION 1

static gboolean
fail (const char *message, GError **error)
{
  g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, message);
  return FALSE;
}

/* {"version": 1, "accounts": [...]}, or the list alone. */
static gboolean
read_own (const CtJsonNode *root, GPtrArray *entries, GError **error)
{
  const CtJsonNode *list = root;
  gint64 version = VERSION;

  if (ct_json_node_get_type (root) == CT_JSON_OBJECT)
    {
      list = ct_json_node_get_member (root, "accounts");
      if (ct_json_node_get_member (root, "version") != NULL
          && !ct_json_read_integer (root, "version", &version))
        return fail (_ ("This format is not known"), error);
    }
  if (version != VERSION)
    return fail (_ ("A later version of Credit Tray wrote this"), error);
  if (list == NULL || ct_json_node_get_type (list) != CT_JSON_ARRAY)
    return fail (_ ("This format is not known"), error);
  return ct_import_read_accounts (list, entries, error);
}

static gboolean
read_json (const char *bytes, gsize length, const GPtrArray *providers, GPtrArray *entries,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (bytes, length, &local_error);
  const CtJsonNode *root;

  if (json == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("The file cannot be read as JSON: %s"),
                   local_error->message);
      return FALSE;
    }
  root = ct_json_get_root (json);
  if (ct_import_is_all_api_hub (root))
    return ct_import_read_all_api_hub (root, providers, entries, error);
  if (ct_import_is_cc_switch_json (root))
    return ct_import_read_cc_switch_json (root, providers, entries, error);
  return read_own (root, entries, error);
}

static gboolean
looks_like_json (const char *bytes, gsize length)
{
  gsize i = 0;

  while (i < length && g_ascii_isspace (bytes[i]))
    i++;
  return i < length && (bytes[i] == '{' || bytes[i] == '[');
}

GPtrArray *
ct_import_read (const char *bytes, gsize length, const GPtrArray *providers, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_import_entry_free);
  gboolean good;

  if (length > CT_IMPORT_MAX_BYTES)
    good = fail (_ ("The file is too large"), error);
  else if (looks_like_json (bytes, length))
    good = read_json (bytes, length, providers, entries, error);
  else if (ct_import_is_cc_switch_sql (bytes, length))
    good = ct_import_read_cc_switch_sql (bytes, length, providers, entries, error);
  else
    good = ct_import_read_csv (bytes, length, entries, error);
  if (!good)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    ct_import_entry_check (entries->pdata[i], providers);
  return g_steal_pointer (&entries);
}
