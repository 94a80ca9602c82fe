#include "config.h"

#include "account-settings.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "money.h"
#include "rfc3339.h"
#include "schedule.h"

#define MAX_INTERVAL_S 86400

/* --- From the settings --- */

/* The keys of one account. */
typedef struct
{
  CtSettings *settings;   /* (unowned) */
  const char *account_id; /* (unowned) */
} Source;

static char *
get_text (const Source *source, const char *key)
{
  g_autoptr (GVariant) value = ct_settings_get_value (source->settings, source->account_id, key);

  return g_variant_dup_string (value, NULL);
}

static char *
get_text_or_null (const Source *source, const char *key)
{
  g_autofree char *text = get_text (source, key);

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static gboolean
get_boolean (const Source *source, const char *key)
{
  g_autoptr (GVariant) value = ct_settings_get_value (source->settings, source->account_id, key);

  return g_variant_get_boolean (value);
}

static guint
get_number (const Source *source, const char *key)
{
  g_autoptr (GVariant) value = ct_settings_get_value (source->settings, source->account_id, key);

  return g_variant_get_uint32 (value);
}

static CtInTotal
get_in_total (const Source *source)
{
  g_autofree char *text = get_text (source, "in-total");
  CtInTotal in_total = CT_IN_TOTAL_AUTO;

  ct_in_total_from_string (text, &in_total);
  return in_total;
}

static gboolean
get_amount (const Source *source, const char *key, gint64 *amount_micro)
{
  g_autofree char *text = get_text (source, key);

  return *text != '\0' && ct_money_parse_micro (text, amount_micro, NULL);
}

/* One alone is enough: without "low" the warning comes at critical, without "critical" at zero. */
static CtThresholds
get_thresholds (const Source *source)
{
  CtThresholds thresholds = { 0 };
  const gboolean has_low = get_amount (source, "low", &thresholds.low_micro);
  const gboolean has_critical = get_amount (source, "critical", &thresholds.critical_micro);

  thresholds.set = has_low || has_critical;
  if (!has_low)
    thresholds.low_micro = thresholds.critical_micro;
  return thresholds;
}

static void
get_fields (const Source *source, GHashTable *fields)
{
  g_autoptr (GVariant) value = ct_settings_get_value (source->settings, source->account_id,
                                                      "fields");
  GVariantIter iter;
  const char *id, *text;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&s&s}", &id, &text))
    g_hash_table_replace (fields, g_strdup (id), g_strdup (text));
}

CtAccountConfig *
ct_account_settings_load (CtSettings *settings, const char *account_id)
{
  const Source source = { settings, account_id };
  CtAccountConfig *config = ct_account_config_new (account_id);

  g_free (config->name);
  config->name = get_text (&source, "name");
  g_free (config->provider_id);
  config->provider_id = get_text (&source, "provider");
  config->base_url = get_text_or_null (&source, "base-url");
  config->region = get_text_or_null (&source, "region");
  get_fields (&source, config->fields);
  config->interval_s = get_number (&source, "interval-s");
  config->paused = get_boolean (&source, "paused");
  config->allow_private_http = get_boolean (&source, "allow-private-http");
  config->in_total = get_in_total (&source);
  config->thresholds = get_thresholds (&source);
  return config;
}

/* --- To the settings --- */

static GVariant *
new_text (const char *text)
{
  return g_variant_new_string (text != NULL ? text : "");
}

static GVariant *
new_threshold (const CtThresholds *thresholds, gint64 amount_micro)
{
  return thresholds->set ? g_variant_new_take_string (ct_money_to_decimal (amount_micro))
                         : g_variant_new_string ("");
}

/* Sorted: the same fields are the same value. */
static GVariant *
new_fields (GHashTable *fields)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (fields), (GCompareFunc) strcmp);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (GList *l = ids; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{ss}", l->data, g_hash_table_lookup (fields, l->data));
  return g_variant_builder_end (&builder);
}

static void
add_value (GHashTable *values, const char *key, GVariant *value)
{
  g_hash_table_insert (values, (gpointer) key, g_variant_ref_sink (value));
}

/* key (static) -> GVariant (owned) */
static GHashTable *
get_values (const CtAccountConfig *config)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                              (GDestroyNotify) g_variant_unref);
  const CtThresholds *thresholds = &config->thresholds;

  add_value (values, "provider", new_text (config->provider_id));
  add_value (values, "name", new_text (config->name));
  add_value (values, "base-url", new_text (config->base_url));
  add_value (values, "region", new_text (config->region));
  add_value (values, "fields", new_fields (config->fields));
  add_value (values, "interval-s", g_variant_new_uint32 (config->interval_s));
  add_value (values, "paused", g_variant_new_boolean (config->paused));
  add_value (values, "allow-private-http", g_variant_new_boolean (config->allow_private_http));
  add_value (values, "in-total", g_variant_new_string (ct_in_total_to_string (config->in_total)));
  add_value (values, "low", new_threshold (thresholds, thresholds->low_micro));
  add_value (values, "critical", new_threshold (thresholds, thresholds->critical_micro));
  return values;
}

void
ct_account_settings_store (CtSettingsEdit *edit, const CtAccountConfig *old,
                           const CtAccountConfig *config)
{
  g_autoptr (GHashTable) old_values = old != NULL ? get_values (old) : NULL;
  g_autoptr (GHashTable) values = get_values (config);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (old_values == NULL || !g_variant_equal (g_hash_table_lookup (old_values, key), value))
      ct_settings_edit_set (edit, config->id, key, value);
}

/* --- Whether it is right --- */

/* Names and fields come from a command line, too. */
static gboolean
check_text (const char *what, const char *text, GError **error)
{
  gboolean good = g_utf8_validate (text, -1, NULL);

  for (const char *p = text; good && *p != '\0'; p = g_utf8_next_char (p))
    good = !g_unichar_iscntrl (g_utf8_get_char (p));
  if (good)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s is not one line of readable text"), what);
  return FALSE;
}

static gboolean
check_region (const CtAccountConfig *config, const CtProvider *provider, GError **error)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  const gboolean chosen = config->region != NULL && *config->region != '\0';
  const gboolean needed = provider->base_url == NULL && provider->regions->len > 0
                          && (config->base_url == NULL || *config->base_url == '\0');

  if (chosen ? ct_provider_get_region (provider, config->region) != NULL : !needed)
    return TRUE;
  for (guint i = 0; i < provider->regions->len; i++)
    {
      const CtRegion *region = g_ptr_array_index (provider->regions, i);

      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "", region->id);
    }
  if (!chosen)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s needs a region: %s"), provider->name,
                 ids->str);
  else if (ids->len > 0)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                 _ ("%s has no region “%s”; its regions are: %s"), provider->name, config->region,
                 ids->str);
  else
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s has no regions"), provider->name);
  return FALSE;
}

static gboolean
check_field_value (const CtField *field, const char *text, GError **error)
{
  gint64 amount_micro;

  if (!check_text (field->label, text, error))
    return FALSE;
  if (field->kind == CT_FIELD_AMOUNT && !ct_money_parse_micro (text, &amount_micro, NULL))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s: “%s” is not an amount"),
                   field->label, text);
      return FALSE;
    }
  if (field->kind == CT_FIELD_DATE && !ct_rfc3339_is_date (text))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("%s: “%s” is not a date such as 2026-11-22"), field->label, text);
      return FALSE;
    }
  if (field->kind == CT_FIELD_CHOICE && field->choices != NULL
      && !g_strv_contains ((const char *const *) field->choices, text))
    {
      g_autofree char *choices = g_strjoinv (", ", field->choices);

      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s: “%s” is none of: %s"), field->label,
                   text, choices);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_given_fields (const CtAccountConfig *config, const CtProvider *provider, GError **error)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, config->fields);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      const CtField *field = ct_provider_get_field (provider, id);

      if (field == NULL)
        {
          g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s has no field “%s”"),
                       provider->name, (const char *) id);
          return FALSE;
        }
      if (*(const char *) text != '\0' && !check_field_value (field, text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_required_fields (const CtAccountConfig *config, const CtProvider *provider, GError **error)
{
  for (guint i = 0; i < provider->fields->len; i++)
    {
      const CtField *field = g_ptr_array_index (provider->fields, i);
      const char *text = g_hash_table_lookup (config->fields, field->id);

      if (field->optional || field->default_value != NULL || (text != NULL && *text != '\0'))
        continue;
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s needs “%s” (%s)"), provider->name,
                   field->label, field->id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_numbers (const CtAccountConfig *config, GError **error)
{
  const CtThresholds *thresholds = &config->thresholds;

  if (config->interval_s != 0
      && (config->interval_s < CT_FLOOR_S || config->interval_s > MAX_INTERVAL_S))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("The interval must be from %u to %u seconds"), CT_FLOOR_S, MAX_INTERVAL_S);
      return FALSE;
    }
  if (thresholds->set
      && (thresholds->critical_micro < 0 || thresholds->low_micro < thresholds->critical_micro))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("The critical balance must be from 0 to the low one"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_address (const CtAccountConfig *config, const CtProvider *provider, GError **error)
{
  g_autofree char *base_url = NULL;
  g_autofree char *origin = NULL;

  if (config->base_url != NULL && !check_text (_ ("The address"), config->base_url, error))
    return FALSE;
  return ct_account_config_resolve (config, provider, &base_url, &origin, error);
}

gboolean
ct_account_settings_check (const CtAccountConfig *config, const CtProvider *provider,
                           GError **error)
{
  return check_text (_ ("The name"), config->name, error) && check_region (config, provider, error)
         && check_address (config, provider, error) && check_given_fields (config, provider, error)
         && check_required_fields (config, provider, error) && check_numbers (config, error);
}
