#pragma once

#include <string.h>

#include "import.h"

/* A few definitions of the shapes that matter to an import. */
static const char *const import_definitions[] = {
  "{'id':'new-api','name':'New API','base_url':null,'key':{'not_prefix':'sk-'},"
  "'fields':[{'id':'user_id','label':'User ID','kind':'text','optional':true}],"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'new-api-key','name':'New API key','base_url':null,'key':{'prefix_hint':'sk-'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'laozhang','name':'LaoZhang','base_url':'https://api.laozhang.ai',"
  "'key':{'not_prefix':'sk-'},"
  "'fields':[{'id':'user_id','label':'User ID','kind':'text','optional':true}],"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'openrouter','name':'OpenRouter','base_url':'https://openrouter.ai',"
  "'key':{'prefix_hint':'sk-or-','env':'OPENROUTER_API_KEY'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'deepseek','name':'DeepSeek','base_url':'https://api.deepseek.com',"
  "'key':{'prefix_hint':'sk-','env':'DEEPSEEK_API_KEY'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'moonshot','name':'Moonshot','key':{'prefix_hint':'sk-','env':'MOONSHOT_API_KEY'},"
  "'regions':[{'id':'cn','name':'China','base_url':'https://api.moonshot.cn'},"
  "{'id':'intl','name':'World','base_url':'https://api.moonshot.ai'}],"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'sub2api','name':'sub2api','base_url':null,"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'quiet','name':'Quiet','base_url':'https://quiet.example','undocumented':true,"
  "'key':{'env':'QUIET_KEY'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'by-hand','name':'By hand','base_url':'https://hand.example',"
  "'fields':[{'id':'amount','label':'Amount','kind':'amount'}],"
  "'balances':[{'currency':'USD','remaining':'amount'}]}",
};

static inline CtProvider *
import_load_definition (const char *text, gboolean custom)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) document = ct_json_parse (json, strlen (json), &error);
  CtProvider *provider;

  g_assert_no_error (error);
  provider = ct_provider_new (document, "test.json", custom, &error);
  g_assert_no_error (error);
  return provider;
}

static inline GPtrArray *
import_load_definitions (void)
{
  GPtrArray *providers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_provider_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (import_definitions); i++)
    g_ptr_array_add (providers, import_load_definition (import_definitions[i], FALSE));
  return providers;
}

static inline char *
import_describe_fields (GHashTable *fields)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (fields), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *l = ids; l != NULL; l = l->next)
    g_string_append_printf (text, " %s=%s", (const char *) l->data,
                            (const char *) g_hash_table_lookup (fields, l->data));
  return g_string_free (text, FALSE);
}

/* "ready Name laozhang https://... FIELDS token[ (reason)]\n" for each entry, or the error. */
static inline char *
import_describe (const char *text, gsize length, const GPtrArray *providers)
{
  static const char *const verdicts[] = { "ready", "doubtful", "present", "unusable" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = ct_import_read (text, length, providers, &error);
  g_autoptr (GString) out = g_string_new (NULL);

  if (entries == NULL)
    {
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      return g_strdup (error->message);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const CtImportEntry *entry = entries->pdata[i];
      g_autofree char *fields = import_describe_fields (entry->config->fields);

      g_assert_true ((entry->reason == NULL) == (entry->verdict == CT_IMPORT_READY));
      if (entry->reason != NULL && entry->token != NULL && strlen (entry->token) > 7)
        g_assert_null (strstr (entry->reason, entry->token));
      g_string_append_printf (
          out, "%s %s %s %s%s%s %s", verdicts[entry->verdict], entry->config->name,
          entry->config->provider_id, entry->origin != NULL ? entry->origin : "-", fields,
          entry->config->paused ? " paused" : "", entry->token != NULL ? entry->token : "-");
      if (entry->reason != NULL)
        g_string_append_printf (out, " (%s)", entry->reason);
      g_string_append_c (out, '\n');
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
