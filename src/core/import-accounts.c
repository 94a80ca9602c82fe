#include "config.h"

#include "import-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static void
set_member (CtImportEntry *entry, const char *key, const CtJsonNode *node)
{
  char *text = ct_import_dup_scalar (node);

  if (text == NULL)
    {
      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("“%s” cannot be %s"), key,
                             ct_json_type_to_string (ct_json_node_get_type (node)));
      return;
    }
  if (!ct_import_entry_set (entry, key, text))
    {
      g_autofree char *message = ct_import_describe_unknown_key (key);

      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, "%s", message);
    }
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
set_fields (CtImportEntry *entry, const CtJsonNode *fields)
{
  for (const CtJsonNode *field = ct_json_node_get_first (fields); field != NULL;
       field = ct_json_node_get_next (field))
    {
      g_autofree char *key = g_strconcat ("fields.", ct_json_node_get_name (field), NULL);

      set_member (entry, key, field);
    }
}

static CtImportEntry *
read_account (const CtJsonNode *account, guint index)
{
  g_autofree char *source = g_strdup_printf ("accounts[%u]", index);
  CtImportEntry *entry = ct_import_entry_new (source);

  if (ct_json_node_get_type (account) != CT_JSON_OBJECT)
    {
      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("An account must be an object"));
      return entry;
    }
  for (const CtJsonNode *member = ct_json_node_get_first (account); member != NULL;
       member = ct_json_node_get_next (member))
    {
      const char *key = ct_json_node_get_name (member);

      if (strcmp (key, "fields") == 0 && ct_json_node_get_type (member) == CT_JSON_OBJECT)
        set_fields (entry, member);
      else
        set_member (entry, key, member);
    }
  return entry;
}

gboolean
ct_import_read_accounts (const CtJsonNode *list, GPtrArray *entries, GError **error)
{
  guint index = 0;

  for (const CtJsonNode *account = ct_json_node_get_first (list); account != NULL;
       account = ct_json_node_get_next (account))
    if (!ct_import_add (entries, read_account (account, index++), error))
      return FALSE;
  return TRUE;
}
