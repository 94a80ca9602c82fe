#include "config.h"

#include "sentence.h"

/* What languages change is the catalogue's: tests/cli/test-translations.py. */
static void
test_append (void)
{
  static const struct
  {
    const char *text, *sentence, *expected;
  } rows[] = {
    { "", "", "" },
    { "", "Try again.", "Try again." },
    { "Rejected", "", "Rejected" },
    { "Rejected", "Try again.", "Rejected. Try again." },
    { "Rejected.", "Try again.", "Rejected. Try again." },
    { "Rejected (HTTP 401)", "Try again.", "Rejected (HTTP 401). Try again." },
    { "无效的令牌。", "Try again.", "无效的令牌。 Try again." }, /* a server's own words */
    { "100 %s", "Try %n.", "100 %s. Try %n." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (rows[i].text);

      ct_sentence_append (text, rows[i].sentence);
      g_assert_cmpstr (text->str, ==, rows[i].expected);
    }
}

static void
test_end (void)
{
  static const struct
  {
    const char *text, *expected;
  } rows[] = {
    { "", "" },         { "Offline", "Offline." }, { "Offline.", "Offline." },
    { "Who?", "Who?" }, { "慢！", "慢！" },        { "More…", "More…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (rows[i].text);

      ct_sentence_end (text);
      g_assert_cmpstr (text->str, ==, rows[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sentence/append", test_append);
  g_test_add_func ("/sentence/end", test_end);
  return g_test_run ();
}
