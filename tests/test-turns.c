#include "config.h"

#include "turns.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define NOW_US (1000 * SECOND_US)

/* Items are letters. */
#define ITEM(c) GINT_TO_POINTER (c)

/* Takes everything whose turn has come; the letters in their order. */
static char *
take_all (CtTurns *turns, gint64 now_us)
{
  GString *taken = g_string_new (NULL);
  gpointer item;

  while ((item = ct_turns_next (turns, now_us)) != NULL)
    g_string_append_c (taken, GPOINTER_TO_INT (item));
  return g_string_free (taken, FALSE);
}

static void
assert_taken (CtTurns *turns, gint64 now_us, const char *expected)
{
  g_autofree char *taken = take_all (turns, now_us);

  g_assert_cmpstr (taken, ==, expected);
}

static void
test_one_per_origin (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (10);

  g_assert_true (ct_turns_is_idle (turns));
  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "x", ITEM ('b'));
  ct_turns_add (turns, "y", ITEM ('c'));
  ct_turns_add (turns, "x", ITEM ('d'));
  assert_taken (turns, NOW_US, "ac");
  g_assert_cmpint (ct_turns_get_wakeup_us (turns, NOW_US), ==, -1);

  ct_turns_done (turns, ITEM ('a'), NOW_US + SECOND_US);
  assert_taken (turns, NOW_US, "");
  assert_taken (turns, NOW_US + SECOND_US - 1, "");
  g_assert_cmpint (ct_turns_get_wakeup_us (turns, NOW_US), ==, NOW_US + SECOND_US);
  assert_taken (turns, NOW_US + SECOND_US, "b");
  ct_turns_done (turns, ITEM ('b'), NOW_US);
  assert_taken (turns, NOW_US + SECOND_US, "d");
  ct_turns_done (turns, ITEM ('d'), NOW_US);
  g_assert_false (ct_turns_is_idle (turns));
  ct_turns_done (turns, ITEM ('c'), NOW_US);
  g_assert_true (ct_turns_is_idle (turns));
}

/* The gap outlives an empty queue. */
static void
test_gap_of_a_later_item (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (10);

  ct_turns_add (turns, "x", ITEM ('a'));
  assert_taken (turns, NOW_US, "a");
  ct_turns_done (turns, ITEM ('a'), NOW_US + SECOND_US);
  ct_turns_add (turns, "x", ITEM ('a'));
  assert_taken (turns, NOW_US, "");
  assert_taken (turns, NOW_US + SECOND_US, "a");
}

static void
test_max_active (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (2);

  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "y", ITEM ('b'));
  ct_turns_add (turns, "z", ITEM ('c'));
  assert_taken (turns, NOW_US, "ab");
  g_assert_cmpint (ct_turns_get_wakeup_us (turns, NOW_US), ==, -1);
  ct_turns_done (turns, ITEM ('b'), NOW_US);
  g_assert_cmpint (ct_turns_get_wakeup_us (turns, NOW_US), ==, NOW_US);
  assert_taken (turns, NOW_US, "c");
}

/* An origin with many items does not hold up those that came after them. */
static void
test_origins_take_turns (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (1);

  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "x", ITEM ('b'));
  ct_turns_add (turns, "y", ITEM ('c'));
  assert_taken (turns, NOW_US, "a");
  ct_turns_done (turns, ITEM ('a'), NOW_US + SECOND_US);
  assert_taken (turns, NOW_US, "c");
}

static void
test_add_again (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (10);

  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "x", ITEM ('b'));
  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "y", ITEM ('a'));
  assert_taken (turns, NOW_US, "a");
  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_done (turns, ITEM ('a'), NOW_US);
  g_assert_false (ct_turns_contains (turns, ITEM ('a')));
  assert_taken (turns, NOW_US, "b");
}

/* Whatever its account's address is by now, an item that is removed leaves nothing behind. */
static void
test_remove (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (1);

  ct_turns_remove (turns, ITEM ('z'));
  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "x", ITEM ('b'));
  ct_turns_add (turns, "y", ITEM ('c'));
  g_assert_true (ct_turns_contains (turns, ITEM ('c')));
  ct_turns_remove (turns, ITEM ('c'));
  g_assert_false (ct_turns_contains (turns, ITEM ('c')));
  assert_taken (turns, NOW_US, "a");
  g_assert_true (ct_turns_contains (turns, ITEM ('a')));
  ct_turns_remove (turns, ITEM ('a'));
  assert_taken (turns, NOW_US, "b");
  ct_turns_remove (turns, ITEM ('b'));
  g_assert_true (ct_turns_is_idle (turns));
  assert_taken (turns, NOW_US, "");
}

/* Set back by a day: the gap does not last a day. */
static void
test_clock_set_back (void)
{
  g_autoptr (CtTurns) turns = ct_turns_new (10);
  gint64 before_us = NOW_US - 86400 * SECOND_US;

  ct_turns_add (turns, "x", ITEM ('a'));
  ct_turns_add (turns, "x", ITEM ('b'));
  assert_taken (turns, NOW_US, "a");
  ct_turns_done (turns, ITEM ('a'), NOW_US + CT_TURN_GAP_US);
  g_assert_cmpint (ct_turns_get_wakeup_us (turns, before_us), ==, before_us);
  assert_taken (turns, before_us, "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/turns/one-per-origin", test_one_per_origin);
  g_test_add_func ("/turns/gap-of-a-later-item", test_gap_of_a_later_item);
  g_test_add_func ("/turns/max-active", test_max_active);
  g_test_add_func ("/turns/origins-take-turns", test_origins_take_turns);
  g_test_add_func ("/turns/add-again", test_add_again);
  g_test_add_func ("/turns/remove", test_remove);
  g_test_add_func ("/turns/clock-set-back", test_clock_set_back);
  return g_test_run ();
}
