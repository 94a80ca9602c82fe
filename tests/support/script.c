#include "config.h"

#include "script.h"

#include <string.h>

#include "error.h"

#define NOW_S G_GINT64_CONSTANT (1795320000) /* 2026-11-22T04:00:00Z */

static const char *const script_keys[] = { "base_url", "region", "fields",  "now",
                                           "last",     "cached", "answers", NULL };
static const char *const answer_keys[] = { "status",        "body",    "text",
                                           "retry_after_s", "failure", NULL };

typedef struct
{
  const CtJsonNode *root; /* (unowned) */
  const char *name;       /* (unowned) */
  const char *request_id; /* (nullable) (unowned) the one with another body */
  const char *body;       /* (nullable) (unowned) */
  gint64 now_us;
  GHashTable *n_asked; /* (owned) request id (owned) -> how often it was sent */
} Script;

/* --- Reading --- */

CtJson *
script_load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CtJson *json;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  json = ct_json_parse (text, length, &error);
  if (error != NULL)
    g_error ("%s: %s", path, error->message);
  return json;
}

const char *
script_get_text (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);

  return node != NULL ? ct_json_node_get_string (node) : NULL;
}

gint64
script_get_integer (const CtJsonNode *object, const char *name, gint64 otherwise)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);
  gsize length;

  return node != NULL ? g_ascii_strtoll (ct_json_node_get_number (node, &length), NULL, 10)
                      : otherwise;
}

char *
script_to_text (const CtJsonNode *node)
{
  GString *out = g_string_new (NULL);

  ct_json_node_append (node, NULL, out);
  return g_string_free (out, FALSE);
}

gint64
script_get_now_us (const CtJsonNode *script)
{
  return script_get_integer (script, "now", NOW_S) * G_USEC_PER_SEC;
}

static void
check_keys (const CtJsonNode *object, const char *name, const char *const *known,
            const char *const *also)
{
  for (const CtJsonNode *child = ct_json_node_get_first (object); child != NULL;
       child = ct_json_node_get_next (child))
    if (!g_strv_contains (known, ct_json_node_get_name (child))
        && !g_strv_contains (also, ct_json_node_get_name (child)))
      g_error ("%s: nobody reads the key “%s”", name, ct_json_node_get_name (child));
}

void
script_check_keys (const CtJsonNode *script, const char *name, const char *const *known)
{
  check_keys (script, name, known, script_keys);
}

/* --- Answering --- */

/* The answer that it has for the nth request. (nullable) */
static const CtJsonNode *
get_answer (const Script *script, const char *request_id, guint n)
{
  const CtJsonNode *answers = ct_json_node_get_member (script->root, "answers");
  const CtJsonNode *answer = answers != NULL ? ct_json_node_get_member (answers, request_id) : NULL;

  if (answer == NULL || ct_json_node_get_type (answer) != CT_JSON_ARRAY)
    return answer;
  return ct_json_node_get_element (answer, MIN (n, ct_json_node_get_size (answer) - 1));
}

static guint
count (Script *script, const char *request_id)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (script->n_asked, request_id));

  g_hash_table_insert (script->n_asked, g_strdup (request_id), GUINT_TO_POINTER (n + 1));
  return n;
}

static char *
body_of (const Script *script, const CtJsonNode *answer, const char *request_id)
{
  const CtJsonNode *body = ct_json_node_get_member (answer, "body");
  const char *text = script_get_text (answer, "text");

  if (g_strcmp0 (script->request_id, request_id) == 0)
    return g_strdup (script->body);
  return body != NULL ? script_to_text (body) : g_strdup (text != NULL ? text : "");
}

static GError *
failure_of (const char *code_name)
{
  CtErrorCode code;

  g_assert_true (ct_error_code_from_string (code_name, &code));
  return g_error_new_literal (CT_ERROR, code, ct_error_code_get_title (code));
}

static CtHttpAnswer *
answer_request (const CtHttpRequest *request, gpointer user_data, GError **failure)
{
  Script *script = user_data;
  const CtJsonNode *answer = get_answer (script, request->id, count (script, request->id));
  g_autofree char *body = NULL;
  CtHttpAnswer *result;
  gint64 retry_after_s;

  if (answer == NULL)
    return ct_http_answer_new (404, NULL, 0);
  check_keys (answer, script->name, answer_keys, answer_keys);
  if (script_get_text (answer, "failure") != NULL)
    {
      g_propagate_error (failure, failure_of (script_get_text (answer, "failure")));
      return NULL;
    }
  body = body_of (script, answer, request->id);
  result = ct_http_answer_new ((guint) script_get_integer (answer, "status", 200), body,
                               strlen (body));
  retry_after_s = script_get_integer (answer, "retry_after_s", -1);
  if (retry_after_s >= 0)
    result->retry_after_us = script->now_us + retry_after_s * G_USEC_PER_SEC;
  return result;
}

static void
check_all_asked (const Script *script)
{
  const CtJsonNode *answers = ct_json_node_get_member (script->root, "answers");

  for (const CtJsonNode *node = answers != NULL ? ct_json_node_get_first (answers) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    if (!g_hash_table_contains (script->n_asked, ct_json_node_get_name (node)))
      {
        g_test_message ("%s: nobody asked for “%s”", script->name, ct_json_node_get_name (node));
        g_test_fail ();
      }
}

/* --- What is there before --- */

static GHashTable *
read_fields (const CtJsonNode *root)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const CtJsonNode *object = ct_json_node_get_member (root, "fields");

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    g_hash_table_insert (fields, g_strdup (ct_json_node_get_name (node)),
                         g_strdup (ct_json_node_get_string (node)));
  return fields;
}

static CtReading *
read_last (const CtJsonNode *root)
{
  const CtJsonNode *node = ct_json_node_get_member (root, "last");
  g_autoptr (GError) error = NULL;
  CtReading *last = node != NULL ? ct_reading_from_json (node, &error) : NULL;

  g_assert_no_error (error);
  return last;
}

static void
set_cached (const Script *script, CtExchange *exchange)
{
  const CtJsonNode *object = ct_json_node_get_member (script->root, "cached");

  for (const CtJsonNode *node = object != NULL ? ct_json_node_get_first (object) : NULL;
       node != NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *text = script_to_text (ct_json_node_get_member (node, "values"));
      g_autoptr (CtJson) values = ct_json_parse (text, strlen (text), NULL);

      ct_exchange_set_cached (exchange, ct_json_node_get_name (node), values,
                              script->now_us
                                  - script_get_integer (node, "age_s", 0) * G_USEC_PER_SEC);
    }
}

/* As an account's: its own, the region's, the definition's. */
static const char *
find_address (const Script *script, const CtProvider *provider)
{
  const char *address = script_get_text (script->root, "base_url");
  const char *id = script_get_text (script->root, "region");
  const CtRegion *region = id != NULL ? ct_provider_get_region (provider, id) : NULL;

  if (address == NULL && region != NULL)
    address = region->base_url;
  if (address == NULL)
    address = provider->base_url;
  return address != NULL ? address : "https://site.example";
}

static CtExchange *
new_exchange (const Script *script, CtProvider *provider)
{
  const char *address = find_address (script, provider);
  g_autoptr (GHashTable) fields = read_fields (script->root);
  g_autoptr (CtReading) last = read_last (script->root);
  g_autoptr (GError) error = NULL;
  g_autofree char *base_url = NULL, *origin = NULL;

  base_url = ct_http_normalize_base (address, provider->strip_suffix, FALSE, &error);
  g_assert_no_error (error);
  origin = ct_http_origin (base_url, FALSE, &error);
  g_assert_no_error (error);
  return ct_exchange_new (provider,
                          &(CtExchangeContext){ .base_url = base_url,
                                                .origin = origin,
                                                .fields = fields,
                                                .region = script_get_text (script->root, "region"),
                                                .last = last,
                                                .now_us = script->now_us,
                                                .token = PLAY_TOKEN });
}

static void
append_kept (const char *request_id, const CtRequestDefinition *request, const char *json,
             gpointer user_data)
{
  g_assert_cmpstr (request->id, ==, request_id);
  g_string_append_printf (user_data, "%s %s\n", request_id, json);
}

void
script_play (const CtJsonNode *root, const char *name, CtProvider *provider, const char *request_id,
             const char *body, GString *kept, Play *play)
{
  g_autoptr (GHashTable) n_asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Script script = { root, name, request_id, body, script_get_now_us (root), n_asked };
  g_autoptr (CtExchange) exchange = new_exchange (&script, provider);

  set_cached (&script, exchange);
  play_exchange (play, exchange, answer_request, &script);
  if (kept != NULL)
    ct_exchange_foreach_kept (exchange, append_kept, kept);
  if (request_id == NULL)
    check_all_asked (&script);
}
