#include "config.h"

#include <string.h>

#include "error.h"
#include "support/script.h"

/* Polls of small definitions, made to show one thing each: exchanges/<about>.json has the
 * definition of its scenes. A scene is a script (support/script.h) and
 *
 *     why         what it shows
 *     definition  what it has beyond that of the file: merged into it
 *     gateway     instead: loading/gateways/<gateway>.json
 *     sent        every request, as play_describe() writes it, without GET, site and usual token
 *     reads       "main 2.5 USD*, side 1 USD stale": the balances, * the primary one
 *     fails       or the error: "timeout: No answer in time"
 *     details, keeps, retry_after_s
 */
static const char *const keys[] = { "why",   "definition", "gateway", "sent",          "reads",
                                    "fails", "details",    "keeps",   "retry_after_s", NULL };

static const char template_text[] =
    "{\"id\":\"test\",\"name\":\"Test\",\"base_url\":\"https://site.example\"}";

/* --- What came of it, as scenes write it --- */

static void
append_balance (GString *out, const CtBalance *balance)
{
  g_autofree char *left = ct_money_to_decimal (balance->remaining_micro);
  g_autofree char *used = ct_money_to_decimal (balance->used_micro);

  g_string_append_printf (out, "%s%s ", out->len > 0 ? ", " : "", balance->id);
  if (balance->unlimited)
    g_string_append (out, "unlimited");
  else if (balance->has_remaining)
    g_string_append (out, left);
  else
    g_string_append_printf (out, "used %s", used);
  g_string_append_printf (out, " %s%s%s%s", balance->currency, balance->primary ? "*" : "",
                          balance->stale ? " stale" : "", balance->exhausted ? " exhausted" : "");
}

static char *
describe_result (const Play *play)
{
  GString *out = g_string_new (NULL);

  if (play->error != NULL)
    g_string_printf (out, "%s: %s", ct_error_code_to_string (play->error->code),
                     play->error->message);
  for (guint i = 0; play->error == NULL && i < play->reading->balances->len; i++)
    append_balance (out, play->reading->balances->pdata[i]);
  return g_string_free (out, FALSE);
}

static char *
describe_sent (const Play *play)
{
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < play->sent->len; i++)
    {
      g_autoptr (GString) line = g_string_new (play->sent->pdata[i]);

      g_string_replace (line, "GET https://site.example", "", 1);
      g_string_replace (line, ", Authorization: Bearer TOKEN", "", 1);
      g_string_append (out, i > 0 ? "," : "");
      ct_json_append_quoted (out, line->str);
    }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_details (const Play *play)
{
  g_autoptr (GString) out = g_string_new ("{");

  for (guint i = 0; play->reading != NULL && i < play->reading->details->len; i++)
    {
      const CtDetail *detail = play->reading->details->pdata[i];

      g_string_append (out, i > 0 ? "," : "");
      ct_json_append_quoted (out, detail->name);
      g_string_append_c (out, ':');
      if (detail->is_number)
        g_string_append (out, detail->value);
      else
        ct_json_append_quoted (out, detail->value);
    }
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_kept (const GString *kept)
{
  g_auto (GStrv) lines = g_strsplit (kept->str, "\n", -1);
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_string_append (out, i > 0 ? "," : "");
      ct_json_append_quoted (out, lines[i]);
    }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
compare (const CtJsonNode *scene, const char *key, const char *actual)
{
  const CtJsonNode *node = ct_json_node_get_member (scene, key);
  g_autofree char *text = NULL;

  if (node == NULL)
    return;
  text = ct_json_node_get_type (node) == CT_JSON_STRING ? g_strdup (ct_json_node_get_string (node))
                                                        : script_to_text (node);
  if (strcmp (text, actual) == 0)
    return;
  g_test_message ("%s: %s is %s, not %s", script_get_text (scene, "why"), key, actual, text);
  g_test_fail ();
}

/* --- Playing --- */

static CtJson *
merge_text (CtJson *base, const CtJsonNode *patch)
{
  g_autofree char *text = patch != NULL ? script_to_text (patch) : g_strdup ("{}");
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);

  return ct_json_merge (base, json);
}

static CtJson *
load_gateway (const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "loading", "gateways", name, NULL);

  return script_load (path);
}

static CtJson *
merge_definitions (const CtJsonNode *file, const CtJsonNode *scene)
{
  g_autoptr (CtJson) base = ct_json_parse (template_text, strlen (template_text), NULL);
  g_autoptr (CtJson) common = merge_text (base, ct_json_node_get_member (file, "definition"));

  return merge_text (common, ct_json_node_get_member (scene, "definition"));
}

static CtProvider *
new_provider (const CtJsonNode *file, const CtJsonNode *scene)
{
  const char *gateway = script_get_text (scene, "gateway");
  g_autoptr (CtJson) whole = gateway != NULL ? load_gateway (gateway)
                                             : merge_definitions (file, scene);
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_provider_new (whole, "test.json", FALSE, &error);

  if (error != NULL)
    g_error ("%s: %s", script_get_text (scene, "why"), error->message);
  return provider;
}

static void
check_scene (const CtJsonNode *file, const CtJsonNode *scene)
{
  const char *why = script_get_text (scene, "why");
  g_autoptr (CtProvider) provider = new_provider (file, scene);
  g_autoptr (GString) kept_lines = g_string_new (NULL);
  g_autofree char *result = NULL, *sent = NULL, *details = NULL, *kept = NULL;
  const char *came = NULL;
  gint64 retry_after_s = script_get_integer (scene, "retry_after_s", -1);
  g_auto (Play) play = { 0 };

  script_check_keys (scene, why, keys);
  script_play (scene, why, provider, NULL, NULL, kept_lines, &play);
  result = describe_result (&play);
  sent = describe_sent (&play);
  details = describe_details (&play);
  kept = describe_kept (kept_lines);
  compare (scene, "sent", sent);
  compare (scene, "details", details);
  compare (scene, "keeps", kept);
  came = play.error == NULL ? "reads" : "fails";
  compare (scene, came, result);
  if (ct_json_node_get_member (scene, came) == NULL
      && ct_json_node_get_member (scene, "keeps") == NULL)
    {
      g_test_message ("%s: it gives %s", why, result);
      g_test_fail ();
    }
  g_assert_cmpint (play.retry_after_us, ==,
                   retry_after_s < 0 ? -1
                                     : script_get_now_us (scene) + retry_after_s * G_USEC_PER_SEC);
}

static void
check_file (const CtJson *json)
{
  const CtJsonNode *file = ct_json_get_root (json);
  const CtJsonNode *scenes = ct_json_node_get_member (file, "scenes");

  g_assert_cmpuint (ct_json_node_get_size (scenes), >, 0);
  for (const CtJsonNode *scene = ct_json_node_get_first (scenes); scene != NULL;
       scene = ct_json_node_get_next (scene))
    check_scene (file, scene);
}

static void
test_scenes (gconstpointer data)
{
  g_autoptr (CtJson) json = script_load (data);

  check_file (json);
}

/* --- How many --- */

#define TWO_LISTS                                                     \
  "\"requests\":{\"one\":{\"path\":\"/one\"},"                        \
  "\"each_one\":{\"path\":\"/one/{item}\",\"each\":\"one.ids[*]\"},"  \
  "\"two\":{\"path\":\"/two\"},"                                      \
  "\"each_two\":{\"path\":\"/two/{item}\",\"each\":\"two.ids[*]\"}}," \
  "\"balances\":[{\"currency\":\"USD\",\"remaining\":\"count(each_one) + count(each_two)\"}]"

static void
check_text (const char *definition, const char *scene)
{
  g_autofree char *text = g_strdup_printf (
      "{\"definition\":{%s},\"scenes\":[{\"why\":\"how many\",%s}]}", definition, scene);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  check_file (json);
}

/* {"ids":[0,1,2]} */
static char *
list_of (guint n)
{
  GString *out = g_string_new ("{\"ids\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "," : "", i);
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}

static void
check_requests (guint n_one, guint n_two, const char *rest)
{
  g_autofree char *one = list_of (n_one), *two = list_of (n_two);
  g_autofree char *scene = g_strdup_printf ("\"answers\":{\"one\":{\"body\":%s},"
                                            "\"two\":{\"body\":%s},\"each_one\":{\"body\":{}}%s",
                                            one, two, rest);

  check_text (TWO_LISTS, scene);
}

#define ALL ",\"each_two\":{\"body\":{}}},"

/* 40 in all, 20 for one list: an account is no load test. */
static void
test_many_requests (void)
{
  check_requests (20, 18, ALL "\"reads\":\"main 38 USD*\"");
  check_requests (20, 19, ALL "\"fails\":\"too-large: One poll would take more than 40 requests\"");
  check_requests (1, 21,
                  "},\"fails\":\"too-large: There is more to ask for than the 20 that are asked: "
                  "requests.each_two.each\"");
}

static void
check_balances (guint n, const char *result)
{
  g_autofree char *list = list_of (n);
  g_autofree char *scene = g_strdup_printf ("\"answers\":{\"a\":{\"body\":%s}},%s", list, result);

  check_text ("\"requests\":{\"a\":{\"path\":\"/a\"}},\"balances\":[{\"each\":\"a.ids[*]\","
              "\"id\":\"b{item}\",\"currency\":\"USD\",\"remaining\":\"item\"},"
              "{\"id\":\"n\",\"currency\":\"USD\",\"primary\":\"true\",\"used\":\"count(a.ids)\"}]",
              scene);
}

static void
test_many_balances (void)
{
  check_balances (2, "\"reads\":\"b0 0 USD, b1 1 USD, n used 2 USD*\"");
  check_balances (101, "\"fails\":\"too-large: There are more than the 100 balances that are read: "
                       "balances[0].each\"");
}

/* Whatever comes of the address: the token goes to its own origin or nothing goes. */
static void
test_origin (void)
{
  static const char *const addresses[] = { "https://other.example", "https://site.example:444",
                                           "https://site.example.evil.example" };
  static const char text[] = "{\"definition\":{" TWO_LISTS "}}";
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);
  g_autoptr (CtProvider) provider = new_provider (ct_json_get_root (json), ct_json_get_root (json));

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      CtExchangeContext context = { .base_url = addresses[i],
                                    .origin = "https://site.example:443" };
      g_autoptr (CtExchange) exchange = ct_exchange_new (provider, &context);
      g_autoptr (GError) error = NULL;

      g_assert_null (ct_exchange_next (exchange, &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      g_assert_cmpstr (error->message, ==,
                       "test: requests.one.path leads to another site; nothing was sent");
    }
}

static void
add_scenes (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *title = g_strdup_printf ("/exchange/%.*s", (int) strcspn (name, "."), name);

      g_test_add_data_func_full (title, g_build_filename (folder, name, NULL), test_scenes, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_test_build_filename (G_TEST_DIST, "exchanges", NULL);
  add_scenes (folder);
  g_test_add_func ("/exchange/many-requests", test_many_requests);
  g_test_add_func ("/exchange/many-balances", test_many_balances);
  g_test_add_func ("/exchange/origin", test_origin);
  return g_test_run ();
}
