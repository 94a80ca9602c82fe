#include "config.h"

#include "gateway-draft.h"

#include <string.h>

#include "exchange.h"

static void
set (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* New API's account, as somebody would describe it. */
static CtGatewayDraft *
new_draft (void)
{
  CtGatewayDraft *draft = ct_gateway_draft_new ();

  set (&draft->id, "mine");
  set (&draft->name, "My “gateway”");
  set (&draft->address, "https://api.example.com/api/user/self");
  set (&draft->remaining, "balance.data.quota");
  set (&draft->used, "balance.data.used_quota");
  set (&draft->divisor, "500000");
  set (&draft->unlimited, "balance.data.unlimited");
  return draft;
}

static CtProvider *
build (const CtGatewayDraft *draft)
{
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_gateway_draft_build (draft, &error);

  g_assert_no_error (error);
  return provider;
}

static CtHttpRequest *
first_request (CtProvider *provider)
{
  g_autofree char *origin = ct_http_origin (provider->base_url, TRUE, NULL);
  CtExchangeContext context = { .base_url = provider->base_url, .origin = origin };
  g_autoptr (CtExchange) exchange = ct_exchange_new (provider, &context);
  g_autoptr (GError) error = NULL;
  CtHttpRequest *request = ct_exchange_next (exchange, &error);

  g_assert_no_error (error);
  return request;
}

/* --- Ids --- */

static void
test_ids (void)
{
  static const struct
  {
    const char *name, *id;
  } rows[] = {
    { "My Gateway", "my-gateway" }, { "  A&B  (2) ", "a-b-2" },
    { "老张", "gateway" },          { "", "gateway" },
    { "Größe 7", "gr-e-7" },        { "---", "gateway" },
  };
  g_autofree char *id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *made = ct_gateway_draft_make_id (rows[i].name);

      g_assert_cmpstr (made, ==, rows[i].id);
    }
  id = ct_gateway_draft_make_id (
      "a very long name that nobody would give to a gateway, ever, at all");
  g_assert_cmpuint (strlen (id), <=, 48);
}

/* --- The request --- */

static void
test_addresses (void)
{
  static const struct
  {
    const char *typed, *asked, *reason;
  } rows[] = {
    { "https://api.example.com/v1/credits", "https://api.example.com/v1/credits", "plain" },
    { " api.example.com/v1/credits ", "https://api.example.com/v1/credits", "without a scheme" },
    { "https://api.example.com/v1/credits/", "https://api.example.com/v1/credits/",
      "a slash at the end stays" },
    { "https://API.example.com:443/V1", "https://api.example.com/V1", "the host is normalised" },
    { "https://api.example.com:8443/v1", "https://api.example.com:8443/v1", "a port stays" },
    { "https://api.example.com", "https://api.example.com/", "no path" },
    { "https://api.example.com/v1?a=1&b=x%20y&c",
      "https://api.example.com/v1?a=1&b=x%20y&c=", "a query" },
    { "https://api.example.com/v1?a={x}#top", "https://api.example.com/v1?a=%7Bx%7D",
      "braces are no expression" },
    { "http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x", "loopback" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtGatewayDraft) draft = new_draft ();
      g_autoptr (CtProvider) provider = NULL;
      g_autoptr (CtHttpRequest) request = NULL;

      g_test_message ("%s", rows[i].reason);
      set (&draft->address, rows[i].typed);
      provider = build (draft);
      request = first_request (provider);
      g_assert_cmpstr (request->address, ==, rows[i].asked);
    }
}

static void
test_auth (void)
{
  static const struct
  {
    const char *header, *prefix, *sent, *reason;
  } rows[] = {
    { "Authorization", "Bearer", "Bearer ", "a word is followed by a blank" },
    { "Authorization", " Token ", "Token ", "as it is when it was typed" },
    { "x-api-key", "", "", "the bare token" },
    { "Authorization", "key=", "key=", "what ends in a sign needs none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtGatewayDraft) draft = new_draft ();
      g_autoptr (CtProvider) provider = NULL;
      g_autoptr (CtHttpRequest) request = NULL;

      g_test_message ("%s", rows[i].reason);
      set (&draft->header, rows[i].header);
      set (&draft->prefix, rows[i].prefix);
      provider = build (draft);
      request = first_request (provider);
      g_assert_cmpstr (request->auth.name, ==, rows[i].header);
      g_assert_cmpstr (request->auth.prefix, ==, rows[i].sent);
    }
}

/* --- The balance --- */

static void
test_units (void)
{
  static const struct
  {
    const char *typed, *unit;
    CtBalanceKind kind;
  } rows[] = {
    { "USD", "USD", CT_BALANCE_MONEY },
    { " cny ", "CNY", CT_BALANCE_MONEY },
    { "credits", "credits", CT_BALANCE_CREDITS },
    { "tokens", "tokens", CT_BALANCE_CREDITS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtGatewayDraft) draft = new_draft ();
      g_autoptr (CtProvider) provider = NULL;
      const CtBalanceDefinition *balance;

      set (&draft->currency, rows[i].typed);
      provider = build (draft);
      balance = provider->balances->pdata[0];
      g_assert_cmpstr (balance->currency, ==, rows[i].unit);
      g_assert_cmpint (balance->kind, ==, rows[i].kind);
    }
}

static void
test_sample (void)
{
  g_autoptr (CtGatewayDraft) draft = new_draft ();
  g_autoptr (CtProvider) provider = build (draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtReading) reading = ct_gateway_draft_read (
      provider, "{\"data\":{\"quota\":24997909,\"used_quota\":500000}}", &error);
  const CtBalance *balance;

  g_assert_no_error (error);
  balance = ct_reading_get_primary (reading);
  g_assert_cmpint (balance->remaining_micro, ==, 49995818);
  g_assert_cmpint (balance->used_micro, ==, CT_MICRO);
  g_assert_false (balance->unlimited);

  g_clear_pointer (&reading, ct_reading_unref);
  reading = ct_gateway_draft_read (provider, "{\"data\":{\"unlimited\":true}}", &error);
  g_assert_no_error (error);
  g_assert_true (ct_reading_get_primary (reading)->unlimited);

  g_assert_null (ct_gateway_draft_read (provider, "{\"data\":{}}", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE);
  g_clear_error (&error);
  g_assert_null (ct_gateway_draft_read (provider, "no JSON", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_BAD_JSON);
}

static void
test_mistakes (void)
{
  static const struct
  {
    gsize field;
    const char *value, *said;
  } rows[] = {
    { G_STRUCT_OFFSET (CtGatewayDraft, address), "", "address" },
    { G_STRUCT_OFFSET (CtGatewayDraft, address), "http://example.com/x", "https" },
    { G_STRUCT_OFFSET (CtGatewayDraft, remaining), "balance.data.", "remaining" },
    { G_STRUCT_OFFSET (CtGatewayDraft, remaining), "answer2.x", "answer2" },
    { G_STRUCT_OFFSET (CtGatewayDraft, divisor), "many", "remaining" },
    { G_STRUCT_OFFSET (CtGatewayDraft, header), "Cookie", "Cookie" },
    { G_STRUCT_OFFSET (CtGatewayDraft, name), "", "name" },
    { G_STRUCT_OFFSET (CtGatewayDraft, currency), "€", "€" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtGatewayDraft) draft = new_draft ();
      g_autoptr (GError) error = NULL;

      set (G_STRUCT_MEMBER_P (draft, rows[i].field), rows[i].value);
      g_assert_null (ct_gateway_draft_build (draft, &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].said));
    }
}

/* Before it is known what to read, the address can be asked all the same. */
static void
test_probe (void)
{
  g_autoptr (CtGatewayDraft) draft = ct_gateway_draft_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = NULL;
  g_autoptr (CtHttpRequest) request = NULL;

  set (&draft->address, "https://api.example.com/v1/credits");
  provider = ct_gateway_draft_build_probe (draft, &error);
  g_assert_no_error (error);
  request = first_request (provider);
  g_assert_cmpstr (request->address, ==, "https://api.example.com/v1/credits");
}

/* --- And back --- */

static void
test_round_trip (void)
{
  g_autoptr (CtGatewayDraft) draft = new_draft (), back = NULL;
  g_autoptr (CtProvider) provider = NULL;

  set (&draft->address, "https://api.example.com/v1?a=1&b=x%20y");
  provider = build (draft);
  back = ct_gateway_draft_from_provider (provider);
  g_assert_nonnull (back);
  g_assert_cmpstr (back->id, ==, "mine");
  g_assert_cmpstr (back->name, ==, "My “gateway”");
  g_assert_cmpstr (back->address, ==, draft->address);
  g_assert_cmpstr (back->header, ==, "Authorization");
  g_assert_cmpstr (back->prefix, ==, "Bearer");
  g_assert_cmpstr (back->remaining, ==, "balance.data.quota");
  g_assert_cmpstr (back->used, ==, "balance.data.used_quota");
  g_assert_cmpstr (back->divisor, ==, "500000");
  g_assert_cmpstr (back->currency, ==, "USD");
  g_assert_cmpstr (back->unlimited, ==, "balance.data.unlimited");
}

/* Nothing that a definition says is lost by editing it as a draft. */
static void
test_more_than_a_draft (void)
{
  static const char *const definitions[] = {
    "{\"id\":\"a\",\"name\":\"A\",\"base_url\":\"https://a.com\","
    "\"requests\":{\"balance\":{\"path\":\"/a\"}},"
    "\"balances\":[{\"currency\":\"USD\",\"remaining\":\"balance.b\"}],\"min_interval_s\":300}",
    "{\"id\":\"a\",\"name\":\"A\",\"base_url\":null,"
    "\"balances\":[{\"currency\":\"USD\",\"remaining\":\"1\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (definitions); i++)
    {
      g_autoptr (CtJson) json = ct_json_parse (definitions[i], strlen (definitions[i]), NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CtProvider) provider = ct_provider_new (json, "a.json", TRUE, &error);

      g_assert_no_error (error);
      g_assert_null (ct_gateway_draft_from_provider (provider));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/gateway-draft/ids", test_ids);
  g_test_add_func ("/gateway-draft/addresses", test_addresses);
  g_test_add_func ("/gateway-draft/auth", test_auth);
  g_test_add_func ("/gateway-draft/units", test_units);
  g_test_add_func ("/gateway-draft/sample", test_sample);
  g_test_add_func ("/gateway-draft/mistakes", test_mistakes);
  g_test_add_func ("/gateway-draft/probe", test_probe);
  g_test_add_func ("/gateway-draft/round-trip", test_round_trip);
  g_test_add_func ("/gateway-draft/more-than-a-draft", test_more_than_a_draft);
  return g_test_run ();
}
