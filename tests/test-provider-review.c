#include "config.h"

#include "provider-review.h"

#include <string.h>

static CtProvider *
load (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "`", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) document = ct_json_parse (json, strlen (json), &error);
  CtProvider *provider;

  g_assert_no_error (error);
  provider = ct_provider_new (document, "test.json", TRUE, &error);
  g_assert_no_error (error);
  return provider;
}

/* "GET https://... | header lines | body | token", one line a request. */
static char *
describe (const char *definition)
{
  g_autoptr (CtProvider) provider = load (definition);
  g_autoptr (GPtrArray) reviewed = ct_provider_review (provider);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < reviewed->len; i++)
    {
      const CtReviewedRequest *request = reviewed->pdata[i];

      g_string_append_printf (out, "%s%s %s | %s | %s | %s", i > 0 ? "\n" : "", request->method,
                              request->address, request->headers,
                              request->body != NULL ? request->body : "-",
                              request->sends_token ? "token" : "-");
    }
  return g_string_free (out, FALSE);
}

static void
test_everything_is_told (void)
{
  g_autofree char *told = describe (
      "{`id`:`a`,`name`:`A`,`base_url`:`https://a.com`,"
      "`fields`:[{`id`:`team`,`label`:`Team`}],"
      "`requests`:{`open`:{`path`:`/status`,`auth`:false},"
      "`list`:{`path`:`/teams/{team}`,`query`:{`limit`:`1`,`x`:`{open.x}`},"
      "`headers`:{`X-Team`:`{team}`},`pages`:{`param`:`page`,`next`:`answer.next`,`join`:`data`}},"
      "`pair`:{`path`:`/p`,`auth`:{`basic`:true}},"
      "`post`:{`method`:`POST`,`path`:`/q`,`auth`:{`header`:`X-Key`,`prefix`:``},"
      "`body`:{`q`:`{team}`,`n`:[1]}}},"
      "`balances`:[{`currency`:`USD`,`remaining`:`list.x + post.x`}]}");

  g_assert_cmpstr (told, ==,
                   "GET https://a.com/status |  | - | -\n"
                   "GET https://a.com/teams/{team}?limit=1&x={open.x}&page=… | "
                   "Authorization: Bearer (token)\nX-Team: {team} | - | token\n"
                   "GET https://a.com/p | Authorization: Basic (token, encoded) | - | token\n"
                   "POST https://a.com/q | X-Key: (token) | {\"q\":\"{team}\",\"n\":[1]} | token");
}

static void
test_sites (void)
{
  g_autofree char *regions = describe (
      "{`id`:`a`,`name`:`A`,`regions`:[{`id`:`x`,`name`:`X`,`base_url`:`https://x.com`},"
      "{`id`:`y`,`name`:`Y`,`base_url`:`https://y.com/sub`}],`auth`:{`query`:`key`},"
      "`requests`:{`r`:{`path`:`/r`}},`balances`:[{`currency`:`USD`,`remaining`:`r.x`}]}");
  g_autofree char *typed = describe (
      "{`id`:`a`,`name`:`A`,`base_url`:null,`requests`:{`r`:{`path`:`/r`}},"
      "`balances`:[{`currency`:`USD`,`remaining`:`r.x`}]}");

  g_assert_cmpstr (regions, ==,
                   "GET https://x.com/r?key=(token) |  | - | token\n"
                   "GET https://y.com/sub/r?key=(token) |  | - | token");
  g_assert_cmpstr (typed, ==, "GET {base}/r | Authorization: Bearer (token) | - | token");
}

static void
test_by_hand (void)
{
  g_autofree char *told = describe (
      "{`id`:`a`,`name`:`A`,`base_url`:null,`balances`:[{`currency`:`USD`,`remaining`:`1`}]}");

  g_assert_cmpstr (told, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/provider-review/everything-is-told", test_everything_is_told);
  g_test_add_func ("/provider-review/sites", test_sites);
  g_test_add_func ("/provider-review/by-hand", test_by_hand);
  return g_test_run ();
}
