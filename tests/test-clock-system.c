#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "bell.h"

#define DEADLINE_US (10 * SECOND_US)

static void
run_until_rung (const Bell *bell, guint n_rings)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (bell->n_rings < n_rings)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
    }
}

/* The timer that the clock has in the main loop; -1: none. */
static int
find_timer (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[8];
  struct itimerspec spec;
  int timeout_ms, n;

  g_assert_true (g_main_context_acquire (context));
  n = g_main_context_query (context, G_MAXINT, &timeout_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  g_assert_cmpint (n, <=, G_N_ELEMENTS (fds));
  for (int i = 0; i < n; i++)
    if (timerfd_gettime (fds[i].fd, &spec) == 0)
      return fds[i].fd;
  return -1;
}

/* How long the loop would sleep for the timer and for all else; -1: until something happens. */
static int
sleep_ms (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD timer = { .fd = find_timer (), .events = G_IO_IN };
  struct itimerspec spec = { 0 };
  GPollFD fds[8];
  int priority, timeout_ms, left_ms;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, priority, &timeout_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  if (timer.fd == -1)
    return timeout_ms;
  if (g_poll (&timer, 1, 0) == 1)
    return 0;
  timerfd_gettime (timer.fd, &spec);
  left_ms = spec.it_value.tv_sec * 1000 + (spec.it_value.tv_nsec + 999999) / 1000000;
  if (left_ms == 0)
    return timeout_ms;
  return timeout_ms == -1 ? left_ms : MIN (left_ms, timeout_ms);
}

static void
test_now (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  gint64 before_us = g_get_real_time ();
  gint64 now_us = ct_clock_now_us (clock);
  g_assert_cmpint (now_us, >=, before_us);
  g_assert_cmpint (now_us, <=, g_get_real_time ());
}

static void
test_rings (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  a.again_us = SECOND_US / 50;
  gint64 due_us = ct_clock_now_us (clock) + SECOND_US / 20;
  ct_alarm_set (a.alarm, due_us);
  run_until_rung (&a, 1);
  g_assert_cmpint (a.rang_us, >=, due_us);
  run_until_rung (&a, 3);
  ct_alarm_free (a.alarm);
  g_assert_cmpint (sleep_ms (), ==, -1);
}

static void
test_past (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  ct_alarm_set (a.alarm, 0);
  g_assert_cmpuint (a.n_rings, ==, 0);
  g_assert_cmpint (sleep_ms (), ==, 0);
  run_until_rung (&a, 1);
  ct_alarm_free (a.alarm);
}

static void
test_free (void)
{
  CtClock *clock = ct_clock_new_system ();
  Bell a, b;

  bell_init (&a, clock, 'a', NULL);
  bell_init (&b, clock, 'b', NULL);
  a.victim = a.alarm; /* itself, the last to hold the clock */
  ct_alarm_set (b.alarm, ct_clock_now_us (clock) + SECOND_US / 100);
  ct_alarm_free (b.alarm);
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + SECOND_US / 50);
  g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &clock);
  g_object_unref (clock);
  g_assert_nonnull (clock);
  run_until_rung (&a, 1);
  g_assert_cmpuint (b.n_rings, ==, 0);
  g_assert_null (clock);
  g_assert_cmpint (sleep_ms (), ==, -1);
}

/* No alarm, no wake-up; with one no other than its own, however far it is. */
static void
test_sleep (void)
{
  static const struct
  {
    gint64 distance_us;
    int min_ms, max_ms;
    const char *why;
  } rows[] = {
    { SECOND_US / 2, 400, 501, "near: exact" },
    { 5 * SECOND_US, 4900, 6001, "grouped with others, never early" },
    { 3600 * SECOND_US, 3599900, 3601001, "an hour" },
    { 20 * 86400 * SECOND_US, 1727999900, 1728001001, "weeks" },
  };
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  g_assert_cmpint (sleep_ms (), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      ct_alarm_set (a.alarm, ct_clock_now_us (clock) + rows[i].distance_us);
      g_assert_cmpint (sleep_ms (), >=, rows[i].min_ms);
      g_assert_cmpint (sleep_ms (), <=, rows[i].max_ms);
      ct_alarm_set (a.alarm, -1);
      g_assert_cmpint (sleep_ms (), ==, -1);
    }
  ct_alarm_free (a.alarm);
}

/* The loop sleeps until the earliest of several alarms, whatever becomes of them. */
static void
test_earliest (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  gint64 now_us = ct_clock_now_us (clock);
  Bell a, b;

  bell_init (&a, clock, 'a', NULL);
  bell_init (&b, clock, 'b', NULL);
  ct_alarm_set (a.alarm, now_us + 200 * SECOND_US);
  ct_alarm_set (b.alarm, now_us + 100 * SECOND_US);
  g_assert_cmpint (sleep_ms (), >, 99000);
  g_assert_cmpint (sleep_ms (), <=, 101001);
  ct_alarm_set (a.alarm, now_us + 50 * SECOND_US);
  g_assert_cmpint (sleep_ms (), <=, 51001);
  ct_alarm_free (a.alarm);
  g_assert_cmpint (sleep_ms (), >, 99000);
  g_assert_cmpint (sleep_ms (), <=, 101001);
  ct_alarm_free (b.alarm);
  g_assert_cmpint (sleep_ms (), ==, -1);
}

/* Where in a second the timers wake up that count in seconds. */
static gint64
phase_of_others_us (void)
{
  g_autoptr (GSource) other = g_timeout_source_new_seconds (7);

  return g_source_get_ready_time (other) % SECOND_US;
}

/* A distant alarm wakes up together with them: up to a second late, never early. */
static void
test_grouping (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  for (int distance_ms = 3100; distance_ms < 6000; distance_ms += 50)
    {
      struct itimerspec spec;
      gint64 left_us, wakeup_us, apart_us;

      ct_alarm_set (a.alarm, ct_clock_now_us (clock) + distance_ms * 1000);
      timerfd_gettime (find_timer (), &spec);
      left_us = spec.it_value.tv_sec * SECOND_US + spec.it_value.tv_nsec / 1000;
      wakeup_us = g_get_monotonic_time () + left_us;
      g_assert_cmpint (left_us, >, (distance_ms - 50) * 1000);
      g_assert_cmpint (left_us, <=, (distance_ms + 1000) * 1000);
      apart_us = (wakeup_us - phase_of_others_us ()) % SECOND_US;
      g_assert_cmpint (MIN (apart_us, SECOND_US - apart_us), <, SECOND_US / 20);
    }
  ct_alarm_free (a.alarm);
}

static void
expire_now (int timer)
{
  struct itimerspec spec = { .it_value.tv_nsec = 1 };

  g_assert_cmpint (timerfd_settime (timer, 0, &spec, NULL), ==, 0);
}

static void
run_until_armed (void)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (sleep_ms () < 1000)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Woken before its time it sleeps on. */
static void
test_woken_early (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  gint64 due_us = ct_clock_now_us (clock) + 3600 * SECOND_US;
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  ct_alarm_set (a.alarm, due_us);
  expire_now (find_timer ());
  run_until_armed ();

  g_assert_cmpuint (a.n_rings, ==, 0);
  g_assert_cmpint (ct_alarm_get (a.alarm), ==, due_us);
  g_assert_cmpint (sleep_ms (), >, 3590000);
  ct_alarm_free (a.alarm);
}

/* The clock cannot be set from here: this says what the kernel says to who reads such a timer, or
 * sets it, after the clock was set. */
static struct
{
  int fd; /* 0: none */
  gboolean at_read, at_settime;
} jumped;

ssize_t
read (int fd, void *buffer, size_t size)
{
  if (fd != 0 && fd == jumped.fd && jumped.at_read)
    {
      jumped.at_read = FALSE;
      errno = ECANCELED;
      return -1;
    }
  return syscall (SYS_read, fd, buffer, size);
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *new_value,
                 struct itimerspec *old_value)
{
  int result = syscall (SYS_timerfd_settime, fd, flags, new_value, old_value);

  if (fd != jumped.fd || !jumped.at_settime)
    return result;
  jumped.at_settime = FALSE;
  errno = ECANCELED;
  return -1;
}

/* The kernel is asked to tell. */
static void
assert_told_of_jumps (int timer)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fdinfo/%d", timer);
  g_autofree char *info = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &info, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (info, "clockid: 0\n"));        /* CLOCK_REALTIME */
  g_assert_nonnull (strstr (info, "settime flags: 03\n")); /* ABSTIME, CANCEL_ON_SET */
}

static void
test_set (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  guint n_jumps = 0;
  Bell a;

  g_signal_connect (clock, "set", G_CALLBACK (count_set), &n_jumps);
  bell_init (&a, clock, 'a', NULL);
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + 3600 * SECOND_US);
  jumped.fd = find_timer ();
  assert_told_of_jumps (jumped.fd);

  jumped.at_read = TRUE;
  expire_now (jumped.fd);
  run_until_armed ();
  g_assert_cmpuint (n_jumps, ==, 1);
  g_assert_cmpint (sleep_ms (), >, 3590000);

  jumped.at_settime = TRUE;
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + 7200 * SECOND_US);
  g_assert_cmpuint (n_jumps, ==, 1);
  g_assert_cmpint (sleep_ms (), ==, 0);
  run_until_armed ();
  g_assert_cmpuint (n_jumps, ==, 2);
  g_assert_cmpint (sleep_ms (), >, 7190000);

  g_assert_cmpuint (a.n_rings, ==, 0);
  jumped.fd = 0;
  ct_alarm_free (a.alarm);
}

static void
turn_off (CtClock *clock, gpointer user_data)
{
  ct_alarm_set (user_data, -1);
}

/* Who hears of the jump needs the alarm no more: nothing is left that would wake up. */
static void
test_set_off (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  guint n_jumps = 0;
  Bell a;

  bell_init (&a, clock, 'a', NULL);
  g_signal_connect (clock, "set", G_CALLBACK (turn_off), a.alarm);
  g_signal_connect (clock, "set", G_CALLBACK (count_set), &n_jumps);
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + 3600 * SECOND_US);
  jumped.fd = find_timer ();
  jumped.at_settime = TRUE;
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + 7200 * SECOND_US);
  jumped.fd = 0;
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_jumps, ==, 1);
  g_assert_cmpint (sleep_ms (), ==, -1);
  ct_alarm_free (a.alarm);
}

/* Set to after the alarm's time: it rings at once. */
static void
test_set_beyond (void)
{
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  guint n_jumps = 0;
  Bell a;

  g_signal_connect (clock, "set", G_CALLBACK (count_set), &n_jumps);
  bell_init (&a, clock, 'a', NULL);
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) - SECOND_US);
  jumped.fd = find_timer ();
  jumped.at_read = TRUE;
  run_until_rung (&a, 1);
  g_assert_cmpuint (n_jumps, ==, 1);
  jumped.fd = 0;
  ct_alarm_free (a.alarm);
}

static void
test_thread_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (CtClock) clock = ct_clock_new_system ();
  Bell a;

  g_main_context_push_thread_default (context);
  bell_init (&a, clock, 'a', NULL);
  ct_alarm_set (a.alarm, ct_clock_now_us (clock) + SECOND_US / 50);
  g_assert_cmpint (sleep_ms (), ==, -1);
  run_until_rung (&a, 1);
  ct_alarm_free (a.alarm);
  g_main_context_pop_thread_default (context);
}

static void
test_last_alarm (void)
{
  CtClock *clock = ct_clock_new_system ();
  LastBell last;

  last_bell_init (&last, clock);
  ct_alarm_set (last.alarm, ct_clock_now_us (clock));
  g_object_unref (clock);
  while (!last.rang)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (last.clock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/clock-system/now", test_now);
  g_test_add_func ("/clock-system/rings", test_rings);
  g_test_add_func ("/clock-system/past", test_past);
  g_test_add_func ("/clock-system/free", test_free);
  g_test_add_func ("/clock-system/last-alarm", test_last_alarm);
  g_test_add_func ("/clock-system/sleep", test_sleep);
  g_test_add_func ("/clock-system/earliest", test_earliest);
  g_test_add_func ("/clock-system/grouping", test_grouping);
  g_test_add_func ("/clock-system/woken-early", test_woken_early);
  g_test_add_func ("/clock-system/set", test_set);
  g_test_add_func ("/clock-system/set-off", test_set_off);
  g_test_add_func ("/clock-system/set-beyond", test_set_beyond);
  g_test_add_func ("/clock-system/thread-context", test_thread_context);
  return g_test_run ();
}
