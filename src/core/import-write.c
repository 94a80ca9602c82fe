#include "config.h"

#include "import.h"

#include <string.h>

#include "json-object.h"

static void
write_fields (GString *out, GHashTable *fields)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (fields), (GCompareFunc) strcmp);

  if (ids == NULL)
    return;
  ct_json_write_name (out, "fields");
  g_string_append_c (out, '{');
  for (GList *l = ids; l != NULL; l = l->next)
    ct_json_write_text (out, l->data, g_hash_table_lookup (fields, l->data));
  g_string_append_c (out, '}');
}

/* What is not set is left out. */
static void
write_text (GString *out, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    ct_json_write_text (out, name, text);
}

static void
write_account (GString *out, const CtAccountConfig *config)
{
  g_string_append_c (out, '{');
  write_text (out, "id", config->id);
  write_text (out, "name", config->name);
  write_text (out, "provider", config->provider_id);
  write_text (out, "address", config->base_url);
  write_text (out, "region", config->region);
  write_fields (out, config->fields);
  if (config->interval_s != 0)
    ct_json_write_integer (out, "interval_s", config->interval_s);
  ct_json_write_true (out, "paused", config->paused);
  ct_json_write_true (out, "allow_private_http", config->allow_private_http);
  if (config->in_total != CT_IN_TOTAL_AUTO)
    ct_json_write_text (out, "in_total", ct_in_total_to_string (config->in_total));
  if (config->thresholds.set)
    {
      ct_json_write_amount (out, "low", config->thresholds.low_micro);
      ct_json_write_amount (out, "critical", config->thresholds.critical_micro);
    }
  g_string_append_c (out, '}');
}

char *
ct_import_write (const GPtrArray *configs)
{
  GString *out = g_string_new ("{\n  \"version\": 1,\n  \"accounts\": [");

  for (guint i = 0; i < configs->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n    " : "\n    ");
      write_account (out, configs->pdata[i]);
    }
  g_string_append (out, configs->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
  return g_string_free (out, FALSE);
}
