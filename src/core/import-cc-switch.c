#include "config.h"

#include "import-private.h"

#include <string.h>

#include "sql-dump.h"

/* cc-switch (farion1231/cc-switch) keeps what coding tools use: an address and a key each. Its
 * export is an SQLite dump since 3.8 (read of 3.20: table providers with the columns name,
 * settings_config and meta, both JSON), and was the JSON of config.json before: {"version": 2,
 * "claude": {"providers": {ID: {"name", "settingsConfig", "meta"}}}, "codex": ...}. */

#define SQL_HEADER "-- CC Switch SQLite"

/* Where the tools' settings have them. */
static const struct
{
  const char *address, *key;
} places[] = {
  { "env.ANTHROPIC_BASE_URL", "env.ANTHROPIC_AUTH_TOKEN" }, /* Claude Code */
  { "env.ANTHROPIC_BASE_URL", "env.ANTHROPIC_API_KEY" },
  { "env.GOOGLE_GEMINI_BASE_URL", "env.GEMINI_API_KEY" }, /* Gemini CLI */
  { "options.baseURL", "options.apiKey" },                /* OpenCode */
  { "baseUrl", "apiKey" },                                /* OpenClaw */
  { "base_url", "api_key" },                              /* Hermes */
};

typedef struct
{
  const GPtrArray *providers; /* (unowned) */
  GPtrArray *entries;         /* (unowned) */
  GError **error;
  gboolean good;
} Reading;

/* The first base_url = "..." of Codex's TOML. (nullable) (transfer full) */
static char *
find_codex_address (const CtJsonNode *settings)
{
  const char *toml = ct_import_get_text (settings, "config");
  g_auto (GStrv) lines = g_strsplit (toml != NULL ? toml : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) parts = g_strsplit (*line, "\"", 3);

      if (g_strv_length (parts) < 3 || !g_str_has_prefix (g_strstrip (parts[0]), "base_url"))
        continue;
      if (strcmp (g_strstrip (parts[0] + strlen ("base_url")), "=") == 0)
        return g_strdup (parts[1]);
    }
  return NULL;
}

static void
find_settings (const CtJsonNode *settings, char **address, const char **key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places) && *key == NULL; i++)
    {
      *key = ct_import_get_text (settings, places[i].key);
      g_free (*address);
      *address = g_strdup (ct_import_get_text (settings, places[i].address));
    }
  if (*key != NULL)
    return;
  *key = ct_import_get_text (settings, "auth.OPENAI_API_KEY");
  *address = find_codex_address (settings);
}

static void
add (Reading *reading, const char *name, const char *address, const char *token,
     const char *user_id)
{
  CtImportEntry *entry;
  gboolean is_account = user_id != NULL;

  if (token == NULL || address == NULL || !reading->good)
    return;
  entry = ct_import_entry_new ("cc-switch");
  ct_import_entry_set_name (entry, name);
  ct_import_entry_set (entry, "address", address);
  ct_import_entry_set_token (entry, token);
  ct_import_entry_find_provider (entry, reading->providers, is_account ? "new-api" : "new-api-key");
  if (is_account)
    ct_import_entry_set_user (entry, reading->providers, user_id);
  reading->good = ct_import_add (reading->entries, entry, reading->error);
}

/* A login, or a place without a key, is none that has a balance to be asked for. usage_script: what
 * cc-switch itself asks New API's sites with. */
static void
read_provider (Reading *reading, const char *name, const CtJsonNode *settings,
               const CtJsonNode *meta)
{
  const CtJsonNode *script = meta != NULL ? ct_json_node_get_member (meta, "usage_script") : NULL;
  const char *key = NULL, *access_token, *script_address, *user_id;
  g_autofree char *address = NULL;

  find_settings (settings, &address, &key);
  access_token = ct_import_get_text (script, "accessToken");
  script_address = ct_import_get_text (script, "baseUrl");
  user_id = ct_import_get_text (script, "userId");
  add (reading, name, script_address != NULL ? script_address : address, access_token,
       user_id != NULL ? user_id : "");
  add (reading, name, address, key, NULL);
}

/* --- JSON --- */

gboolean
ct_import_is_cc_switch_json (const CtJsonNode *root)
{
  for (const CtJsonNode *tool = ct_json_node_get_first (root); tool != NULL;
       tool = ct_json_node_get_next (tool))
    {
      const CtJsonNode *providers = ct_json_node_get_member (tool, "providers");

      if (providers != NULL && ct_json_node_get_type (providers) == CT_JSON_OBJECT)
        return TRUE;
    }
  return FALSE;
}

gboolean
ct_import_read_cc_switch_json (const CtJsonNode *root, const GPtrArray *providers,
                               GPtrArray *entries, GError **error)
{
  Reading reading = { providers, entries, error, TRUE };

  for (const CtJsonNode *tool = ct_json_node_get_first (root); tool != NULL;
       tool = ct_json_node_get_next (tool))
    {
      const CtJsonNode *list = ct_json_node_get_member (tool, "providers");

      if (list == NULL)
        continue;
      for (const CtJsonNode *provider = ct_json_node_get_first (list); provider != NULL;
           provider = ct_json_node_get_next (provider))
        read_provider (&reading, ct_import_get_text (provider, "name"),
                       ct_json_node_get_member (provider, "settingsConfig"),
                       ct_json_node_get_member (provider, "meta"));
    }
  return reading.good;
}

/* --- SQL --- */

gboolean
ct_import_is_cc_switch_sql (const char *bytes, gsize length)
{
  return length >= strlen (SQL_HEADER) && memcmp (bytes, SQL_HEADER, strlen (SQL_HEADER)) == 0;
}

/* (nullable) (transfer full) */
static CtJson *
parse (const char *text)
{
  return text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;
}

static gboolean
on_row (GHashTable *row, gpointer user_data)
{
  Reading *reading = user_data;
  const char *name = g_hash_table_lookup (row, "name");
  g_autoptr (CtJson) settings = parse (g_hash_table_lookup (row, "settings_config"));
  g_autoptr (CtJson) meta = parse (g_hash_table_lookup (row, "meta"));

  if (settings != NULL)
    read_provider (reading, g_utf8_validate (name != NULL ? name : "", -1, NULL) ? name : NULL,
                   ct_json_get_root (settings), meta != NULL ? ct_json_get_root (meta) : NULL);
  return reading->good;
}

gboolean
ct_import_read_cc_switch_sql (const char *bytes, gsize length, const GPtrArray *providers,
                              GPtrArray *entries, GError **error)
{
  Reading reading = { providers, entries, error, TRUE };

  ct_sql_dump_foreach (bytes, length, "providers", on_row, &reading);
  return reading.good;
}
