#include "config.h"

#include "history-run.h"

static CtHistoryRun
run_of (gint64 first_us, gint64 last_us, gint64 remaining_micro)
{
  return (CtHistoryRun){ .first_us = first_us,
                         .last_us = last_us,
                         .remaining_micro = remaining_micro,
                         .low_micro = remaining_micro,
                         .high_micro = remaining_micro,
                         .has_remaining = TRUE };
}

static void
test_equal (void)
{
  CtHistoryRun a = run_of (1, 2, 100), b = run_of (5, 9, 100);

  g_assert_true (ct_history_run_is_equal (&a, &b));
  b.remaining_micro = 101;
  g_assert_false (ct_history_run_is_equal (&a, &b));
  a.has_remaining = b.has_remaining = FALSE;
  g_assert_true (ct_history_run_is_equal (&a, &b));
  b.unlimited = TRUE;
  g_assert_false (ct_history_run_is_equal (&a, &b));
  a.unlimited = a.has_used = b.has_used = TRUE;
  b.used_micro = 7;
  g_assert_false (ct_history_run_is_equal (&a, &b));
}

static void
test_merge (void)
{
  CtHistoryRun run = run_of (10, 20, 500), next = run_of (30, 40, 100), last = run_of (50, 60, 900);

  last.topped_up_micro = 800;
  ct_history_run_merge (&run, &next);
  ct_history_run_merge (&run, &last);
  g_assert_cmpint (run.first_us, ==, 10);
  g_assert_cmpint (run.last_us, ==, 60);
  g_assert_cmpint (run.remaining_micro, ==, 900);
  g_assert_cmpint (run.low_micro, ==, 100);
  g_assert_cmpint (run.high_micro, ==, 900);
  g_assert_cmpint (run.topped_up_micro, ==, 800);

  /* A limit that went away is no amount. */
  next = (CtHistoryRun){ .first_us = 70, .last_us = 80, .unlimited = TRUE };
  ct_history_run_merge (&run, &next);
  g_assert_false (run.has_remaining);
  g_assert_true (run.unlimited);
  g_assert_cmpint (run.topped_up_micro, ==, 800);
}

/* A hostile gateway says any amount. */
static void
test_merge_most (void)
{
  CtHistoryRun run = run_of (10, 20, G_MAXINT64), next = run_of (30, 40, G_MININT64);

  run.topped_up_micro = next.topped_up_micro = G_MAXINT64;
  ct_history_run_merge (&run, &next);
  g_assert_cmpint (run.topped_up_micro, ==, G_MAXINT64);
  g_assert_cmpint (run.low_micro, ==, G_MININT64);
  g_assert_cmpint (run.high_micro, ==, G_MAXINT64);
}

static void
test_sound (void)
{
  const gint64 most = G_MAXINT64, least = G_MININT64, last_us = CT_HISTORY_LAST_US;
  const struct
  {
    const char *why;
    gint64 first_us, last_us, remaining_micro, low_micro, high_micro, topped_up_micro;
    gboolean sound;
  } rows[] = {
    { "as ever", 10, 20, 5, 5, 5, 0, TRUE },
    { "merged, topped up", 10, 20, 5, 4, 6, 1, TRUE },
    { "all that a clock and a gateway can say", 0, last_us, 0, least, most, most, TRUE },
    { "before 1970", -1, 20, 5, 5, 5, 0, FALSE },
    { "long before", least, least, 5, 5, 5, 0, FALSE },
    { "after 9999", 10, last_us + 1, 5, 5, 5, 0, FALSE },
    { "long after", most, most, 5, 5, 5, 0, FALSE },
    { "ends before it begins", 20, 19, 5, 5, 5, 0, FALSE },
    { "less than the lowest", 10, 20, 5, 6, 6, 0, FALSE },
    { "more than the highest", 10, 20, 5, 4, 4, 0, FALSE },
    { "a top-up that is none", 10, 20, 5, 5, 5, -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtHistoryRun run = run_of (rows[i].first_us, rows[i].last_us, rows[i].remaining_micro);

      g_test_message ("%s", rows[i].why);
      run.low_micro = rows[i].low_micro;
      run.high_micro = rows[i].high_micro;
      run.topped_up_micro = rows[i].topped_up_micro;
      g_assert_cmpint (ct_history_run_is_sound (&run), ==, rows[i].sound);
    }
}

/* Where no amount is, nothing is said of the lowest and the highest. */
static void
test_sound_without_amount (void)
{
  CtHistoryRun run = { .first_us = 10, .last_us = 20, .low_micro = 7, .unlimited = TRUE };

  g_assert_true (ct_history_run_is_sound (&run));
}

static guint
thin (const CtHistoryRun *runs, guint n_runs, gint64 from_us, gint64 part_us, CtHistoryRun *thinned)
{
  CtHistoryThinner thinner;
  guint n = 0;

  ct_history_thinner_init (&thinner, from_us, part_us);
  for (guint i = 0; i < n_runs; i++)
    n += ct_history_thinner_add (&thinner, &runs[i], &thinned[n]);
  n += ct_history_thinner_finish (&thinner, &thinned[n]);
  g_assert_false (ct_history_thinner_finish (&thinner, &thinned[n]));
  return n;
}

static void
test_thin (void)
{
  /* One begins before the range, one lasts over several parts, one part is empty. */
  const CtHistoryRun runs[] = { run_of (90, 105, 9),   run_of (109, 109, 8), run_of (110, 110, 7),
                                run_of (119, 145, 30), run_of (150, 150, 6), run_of (151, 151, 5) };
  CtHistoryRun thinned[G_N_ELEMENTS (runs) + 1];

  g_assert_cmpuint (thin (runs, G_N_ELEMENTS (runs), 100, 10, thinned), ==, 3);
  g_assert_cmpint (thinned[0].first_us, ==, 90);
  g_assert_cmpint (thinned[0].last_us, ==, 109);
  g_assert_cmpint (thinned[1].first_us, ==, 110);
  g_assert_cmpint (thinned[1].last_us, ==, 145);
  g_assert_cmpint (thinned[1].low_micro, ==, 7);
  g_assert_cmpint (thinned[1].high_micro, ==, 30);
  g_assert_cmpint (thinned[2].remaining_micro, ==, 5);

  g_assert_cmpuint (thin (runs, G_N_ELEMENTS (runs), 100, 0, thinned), ==, G_N_ELEMENTS (runs));
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_assert_true (ct_history_run_is_equal (&thinned[i], &runs[i]));
      g_assert_cmpint (thinned[i].first_us, ==, runs[i].first_us);
      g_assert_cmpint (thinned[i].last_us, ==, runs[i].last_us);
    }
  g_assert_cmpuint (thin (runs, 0, 100, 10, thinned), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/history-run/equal", test_equal);
  g_test_add_func ("/history-run/merge", test_merge);
  g_test_add_func ("/history-run/merge-most", test_merge_most);
  g_test_add_func ("/history-run/sound", test_sound);
  g_test_add_func ("/history-run/sound-without-amount", test_sound_without_amount);
  g_test_add_func ("/history-run/thin", test_thin);
  return g_test_run ();
}
