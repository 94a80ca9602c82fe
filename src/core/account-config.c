#include "config.h"

#include "account.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static const char *const in_total_names[] = {
  [CT_IN_TOTAL_AUTO] = "auto",
  [CT_IN_TOTAL_ALWAYS] = "always",
  [CT_IN_TOTAL_NEVER] = "never",
};

const char *
ct_in_total_to_string (CtInTotal in_total)
{
  return in_total_names[in_total];
}

gboolean
ct_in_total_from_string (const char *text, CtInTotal *in_total)
{
  for (guint i = 0; i < G_N_ELEMENTS (in_total_names); i++)
    if (strcmp (in_total_names[i], text) == 0)
      {
        *in_total = i;
        return TRUE;
      }
  return FALSE;
}

CtAccountConfig *
ct_account_config_new (const char *id)
{
  CtAccountConfig *config = g_new0 (CtAccountConfig, 1);

  config->id = g_strdup (id);
  config->name = g_strdup ("");
  config->provider_id = g_strdup ("");
  config->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return config;
}

static GHashTable *
copy_fields (GHashTable *fields)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &id, &text))
    g_hash_table_insert (copy, g_strdup (id), g_strdup (text));

  return copy;
}

CtAccountConfig *
ct_account_config_copy (const CtAccountConfig *config)
{
  CtAccountConfig *copy = g_memdup2 (config, sizeof *config);

  copy->id = g_strdup (config->id);
  copy->name = g_strdup (config->name);
  copy->provider_id = g_strdup (config->provider_id);
  copy->base_url = g_strdup (config->base_url);
  copy->region = g_strdup (config->region);
  copy->fields = copy_fields (config->fields);

  return copy;
}

static gboolean
fields_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer id, text;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &id, &text))
    if (g_strcmp0 (g_hash_table_lookup (b, id), text) != 0)
      return FALSE;

  return TRUE;
}

static gboolean
thresholds_equal (const CtThresholds *a, const CtThresholds *b)
{
  return a->set == b->set
         && (!a->set || (a->low_micro == b->low_micro && a->critical_micro == b->critical_micro));
}

gboolean
ct_account_config_equal (const CtAccountConfig *a, const CtAccountConfig *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->name, b->name)
         && g_str_equal (a->provider_id, b->provider_id)
         && g_strcmp0 (a->base_url, b->base_url) == 0 && g_strcmp0 (a->region, b->region) == 0
         && fields_equal (a->fields, b->fields) && a->interval_s == b->interval_s
         && a->paused == b->paused && a->allow_private_http == b->allow_private_http
         && a->in_total == b->in_total && thresholds_equal (&a->thresholds, &b->thresholds);
}

void
ct_account_config_free (CtAccountConfig *config)
{
  if (config == NULL)
    return;

  g_free (config->id);
  g_free (config->name);
  g_free (config->provider_id);
  g_free (config->base_url);
  g_free (config->region);
  g_hash_table_unref (config->fields);
  g_free (config);
}

static void
set_missing (const CtProvider *provider, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < provider->regions->len; i++)
    g_strv_builder_add (ids, ((const CtRegion *) provider->regions->pdata[i])->id);
  list = g_strv_builder_end (ids);
  text = g_strjoinv (", ", list);
  if (provider->regions->len > 0)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                 _ ("The region is missing: it must be one of %s"), text);
  else
    g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS,
                         _ ("The address of the site is missing"));
}

/* The address that the person typed, else that of the chosen region, else the definition's. */
static char *
find_base_url (const CtAccountConfig *config, const CtProvider *provider, GError **error)
{
  const char *address = provider->base_url;

  if (config->base_url != NULL && *config->base_url != '\0')
    return ct_http_normalize_base (config->base_url, provider->strip_suffix,
                                   config->allow_private_http, error);

  if (config->region != NULL && *config->region != '\0')
    {
      const CtRegion *region = ct_provider_get_region (provider, config->region);

      address = region != NULL ? region->base_url : NULL;
    }
  if (address == NULL)
    {
      set_missing (provider, error);
      return NULL;
    }

  return ct_http_normalize_base (address, "", config->allow_private_http, error);
}

gboolean
ct_account_config_resolve (const CtAccountConfig *config, const CtProvider *provider,
                           char **base_url, char **origin, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *base = find_base_url (config, provider, &local_error);
  g_autofree char *base_origin = NULL;

  if (base != NULL)
    base_origin = ct_http_origin (base, config->allow_private_http, &local_error);
  if (base_origin == NULL)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, local_error->message);
      return FALSE;
    }

  *base_url = g_steal_pointer (&base);
  *origin = g_steal_pointer (&base_origin);
  return TRUE;
}
