#include "config.h"

#include "fuzz.h"

#include "error.h"
#include "json.h"

static char *
write_json (const CtJson *json)
{
  GString *out = g_string_new (NULL);

  ct_json_node_append (ct_json_get_root (json), NULL, out);
  return g_string_free (out, FALSE);
}

/* What is read is the same when it is written and read again, and when it is merged with itself. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) json = ct_json_parse ((const char *) data, size, &error);
  g_autoptr (CtJson) again = NULL, merged = NULL;
  g_autofree char *text = NULL, *text_again = NULL;

  g_assert_true ((json == NULL) == (error != NULL));
  if (json == NULL)
    {
      g_assert_true (error->domain == CT_ERROR);
      return 0;
    }
  text = write_json (json);
  again = ct_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  text_again = write_json (again);
  g_assert_cmpstr (text_again, ==, text);
  merged = ct_json_merge (json, again);
  ct_json_unref (g_steal_pointer (&json));
  g_free (write_json (merged));
  return 0;
}
