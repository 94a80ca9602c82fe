#include "config.h"

#include "id-list.h"

GPtrArray *
ct_id_list_get (CtSettingsEdit *edit, const char *key)
{
  g_autoptr (GVariant) list = ct_settings_edit_get (edit, NULL, key);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  char *id;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "s", &id))
    g_ptr_array_add (ids, id);
  return ids;
}

void
ct_id_list_set (CtSettingsEdit *edit, const char *key, GPtrArray *ids)
{
  ct_settings_edit_set (edit, NULL, key,
                        g_variant_new_strv ((const char *const *) ids->pdata, ids->len));
}

gboolean
ct_id_list_find (GPtrArray *ids, const char *id, guint *position)
{
  return g_ptr_array_find_with_equal_func (ids, id, g_str_equal, position);
}

gboolean
ct_id_list_remove (GPtrArray *ids, const char *id)
{
  guint n_before = ids->len;
  guint position;

  while (ct_id_list_find (ids, id, &position))
    g_ptr_array_remove_index (ids, position);
  return ids->len < n_before;
}

void
ct_id_list_insert (GPtrArray *ids, guint position, const char *id)
{
  g_ptr_array_insert (ids, MIN (position, ids->len), g_strdup (id));
}
