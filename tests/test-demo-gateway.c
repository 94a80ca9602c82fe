#include "config.h"

#include <string.h>

#include "demo-gateway.h"

#define POLL_US (60 * (gint64) G_USEC_PER_SEC)
#define CENT_MICRO 10000

static const CtDemoAccount *
find_account (const char *name)
{
  guint n;
  const CtDemoAccount *accounts = ct_demo_accounts_get (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (accounts[i].name, name) == 0)
      return &accounts[i];
  g_error ("there is no account %s", name);
}

/* What the documentation of LaoZhang shows is what the demo begins with, until its first hour is
 * over. */
static void
test_first_hour (void)
{
  static const gint64 elapsed_us[] = { -POLL_US, 0, 1, CT_DEMO_HOUR_US - 1 };
  const CtDemoMeter *meter = &find_account ("Work")->meter;
  CtDemoAmounts amounts;

  for (gsize i = 0; i < G_N_ELEMENTS (elapsed_us); i++)
    {
      ct_demo_meter_read (meter, elapsed_us[i], &amounts);
      g_assert_cmpint (amounts.remaining_micro, ==, 2 * 24997909);
      g_assert_cmpint (amounts.used_micro, ==, 2 * 10027091);
      g_assert_cmpuint (amounts.n_requests, ==, 339);
    }
  ct_demo_meter_read (meter, CT_DEMO_HOUR_US, &amounts);
  g_assert_cmpint (amounts.remaining_micro, <, 2 * 24997909);
  g_assert_cmpint (amounts.used_micro, >, 2 * 10027091);
  g_assert_cmpuint (amounts.n_requests, >, 339);
}

/* Over four hours every poll of every account shows another amount than the one before, a fall is
 * what was used, and only what has become little rises. */
static void
test_moves (void)
{
  guint n;
  const CtDemoAccount *accounts = ct_demo_accounts_get (&n);

  for (guint i = 0; i < n; i++)
    {
      const CtDemoMeter *meter = &accounts[i].meter;
      CtDemoAmounts before, after;
      guint n_top_ups = 0;

      if (accounts[i].is_revoked)
        continue;
      g_test_message ("%s", accounts[i].name);
      ct_demo_meter_read (meter, 0, &before);
      for (gint64 elapsed_us = POLL_US; elapsed_us < 240 * POLL_US; elapsed_us += POLL_US)
        {
          gint64 used_micro, topped_up_micro;

          ct_demo_meter_read (meter, elapsed_us, &after);
          used_micro = after.used_micro - before.used_micro;
          topped_up_micro = after.remaining_micro - before.remaining_micro + used_micro;
          g_assert_cmpint (used_micro, >=, CENT_MICRO);
          g_assert_cmpint (after.used_micro % 2, ==, 0);
          g_assert_cmpint (after.remaining_micro % 2, ==, 0);
          g_assert_cmpuint (after.n_requests, >, before.n_requests);
          g_assert_true (topped_up_micro == 0 || topped_up_micro == meter->top_up_micro);
          n_top_ups += topped_up_micro > 0;
          if (topped_up_micro > 0)
            g_assert_cmpint (before.remaining_micro - used_micro, <, meter->too_little_micro);
          if (!accounts[i].is_unlimited)
            g_assert_cmpint (after.remaining_micro, >, 0);
          before = after;
        }
      g_assert_true ((n_top_ups > 0) == !accounts[i].is_unlimited);
    }
}

/* Nothing is left to chance, and still no two accounts are alike. */
static void
test_repeats (void)
{
  CtDemoMeter a = find_account ("Work")->meter, b = a;
  CtDemoAmounts first, again, other;

  b.seed++;
  ct_demo_meter_read (&a, 100 * POLL_US, &first);
  ct_demo_meter_read (&a, 100 * POLL_US, &again);
  ct_demo_meter_read (&b, 100 * POLL_US, &other);
  g_assert_cmpint (first.remaining_micro, ==, again.remaining_micro);
  g_assert_cmpint (first.remaining_micro, !=, other.remaining_micro);
}

static const struct
{
  const char *account, *path, *authorization, *user_id;
  guint status;
  const char *part;
  const char *why;
} rows[] = {
  { "Work", "/api/user/self", "demo1work1access1token1demo1work", NULL, 200,
    "\"quota\":24997909,\"used_quota\":10027091,\"request_count\":339,\"group\":\"svip\"",
    "as documented" },
  { "Work", "/api/user/self", "Bearer demo1work1access1token1demo1work", NULL, 200,
    "\"username\":\"demo_user\"", "One API cuts Bearer off" },
  { "Work", "/api/user/self", "demo1work1access1token1demo1worx", NULL, 401,
    "{\"success\":false,\"message\":\"Unauthorized\"}", "wrong token" },
  { "Work", "/api/user/self", NULL, NULL, 401, "{\"success\":false,\"message\":\"Unauthorized\"}",
    "no token" },
  { "Work", "/api/status", NULL, NULL, 404,
    "{\"error\":{\"message\":\"Invalid URL (GET /api/status)\",", "LaoZhang documents none" },
  { "Work", "/v1/user/balance", NULL, NULL, 404, "Invalid URL (GET /v1/user/balance)",
    "stock servers have none" },
  { "Work", "/user/balance", NULL, NULL, 200, "<!doctype html>", "the page for browsers" },
  { "Research", "/api/user/self", "Bearer demo3research3access3token3demo3", "42", 200,
    "\"quota\":1155000,", "a number of quota units" },
  { "Research", "/api/user/self", "Bearer demo3research3access3token3demo3", NULL, 401,
    "未提供 New-Api-User", "whose token it is has to be said" },
  { "Research", "/api/user/self", "Bearer demo3research3access3token3demo3", "", 401,
    "未提供 New-Api-User", "an empty header is none" },
  { "Research", "/api/user/self", "Bearer demo3research3access3token3demo3", "43", 401,
    "与登录用户不匹配", "and it has to be true" },
  { "Research", "/api/user/self", "Bearer demo1work1access1token1demo1work", "42", 200,
    "{\"success\":false,\"message\":\"无权进行此操作，access token 无效\"}",
    "a wrong token is a success to HTTP" },
  { "Research", "/api/user/self", NULL, "42", 401, "未登录且未提供 access token", "no token" },
  { "Research", "/api/status", NULL, NULL, 200, "\"quota_per_unit\":500000", "without a token" },
  { "Side project", "/v1/user/balance", "Bearer sk-demo2side2project2key2demo2side", NULL, 200,
    "{\"success\":true,\"remain_balance\":12.43,\"used_balance\":7.57,\"remain_credits\":2486,"
    "\"used_credits\":1514,\"credits_per_usd\":200,\"unlimited_quota\":false}",
    "as documented" },
  { "Side project", "/v1/user/balance", "sk-demo2side2project2key2demo2side", NULL, 401,
    "{\"error\":{\"code\":401,\"message\":\"Authentication failed, please check your API key\","
    "\"type\":\"authentication_error\"}}",
    "keys want Bearer" },
  { "Studio", "/v1/user/balance", "Bearer sk-demo4studio4key4demo4studio4key", NULL, 200,
    "{\"success\":true,\"remain_balance\":213.7,\"used_balance\":86.3,\"unlimited_quota\":false}",
    "the unit is not said" },
  { "Studio", "/v1/user/balance", "Bearer sk-wrong", NULL, 401,
    "{\"error\":{\"code\":401,\"message\":\"Invalid authentication credentials\",", "wrong key" },
  { "Team", "/v1/user/balance", "Bearer sk-demo5team5key5demo5team5key5demo", NULL, 200,
    "\"remain_balance\":-1,\"used_balance\":188.42,\"unlimited_quota\":true}", "no limit" },
  { "Old laptop", "/api/user/self", "demo6old6laptop6token6demo6old6l", NULL, 401,
    "{\"success\":false,\"message\":\"Unauthorized\"}", "a newer token has taken its place" },
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtDemoQuestion question = { "GET", rows[i].path, rows[i].authorization, rows[i].user_id };
      CtDemoAnswer answer;

      g_test_message ("%s %s: %s", rows[i].account, rows[i].path, rows[i].why);
      ct_demo_gateway_answer (find_account (rows[i].account), 0, &question, &answer);
      g_assert_cmpuint (answer.status, ==, rows[i].status);
      if (strstr (answer.body, rows[i].part) == NULL)
        g_assert_cmpstr (answer.body, ==, rows[i].part);
      g_assert_true (g_str_has_prefix (answer.content_type, "text/html")
                     == (answer.body[0] == '<'));
      g_free (answer.body);
    }
}

/* A path is a stranger's text too. */
static void
test_unknown (void)
{
  CtDemoQuestion question = { "POST", "/api/user/self\"\n", NULL, NULL };
  CtDemoAnswer answer;

  ct_demo_gateway_answer (find_account ("Work"), 0, &question, &answer);
  g_assert_cmpuint (answer.status, ==, 404);
  g_assert_nonnull (strstr (answer.body, "\"Invalid URL (POST /api/user/self\\\"\\n)\""));
  g_free (answer.body);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/demo-gateway/first-hour", test_first_hour);
  g_test_add_func ("/demo-gateway/moves", test_moves);
  g_test_add_func ("/demo-gateway/repeats", test_repeats);
  g_test_add_func ("/demo-gateway/answers", test_answers);
  g_test_add_func ("/demo-gateway/unknown", test_unknown);
  return g_test_run ();
}
