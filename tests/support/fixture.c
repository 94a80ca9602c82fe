#include "config.h"

#include "fixture.h"

#include <string.h>

#include "account.h"
#include "error.h"

static const char *const keys[] = { "why", "requests", "expect", "may_change", NULL };
static const char *const expect_keys[] = { "balances", "details",       "error",
                                           "message",  "retry_after_s", NULL };

static const CtJsonNode *
get (const Fixture *fixture, const char *name)
{
  return ct_json_node_get_member (ct_json_get_root (fixture->json), name);
}

static char *
name_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *provider = g_path_get_basename (folder);
  g_autofree char *file = g_path_get_basename (path);

  return g_strdup_printf ("%s/%.*s", provider, (int) (strlen (file) - strlen (".json")), file);
}

Fixture *
fixture_new (const char *path)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->name = name_of (path);
  fixture->json = script_load (path);
  script_check_keys (ct_json_get_root (fixture->json), fixture->name, keys);
  if (get (fixture, "why") == NULL || get (fixture, "expect") == NULL)
    g_error ("%s: a fixture says why, and what it expects", fixture->name);
  script_check_keys (get (fixture, "expect"), fixture->name, expect_keys);
  return fixture;
}

void
fixture_free (Fixture *fixture)
{
  ct_json_unref (fixture->json);
  g_free (fixture->name);
  g_free (fixture);
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
    g_hash_table_insert (map, g_strdup (ct_json_node_get_name (node)), script_to_text (node));
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
      g_autofree char *text = script_to_text (actual);

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
  const char *code = script_get_text (expect, "error"),
             *message = script_get_text (expect, "message");
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
  const CtJsonNode *root = ct_json_get_root (fixture->json);
  const CtJsonNode *expect = get (fixture, "expect"), *requests = get (fixture, "requests");
  gint64 retry_after_s = script_get_integer (expect, "retry_after_s", -1);
  g_auto (Play) play = { 0 };

  script_play (root, fixture->name, provider, NULL, NULL, NULL, &play);
  if (play.error != NULL)
    compare_error (fixture->name, expect, play.error);
  else if (script_get_text (expect, "error") != NULL)
    fail_difference (fixture->name, "the error", script_get_text (expect, "error"), NULL);
  else
    compare_reading (fixture->name, expect, play.reading);
  if (requests != NULL)
    compare_requests (fixture->name, requests, play.sent);
  g_assert_cmpint (play.retry_after_us, ==,
                   retry_after_s < 0 ? -1
                                     : script_get_now_us (root) + retry_after_s * G_USEC_PER_SEC);
}
