#include "config.h"

#include "bell.h"

static void
test_now (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_manual (START_US);

  g_assert_cmpint (ct_clock_now_us (clock), ==, START_US);
  ct_clock_advance_to (clock, START_US + 5);
  g_assert_cmpint (ct_clock_now_us (clock), ==, START_US + 5);
  g_assert_cmpint (ct_clock_get_next_alarm_us (clock), ==, -1);
}

static void
test_order (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_manual (START_US);
  g_autoptr (GString) log = g_string_new (NULL);
  Bell a, b, c;

  bell_init (&a, clock, 'a', log);
  bell_init (&b, clock, 'b', log);
  bell_init (&c, clock, 'c', log);
  ct_alarm_set (c.alarm, START_US + 20 * SECOND_US);
  ct_alarm_set (b.alarm, START_US + 10 * SECOND_US);
  ct_alarm_set (a.alarm, START_US + 20 * SECOND_US);
  g_assert_cmpint (ct_clock_get_next_alarm_us (clock), ==, START_US + 10 * SECOND_US);

  ct_clock_advance_to (clock, START_US + 10 * SECOND_US - 1);
  g_assert_cmpstr (log->str, ==, "");
  ct_clock_advance_to (clock, START_US + 10 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "b10 ");
  ct_clock_advance_to (clock, START_US + 30 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "b10 a20 c20 ");
  g_assert_cmpint (ct_clock_now_us (clock), ==, START_US + 30 * SECOND_US);
  g_assert_cmpint (ct_clock_get_next_alarm_us (clock), ==, -1);

  ct_alarm_free (a.alarm);
  ct_alarm_free (b.alarm);
  ct_alarm_free (c.alarm);
}

static void
test_set_again (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_manual (START_US);
  g_autoptr (GString) log = g_string_new (NULL);
  Bell a, b;

  bell_init (&a, clock, 'a', log);
  bell_init (&b, clock, 'b', log);
  a.again_us = 10 * SECOND_US;
  ct_alarm_set (a.alarm, START_US + 10 * SECOND_US);
  ct_alarm_set (b.alarm, START_US + 5 * SECOND_US);
  ct_alarm_set (b.alarm, START_US + 25 * SECOND_US);
  ct_clock_advance_to (clock, START_US + 35 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "a10 a20 b25 a30 ");
  g_assert_cmpint (ct_alarm_get (a.alarm), ==, START_US + 40 * SECOND_US);

  ct_alarm_set (a.alarm, -1);
  ct_clock_advance_to (clock, START_US + 60 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "a10 a20 b25 a30 ");

  ct_alarm_free (a.alarm);
  ct_alarm_free (b.alarm);
}

/* An alarm for the past waits for the clock to move, and rings now, not then. */
static void
test_past (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_manual (START_US);
  g_autoptr (GString) log = g_string_new (NULL);
  Bell a;

  bell_init (&a, clock, 'a', log);
  ct_alarm_set (a.alarm, START_US - 5 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "");
  ct_clock_advance_to (clock, START_US);
  g_assert_cmpstr (log->str, ==, "a0 ");
  ct_alarm_free (a.alarm);
}

static void
test_set_back (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_manual (START_US);
  g_autoptr (GString) log = g_string_new (NULL);
  guint n_jumps = 0;
  Bell a;

  g_signal_connect (clock, "set", G_CALLBACK (count_set), &n_jumps);
  bell_init (&a, clock, 'a', log);
  ct_alarm_set (a.alarm, START_US + 10 * SECOND_US);
  ct_clock_advance_to (clock, START_US - 3600 * SECOND_US);
  g_assert_cmpuint (n_jumps, ==, 1);
  g_assert_cmpint (ct_clock_now_us (clock), ==, START_US - 3600 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "");
  ct_clock_advance_to (clock, START_US + 11 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "a10 ");
  ct_alarm_free (a.alarm);
}

static void
test_free (void)
{
  CtClock *clock = ct_clock_new_manual (START_US);
  g_autoptr (GString) log = g_string_new (NULL);
  Bell a, b, c;

  bell_init (&a, clock, 'a', log);
  bell_init (&b, clock, 'b', log);
  bell_init (&c, clock, 'c', log);
  a.victim = b.alarm; /* another one, due at the same time */
  c.victim = c.alarm; /* itself, the last to hold the clock */
  ct_alarm_set (a.alarm, START_US + 10 * SECOND_US);
  ct_alarm_set (b.alarm, START_US + 10 * SECOND_US);
  ct_alarm_set (c.alarm, START_US + 20 * SECOND_US);
  ct_clock_advance_to (clock, START_US + 10 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "a10 ");

  ct_alarm_free (a.alarm);
  ct_clock_advance_to (clock, START_US + 20 * SECOND_US);
  g_assert_cmpstr (log->str, ==, "a10 c20 ");
  g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &clock);
  g_object_unref (clock);
  g_assert_null (clock);
}

static void
test_last_alarm (void)
{
  CtClock *clock = ct_clock_new_manual (START_US);
  LastBell last;

  last_bell_init (&last, clock);
  ct_alarm_set (last.alarm, START_US + SECOND_US);
  g_object_unref (clock);
  ct_clock_advance_to (clock, START_US + SECOND_US);
  g_assert_true (last.rang);
  g_assert_null (last.clock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/clock/now", test_now);
  g_test_add_func ("/clock/order", test_order);
  g_test_add_func ("/clock/set-again", test_set_again);
  g_test_add_func ("/clock/past", test_past);
  g_test_add_func ("/clock/set-back", test_set_back);
  g_test_add_func ("/clock/free", test_free);
  g_test_add_func ("/clock/last-alarm", test_last_alarm);
  return g_test_run ();
}
