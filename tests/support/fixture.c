#include "config.h"

#include "fixture.h"

#include <string.h>

#include "account.h"
#include "error.h"

#define NOW_S G_GINT64_CONSTANT (1795320000) /* 2026-11-22T04:00:00Z */

static const char *const keys[] = { "why",    "base_url", "fields", "now",      "last",
                                    "cached", "answers",  "expect", "requests", NULL };
static const char *const answer_keys[] = { "status",        "body",    "text",
                                           "retry_after_s", "failure", NULL };
static const char *const expect_keys[] = { "balances", "details",       "error",
                                           "message",  "retry_after_s", NULL };

static const CtJsonNode *
get (const Fixture *fixture, const char *name)
{
  return ct_json_node_get_member (ct_json_get_root (fixture->json), name);
}

static const char *
get_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = object != NULL ? ct_json_node_get_member (object, name) : NULL;

  return node != NULL ? ct_json_node_get_string (node) : NULL;
}

static gint64
get_integer (const CtJsonNode *object, const char *name, gint64 otherwise)
{
  const CtJsonNode *node = object != NULL ? ct_json_node_get_member (object, name) : NULL;
  gsize length;

  return node != NULL ? g_ascii_strtoll (ct_json_node_get_number (node, &length), NULL, 10)
                      : otherwise;
}

static char *
to_text (const CtJsonNode *node)
{
  GString *out = g_string_new (NULL);

  ct_json_node_append (node, NULL, out);
  return g_string_free (out, FALSE);
}

/* A key that nobody reads would be a test that nobody runs. */
static void
check_keys (const Fixture *fixture, const CtJsonNode *object, const char *const *known)
{
  for (const CtJsonNode *child = ct_json_node_get_first (object); child != NULL;
       child = ct_json_node_get_next (child))
    if (!g_strv_contains (known, ct_json_node_get_name (child)))
      g_error ("%s: there is no key “%s” in fixtures", fixture->name,
               ct_json_node_get_name (child));
}

static char *
name_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *provider = g_path_get_basename (folder);
  g_autofree char *file = g_path_get_basename (path);

  return g_strdup_printf ("%s/%.*s", provider, (int)(strlen (file) - strlen (".json")), file);
}

Fixture *
fixture_new (const char *path)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  fixture->name = name_of (path);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  fixture->json = ct_json_parse (text, length, &error);
  if (error != NULL)
    g_error ("%s: %s", fixture->name, error->message);
  check_keys (fixture, ct_json_get_root (fixture->json), keys);
  if (get_text (ct_json_get_root (fixture->json), "why") == NULL || get (fixture, "expect") == NULL)
    g_error ("%s: a fixture says why, and what it expects", fixture->name);
  check_keys (fixture, get (fixture, "expect"), expect_keys);
  return fixture;
}

void
fixture_free (Fixture *fixture)
{
  ct_json_unref (fixture->json);
  g_free (fixture->name);
  g_free (fixture);
}

/* --- Playing --- */

typedef struct
{
  const Fixture *fixture; /* (unowned) */
  const char *request_id; /* (nullable) (unowned) the one with another body */
  const char *body;       /* (nullable) (unowned) */
  gint64 now_us;
  GHashTable *asked; /* (owned) of char* (owned) */
} Script;

static const CtJsonNode *
get_answer (const Fixture *fixture, const char *request_id)
{
  const CtJsonNode *answers = get (fixture, "answers");

  return answers != NULL ? ct_json_node_get_member (answers, request_id) : NULL;
}

const CtJsonNode *
fixture_get_body (const Fixture *fixture, const char *request_id)
{
  const CtJsonNode *answer = get_answer (fixture, request_id);

  return answer != NULL ? ct_json_node_get_member (answer, "body") : NULL;
}

static char *
body_of (const Script *script, const CtJsonNode *answer, const char *request_id)
{
  const CtJsonNode *body = ct_json_node_get_member (answer, "body");
  const char *text = get_text (answer, "text");

  if (g_strcmp0 (script->request_id, request_id) == 0)
    return g_strdup (script->body);
  return body != NULL ? to_text (body) : g_strdup (text != NULL ? text : "");
}

static CtHttpAnswer *
answer_request (const CtHttpRequest *request, gpointer user_data, GError **failure)
{
  Script *script = user_data;
  const CtJsonNode *answer = get_answer (script->fixture, request->id);
  const char *code_name = get_text (answer, "failure");
  g_autofree char *body = NULL;
  CtHttpAnswer *result;
  CtErrorCode code;

  if (answer == NULL)
    return ct_http_answer_new (404, NULL, 0);
  g_hash_table_add (script->asked, g_strdup (request->id));
  check_keys (script->fixture, answer, answer_keys);
  if (code_name != NULL)
    {
      g_assert_true (ct_error_code_from_string (code_name, &code));
      g_set_error_literal (failure, CT_ERROR, code, ct_error_code_get_title (code));
      return NULL;
    }
  body = body_of (script, answer, request->id);
  result = ct_http_answer_new ((guint)get_integer (answer, "status", 200), body, strlen (body));
  if (ct_json_node_get_member (answer, "retry_after_s") != NULL)
    result->retry_after_us = script->now_us
                             + get_integer (answer, "retry_after_s", 0) * G_USEC_PER_SEC;
  return result;
}

static GHashTable *
read_fields (const Fixture *fixture)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const CtJsonNode *object = get (fixture, "fields");

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    g_hash_table_insert (fields, g_strdup (ct_json_node_get_name (node)),
                         g_strdup (ct_json_node_get_string (node)));
  return fields;
}

static CtReading *
read_last (const Fixture *fixture)
{
  const CtJsonNode *node = get (fixture, "last");
  g_autoptr (GError) error = NULL;
  CtReading *last = node != NULL ? ct_reading_from_json (node, &error) : NULL;

  g_assert_no_error (error);
  return last;
}

static void
set_cached (const Fixture *fixture, CtExchange *exchange, gint64 now_us)
{
  const CtJsonNode *object = get (fixture, "cached");

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *text = to_text (ct_json_node_get_member (node, "values"));
      g_autoptr (CtJson) values = ct_json_parse (text, strlen (text), NULL);

      ct_exchange_set_cached (exchange, ct_json_node_get_name (node), values,
                              now_us - get_integer (node, "age_s", 0) * G_USEC_PER_SEC);
    }
}

static void
check_all_asked (const Script *script)
{
  const CtJsonNode *answers = get (script->fixture, "answers");

  for (const CtJsonNode *node = answers != NULL ? ct_json_node_get_first (answers) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    if (!g_hash_table_contains (script->asked, ct_json_node_get_name (node)))
      {
        g_test_message ("%s: nobody asked for “%s”", script->fixture->name,
                        ct_json_node_get_name (node));
        g_test_fail ();
      }
}

void
fixture_play (const Fixture *fixture, CtProvider *provider, const char *request_id,
              const char *body, Play *play)
{
  const CtJsonNode *root = ct_json_get_root (fixture->json);
  const char *address = get_text (root, "base_url");
  g_autoptr (GHashTable) fields = read_fields (fixture), asked = NULL;
  g_autoptr (CtReading) last = read_last (fixture);
  g_autoptr (CtExchange) exchange = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base_url = NULL, *origin = NULL;
  gint64 now_us = get_integer (root, "now", NOW_S) * G_USEC_PER_SEC;
  Script script = { fixture, request_id, body, now_us, NULL };

  if (address == NULL)
    address = provider->base_url != NULL ? provider->base_url : "https://site.example";
  base_url = ct_http_normalize_base (address, provider->strip_suffix, FALSE, &error);
  g_assert_no_error (error);
  origin = ct_http_origin (base_url, FALSE, &error);
  g_assert_no_error (error);
  exchange = ct_exchange_new (provider, &(CtExchangeContext){ .base_url = base_url,
                                                              .origin = origin,
                                                              .fields = fields,
                                                              .last = last,
                                                              .now_us = now_us });
  set_cached (fixture, exchange, now_us);
  script.asked = asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  play_exchange (play, exchange, answer_request, &script);
  if (request_id == NULL)
    check_all_asked (&script);
}

/* --- Comparing --- */

static void
fail_difference (const char *where, const char *what, const char *expected, const char *actual)
{
  g_test_message ("%s: %s is %s, not %s", where, what, actual != NULL ? actual : "not there",
                  expected != NULL ? expected : "that: it should not be there");
  g_test_fail ();
}

/* name -> JSON text of its value */
static GHashTable *
new_map (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
set_quoted (GHashTable *map, const char *name, const char *value)
{
  GString *out = g_string_new (NULL);

  ct_json_append_quoted (out, value);
  g_hash_table_insert (map, g_strdup (name), g_string_free (out, FALSE));
}

static GHashTable *
map_of_object (const CtJsonNode *object)
{
  GHashTable *map = new_map ();

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    g_hash_table_insert (map, g_strdup (ct_json_node_get_name (node)), to_text (node));
  return map;
}

static void
compare_maps (const char *where, GHashTable *expected, GHashTable *actual)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strcmp0 (value, g_hash_table_lookup (actual, name)) != 0)
      fail_difference (where, name, value, g_hash_table_lookup (actual, name));
  g_hash_table_iter_init (&iter, actual);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_hash_table_contains (expected, name))
      fail_difference (where, name, NULL, value);
}

static void
compare_balance (const char *where, const CtJsonNode *expected, const CtJsonNode *written,
                 const CtBalance *balance)
{
  g_autoptr (GHashTable) expected_map = map_of_object (expected), map = map_of_object (written);
  g_autofree char *place = g_strdup_printf ("%s: balance %s", where, balance->id);
  g_autofree char *label = ct_balance_format (balance, CT_MONEY_LABEL);
  CtThresholds thresholds = ct_thresholds_default (balance);

  set_quoted (map, "label", label);
  set_quoted (map, "level", ct_level_to_string (ct_level_of_balance (balance, &thresholds)));
  compare_maps (place, expected_map, map);
}

/* What is kept of the reading is the reading. */
static CtJson *
write_and_read (const CtReading *reading)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (CtReading) again = NULL;
  g_autoptr (GError) error = NULL;
  CtJson *written;

  ct_reading_append_json (reading, out);
  g_assert_null (strstr (out->str, PLAY_TOKEN));
  written = ct_json_parse (out->str, out->len, &error);
  g_assert_no_error (error);
  again = ct_reading_from_json (ct_json_get_root (written), &error);
  g_assert_no_error (error);
  g_assert_true (ct_reading_equal (reading, again));
  return written;
}

static void
compare_reading (const char *where, const CtJsonNode *expect, const CtReading *reading)
{
  g_autoptr (CtJson) written = write_and_read (reading);
  const CtJsonNode *actual = ct_json_node_get_member (ct_json_get_root (written), "balances");
  const CtJsonNode *expected = ct_json_node_get_member (expect, "balances");
  g_autoptr (GHashTable) expected_details = NULL, details = new_map ();
  guint n = expected != NULL ? ct_json_node_get_size (expected) : 0;

  if (n != reading->balances->len)
    {
      g_autofree char *text = to_text (actual);

      g_test_message ("%s: %u balances were expected, not %s", where, n, text);
      g_test_fail ();
      return;
    }
  for (guint i = 0; i < n; i++)
    compare_balance (where, ct_json_node_get_element (expected, i),
                     ct_json_node_get_element (actual, i), reading->balances->pdata[i]);
  for (guint i = 0; i < reading->details->len; i++)
    {
      const CtDetail *detail = reading->details->pdata[i];

      if (detail->is_number)
        g_hash_table_insert (details, g_strdup (detail->name), g_strdup (detail->value));
      else
        set_quoted (details, detail->name, detail->value);
    }
  expected_details = map_of_object (ct_json_node_get_member (expect, "details"));
  compare_maps (where, expected_details, details);
}

static void
compare_error (const char *where, const CtJsonNode *expect, const GError *error)
{
  const char *code = get_text (expect, "error"), *message = get_text (expect, "message");
  const char *actual = ct_error_code_to_string (error->code);

  g_assert_cmpuint (error->domain, ==, CT_ERROR);
  g_assert_null (strstr (error->message, PLAY_TOKEN));
  if (g_strcmp0 (code, actual) != 0)
    fail_difference (where, "the code", code, actual);
  if (g_strcmp0 (message, error->message) != 0)
    fail_difference (where, "the message", message, error->message);
}

static void
compare_requests (const char *where, const CtJsonNode *expected, GPtrArray *sent)
{
  for (guint i = 0; i < MAX (sent->len, ct_json_node_get_size (expected)); i++)
    {
      const CtJsonNode *node = ct_json_node_get_element (expected, i);
      const char *wanted = node != NULL ? ct_json_node_get_string (node) : NULL;
      const char *actual = i < sent->len ? sent->pdata[i] : NULL;

      if (g_strcmp0 (wanted, actual) != 0)
        fail_difference (where, "a request", wanted, actual);
    }
}

void
fixture_check (const Fixture *fixture, CtProvider *provider)
{
  const CtJsonNode *expect = get (fixture, "expect"), *requests = get (fixture, "requests");
  gint64 retry_after_s = get_integer (expect, "retry_after_s", -1);
  gint64 now_s = get_integer (ct_json_get_root (fixture->json), "now", NOW_S);
  g_auto (Play) play = { 0 };

  fixture_play (fixture, provider, NULL, NULL, &play);
  if (play.error != NULL)
    compare_error (fixture->name, expect, play.error);
  else if (get_text (expect, "error") != NULL)
    fail_difference (fixture->name, "the error", get_text (expect, "error"), NULL);
  else
    compare_reading (fixture->name, expect, play.reading);
  if (requests != NULL)
    compare_requests (fixture->name, requests, play.sent);
  g_assert_cmpint (play.retry_after_us, ==,
                   retry_after_s < 0 ? -1 : (now_s + retry_after_s) * G_USEC_PER_SEC);
}
