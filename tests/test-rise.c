#include "config.h"

#include "rise.h"

#include "money.h"

static void
test_top_ups (void)
{
  static const struct
  {
    gint64 before_micro, after_micro;
    gboolean is_top_up;
    const char *why;
  } rows[] = {
    { 0, 100000, TRUE, "0.10" },
    { 0, 99999, FALSE, "less" },
    { 10 * CT_MICRO, 10 * CT_MICRO + 100000, TRUE, "0.10 and 1 %" },
    { 2000 * CT_MICRO, 2020 * CT_MICRO, TRUE, "1 %" },
    { 2000 * CT_MICRO, 2020 * CT_MICRO - 1, FALSE, "less" },
    { -2000 * CT_MICRO, -1990 * CT_MICRO, FALSE, "less, of a debt" },
    { -2000 * CT_MICRO, -1980 * CT_MICRO, TRUE, "1 % of a debt" },
    { 5 * CT_MICRO, 5 * CT_MICRO, FALSE, "nothing changed" },
    { 5 * CT_MICRO, CT_MICRO, FALSE, "spent" },
    { G_MININT64, G_MAXINT64, TRUE, "no overflow" },
    { G_MAXINT64, G_MININT64, FALSE, "no overflow" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (ct_rise_is_top_up (rows[i].before_micro, rows[i].after_micro), ==,
                       rows[i].is_top_up);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/rise/top-ups", test_top_ups);

  return g_test_run ();
}
