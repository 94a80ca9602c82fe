#include "config.h"

#include "json-scope.h"
#include "template.h"

/* Expressions as definitions of ten real gateways have them, on answers as these give them. */

typedef struct
{
  const char *source;
  const char *result; /* as evaluate_to_row() writes it */
} Row;

typedef struct
{
  const char *path;
  const char *answers;
  Row rows[16];
} Gateway;

static const Gateway gateways[] = {
  { "/gateway/new-api",
    "{'account':{'data':{'quota':24997909,'used_quota':'10027091'}},"
    "'status':{'data':{'quota_per_unit':500000}},'answer':{'success':false,"
    "'message':'New-Api-User not given'}}",
    { { "account.data.quota / (status.data.quota_per_unit ?? 500000)", "49.995818" },
      { "account.data.used_quota / (status.data.quota_per_unit ?? 500000)", "20.054182" },
      { "answer.success ?? true", "false" },
      { "contains(answer.message, 'New-Api-User')", "true" },
      { "answer.error.message", "absent" } } },
  { "/gateway/new-api/no-status",
    "{'account':{'data':{'quota':9007199254740993}},'answer':{}}",
    { { "account.data.quota / (status.data.quota_per_unit ?? 500000)", "18014398509.481986" },
      { "answer.success ?? true", "true" },
      { "contains(answer.message, 'New-Api-User')", "absent" } } },
  { "/gateway/openrouter/management",
    "{'key':{'data':{'is_management_key':true,'limit':null}},"
    "'credits':{'data':{'total_credits':100.5,'total_usage':25.75}}}",
    { { "key.data.is_management_key == true", "true" },
      { "exists(credits.data)", "true" },
      { "credits.data.total_credits - credits.data.total_usage", "74.75" },
      { "key.data.is_management_key != true", "false" } } },
  { "/gateway/openrouter/key",
    "{'key':{'data':{'is_management_key':false,'limit':null,'usage':1.5}}}",
    { { "exists(credits.data)", "false" },
      { "key.data.is_management_key != true", "true" },
      { "key.data.limit == null", "true" },
      { "key.data.limit_remaining", "absent" } } },
  { "/gateway/deepseek",
    "{'balance':{'is_available':true,'balance_infos':[{'currency':'CNY','total_balance':'110.00'}]}"
    ","
    "'item':{'currency':'CNY','total_balance':'110.00'}}",
    { { "balance.balance_infos[*]", "list [ an object ]" },
      { "item.currency", "'CNY'" },
      { "item.total_balance", "'110.00'" },
      { "item.total_balance > 0", "true" },
      { "balance.is_available", "true" } } },
  { "/gateway/xai",
    "{'validation':{'scopeId':'s1','scope':'SCOPE_TEAM'},'prepaid':{'total':{'val':'-12345'}},"
    "'answer':{'scope':'SCOPE_TEAM'}}",
    { { "not exists(team_id)", "true" },
      { "team_id ?? validation.teamId ?? validation.scopeId", "'s1'" },
      { "prepaid.total.val * -0.01", "123.45" },
      { "exists(answer.teamId) or answer.scope == 'SCOPE_TEAM'", "true" } } },
  { "/gateway/openai",
    "{'limit':{'threshold_amount':12000},'costs':{'data':[{'results':[{'amount':{'value':0.06}},"
    "{'amount':{'value':'1.44'}}]},{'results':[]}]},'answer':{'next_page':null,'has_more':false}}",
    { { "(budget ?? limit.threshold_amount / 100) - sum(costs.data[*].results[*].amount.value)",
        "118.5" },
      { "sum(costs.data[*].results[*].amount.value)", "1.5" },
      { "budget ?? limit.threshold_amount / 100", "120" },
      { "not exists(budget) and not exists(limit.threshold_amount)", "false" },
      { "answer.next_page", "null" },
      { "answer.has_more", "false" },
      { "month_start_unix", "absent" } } },
  { "/gateway/openai/budget",
    "{'budget':'50','costs':{'data':[{'results':[{'amount':{}}]}]}}",
    { { "budget ?? limit.threshold_amount / 100", "'50'" },
      { "(budget ?? limit.threshold_amount / 100) - sum(costs.data[*].results[*].amount.value)",
        "absent" },
      { "not exists(budget) and not exists(limit.threshold_amount)", "false" } } },
  { "/gateway/tavily",
    "{'usage':{'account':{'plan_limit':1000,'plan_usage':250,'paygo_limit':null,'paygo_usage':0},"
    "'key':{'limit':null,'usage':3}}}",
    { { "usage.account.plan_limit == null", "false" },
      { "usage.account.plan_limit - usage.account.plan_usage + "
        "((usage.account.paygo_limit - usage.account.paygo_usage) ?? 0)",
        "750" },
      { "usage.account.plan_usage + (usage.account.paygo_usage ?? 0)", "250" },
      { "usage.key.limit != null", "false" } } },
  { "/gateway/litellm",
    "{'key':{'info':{'user_id':'u','team_id':null,'max_budget':10,'spend':2.5,"
    "'budget_reset_at':'2026-12-01T00:00:00+00:00'}},'user':{'user_info':{'max_budget':null}}}",
    { { "key.info.user_id != null", "true" },
      { "key.info.team_id != null", "false" },
      { "key.info.max_budget - key.info.spend", "7.5" },
      { "iso(key.info.budget_reset_at)", "1796083200" },
      { "user.user_info.max_budget != null", "false" },
      { "team.team_info.max_budget != null", "absent" },
      { "iso(team.team_info.budget_reset_at)", "absent" },
      { "true", "true" } } },
  { "/gateway/deepgram",
    "{'projects':{'projects':[{'project_id':'p'},{'project_id':'q'}]},"
    "'funds':[{'balances':[{'amount':1.5},{'amount':2}]},{'balances':[]}],"
    "'answer':{'err_msg':'no'}}",
    { { "projects.projects[*]", "list [ an object an object ]" },
      { "sum(funds[*].balances[*].amount)", "3.5" },
      { "answer.err_msg", "'no'" } } },
  { "/gateway/deepgram/one-missing",
    "{'funds':[{'balances':[{'amount':1.5}]},null]}",
    { { "sum(funds[*].balances[*].amount)", "absent" } } },
  { "/gateway/zhipu",
    "{'quota':{'success':true,'data':{'planName':'pro','limits':["
    "{'type':'TIME_LIMIT','unit':5,'percentage':1},"
    "{'type':'TOKENS_LIMIT','unit':3,'percentage':12,'nextResetTime':1795316400123}]}},"
    "'answer':{'success':false,'msg':'no coding plan here'}}",
    { { "exists(quota.data.limits[type=TOKENS_LIMIT, unit=3])", "true" },
      { "exists(quota.data.limits[type=TOKENS_LIMIT, unit=6])", "false" },
      { "100 - quota.data.limits[type=TOKENS_LIMIT, unit=3].percentage", "88" },
      { "quota.data.limits[type=TOKENS_LIMIT, unit=3].nextResetTime / 1000", "1795316400.123" },
      { "100 - quota.data.limits[type=TOKENS_LIMIT, unit=6].percentage", "absent" },
      { "contains(answer.msg, 'coding plan')", "true" },
      { "answer.success == false", "true" },
      { "answer.success == true", "false" } } },
  { "/gateway/sub2api/quota",
    "{'usage':{'mode':'quota_limited','unit':'USD','quota':{'remaining':4.5,'used':1}},"
    "'answer':{'code':'INSUFFICIENT_BALANCE'}}",
    { { "answer.isValid ?? true", "true" },
      { "usage.mode == 'quota_limited'", "true" },
      { "usage.remaining == -1", "absent" },
      { "usage.remaining ?? usage.quota.remaining", "4.5" },
      { "(usage.mode ?? 'wallet') != 'quota_limited' and not exists(usage.subscription)", "false" },
      { "answer.code == 'INSUFFICIENT_BALANCE'", "true" } } },
  { "/gateway/sub2api/wallet",
    "{'usage':{'remaining':-1,'balance':7}}",
    { { "usage.mode == 'quota_limited'", "absent" },
      { "(usage.mode ?? 'wallet') != 'quota_limited' and not exists(usage.subscription)", "true" },
      { "usage.remaining == -1", "true" },
      { "usage.balance ?? usage.remaining", "7" },
      { "exists(usage.subscription) and exists(usage.remaining)", "false" } } },
  { "/gateway/venice",
    "{'billing':{'canConsume':true,'consumptionCurrency':'DIEM','balances':{'usd':null,'diem':90.3}"
    ","
    "'diemEpochAllocation':100},'limits':{'data':{'accessPermitted':false,"
    "'nextEpochBegins':'2026-11-23T00:00:00.000Z','balances':{'USD':1,'DIEM':2}}},"
    "'answer':{'data':{'accessPermitted':false}}}",
    { { "billing.balances.usd != null", "false" },
      { "billing.balances.diem != null", "true" },
      { "billing.balances.diem", "90.3" },
      { "billing.consumptionCurrency == 'USD'", "false" },
      { "billing.consumptionCurrency == 'DIEM'", "true" },
      { "billing.canConsume", "true" },
      { "limits.data.balances.USD != null", "true" },
      { "iso(limits.data.nextEpochBegins)", "1795392000" },
      { "answer.data.accessPermitted ?? true", "false" },
      { "answer", "an object" } } },
};

static void
test_gateway (gconstpointer data)
{
  const Gateway *gateway = data;
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, gateway->answers);
  for (gsize i = 0; i < G_N_ELEMENTS (gateway->rows) && gateway->rows[i].source != NULL; i++)
    {
      g_autofree char *result = evaluate_to_row (gateway->rows[i].source, &scope.scope);

      if (g_strcmp0 (result, gateway->rows[i].result) != 0)
        {
          g_test_message ("%s gives %s, not %s", gateway->rows[i].source, result,
                          gateway->rows[i].result);
          g_test_fail ();
        }
    }
}

/* A few bytes deleted, doubled, swapped or put in. */
static void
mutate (GString *text)
{
  static const char alphabet[] = "()[]{}.,=<>?!+-*/'ab_019e \t\"\xc3\xbc\x01";
  gint32 n = g_test_rand_int_range (1, 4);

  for (gint32 i = 0; i < n && text->len > 1; i++)
    {
      gsize place = (gsize) g_test_rand_int_range (0, (gint32) text->len);

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          g_string_erase (text, (gssize) place, 1);
          break;
        case 1:
          g_string_insert_c (text, (gssize) place, text->str[place]);
          break;
        case 2:
          text->str[place] = text->str[(place + 1) % text->len];
          break;
        default:
          g_string_insert_c (text, (gssize) place,
                             alphabet[g_test_rand_int_range (0, sizeof (alphabet) - 1)]);
          break;
        }
    }
}

static void
test_mutated (void)
{
  for (gsize g = 0; g < G_N_ELEMENTS (gateways); g++)
    {
      g_auto (JsonScope) scope = { 0 };

      json_scope_init (&scope, gateways[g].answers);
      for (gsize r = 0; r < G_N_ELEMENTS (gateways->rows) && gateways[g].rows[r].source != NULL;
           r++)
        for (guint i = 0; i < 60; i++)
          {
            g_autoptr (GString) source = g_string_new (gateways[g].rows[r].source);
            g_autoptr (CtTemplate) template_ = NULL;
            g_autofree char *text = NULL;

            mutate (source);
            check_source (source->str, &scope.scope);
            g_string_prepend (source, "a/{");
            g_string_append_c (source, '}');
            template_ = ct_template_new (source->str, "x", NULL);
            if (template_ != NULL)
              text = ct_template_expand (template_, &scope.scope, CT_ESCAPE_SEGMENT, NULL, NULL);
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (gateways); i++)
    g_test_add_data_func (gateways[i].path, &gateways[i], test_gateway);
  g_test_add_func ("/gateway/mutated", test_mutated);
  return g_test_run ();
}
