#include "config.h"

#include "import.h"

#include "import-specs.h"

#define TOKEN "tok-0123456789abcdef"
#define SK "sk-0123456789abcdef"

typedef struct
{
  const char *text; /* in JSON ' is " */
  const char *expected;
  const char *reason;
} Row;

/* --- all-api-hub --- */

#define ACCOUNT(members)                                                      \
  "{'site_name':'Mine','site_url':'https://s.example','site_type':'new-api'," \
  "'account_info':{'id':'42','access_token':'" TOKEN "'}," members "'health':{}}"
#define MINE                                                      \
  "doubtful Mine new-api https://s.example:443 user_id=42 " TOKEN \
  " (Taken to be a site that runs New API)\n"

static const Row hub_rows[] = {
  { "{'version':'4.0','timestamp':1,'accounts':{'accounts':[" ACCOUNT (
        "'authType':'access_token',") "]}}",
    MINE, "as 2.0 to 4.0 have it" },
  { "{'version':'1.0','accounts':[" ACCOUNT () "]}", MINE, "a list of its own" },
  { "{'timestamp':1,'data':{'accounts':[" ACCOUNT () "]}}", MINE, "1.0, one deeper" },
  { "{'accounts':{'accounts':[{'site_name':'L','site_url':'https://api.laozhang.ai','account_info':"
    "{'id':42,'access_token':'" TOKEN "'},'disabled':true}]}}",
    "ready L laozhang https://api.laozhang.ai:443 user_id=42 paused " TOKEN "\n",
    "a site that is known, a number as id, disabled" },
  { "{'accounts':{'accounts':[" ACCOUNT ("'authType':'cookie',") "]}}",
    "unusable Mine new-api https://s.example:443 user_id=42 " TOKEN
    " (It logs in as a browser does; make a token of the site instead)\n",
    "a login" },
  { "{'accounts':{'accounts':[{'site_url':7,'account_info':[]}]}}",
    "unusable   - - (It names no gateway and no address)\n", "other types" },
  { "{'apiCredentialProfiles':{'profiles':["
    "{'name':'K','baseUrl':'https://k.example','apiKey':'" SK "'},"
    "{'name':'S','baseUrl':'https://s.example','apiKey':'" SK
    "','telemetryConfig':{'mode':'sub2apiUsage'}},"
    "{'name':'D','baseUrl':'https://api.deepseek.com','apiKey':'" SK "'}]}}",
    "doubtful K new-api-key https://k.example:443 " SK " (Taken to be a site that runs New API)\n"
    "ready S sub2api https://s.example:443 " SK "\n"
    "ready D deepseek https://api.deepseek.com:443 " SK "\n",
    "keys: nobody's, told, known" },
};

/* --- cc-switch --- */

#define CLAUDE                                                                                    \
  "{'env':{'ANTHROPIC_BASE_URL':'https://api.deepseek.com/anthropic','ANTHROPIC_AUTH_TOKEN':'" SK \
  "'}}"
#define DEEPSEEK "ready D deepseek https://api.deepseek.com:443 " SK "\n"

static const Row switch_rows[] = {
  { "{'version':2,'claude':{'providers':{'x':{'name':'D','settingsConfig':" CLAUDE
    "}},'current':'x'}}",
    DEEPSEEK, "before 3.8" },
  { "{'codex':{'providers':{'x':{'name':'O','settingsConfig':{'auth':{'OPENAI_API_KEY':'" SK "'},"
    "'config':'a = 1\\nbase_url = \\'https://k.example/v1\\'\\n'}}}}}",
    "doubtful O new-api-key https://k.example:443 " SK " (Taken to be a site that runs New API)\n",
    "Codex has its address in TOML" },
  { "{'claude':{'providers':{'x':{'name':'Official','settingsConfig':{'env':{}}}}}}", "",
    "a login has no key" },
  { "{'claude':{'providers':{'x':{'name':'N','settingsConfig':{},'meta':{'usage_script':"
    "{'baseUrl':'https://n.example','accessToken':'" TOKEN "','userId':'7'}}}}}}",
    "doubtful N new-api https://n.example:443 user_id=7 " TOKEN
    " (Taken to be a site that runs New API)\n",
    "what it asks New API with" },
  { "{'opencode':{'providers':{'x':{'name':'D','settingsConfig':{'options':{'baseURL':"
    "'https://api.deepseek.com/v1','apiKey':'" SK "'}}}}}}",
    DEEPSEEK, "OpenCode" },
  { "{'claude':{'providers':[1]},'x':{'providers':{'y':7}}}", "", "other types" },
};

static void
check_rows (const Row *rows, gsize n_rows)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();

  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *json = g_strdelimit (g_strdup (rows[i].text), "'", '"');
      g_autofree char *got = import_describe (json, strlen (json), providers);

      g_test_message ("%s", rows[i].reason);
      g_assert_cmpstr (got, ==, rows[i].expected);
    }
}

static void
test_all_api_hub (void)
{
  check_rows (hub_rows, G_N_ELEMENTS (hub_rows));
}

static void
test_cc_switch_json (void)
{
  check_rows (switch_rows, G_N_ELEMENTS (switch_rows));
}

static char *
make_dump (void)
{
  g_autofree char *settings = g_strdelimit (g_strdup (CLAUDE), "'", '"');

  return g_strdup_printf (
      "-- CC Switch SQLite 导出\n-- user_version: 12\nPRAGMA foreign_keys=OFF;\n"
      "BEGIN TRANSACTION;\nCREATE TABLE providers (id TEXT, meta TEXT DEFAULT '{}');\n"
      "INSERT INTO \"other\" (\"name\") VALUES ('x');\n"
      "INSERT INTO \"providers\" (\"id\", \"app_type\", \"name\", \"settings_config\", \"meta\") "
      "VALUES ('1', 'claude', 'D', '%s', '{}'),('2', 'claude', 'It''s', 'no JSON', NULL);\n"
      "COMMIT;\n",
      settings);
}

static void
test_cc_switch_sql (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();
  g_autofree char *dump = make_dump ();
  g_autofree char *got = import_describe (dump, strlen (dump), providers);

  g_assert_cmpstr (got, ==, DEEPSEEK);
}

/* Whatever is missing or changed: it is read to some end, and nothing that is READY goes anywhere
 * but where its own line says. */
static void
test_damage (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();
  g_autofree char *dump = make_dump ();
  g_autofree char *hub = g_strdelimit (g_strdup (hub_rows[0].text), "'", '"');
  const char *const texts[] = { dump, hub };

  for (gsize t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize i = 0; i < strlen (texts[t]); i++)
      {
        g_autofree char *changed = g_strdup (texts[t]);
        g_autofree char *beginning = g_memdup2 (texts[t], i);
        g_autofree char *a = NULL, *b = NULL;

        changed[i] = "'\"{}[],:;\\x"[g_test_rand_int_range (0, 11)];
        a = import_describe (changed, strlen (changed), providers);
        b = import_describe (beginning, i, providers);
        g_assert_nonnull (a);
        g_assert_nonnull (b);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/import/all-api-hub", test_all_api_hub);
  g_test_add_func ("/import/cc-switch-json", test_cc_switch_json);
  g_test_add_func ("/import/cc-switch-sql", test_cc_switch_sql);
  g_test_add_func ("/import/damage", test_damage);
  return g_test_run ();
}
