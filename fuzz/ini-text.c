#include "config.h"

#include "fuzz.h"

#include "ini-text.h"

typedef struct
{
  guint n_keys;
  char *value; /* (nullable) (owned) of the key below */
} Found;

static void
find_key (const char *group, const char *key, const char *value, gpointer user_data)
{
  Found *found = user_data;

  found->n_keys++;
  if (g_str_equal (group, "general") && g_str_equal (key, "fuzz"))
    {
      g_free (found->value);
      found->value = g_strdup (value);
    }
}

static Found
read_text (const char *text, gsize length)
{
  guint broken_line;
  g_autoptr (CtIniText) ini = ct_ini_text_new (text, length, &broken_line);
  Found found = { 0, NULL };

  g_assert_nonnull (ini);
  ct_ini_text_foreach (ini, find_key, &found);
  return found;
}

/* What is not edited stays byte for byte; what is edited can be read again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint broken_line = 0;
  g_autoptr (CtIniText) ini = ct_ini_text_new ((const char *) data, size, &broken_line);
  g_autofree char *same = NULL, *edited = NULL, *removed = NULL;
  Found before, after;

  if (ini == NULL)
    {
      g_assert_cmpuint (broken_line, >, 0);
      return 0;
    }
  same = ct_ini_text_to_string (ini);
  g_assert_cmpmem (same, MIN (strlen (same), size), data, size);
  g_assert_true (same[size] == '\0' || g_str_equal (same + size, "\n")); /* of the last line */
  before = read_text (same, size);

  ct_ini_text_set (ini, "general", "fuzz", "7");
  edited = ct_ini_text_to_string (ini);
  after = read_text (edited, strlen (edited));
  g_assert_cmpstr (after.value, ==, "7");
  g_assert_cmpuint (after.n_keys, ==, before.n_keys + (before.value == NULL ? 1 : 0));

  ct_ini_text_remove_key (ini, "general", "fuzz");
  ct_ini_text_remove_group (ini, "general");
  removed = ct_ini_text_to_string (ini);
  g_free (read_text (removed, strlen (removed)).value);
  g_free (before.value);
  g_free (after.value);
  return 0;
}
