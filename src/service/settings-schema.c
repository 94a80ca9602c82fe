#include "config.h"

#include "settings-schema.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "money.h"
#include "settings-text.h"
#include "settings-values.h"
#include "settings.h"

#define GENERAL_GROUP "general"
#define ACCOUNT_GROUP_PREFIX "account "

struct _CtSettingsSchema
{
  gatomicrefcount ref_count;
  GSettingsSchema *general; /* (owned) */
  GSettingsSchema *account; /* (owned) */
  GHashTable *general_keys; /* (owned) name -> GSettingsSchemaKey (owned) */
  GHashTable *account_keys; /* (owned) name -> GSettingsSchemaKey (owned) */
};

static GHashTable *
collect_keys (GSettingsSchema *schema)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_settings_schema_key_unref);
  g_auto (GStrv) names = g_settings_schema_list_keys (schema);

  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_insert (keys, g_strdup (names[i]), g_settings_schema_get_key (schema, names[i]));
  return keys;
}

CtSettingsSchema *
ct_settings_schema_new (const char *dir, GError **error)
{
  g_autoptr (CtSettingsSchema) schema = g_new0 (CtSettingsSchema, 1);
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GError) local_error = NULL;

  g_atomic_ref_count_init (&schema->ref_count);
  source = g_settings_schema_source_new_from_directory (dir, NULL, FALSE, &local_error);
  if (source != NULL)
    {
      schema->general = g_settings_schema_source_lookup (source, CT_SETTINGS_SCHEMA, FALSE);
      schema->account = g_settings_schema_source_lookup (source, CT_SETTINGS_ACCOUNT_SCHEMA, FALSE);
    }
  if (schema->general == NULL || schema->account == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("The installation is incomplete: there is no settings schema in %s"), dir);
      return NULL;
    }
  schema->general_keys = collect_keys (schema->general);
  schema->account_keys = collect_keys (schema->account);
  return g_steal_pointer (&schema);
}

CtSettingsSchema *
ct_settings_schema_ref (CtSettingsSchema *schema)
{
  g_atomic_ref_count_inc (&schema->ref_count);
  return schema;
}

void
ct_settings_schema_unref (CtSettingsSchema *schema)
{
  if (!g_atomic_ref_count_dec (&schema->ref_count))
    return;
  g_clear_pointer (&schema->general_keys, g_hash_table_unref);
  g_clear_pointer (&schema->account_keys, g_hash_table_unref);
  g_clear_pointer (&schema->general, g_settings_schema_unref);
  g_clear_pointer (&schema->account, g_settings_schema_unref);
  g_free (schema);
}

GSettingsSchema *
ct_settings_schema_get_general (CtSettingsSchema *schema)
{
  return schema->general;
}

GSettingsSchema *
ct_settings_schema_get_account (CtSettingsSchema *schema)
{
  return schema->account;
}

static GSettingsSchemaKey *
get_key (CtSettingsSchema *schema, const char *account_id, const char *name)
{
  return g_hash_table_lookup (account_id != NULL ? schema->account_keys : schema->general_keys,
                              name);
}

GVariant *
ct_settings_schema_get_default (CtSettingsSchema *schema, const char *address)
{
  const char *name;
  g_autofree char *account_id = ct_settings_address_split (address, &name);
  GSettingsSchemaKey *key = get_key (schema, account_id, name);

  g_return_val_if_fail (key != NULL, NULL);
  return g_settings_schema_key_get_default_value (key);
}

/* Checks that no schema can express. */

static gboolean
check_account_ids (GVariant *value, GError **error)
{
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "&s", &id))
    if (!g_uuid_string_is_valid (id))
      {
        g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not a uuid"), id);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_amount_text (const char *text, GError **error)
{
  gint64 amount_micro;

  if (ct_money_parse_micro (text, &amount_micro, NULL) && amount_micro >= 0)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not an amount"), text);
  return FALSE;
}

static gboolean
check_amount (GVariant *value, GError **error)
{
  const char *text = g_variant_get_string (value, NULL);

  return *text == '\0' || check_amount_text (text, error);
}

static gboolean
check_amounts (GVariant *value, GError **error)
{
  GVariantIter iter;
  const char *currency, *amount;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&s&s}", &currency, &amount))
    if (!check_amount_text (amount, error))
      return FALSE;
  return TRUE;
}

static const struct
{
  const char *key;
  gboolean (*check) (GVariant *value, GError **error);
} checks[] = {
  { "accounts", check_account_ids }, { "exchange-rates", check_amounts },
  { "alerts-low", check_amounts },   { "alerts-critical", check_amounts },
  { "low", check_amount },           { "critical", check_amount },
};

static gboolean
check_value (GSettingsSchemaKey *key, GVariant *value, GError **error)
{
  const char *name = g_settings_schema_key_get_name (key);

  if (!g_settings_schema_key_range_check (key, value))
    {
      g_autofree char *text = ct_settings_text_from_value (value);

      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not allowed there"), text);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_str_equal (checks[i].key, name))
      return checks[i].check (value, error);
  return TRUE;
}

typedef struct
{
  CtSettingsSchema *schema; /* (unowned) */
  GHashTable *old_values;   /* (unowned) */
  GHashTable *values;       /* (unowned) */
  GError *error;            /* (nullable) (owned) the first one */
} Reading;

/* Whose group it is: NULL for [general]. FALSE: not one of ours. */
static gboolean
parse_group (const char *group, const char **account_id)
{
  *account_id = NULL;
  if (g_str_equal (group, GENERAL_GROUP))
    return TRUE;
  if (!g_str_has_prefix (group, ACCOUNT_GROUP_PREFIX))
    return FALSE;
  *account_id = group + strlen (ACCOUNT_GROUP_PREFIX);
  return g_uuid_string_is_valid (*account_id);
}

static GVariant *
parse_value (GSettingsSchemaKey *key, const char *text, GError **error)
{
  g_autoptr (GVariant) value = ct_settings_text_to_value (
      text, g_settings_schema_key_get_value_type (key), error);

  if (value == NULL || !check_value (key, value, error))
    return NULL;
  return g_steal_pointer (&value);
}

static void
read_line (const char *group, const char *name, const char *text, gpointer user_data)
{
  Reading *reading = user_data;
  const char *account_id;
  GSettingsSchemaKey *key;
  g_autofree char *address = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_group (group, &account_id))
    return;
  key = get_key (reading->schema, account_id, name);
  if (key == NULL)
    return;
  address = ct_settings_address (account_id, name);
  value = parse_value (key, text, &error);
  if (value != NULL)
    {
      ct_settings_values_set (reading->values, address, value);
      return;
    }
  g_prefix_error (&error, "[%s] %s: ", group, name);
  if (reading->error == NULL)
    reading->error = g_steal_pointer (&error);
  if (g_hash_table_contains (reading->old_values, address))
    ct_settings_values_set (reading->values, address,
                            g_hash_table_lookup (reading->old_values, address));
}

gboolean
ct_settings_schema_read (CtSettingsSchema *schema, CtIniText *ini, GHashTable *values,
                         GError **error)
{
  g_autoptr (GHashTable) old_values = ct_settings_values_copy (values);
  Reading reading = { schema, old_values, values, NULL };

  g_hash_table_remove_all (values);
  ct_ini_text_foreach (ini, read_line, &reading);
  if (reading.error == NULL)
    return TRUE;
  g_propagate_error (error, reading.error);
  return FALSE;
}

static char *
get_group (const char *account_id)
{
  return account_id != NULL ? g_strconcat (ACCOUNT_GROUP_PREFIX, account_id, NULL)
                            : g_strdup (GENERAL_GROUP);
}

static void
write_key (CtIniText *ini, const char *address, GVariant *value)
{
  const char *key;
  g_autofree char *account_id = ct_settings_address_split (address, &key);
  g_autofree char *group = get_group (account_id);

  if (*key == '\0')
    ct_ini_text_remove_group (ini, group);
  else if (value == NULL)
    ct_ini_text_remove_key (ini, group, key);
  else
    {
      g_autofree char *text = ct_settings_text_from_value (value);

      ct_ini_text_set (ini, group, key, text);
    }
}

void
ct_settings_schema_write (CtIniText *ini, GHashTable *changes)
{
  g_autoptr (GList) addresses = g_list_sort (g_hash_table_get_keys (changes),
                                             (GCompareFunc) strcmp);

  /* Sorted, so that a file does not depend on a hash; "accounts/<uuid>/" stands before its keys. */
  for (GList *l = addresses; l != NULL; l = l->next)
    write_key (ini, l->data, g_hash_table_lookup (changes, l->data));
}
