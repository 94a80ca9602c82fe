#include "config.h"

#include "settings-values.h"

#include <string.h>

#define ACCOUNTS_PREFIX "accounts/"

char *
ct_settings_address (const char *account_id, const char *key)
{
  if (account_id == NULL)
    return g_strdup (key);
  return g_strconcat (ACCOUNTS_PREFIX, account_id, "/", key, NULL);
}

char *
ct_settings_address_split (const char *address, const char **key)
{
  const char *id, *end;

  *key = address;
  if (!g_str_has_prefix (address, ACCOUNTS_PREFIX))
    return NULL;
  id = address + strlen (ACCOUNTS_PREFIX);
  end = strchr (id, '/');
  if (end == NULL)
    return NULL;
  *key = end + 1;
  return g_strndup (id, end - id);
}

static void
unref_value (gpointer value)
{
  if (value != NULL)
    g_variant_unref (value);
}

GHashTable *
ct_settings_values_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_value);
}

void
ct_settings_values_set (GHashTable *values, const char *address, GVariant *value)
{
  g_hash_table_replace (values, g_strdup (address),
                        value != NULL ? g_variant_ref_sink (value) : NULL);
}

GHashTable *
ct_settings_values_copy (GHashTable *values)
{
  GHashTable *copy = ct_settings_values_new ();
  GHashTableIter iter;
  gpointer address, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &address, &value))
    ct_settings_values_set (copy, address, value);
  return copy;
}

static gboolean
has_prefix (gpointer address, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (address, prefix);
}

void
ct_settings_values_apply (GHashTable *values, GHashTable *changes)
{
  GHashTableIter iter;
  gpointer address, value;

  /* Whole accounts first: what is set anew behind that stays. */
  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &address, &value))
    if (g_str_has_suffix (address, "/"))
      g_hash_table_foreach_remove (values, has_prefix, address);

  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &address, &value))
    if (value != NULL)
      ct_settings_values_set (values, address, value);
    else
      g_hash_table_remove (values, address);
}

GPtrArray *
ct_settings_values_diff (GHashTable *a, GHashTable *b)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer address, value;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &address, &value))
    if (!g_hash_table_contains (b, address))
      g_ptr_array_add (addresses, g_strdup (address));

  g_hash_table_iter_init (&iter, b);
  while (g_hash_table_iter_next (&iter, &address, &value))
    {
      GVariant *old = g_hash_table_lookup (a, address);

      if (old == NULL || !g_variant_equal (old, value))
        g_ptr_array_add (addresses, g_strdup (address));
    }
  return addresses;
}
