#include "config.h"

#include "import-private.h"

#include <glib/gi18n-lib.h>

static void
add_entry (GPtrArray *entries, const CtProvider *provider, const CtRegion *region,
           const char *token)
{
  CtImportEntry *entry = ct_import_entry_new (provider->key_env);

  ct_import_entry_set (entry, "provider", provider->id);
  ct_import_entry_set (entry, "name", provider->name);
  if (region != NULL)
    ct_import_entry_set (entry, "region", region->id);
  ct_import_entry_set_token (entry, token);
  if (region != NULL && provider->regions->len > 1)
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL,
                           _ ("The token belongs to one region only; this would be %s"),
                           region->name);
  g_ptr_array_add (entries, entry);
}

GPtrArray *
ct_import_read_environment (const GPtrArray *providers,
                            const char *(*get) (const char *name, gpointer user_data),
                            gpointer user_data)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_import_entry_free);

  for (guint i = 0; i < providers->len; i++)
    {
      const CtProvider *provider = providers->pdata[i];
      const char *token = !provider->custom && provider->key_env != NULL
                              ? get (provider->key_env, user_data)
                              : NULL;

      if (token == NULL)
        continue;
      if (provider->base_url != NULL || provider->regions->len == 0)
        add_entry (entries, provider, NULL, token);
      else
        for (guint j = 0; j < provider->regions->len; j++)
          add_entry (entries, provider, provider->regions->pdata[j], token);
    }
  for (guint i = 0; i < entries->len; i++)
    ct_import_entry_check (entries->pdata[i], providers);
  return entries;
}
