#include "config.h"

#include <string.h>

#include "error.h"
#include "provider.h"
#include "support/script.h"

static CtProvider *
load (const char *text, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), &parse_error);

  if (parse_error != NULL)
    g_error ("%s in %s", parse_error->message, text);
  return ct_provider_new (json, "test.json", FALSE, error);
}

/* With what a file that extends it has: base is what it has by itself. */
static CtProvider *
load_patched (const char *base_text, const char *patch_text, GError **error)
{
  g_autoptr (CtJson) base = ct_json_parse (base_text, strlen (base_text), NULL);
  g_autoptr (CtJson) patch = ct_json_parse (patch_text, strlen (patch_text), NULL);
  g_autoptr (CtJson) whole = ct_json_merge (base, patch);

  return ct_provider_new (whole, "test.json", FALSE, error);
}

/* --- Rules: loading/rules.json ---
 *
 *     definition  a good one
 *     rows        what differs from it (with) or another one (text): it loads, or fails with a
 *                 message; before that stands the file, behind it the place if there is one
 */

static char *
text_of_row (const CtJsonNode *definition, const CtJsonNode *row)
{
  const CtJsonNode *with = ct_json_node_get_member (row, "with");
  g_autofree char *base_text = script_to_text (definition);
  g_autofree char *patch_text = with != NULL ? script_to_text (with) : g_strdup ("{}");
  g_autoptr (CtJson) base = ct_json_parse (base_text, strlen (base_text), NULL);
  g_autoptr (CtJson) patch = ct_json_parse (patch_text, strlen (patch_text), NULL);
  g_autoptr (CtJson) whole = ct_json_merge (base, patch);

  if (with == NULL)
    return g_strdup (script_get_text (row, "text"));
  return script_to_text (ct_json_get_root (whole));
}

/* Without " (line 1, column 96)". */
static char *
without_place (const char *message)
{
  g_autoptr (GRegex) place = g_regex_new (" \\(line 1, column \\d+\\)$", 0, 0, NULL);

  return g_regex_replace_literal (place, message, -1, 0, "", 0, NULL);
}

static void
check_row (const CtJsonNode *definition, const CtJsonNode *row)
{
  static const char *const keys[] = { "why", "with", "text", "fails", "loads", NULL };
  const char *why = script_get_text (row, "why"), *fails = script_get_text (row, "fails");
  g_autofree char *text = text_of_row (definition, row), *expected = NULL, *message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load (text, &error);

  script_check_keys (row, why, keys);
  g_assert_true ((provider == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_error_matches (error, CT_ERROR, CT_ERROR_DEFINITION));
  expected = fails != NULL ? g_strconcat ("test.json: ", fails, NULL) : NULL;
  message = error != NULL ? without_place (error->message) : NULL;
  if (g_strcmp0 (message, expected) == 0)
    return;
  g_test_message ("%s: %s gives %s, not %s", why, text, message, expected);
  g_test_fail ();
}

static void
test_rules (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "loading", "rules.json", NULL);
  g_autoptr (CtJson) json = script_load (path);
  const CtJsonNode *root = ct_json_get_root (json);
  const CtJsonNode *rows = ct_json_node_get_member (root, "rows");

  g_assert_cmpuint (ct_json_node_get_size (rows), >, 100);
  for (const CtJsonNode *row = ct_json_node_get_first (rows); row != NULL;
       row = ct_json_node_get_next (row))
    check_row (ct_json_node_get_member (root, "definition"), row);
}

/* --- Places --- */

#define BASE                                                                                     \
  "{ \"id\": \"base\", \"name\": \"Base\", \"base_url\": \"https://site.example\",\n"            \
  "  \"requests\": { \"status\": { \"path\": \"/status\", \"optional\": true },\n"               \
  "                  \"a\": { \"path\": \"/a\", \"headers\": { \"X-A\": \"1\" } } },\n"          \
  "  \"balances\": [ { \"currency\": \"USD\", \"remaining\": \"a.left / (status.unit ?? 2)\" } " \
  "]\n"                                                                                          \
  "}"

/* In the file that the mistake is in. */
static void
test_places (void)
{
  static const struct
  {
    const char *patch, *message;
  } rows[] = {
    { "{ \"id\": \"x\",\n  \"requests\": {\n    \"a\": { \"path\": \"a\" } } }",
      "test.json: requests.a.path: a path begins with exactly one slash (line 3, column 20)" },
    { "{ \"id\": \"x\",\n  \"nmae\": \"y\" }",
      "test.json: there is no key “nmae”; did you mean “name”? (line 2, column 11)" },
    { "{\n\n  \"balances\": [\n    { \"remaining\": \"a.left\" } ] }",
      "test.json: balances[0]: the key “currency” is missing (line 4, column 5)" },
    { "{ \"links\": { \"ü\": \"\",\n   \"docs\": \"x\" } }",
      "test.json: links: there is no key “ü” (line 1, column 19)" },
    { "{ \"balances\": [\n { \"currency\": \"USD\",\n   \"remaining\": \"a.left +\" } ] }",
      "test.json: balances[0].remaining, column 9: a value is missing here (line 3, column 17)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtProvider) provider = load_patched (BASE, rows[i].patch, &error);

      g_assert_null (provider);
      g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

/* --- What is loaded --- */

/* A request that was deleted is absent, so that what reads it need not be written again. */
static void
test_deleted_request (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (BASE, "{\"requests\":{\"status\":null}}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (provider->requests->len, ==, 1);
  g_assert_null (ct_provider_get_request (provider, "status"));
  g_assert_nonnull (ct_provider_get_request (provider, "a"));
}

/* Only objects have names in them: a base that is wrong itself is no reason to fall over. */
static void
test_odd_base (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (
      "{\"requests\":[\"x\"]}",
      "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"a\":{\"path\":\"/a\"}},"
      "\"balances\":[{\"currency\":\"USD\",\"remaining\":\"a.left\"}]}",
      &error);

  g_assert_no_error (error);
  g_assert_cmpuint (provider->requests->len, ==, 1);
}

static void
test_merged (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (
      BASE,
      "{\"id\":\"x\",\"auth\":{\"prefix\":\"\"},"
      "\"requests\":{\"a\":{\"headers\":{\"X-A\":null,\"X-B\":\"2\"}},\"c\":{\"path\":\"/c\"}}}",
      &error);
  const CtRequestDefinition *a;

  g_assert_no_error (error);
  a = ct_provider_get_request (provider, "a");
  g_assert_cmpstr (ct_template_get_constant (a->path), ==, "/a");
  g_assert_cmpuint (a->headers->len, ==, 1);
  g_assert_cmpstr (((CtParameter *) a->headers->pdata[0])->name, ==, "X-B");
  g_assert_cmpstr (a->auth.name, ==, "Authorization");
  g_assert_cmpstr (a->auth.prefix, ==, "");
  g_assert_cmpstr (((CtRequestDefinition *) provider->requests->pdata[2])->id, ==, "c");
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load (BASE, &error);
  const CtBalanceDefinition *balance;
  const CtRequestDefinition *status;

  g_assert_no_error (error);
  balance = provider->balances->pdata[0];
  status = ct_provider_get_request (provider, "status");
  g_assert_cmpstr (provider->strip_suffix, ==, "/v1");
  g_assert_cmpstr (provider->key_kind, ==, "API key");
  g_assert_cmpuint (provider->min_interval_s, ==, 0);
  g_assert_false (provider->min_interval_per_origin || provider->undocumented || provider->custom);
  g_assert_cmpstr (ct_template_get_constant (balance->id), ==, "main");
  g_assert_cmpint (balance->scope, ==, CT_SCOPE_ACCOUNT);
  g_assert_cmpint (balance->kind, ==, CT_BALANCE_MONEY);
  g_assert_cmpstr (status->method, ==, "GET");
  g_assert_cmpint (status->auth.kind, ==, CT_AUTH_HEADER);
  g_assert_cmpstr (status->auth.prefix, ==, "Bearer ");
  g_assert_true (status->optional);
  g_assert_cmpuint (status->cache_s, ==, 0);
}

static void
count (const CtExpression *expression, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", ct_expression_get_place (expression));
}

static void
test_foreach_expression (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (
      BASE,
      "{\"ok\":\"answer.ok\",\"message\":[\"answer.m\"],\"details\":{\"d\":\"a.d\"},"
      "\"requests\":{\"a\":{\"path\":\"/{status.p}\",\"when\":\"status.w\",\"ok\":\"answer.o\","
      "\"errors\":[{\"when\":\"answer.e\",\"code\":\"zero\"}],"
      "\"pages\":{\"param\":\"p\",\"next\":\"answer.n\",\"more\":\"answer.b\",\"join\":\"l\"},"
      "\"query\":{\"q\":\"{status.q}\"},\"headers\":{\"X-A\":\"{status.h}\"}}}}",
      &error);
  g_autoptr (GString) places = g_string_new (NULL);

  g_assert_no_error (error);
  ct_provider_foreach_expression (provider, count, places);
  g_assert_cmpstr (places->str, ==,
                   "requests.a.path requests.a.query.q requests.a.headers.X-A requests.a.when "
                   "requests.a.ok requests.a.errors[0].when requests.a.pages.next "
                   "requests.a.pages.more ok message[0] balances[0].remaining details.d ");
}

static void
test_links (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (
      BASE, "{\"links\":{\"top_up\":\"{base}/topup\",\"docs\":\"https://docs.example/{{x}}\"}}",
      &error);
  static const struct
  {
    const char *name, *base_url, *address;
    gboolean needs_base;
  } rows[] = {
    { "top_up", "https://site.example/x", "https://site.example/x/topup", TRUE },
    { "top_up", NULL, NULL, TRUE },
    { "top_up", "http://127.0.0.1:8080", NULL, TRUE }, /* only https is opened */
    { "docs", NULL, "https://docs.example/{x}", FALSE },
    { "keys", "https://site.example", NULL, FALSE },
  };

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean needs_base = FALSE;
      g_autofree char *address = ct_provider_get_link (provider, rows[i].name, rows[i].base_url,
                                                       &needs_base);

      g_assert_cmpstr (address, ==, rows[i].address);
      g_assert_true (needs_base == rows[i].needs_base);
    }
}

static void
test_region_links (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load_patched (
      BASE,
      "{\"base_url\":null,\"regions\":["
      "{\"id\":\"a\",\"name\":\"A\",\"base_url\":\"https://a.example\","
      "\"links\":{\"top_up\":\"https://console.a.example/pay\",\"keys\":\"{base}/keys\"}},"
      "{\"id\":\"b\",\"name\":\"B\",\"base_url\":\"https://b.example\"}],"
      "\"links\":{\"top_up\":\"https://all.example/pay\",\"docs\":\"https://all.example/docs\"}}",
      &error);
  static const struct
  {
    const char *name, *base_url, *address;
  } rows[] = {
    { "top_up", "https://a.example", "https://console.a.example/pay" }, /* its own goes before */
    { "keys", "https://a.example", "https://a.example/keys" },
    { "docs", "https://a.example", "https://all.example/docs" }, /* the one of all */
    { "top_up", "https://b.example", "https://all.example/pay" },
    { "keys", "https://b.example", NULL }, /* another region's is not its own */
    { "top_up", NULL, "https://all.example/pay" },
  };

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *address = ct_provider_get_link (provider, rows[i].name, rows[i].base_url,
                                                       NULL);

      g_assert_cmpstr (address, ==, rows[i].address);
    }
}

static void
test_top_up_link (void)
{
  static const struct
  {
    const char *links, *base_url, *address;
    gboolean needs_base;
  } rows[] = {
    { "{\"top_up\":\"https://a.example/pay\",\"console\":\"https://a.example\"}", NULL,
      "https://a.example/pay", FALSE },
    { "{\"console\":\"https://a.example\"}", NULL, "https://a.example", FALSE },
    { "{\"console\":\"{base}/console\"}", "https://b.example", "https://b.example/console", TRUE },
    { "{\"console\":\"{base}/console\"}", "http://127.0.0.1:1", NULL, TRUE },
    { "{\"keys\":\"https://a.example\"}", NULL, NULL, FALSE }, /* nobody pays there */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *patch = g_strdup_printf ("{\"links\":%s}", rows[i].links);
      g_autoptr (CtProvider) provider = load_patched (BASE, patch, &error);
      g_autofree char *address = NULL;
      gboolean needs_base = FALSE;

      g_assert_no_error (error);
      address = ct_provider_get_top_up_link (provider, rows[i].base_url, &needs_base);
      g_assert_cmpstr (address, ==, rows[i].address);
      g_assert_true (needs_base == rows[i].needs_base);
    }
}

static void
test_token_kind (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) access = load_patched (
      BASE, "{\"key\":{\"kind\":\"System access token\",\"not_prefix\":\"sk-\"}}", &error);
  g_autoptr (CtProvider) key = load_patched (
      BASE, "{\"key\":{\"kind\":\"API key\",\"prefix_hint\":\"sk-\"}}", &error);
  g_autofree char *wrong = ct_provider_check_token_kind (access, "sk-0123");
  g_autofree char *right = ct_provider_check_token_kind (access, "0123");
  g_autofree char *odd = ct_provider_check_token_kind (key, "0123");
  g_autofree char *usual = ct_provider_check_token_kind (key, "sk-0123");

  g_assert_no_error (error);
  g_assert_cmpstr (wrong, ==,
                   "This looks like another kind of key: Base wants a “System access token”, which "
                   "does not begin with sk-.");
  g_assert_cmpstr (odd, ==, "A “API key” of Base usually begins with sk-.");
  g_assert_null (right);
  g_assert_null (usual);
}

/* A stranger's file does not choose what is read from the environment. */
static void
test_variable (void)
{
  static const char patch[] = "{\"key\":{\"env\":\"BASE_API_KEY\"}}";
  g_autoptr (CtJson) base = ct_json_parse (BASE, strlen (BASE), NULL);
  g_autoptr (CtJson) more = ct_json_parse (patch, strlen (patch), NULL);
  g_autoptr (CtJson) whole = ct_json_merge (base, more);
  g_autoptr (CtProvider) builtin = ct_provider_new (whole, "base.json", FALSE, NULL);
  g_autoptr (CtProvider) custom = ct_provider_new (whole, "base.json", TRUE, NULL);

  g_assert_cmpstr (builtin->key_env, ==, "BASE_API_KEY");
  g_assert_null (custom->key_env);
}

static void
test_needs_token (void)
{
  static const struct
  {
    const char *patch;
    gboolean needs_token;
  } rows[] = {
    { "{}", TRUE },
    { "{\"requests\":{\"status\":{\"auth\":false}}}", TRUE },
    { "{\"auth\":false}", FALSE },
    { "{\"auth\":false,\"requests\":{\"a\":{\"auth\":{\"query\":\"k\"}}}}", TRUE },
    { "{\"requests\":null,\"balances\":[{\"currency\":\"USD\",\"used\":\"1\"}]}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtProvider) provider = load_patched (BASE, rows[i].patch, &error);

      g_assert_no_error (error);
      g_assert_true (ct_provider_needs_token (provider) == rows[i].needs_token);
    }
}

static void
test_remarks (void)
{
  static const struct
  {
    const char *patch, *remarks;
  } rows[] = {
    { "{\"confidence\":\"M\"}", "" },
    { "{\"requests\":null,\"balances\":[{\"currency\":\"USD\",\"used\":\"1\"}]}",
      "Kept by hand: nobody is asked, and what you type is shown until you change it." },
    { "{\"undocumented\":true,\"confidence\":\"L\",\"note\":\"Mind the gap.\"}",
      "This is not documented by the vendor, who may change or forbid it.|"
      "This definition is uncertain: compare the amount with the vendor’s page.|Mind the gap." },
    { "{\"requests\":{\"a\":{\"auth\":{\"query\":\"k\"}}}}",
      "The token is part of the address, which servers write into their logs." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtProvider) provider = load_patched (BASE, rows[i].patch, &error);
      g_auto (GStrv) remarks = provider != NULL ? ct_provider_list_remarks (provider) : NULL;
      g_autofree char *text = remarks != NULL ? g_strjoinv ("|", remarks) : NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, rows[i].remarks);
    }
}

/* Gateways that ask for much of the language: loading/gateways/<id>.json. */
static void
test_gateways (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "loading", "gateways", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  for (; (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (CtJson) json = script_load (path);
      g_autoptr (GError) error = NULL;
      g_autoptr (CtProvider) provider = ct_provider_new (json, name, FALSE, &error);

      g_assert_no_error (error);
      g_assert_nonnull (provider);
    }
  g_assert_cmpuint (n, ==, 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/provider/rules", test_rules);
  g_test_add_func ("/provider/places", test_places);
  g_test_add_func ("/provider/deleted-request", test_deleted_request);
  g_test_add_func ("/provider/odd-base", test_odd_base);
  g_test_add_func ("/provider/merged", test_merged);
  g_test_add_func ("/provider/defaults", test_defaults);
  g_test_add_func ("/provider/foreach-expression", test_foreach_expression);
  g_test_add_func ("/provider/links", test_links);
  g_test_add_func ("/provider/region-links", test_region_links);
  g_test_add_func ("/provider/top-up-link", test_top_up_link);
  g_test_add_func ("/provider/token-kind", test_token_kind);
  g_test_add_func ("/provider/variable", test_variable);
  g_test_add_func ("/provider/needs-token", test_needs_token);
  g_test_add_func ("/provider/remarks", test_remarks);
  g_test_add_func ("/provider/gateways", test_gateways);
  return g_test_run ();
}
