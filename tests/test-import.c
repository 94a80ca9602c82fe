#include "config.h"

#include "import.h"

#include "import-specs.h"

#define KEY "tok-0123456789abcdef"
#define SK "sk-0123456789abcdef"
#define LZ "https://api.laozhang.ai:443"

typedef struct
{
  const char *text; /* in JSON ' is " */
  const char *expected;
  const char *reason;
} Row;

static const Row rows[] = {
  { "{'version':1,'accounts':[]}", "", "no accounts" },
  { "[]", "", "the list alone" },
  { "[{'provider':'laozhang','name':'Work','token':'" KEY "'}]",
    "ready Work laozhang " LZ " " KEY "\n", "the usual" },
  { "[{'provider':'laozhang'}]", "ready LaoZhang laozhang " LZ " -\n",
    "without a name or a token: as export writes it" },
  { "[{'provider':'new-api','name':'S','address':'https://s.example/v1',"
    "'fields':{'user_id':42},'token':'" KEY "'}]",
    "ready S new-api https://s.example:443 user_id=42 " KEY "\n", "a number as a field" },
  { "[{'address':'api.laozhang.ai/v1','token':'" KEY "'}]",
    "ready LaoZhang laozhang " LZ " " KEY "\n", "the address says whose it is" },
  { "[{'address':'https://api.moonshot.cn/v1','token':'" SK "'}]",
    "ready Moonshot moonshot https://api.moonshot.cn:443 " SK "\n", "and which region" },
  { "[{'address':'https://nobody.example','token':'" KEY "'}]",
    "doubtful New API new-api https://nobody.example:443 " KEY
    " (Taken to be a site that runs New API)\n",
    "nobody's address" },
  { "[{'provider':'laozhan','token':'" KEY "'}]",
    "unusable  laozhan - " KEY " (There is no gateway “laozhan”; did you mean “laozhang”?)\n",
    "no such provider" },
  { "[{'token':'" KEY "'}]", "unusable   - " KEY " (It names no gateway and no address)\n",
    "a token alone" },
  { "[{'provider':'new-api','address':'ftp://s.example','token':'" KEY "'}]",
    "unusable New API new-api - " KEY " (The address must begin with https://)\n",
    "a bad address" },
  { "[{'provider':'new-api','token':'" KEY "'}]",
    "unusable New API new-api - " KEY " (The address of the site is missing)\n",
    "an address that is missing" },
  { "[{'provider':'laozhang','tokn':'x'}]",
    "unusable LaoZhang laozhang " LZ " - (There is no key “tokn”; did you mean “token”?)\n",
    "a key that is none" },
  { "[{'provider':'laozhang','name':['x']}]",
    "unusable LaoZhang laozhang " LZ " - (“name” cannot be a list)\n", "of another type" },
  { "[7]", "unusable   - - (An account must be an object)\n", "no account at all" },
  { "[{'provider':'laozhang','interval_s':'often'}]",
    "unusable LaoZhang laozhang " LZ " - (The interval is not a number of seconds)\n",
    "no number" },
  { "[{'provider':'laozhang','paused':'yes'}]",
    "unusable LaoZhang laozhang " LZ " - (“paused” is neither true nor false)\n", "no boolean" },
  { "[{'provider':'laozhang','in_total':'maybe'}]",
    "unusable LaoZhang laozhang " LZ " - (“in_total” must be one of auto, always, never)\n",
    "no such choice" },
  { "[{'provider':'laozhang','low':'5 USD'}]",
    "unusable LaoZhang laozhang " LZ " - (“low” is not an amount)\n", "no amount" },
  { "[{'provider':'laozhang','id':'1'}]",
    "unusable LaoZhang laozhang " LZ " - (The id is not a uuid)\n", "no uuid" },
  { "[{'provider':'laozhang','token':'${LAOZHANG_KEY}'}]",
    "unusable LaoZhang laozhang " LZ " ${LAOZHANG_KEY} (The token only stands for one)\n",
    "a variable" },
  { "[{'provider':'deepseek','token':'sk-xxxxxxxxxxxxxxxxxxxxxxxx'}]",
    "unusable DeepSeek deepseek https://api.deepseek.com:443 sk-xxxxxxxxxxxxxxxxxxxxxxxx (The "
    "token only stands for one)\n",
    "an example" },
  { "[{'provider':'deepseek','token':'sk-0123...cdef'}]",
    "unusable DeepSeek deepseek https://api.deepseek.com:443 sk-0123...cdef (The token only "
    "stands for one)\n",
    "shortened for showing" },
  { "[{'provider':'deepseek','token':'YOUR_API_KEY'}]",
    "unusable DeepSeek deepseek https://api.deepseek.com:443 YOUR_API_KEY (The token only stands "
    "for one)\n",
    "words" },
  { "[{'provider':'deepseek','token':'sk-0123456789 abcdef'}]",
    "unusable DeepSeek deepseek https://api.deepseek.com:443 sk-0123456789 abcdef (No token looks "
    "like this one)\n",
    "a blank in it" },
  { "[{'provider':'deepseek','token':' " SK "\\n'}]",
    "ready DeepSeek deepseek https://api.deepseek.com:443 " SK "\n", "blanks around it" },
  { "[{'provider':'deepseek','token':'  '}]",
    "unusable DeepSeek deepseek https://api.deepseek.com:443  (The token is empty)\n",
    "nothing but blanks" },
  { "[{'provider':'deepseek','token':'sk-short'}]",
    "doubtful DeepSeek deepseek https://api.deepseek.com:443 sk-short (It does not look like a "
    "token)\n",
    "too short" },
  { "[{'provider':'laozhang','token':'" SK "'}]",
    "doubtful LaoZhang laozhang " LZ " " SK
    " (This looks like another kind of key: LaoZhang wants a “API key”, which does not begin with "
    "sk-.)\n",
    "of the wrong kind" },
  { "[{'provider':'quiet','token':'" KEY "'}]",
    "doubtful Quiet quiet https://quiet.example:443 " KEY
    " (This is not documented by the vendor, who may change or forbid it.)\n",
    "what is undocumented is asked about" },
  { "[{'provider':'by-hand','token':'" KEY "','fields':{'amount':'5'}}]",
    "unusable By hand by-hand https://hand.example:443 amount=5 " KEY " (By hand takes no token)\n",
    "a token for nobody" },
  { "[{'provider':'" SK "','name':'A'}]", "unusable A  - - (A token stands where none belongs)\n",
    "a cell too far: not shown" },
  { "[{'provider':'laozhang','name':'" SK "'}]",
    "unusable  laozhang - - (A token stands where none belongs)\n", "nor kept" },
  { "{'version':2,'accounts':[]}", "A later version of Credit Tray wrote this", "from the future" },
  { "{'version':'1','accounts':[]}", "This format is not known", "not ours" },
  { "{'accounts':7}", "This format is not known", "no list" },
  { "{}", "This format is not known", "nothing in it" },
  { "{'accounts':[}", "The file cannot be read as JSON: a value is missing in line 1, column 14",
    "damage" },
  { "hello, world", "This format is not known", "any text" },
  { "", "There is nothing in it", "no bytes" },
};

static void
check (const char *text, gsize length, const GPtrArray *providers, const char *expected)
{
  g_autofree char *copy = g_memdup2 (text, length);
  g_autofree char *got = import_describe (copy, length, providers);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_rows (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json = g_strdelimit (g_strdup (rows[i].text), "'", '"');

      g_test_message ("%s", rows[i].reason);
      check (json, strlen (json), providers, rows[i].expected);
    }
}

static const Row csv_rows[] = {
  { "provider,name,token,fields.user_id\r\nlaozhang,Work," KEY ",42\r\nlaozhang,\"A, B\",,\r\n",
    "ready Work laozhang " LZ " user_id=42 " KEY "\nready A, B laozhang " LZ " -\n",
    "an empty cell is not set" },
  { "address,token\nhttps://openrouter.ai/api/v1,sk-or-0123456789abcdef\n",
    "ready OpenRouter openrouter https://openrouter.ai:443 sk-or-0123456789abcdef\n",
    "addresses alone" },
  { "\xef\xbb\xbfprovider;name;token\r\nlaozhang;A, B;" KEY "\r\n",
    "ready A, B laozhang " LZ " " KEY "\n", "as Excel writes it in Europe" },
  { "provider\tname\nlaozhang\tWork\n", "ready Work laozhang " LZ " -\n", "tabs" },
  { "provider,name\nlaozhang\nlaozhang,B\n",
    "unusable   - - (It has not as many cells as the first line)\nready B laozhang " LZ " -\n",
    "a short line" },
  { "provider,adress\n", "There is no key “adress”; did you mean “address”?", "a wrong name" },
  { "provider,name\n\"laozhang", "Line 2: a quote is never closed", "damage" },
};

static void
test_csv (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();

  for (gsize i = 0; i < G_N_ELEMENTS (csv_rows); i++)
    {
      g_test_message ("%s", csv_rows[i].reason);
      check (csv_rows[i].text, strlen (csv_rows[i].text), providers, csv_rows[i].expected);
    }
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();
  g_autoptr (GString) text = g_string_new ("[{}");
  g_autofree char *got = NULL, *refused = NULL, *too_large = NULL;
  g_autofree char *large = g_malloc0 (CT_IMPORT_MAX_BYTES + 1);

  for (guint i = 1; i < CT_IMPORT_MAX_ENTRIES; i++)
    g_string_append (text, ",{}");
  g_string_append_c (text, ']');
  got = import_describe (text->str, text->len, providers);
  g_assert_true (g_str_has_prefix (got, "unusable"));
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",{}]");
  refused = import_describe (text->str, text->len, providers);
  g_assert_cmpstr (refused, ==, "There are more than 1000 accounts in it");
  too_large = import_describe (large, CT_IMPORT_MAX_BYTES + 1, providers);
  g_assert_cmpstr (too_large, ==, "The file is too large");
}

/* --- The environment --- */

static const char *
get_variable (const char *name, gpointer user_data)
{
  static const char *const variables[][2] = {
    { "OPENROUTER_API_KEY", "sk-or-0123456789abcdef" },
    { "MOONSHOT_API_KEY", SK },
    { "DEEPSEEK_API_KEY", "" },
    { "OWN_KEY", KEY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    if (strcmp (variables[i][0], name) == 0)
      return variables[i][1];
  return NULL;
}

static void
test_environment (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();
  g_autoptr (GPtrArray) entries = NULL;
  const CtImportEntry *entry;

  g_ptr_array_add (providers,
                   import_load_definition ("{'id':'own','name':'Own','base_url':'https://own."
                                           "example','key':{'env':'OWN_KEY'},'requests':{'a':{"
                                           "'path':'/a'}},'balances':[{'currency':'USD',"
                                           "'remaining':'a.b'}]}",
                                           TRUE));
  entries = ct_import_read_environment (providers, get_variable, NULL);
  g_assert_cmpuint (entries->len, ==, 4);

  entry = entries->pdata[0];
  g_assert_cmpstr (entry->source, ==, "OPENROUTER_API_KEY");
  g_assert_cmpstr (entry->origin, ==, "https://openrouter.ai:443");
  g_assert_cmpint (entry->verdict, ==, CT_IMPORT_READY);
  entry = entries->pdata[1];
  g_assert_cmpstr (entry->source, ==, "DEEPSEEK_API_KEY");
  g_assert_cmpint (entry->verdict, ==, CT_IMPORT_UNUSABLE);
  /* Nobody but the person knows where it was made. */
  for (guint i = 2; i < 4; i++)
    {
      entry = entries->pdata[i];
      g_assert_cmpstr (entry->source, ==, "MOONSHOT_API_KEY");
      g_assert_cmpint (entry->verdict, ==, CT_IMPORT_DOUBTFUL);
    }
  g_assert_cmpstr (entry->origin, ==, "https://api.moonshot.ai:443");
}

/* --- Out and in again --- */

static CtAccountConfig *
make_config (void)
{
  CtAccountConfig *config = ct_account_config_new ("6f0c1234-0000-4000-8000-000000000001");

  g_free (config->name);
  config->name = g_strdup ("Büro \"1\"");
  g_free (config->provider_id);
  config->provider_id = g_strdup ("new-api");
  config->base_url = g_strdup ("http://10.0.0.2:3000/a");
  g_hash_table_insert (config->fields, g_strdup ("user_id"), g_strdup ("42"));
  config->interval_s = 600;
  config->paused = TRUE;
  config->allow_private_http = TRUE;
  config->in_total = CT_IN_TOTAL_NEVER;
  config->thresholds = (CtThresholds){ TRUE, 5500000, 1 };
  return config;
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) providers = import_load_definitions ();
  g_autoptr (GPtrArray) configs = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ct_account_config_free);
  CtAccountConfig *regional = ct_account_config_new ("6f0c1234-0000-4000-8000-000000000002");
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_free (regional->provider_id);
  regional->provider_id = g_strdup ("moonshot");
  g_free (regional->name);
  regional->name = g_strdup ("M");
  regional->region = g_strdup ("cn");
  regional->in_total = CT_IN_TOTAL_ALWAYS;
  g_ptr_array_add (configs, make_config ());
  g_ptr_array_add (configs, regional);
  json = ct_import_write (configs);
  entries = ct_import_read (json, strlen (json), providers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const CtImportEntry *entry = entries->pdata[i];

      g_assert_cmpstr (entry->reason, ==, NULL);
      g_assert_true (ct_account_config_equal (entry->config, configs->pdata[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/import/rows", test_rows);
  g_test_add_func ("/import/csv", test_csv);
  g_test_add_func ("/import/limits", test_limits);
  g_test_add_func ("/import/environment", test_environment);
  g_test_add_func ("/import/round-trip", test_round_trip);
  return g_test_run ();
}
