#include "config.h"

#include "demo-gateway.h"

#include <string.h>

#include "json.h"
#include "money.h"

#define MICRO_PER_QUOTA 2
#define CREDITS_PER_USD 200

static void
say (CtDemoAnswer *answer, guint status, char *body)
{
  *answer = (CtDemoAnswer){ status, "application/json; charset=utf-8", body };
}

/* --- The token --- */

/* The account systems cut "Bearer " off if it is there, the key systems insist on it. */
static gboolean
knows_token (const CtDemoAccount *account, const char *authorization)
{
  gboolean has_bearer = authorization != NULL && g_str_has_prefix (authorization, "Bearer ");

  if (account->is_revoked || authorization == NULL)
    return FALSE;
  if (!has_bearer && (account->format == CT_DEMO_APIMART || account->format == CT_DEMO_TOAPIS))
    return FALSE;
  return strcmp (authorization + (has_bearer ? strlen ("Bearer ") : 0), account->token) == 0;
}

/* NULL: nothing is wrong with it. A wrong token is a 200 there. */
static const char *
refuse_at_new_api (const CtDemoAccount *account, const CtDemoQuestion *question, guint *status)
{
  *status = 401;
  if (question->authorization == NULL)
    return "无权进行此操作，未登录且未提供 access token";
  if (!knows_token (account, question->authorization))
    {
      *status = 200;
      return "无权进行此操作，access token 无效";
    }
  if (question->user_id == NULL || question->user_id[0] == '\0')
    return "无权进行此操作，未提供 New-Api-User";
  if (strcmp (question->user_id, account->field_value) != 0)
    return "无权进行此操作，New-Api-User 与登录用户不匹配";
  return NULL;
}

/* TRUE: the answer says that the token will not do. */
static gboolean
refuse (const CtDemoAccount *account, const CtDemoQuestion *question, CtDemoAnswer *answer)
{
  guint status = 401;
  const char *message = NULL;

  if (account->format == CT_DEMO_NEW_API)
    message = refuse_at_new_api (account, question, &status);
  else if (!knows_token (account, question->authorization))
    message = account->format == CT_DEMO_LAOZHANG ? "Unauthorized"
              : account->format == CT_DEMO_TOAPIS
                  ? "Authentication failed, please check your API key"
                  : "Invalid authentication credentials";
  if (message == NULL)
    return FALSE;
  if (account->format == CT_DEMO_LAOZHANG || account->format == CT_DEMO_NEW_API)
    say (answer, status, g_strdup_printf ("{\"success\":false,\"message\":\"%s\"}", message));
  else
    say (answer, status,
         g_strdup_printf ("{\"error\":{\"code\":%u,\"message\":\"%s\","
                          "\"type\":\"authentication_error\"}}",
                          status, message));
  return TRUE;
}

/* --- The endpoints --- */

/* With the token in it: many of them send it back. */
static char *
write_laozhang_user (const CtDemoAccount *account, const CtDemoAmounts *amounts)
{
  return g_strdup_printf (
      "{\"success\":true,\"message\":null,\"data\":{\"id\":19489,\"username\":\"demo_user\","
      "\"display_name\":\"demo_user\",\"role\":1,\"status\":1,\"email\":\"\","
      "\"quota\":%" G_GINT64_FORMAT ",\"used_quota\":%" G_GINT64_FORMAT ","
      "\"request_count\":%u,\"group\":\"svip\",\"aff_code\":\"ZM0H\",\"inviter_id\":0,"
      "\"access_token\":\"%s\",\"ModelFixedPrice\":[]}}",
      amounts->remaining_micro / MICRO_PER_QUOTA, amounts->used_micro / MICRO_PER_QUOTA,
      amounts->n_requests, account->token);
}

static char *
write_new_api_user (const CtDemoAccount *account, const CtDemoAmounts *amounts)
{
  return g_strdup_printf (
      "{\"data\":{\"id\":%s,\"username\":\"demo\",\"password\":\"\",\"display_name\":\"Demo\","
      "\"role\":1,\"status\":1,\"email\":\"\",\"github_id\":\"\",\"oidc_id\":\"\","
      "\"wechat_id\":\"\",\"telegram_id\":\"\",\"verification_code\":\"\",\"access_token\":\"%s\","
      "\"quota\":%" G_GINT64_FORMAT ",\"used_quota\":%" G_GINT64_FORMAT ",\"request_count\":%u,"
      "\"group\":\"default\",\"aff_code\":\"ABC1\",\"aff_count\":0,\"aff_quota\":0,"
      "\"aff_history_quota\":0,\"inviter_id\":0,\"DeletedAt\":null,\"linux_do_id\":\"\","
      "\"setting\":\"{}\"},\"message\":\"\",\"success\":true}",
      account->field_value, account->token, amounts->remaining_micro / MICRO_PER_QUOTA,
      amounts->used_micro / MICRO_PER_QUOTA, amounts->n_requests);
}

static char *
write_status (void)
{
  return g_strdup ("{\"data\":{\"version\":\"v0.6.5\",\"system_name\":\"New API\","
                   "\"quota_per_unit\":500000,\"display_in_currency\":true,\"price\":7.3,"
                   "\"server_address\":\"\",\"top_up_link\":\"\",\"setup\":true},"
                   "\"message\":\"\",\"success\":true}");
}

static char *
write_balance (const CtDemoAccount *account, const CtDemoAmounts *amounts)
{
  gboolean unlimited = account->is_unlimited;
  g_autofree char *remaining = unlimited ? g_strdup ("-1")
                                         : ct_money_to_decimal (amounts->remaining_micro);
  g_autofree char *used = ct_money_to_decimal (amounts->used_micro);
  g_autofree char *credits = NULL;

  if (account->format == CT_DEMO_TOAPIS)
    {
      g_autofree char *left = ct_money_to_decimal (amounts->remaining_micro * CREDITS_PER_USD);
      g_autofree char *gone = ct_money_to_decimal (amounts->used_micro * CREDITS_PER_USD);

      credits = g_strdup_printf ("\"remain_credits\":%s,\"used_credits\":%s,"
                                 "\"credits_per_usd\":%d,",
                                 left, gone, CREDITS_PER_USD);
    }
  return g_strdup_printf ("{\"success\":true,\"remain_balance\":%s,\"used_balance\":%s,"
                          "%s\"unlimited_quota\":%s}",
                          remaining, used, credits != NULL ? credits : "",
                          unlimited ? "true" : "false");
}

/* All that is not asked for with GET under /api and /v1 is an error in JSON, every other path the
 * page for browsers. */
static void
say_unknown (const CtDemoQuestion *question, CtDemoAnswer *answer)
{
  g_autofree char *what = g_strdup_printf ("Invalid URL (%s %s)", question->method, question->path);
  g_autoptr (GString) body = g_string_new ("{\"error\":{\"message\":");

  if (!g_str_has_prefix (question->path, "/api") && !g_str_has_prefix (question->path, "/v1"))
    {
      *answer = (CtDemoAnswer){ 200, "text/html; charset=utf-8",
                                g_strdup ("<!doctype html><html><body></body></html>") };
      return;
    }
  ct_json_append_quoted (body, what);
  g_string_append (body, ",\"type\":\"invalid_request_error\",\"param\":\"\",\"code\":\"\"}}");
  say (answer, 404, g_string_free (g_steal_pointer (&body), FALSE));
}

typedef enum
{
  ENDPOINT_UNKNOWN,
  ENDPOINT_USER,
  ENDPOINT_STATUS,
  ENDPOINT_BALANCE,
} Endpoint;

static Endpoint
find_endpoint (CtDemoFormat format, const CtDemoQuestion *question)
{
  gboolean by_account = format == CT_DEMO_LAOZHANG || format == CT_DEMO_NEW_API;

  if (strcmp (question->method, "GET") != 0)
    return ENDPOINT_UNKNOWN;
  if (by_account && strcmp (question->path, "/api/user/self") == 0)
    return ENDPOINT_USER;
  if (format == CT_DEMO_NEW_API && strcmp (question->path, "/api/status") == 0)
    return ENDPOINT_STATUS;
  if (!by_account && strcmp (question->path, "/v1/user/balance") == 0)
    return ENDPOINT_BALANCE;
  return ENDPOINT_UNKNOWN;
}

void
ct_demo_gateway_answer (const CtDemoAccount *account, gint64 elapsed_us,
                        const CtDemoQuestion *question, CtDemoAnswer *answer)
{
  Endpoint endpoint = find_endpoint (account->format, question);
  CtDemoAmounts amounts;

  if (endpoint == ENDPOINT_UNKNOWN)
    {
      say_unknown (question, answer);
      return;
    }
  if (endpoint == ENDPOINT_STATUS)
    {
      say (answer, 200, write_status ());
      return;
    }
  if (refuse (account, question, answer))
    return;
  ct_demo_meter_read (&account->meter, elapsed_us, &amounts);
  if (endpoint == ENDPOINT_BALANCE)
    say (answer, 200, write_balance (account, &amounts));
  else if (account->format == CT_DEMO_LAOZHANG)
    say (answer, 200, write_laozhang_user (account, &amounts));
  else
    say (answer, 200, write_new_api_user (account, &amounts));
}
