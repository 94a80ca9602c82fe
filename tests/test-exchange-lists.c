#include "config.h"

#include <string.h>

#include "exchange.h"

/* What `each` goes through: a request for every key of a list, a balance for every wallet. */
#define DEFINITION                                                                                 \
  "{ \"id\": \"lists\", \"name\": \"Lists\", \"base_url\": \"https://lists.example\","             \
  "  \"requests\": {"                                                                              \
  "    \"keys\": { \"path\": \"/keys\" },"                                                         \
  "    \"key\": { \"path\": \"/keys/{item}\", \"each\": \"keys.data[*].id\"%s } },"                \
  "  \"balances\": [ { \"id\": \"w-{item}\", \"scope\": \"account\", \"kind\": \"credits\","       \
  "                    \"unit\": \"credits\", \"each\": \"keys.wallets[*].left\","                 \
  "                    \"remaining\": \"item\" } ],"                                               \
  "  \"details\": { \"active\": \"keys.active\", \"frozen\": \"keys.frozen\","                     \
  "                 \"count\": \"keys.count\", \"who\": \"keys.who\", \"none\": \"keys.none\","    \
  "                 \"gone\": \"keys.gone\", \"all\": \"keys.data\", \"sum\": \"keys.who + 1\" } " \
  "}"

static CtProvider *
load (const char *more, GError **error)
{
  g_autofree char *text = g_strdup_printf (DEFINITION, more);
  g_autoptr (GError) json_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), &json_error);

  g_assert_no_error (json_error);
  return ct_provider_new (json, "lists.json", FALSE, error);
}

static CtExchange *
exchange_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load ("", &error);
  CtExchangeContext context = {
    .base_url = "https://lists.example",
    .origin = "https://lists.example:443",
    .now_us = G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC,
  };

  g_assert_no_error (error);
  return ct_exchange_new (provider, &context);
}

/* The next request is for path; body answers it. */
static void
answer (CtExchange *exchange, const char *path, const char *body)
{
  g_autofree char *address = g_strconcat ("https://lists.example", path, NULL);
  g_autoptr (CtHttpAnswer) answer = ct_http_answer_new (200, body, strlen (body));
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHttpRequest) request = ct_exchange_next (exchange, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);
  g_assert_cmpstr (request->address, ==, address);
  ct_exchange_answer (exchange, answer, &error);
  g_assert_no_error (error);
}

static CtReading *
finish (CtExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHttpRequest) request = ct_exchange_next (exchange, &error);
  CtReading *reading;

  g_assert_no_error (error);
  g_assert_null (request);
  reading = ct_exchange_finish (exchange, &error);
  g_assert_no_error (error);
  return reading;
}

/* A key without an id has no path to ask for, a wallet without an amount is none. */
static void
test_absent (void)
{
  g_autoptr (CtExchange) exchange = exchange_new ();
  g_autoptr (CtReading) reading = NULL;

  answer (exchange, "/keys",
          "{ \"data\": [ { \"x\": 1 }, { \"id\": \"a\" }, { }, { \"id\": \"b\" }, { } ],"
          "  \"wallets\": [ { }, { \"left\": 5 }, { \"x\": 1 }, { \"left\": 7 } ] }");
  answer (exchange, "/keys/a", "{ }");
  answer (exchange, "/keys/b", "{ }");
  reading = finish (exchange);
  g_assert_cmpuint (reading->balances->len, ==, 2);
  g_assert_cmpint (ct_reading_get_balance (reading, "w-5")->remaining_micro, ==, 5000000);
  g_assert_cmpint (ct_reading_get_balance (reading, "w-7")->remaining_micro, ==, 7000000);
}

/* What is absent does not count against the number of things that are asked for. */
static void
test_absent_many (void)
{
  g_autoptr (CtExchange) exchange = exchange_new ();
  g_autoptr (CtReading) reading = NULL;
  g_autoptr (GString) body = g_string_new ("{ \"data\": [ ");

  for (guint i = 0; i < 50; i++)
    g_string_append (body, "{ }, ");
  g_string_append (body, "{ \"id\": \"z\" } ], \"wallets\": [ { \"left\": 1 } ] }");
  answer (exchange, "/keys", body->str);
  answer (exchange, "/keys/z", "{ }");
  reading = finish (exchange);
  g_assert_cmpuint (reading->balances->len, ==, 1);
}

static void
test_details (void)
{
  static const struct
  {
    const char *name, *value;
    gboolean is_number;
    const char *why;
  } rows[] = {
    { "active", "true", FALSE, "a boolean is worth showing" },
    { "frozen", "false", FALSE, "and so is the other one" },
    { "count", "339", TRUE, "a number stays one in the JSON" },
    { "who", "demo", FALSE, "a text" },
    { "none", NULL, FALSE, "null says nothing" },
    { "gone", NULL, FALSE, "absent" },
    { "all", NULL, FALSE, "a list cannot be shown" },
    { "sum", NULL, FALSE, "what cannot be read is left out, the rest stays" },
  };
  g_autoptr (CtExchange) exchange = exchange_new ();
  g_autoptr (CtReading) reading = NULL;
  guint n = 0;

  answer (exchange, "/keys",
          "{ \"data\": [ ], \"wallets\": [ { \"left\": 1 } ], \"active\": true, \"frozen\": false,"
          "  \"count\": 339, \"who\": \"demo\", \"none\": null }");
  reading = finish (exchange);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CtDetail *detail = n < reading->details->len ? reading->details->pdata[n] : NULL;

      g_test_message ("%s: %s", rows[i].name, rows[i].why);
      if (rows[i].value == NULL)
        {
          g_assert_true (detail == NULL || strcmp (detail->name, rows[i].name) != 0);
          continue;
        }
      g_assert_nonnull (detail);
      g_assert_cmpstr (detail->name, ==, rows[i].name);
      g_assert_cmpstr (detail->value, ==, rows[i].value);
      g_assert_true (detail->is_number == rows[i].is_number);
      n++;
    }
  g_assert_cmpuint (reading->details->len, ==, n);
}

/* One kept answer cannot stand for the answers of a whole list. */
static void
test_cached_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = load (", \"cache_s\": 60", &error);

  g_assert_null (provider);
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
  g_assert_nonnull (strstr (error->message, "lists.json: requests.key: "));
  g_assert_nonnull (strstr (error->message, "“cache_s” and “each” exclude each other"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/exchange-lists/absent", test_absent);
  g_test_add_func ("/exchange-lists/absent-many", test_absent_many);
  g_test_add_func ("/exchange-lists/details", test_details);
  g_test_add_func ("/exchange-lists/cached-list", test_cached_list);
  return g_test_run ();
}
