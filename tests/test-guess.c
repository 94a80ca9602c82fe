#include "config.h"

#include "guess.h"

#include <string.h>

static const char *const definitions[] = {
  "{'id':'new-api','name':'New API','base_url':null,'key':{'not_prefix':'sk-'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'laozhang','name':'LaoZhang','base_url':'https://api.laozhang.ai',"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'openrouter','name':'OpenRouter','base_url':'https://openrouter.ai',"
  "'key':{'prefix_hint':'sk-or-'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'deepseek','name':'DeepSeek','base_url':'https://api.deepseek.com',"
  "'key':{'prefix_hint':'sk-'},"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
  "{'id':'moonshot','name':'Moonshot','key':{'prefix_hint':'sk-'},"
  "'regions':[{'id':'cn','name':'China','base_url':'https://api.moonshot.cn'},"
  "{'id':'intl','name':'World','base_url':'https://api.moonshot.ai'}],"
  "'requests':{'a':{'path':'/a'}},'balances':[{'currency':'USD','remaining':'a.b'}]}",
};

typedef struct
{
  const char *text;
  CtGuessKind kind;
  const char *ids; /* the likeliest first */
  const char *region;
  const char *reason;
} Row;

static const Row rows[] = {
  { "open router", CT_GUESS_NOTHING, "", NULL, "words" },
  { "DeepSeek-R1-Distill", CT_GUESS_NOTHING, "", NULL, "the name of a model" },
  { "gpt4", CT_GUESS_NOTHING, "", NULL, "too short for a key" },
  { "", CT_GUESS_NOTHING, "", NULL, "nothing" },
  { "https://openrouter.ai/settings/keys", CT_GUESS_ADDRESS, "openrouter", NULL, "a page" },
  { "  https://OpenRouter.AI  ", CT_GUESS_ADDRESS, "openrouter", NULL, "blanks and capitals" },
  { "https://api.laozhang.ai/v1", CT_GUESS_ADDRESS, "laozhang", NULL, "an API address" },
  { "www.laozhang.ai", CT_GUESS_ADDRESS, "laozhang", NULL, "another name of the domain" },
  { "laozhang.ai", CT_GUESS_ADDRESS, "laozhang", NULL, "the domain itself" },
  { "https://evil.com/api.laozhang.ai", CT_GUESS_ADDRESS, "new-api", NULL, "only the host counts" },
  { "https://api.laozhang.ai.evil.com", CT_GUESS_ADDRESS, "new-api", NULL, "nor its beginning" },
  { "notlaozhang.ai", CT_GUESS_ADDRESS, "new-api", NULL, "nor its end" },
  { "https://api.moonshot.ai/v1", CT_GUESS_ADDRESS, "moonshot", "intl", "the region's host" },
  { "https://platform.moonshot.cn", CT_GUESS_ADDRESS, "moonshot", "cn", "the region's domain" },
  { "https://my.gateway.example/v1", CT_GUESS_ADDRESS, "new-api", NULL, "nobody's" },
  { "http://127.0.0.1:3000", CT_GUESS_ADDRESS, "new-api", NULL, "a number with its scheme" },
  { "sk-or-v1-0123456789abcdef", CT_GUESS_KEY, "openrouter", NULL, "the longest beginning" },
  { " sk-or-v1-0123456789abcdef\r\n", CT_GUESS_KEY, "openrouter", NULL, "as it was pasted" },
  { "sk-0123456789abcdef", CT_GUESS_KEY, "deepseek,moonshot", NULL, "as many have them" },
  { "0123456789abcdef0123456789abcdef", CT_GUESS_KEY, "", NULL, "anybody's" },
  { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl0", CT_GUESS_KEY, "", NULL, "a JWT" },
  { "sk-0123456789abcdef two", CT_GUESS_NOTHING, "", NULL, "a key has no blanks" },
};

static CtProvider *
load (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) document = ct_json_parse (json, strlen (json), &error);
  CtProvider *provider;

  g_assert_no_error (error);
  provider = ct_provider_new (document, "test.json", FALSE, &error);
  g_assert_no_error (error);
  return provider;
}

static GPtrArray *
load_all (void)
{
  GPtrArray *providers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_provider_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (definitions); i++)
    g_ptr_array_add (providers, load (definitions[i]));
  return providers;
}

static void
test_rows (void)
{
  g_autoptr (GPtrArray) providers = load_all ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) ids = g_string_new (NULL);
      g_auto (CtGuess) guess;

      g_test_message ("%s: %s", rows[i].text, rows[i].reason);
      ct_guess (providers, rows[i].text, &guess);
      for (guint n = 0; n < guess.providers->len; n++)
        g_string_append_printf (ids, "%s%s", n > 0 ? "," : "",
                                ((CtProvider *) guess.providers->pdata[n])->id);
      g_assert_cmpint (guess.kind, ==, rows[i].kind);
      g_assert_cmpstr (ids->str, ==, rows[i].ids);
      g_assert_cmpstr (guess.region, ==, rows[i].region);
      g_assert_cmpint (ct_guess_is_key (rows[i].text), ==, rows[i].kind == CT_GUESS_KEY);
    }
}

static void
test_no_providers (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (CtGuess) guess;

  ct_guess (none, "https://openrouter.ai", &guess);
  g_assert_cmpint (guess.kind, ==, CT_GUESS_ADDRESS);
  g_assert_cmpuint (guess.providers->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/guess/rows", test_rows);
  g_test_add_func ("/guess/no-providers", test_no_providers);
  return g_test_run ();
}
