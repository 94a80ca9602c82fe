#include "config.h"

#include "nearest.h"

static void
test_nearest (void)
{
  static const char *const names[] = { "remaining", "requests", "balances", "id", "name", NULL };
  static const struct
  {
    const char *text, *nearest, *why;
  } rows[] = {
    { "remaining", "remaining", "the same" },
    { "remainig", "remaining", "a letter too few" },
    { "remainning", "remaining", "a letter too many" },
    { "remaiming", "remaining", "another letter" },
    { "reamining", "remaining", "two swapped" },
    { "nmae", "name", "two swapped in a short one are one mistake" },
    { "remainder", "remaining", "a third of it" },
    { "request", "requests", "singular" },
    { "ids", "id", "one mistake is allowed in the shortest" },
    { "idem", NULL, "two are not" },
    { "path", NULL, "like none" },
    { "", NULL, "nothing is like nothing" },
    { "a word that goes on for longer than any name that there is, to the very end", NULL,
      "too long to be compared" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *nearest = ct_nearest (rows[i].text, names);

      if (g_strcmp0 (nearest, rows[i].nearest) == 0)
        continue;
      g_test_message ("%s (%s) is most like %s", rows[i].text, rows[i].why, nearest);
      g_test_fail ();
    }
}

/* The first of two that are as near; none of none; a name of any length. */
static void
test_ties (void)
{
  static const char *const names[] = { "cat", "car", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *longest = g_strnfill (64, 'a'), *too_long = g_strnfill (65, 'a');
  const char *const long_names[] = { too_long, longest, NULL };

  g_assert_cmpstr (ct_nearest ("cas", names), ==, "cat");
  g_assert_null (ct_nearest ("cas", none));
  g_assert_cmpstr (ct_nearest (longest, long_names), ==, longest);
  g_assert_null (ct_nearest (too_long, long_names));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/nearest/nearest", test_nearest);
  g_test_add_func ("/nearest/ties", test_ties);
  return g_test_run ();
}
