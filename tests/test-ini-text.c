#include "config.h"

#include <string.h>

#include "ini-text.h"

#define ORDINARY "# top\n[a]\nx=1\ny = 2\n\n# of b\n[b]\nx=3\n\n[c]\nx=4\n"

/* One change, and the whole text after it. key NULL: the group is removed; value NULL: the key. */
static const struct
{
  const char *text;
  const char *group, *key, *value;
  const char *after;
  const char *reason;
} rows[] = {
  { ORDINARY, "a", "x", "9", "# top\n[a]\nx=9\ny = 2\n\n# of b\n[b]\nx=3\n\n[c]\nx=4\n",
    "a line is replaced where it stands" },
  { ORDINARY, "a", "z", "9", "# top\n[a]\nx=1\ny = 2\nz=9\n\n# of b\n[b]\nx=3\n\n[c]\nx=4\n",
    "a new key stands behind the last one, not behind the next group's comment" },
  { ORDINARY, "d", "x", "9", ORDINARY "\n[d]\nx=9\n", "a new group stands at the end" },
  { ORDINARY, "a", "x", NULL, "# top\n[a]\ny = 2\n\n# of b\n[b]\nx=3\n\n[c]\nx=4\n",
    "a key goes with its line" },
  { ORDINARY, "b", NULL, NULL, "# top\n[a]\nx=1\ny = 2\n\n# of b\n[c]\nx=4\n",
    "a group goes with its keys" },
  { ORDINARY, "a", NULL, NULL, "# top\n# of b\n[b]\nx=3\n\n[c]\nx=4\n",
    "but not with the comment of the one behind it" },
  { ORDINARY, "c", "none", NULL, ORDINARY, "nothing to remove" },
  { "", "a", "x", "1", "[a]\nx=1\n", "an empty text" },
  { "[a]\nx=1", "b", "x", "1", "[a]\nx=1\n\n[b]\nx=1\n", "no line end at the end" },
  { "[a]\n# none yet\n\n[b]\n", "a", "x", "1", "[a]\nx=1\n# none yet\n\n[b]\n",
    "a group without keys" },
  { "[a]\nx=1\nx=2\n", "a", "x", "3", "[a]\nx=1\nx=3\n", "the last one of a name counts" },
  { "[a]\nx=1\nx=2\n", "a", "x", NULL, "[a]\n", "all of a name go" },
  { "[a]\nx=1\n[b]\n[a]\ny=2\n", "a", "z", "3", "[a]\nx=1\n[b]\n[a]\ny=2\nz=3\n",
    "a group that stands there twice is one" },
  { "[a]\nx=1\n[b]\n[a]\ny=2\n", "a", NULL, NULL, "[b]\n", "and goes whole" },
  { "[a]\r\nx=1\r\n", "a", "y", "2", "[a]\r\nx=1\r\ny=2\n", "what is from Windows stays" },
};

static void
test_edit (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint broken_line;
      g_autoptr (CtIniText) ini = ct_ini_text_new (rows[i].text, strlen (rows[i].text),
                                                   &broken_line);
      g_autofree char *after = NULL;

      g_test_message ("%s", rows[i].reason);
      g_assert_nonnull (ini);
      if (rows[i].key == NULL)
        ct_ini_text_remove_group (ini, rows[i].group);
      else if (rows[i].value == NULL)
        ct_ini_text_remove_key (ini, rows[i].group, rows[i].key);
      else
        ct_ini_text_set (ini, rows[i].group, rows[i].key, rows[i].value);
      after = ct_ini_text_to_string (ini);
      g_assert_cmpstr (after, ==, rows[i].after);
    }
}

static void
append_line (const char *group, const char *key, const char *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s/%s/%s|", group, key, value);
}

static void
test_read (void)
{
  const char *text = "  # c\n[a b]  \n x y =  1 = 2 \n\t\nz=\n[c]\nx=1";
  guint broken_line;
  g_autoptr (CtIniText) ini = ct_ini_text_new (text, strlen (text), &broken_line);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_nonnull (ini);
  ct_ini_text_foreach (ini, append_line, found);
  g_assert_cmpstr (found->str, ==, "a b/x y/1 = 2 |a b/z/|c/x/1|");
}

#define BROKEN(text, line, reason)      \
  {                                     \
    text, sizeof text - 1, line, reason \
  }

static const struct
{
  const char *text;
  gsize length;
  guint line;
  const char *reason;
} broken[] = {
  BROKEN ("x=1\n", 1, "a key before the first group"),
  BROKEN ("[a]\nx=1\ny\n", 3, "no ="),
  BROKEN ("[a]\n = 1\n", 2, "no key"),
  BROKEN ("\n[a\n", 2, "a header that does not end"),
  BROKEN ("[]\n", 1, "a header without a name"),
  BROKEN ("[a] x\n", 1, "something behind a header"),
  BROKEN ("[a]\nx=1\0\n", 2, "a NUL"),
};

static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      guint line = 0;

      g_test_message ("%s", broken[i].reason);
      g_assert_null (ct_ini_text_new (broken[i].text, broken[i].length, &line));
      g_assert_cmpuint (line, ==, broken[i].line);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/ini-text/edit", test_edit);
  g_test_add_func ("/ini-text/read", test_read);
  g_test_add_func ("/ini-text/broken", test_broken);
  return g_test_run ();
}
