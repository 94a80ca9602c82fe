#include "config.h"

#include "schedule.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define NOW_US (1000000 * HOUR_US)

/* A seed in the middle of the range: no jitter. */
#define NO_JITTER 1000
#define LEAST_JITTER 0
#define MOST_JITTER 2000

static CtSchedule
schedule_new (void)
{
  return (CtSchedule){
    .interval_s = CT_INTERVAL_DEFAULT_S,
    .floor_s = CT_FLOOR_S,
    .last_attempt_us = NOW_US,
    .retry_after_us = -1,
    .jitter_seed = NO_JITTER,
  };
}

static void
test_delays (void)
{
  static const struct
  {
    const char *reason;
    guint interval_s, floor_s, failures;
    CtErrorCode error;
    guint32 seed;
    gint64 delay_us;
  } rows[] = {
    { "the default", 300, 60, 0, 0, NO_JITTER, 5 * MINUTE_US },
    { "10 % sooner", 300, 60, 0, 0, LEAST_JITTER, 270 * SECOND_US },
    { "10 % later", 300, 60, 0, 0, MOST_JITTER, 330 * SECOND_US },
    { "raised to the floor", 10, 300, 0, 0, NO_JITTER, 5 * MINUTE_US },
    { "jitter not below the floor", 60, 60, 0, 0, LEAST_JITTER, MINUTE_US },
    { "nothing set", 0, 0, 0, 0, NO_JITTER, SECOND_US },
    { "no overflow", G_MAXUINT, 60, 0, 0, NO_JITTER, G_MAXUINT * SECOND_US },
    { "first failure", 300, 60, 1, CT_ERROR_TIMEOUT, NO_JITTER, 5 * MINUTE_US },
    { "second", 300, 60, 2, CT_ERROR_TIMEOUT, NO_JITTER, 10 * MINUTE_US },
    { "fourth", 300, 60, 4, CT_ERROR_SERVER_ERROR, NO_JITTER, 40 * MINUTE_US },
    { "an hour at most", 300, 60, 5, CT_ERROR_SERVER_ERROR, NO_JITTER, HOUR_US },
    { "for ever", 300, 60, G_MAXUINT, CT_ERROR_BAD_JSON, NO_JITTER, HOUR_US },
    { "but not more often than asked", 7200, 60, 3, CT_ERROR_TLS, NO_JITTER, 2 * HOUR_US },
    { "rejected", 300, 60, 1, CT_ERROR_TOKEN_REJECTED, NO_JITTER, 15 * MINUTE_US },
    { "rejected again", 300, 60, 2, CT_ERROR_USER_ID, NO_JITTER, HOUR_US },
    { "and again", 300, 60, 3, CT_ERROR_FORBIDDEN, NO_JITTER, 6 * HOUR_US },
    { "for ever", 300, 60, 1000, CT_ERROR_TOKEN_REJECTED, NO_JITTER, 6 * HOUR_US },
    { "no such endpoint", 300, 60, 1, CT_ERROR_NOT_FOUND, NO_JITTER, HOUR_US },
    { "gone", 300, 60, 2, CT_ERROR_RETIRED, NO_JITTER, 2 * HOUR_US },
    { "wrong definition", 300, 60, 3, CT_ERROR_DEFINITION, NO_JITTER, 4 * HOUR_US },
    { "wrong settings", 300, 60, 9, CT_ERROR_SETTINGS, NO_JITTER, 6 * HOUR_US },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtSchedule schedule = schedule_new ();

      g_test_message ("%u: %s", i, rows[i].reason);
      schedule.interval_s = rows[i].interval_s;
      schedule.floor_s = rows[i].floor_s;
      schedule.failures = rows[i].failures;
      schedule.error = rows[i].error;
      schedule.jitter_seed = rows[i].seed;
      g_assert_cmpint (ct_schedule_next_us (&schedule, NOW_US) - NOW_US, ==, rows[i].delay_us);
    }
}

static void
test_retry_after_and_clock (void)
{
  static const struct
  {
    const char *reason;
    gint64 last_attempt_us, retry_after_us, next_us, refresh_us;
  } rows[] = {
    { "never asked", -1, -1, NOW_US, NOW_US },
    { "never asked, but told to wait", -1, NOW_US + HOUR_US, NOW_US + HOUR_US, NOW_US + HOUR_US },
    { "asked this moment", NOW_US, -1, NOW_US + 5 * MINUTE_US, NOW_US + MINUTE_US },
    { "overdue", NOW_US - HOUR_US, -1, NOW_US - 55 * MINUTE_US, NOW_US },
    { "Retry-After is longer", NOW_US, NOW_US + HOUR_US, NOW_US + HOUR_US, NOW_US + HOUR_US },
    { "Retry-After is shorter", NOW_US, NOW_US + SECOND_US, NOW_US + 5 * MINUTE_US,
      NOW_US + MINUTE_US },
    { "a day counts", NOW_US, NOW_US + 24 * HOUR_US, NOW_US + 24 * HOUR_US, NOW_US + 24 * HOUR_US },
    { "a year does not", NOW_US, NOW_US + 8760 * HOUR_US, NOW_US + 5 * MINUTE_US,
      NOW_US + MINUTE_US },
    { "clock set back a little", NOW_US + SECOND_US, -1, NOW_US + 301 * SECOND_US,
      NOW_US + 61 * SECOND_US },
    { "clock set back a day", NOW_US + 24 * HOUR_US, -1, NOW_US, NOW_US },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtSchedule schedule = schedule_new ();

      g_test_message ("%u: %s", i, rows[i].reason);
      schedule.last_attempt_us = rows[i].last_attempt_us;
      schedule.retry_after_us = rows[i].retry_after_us;
      g_assert_cmpint (ct_schedule_next_us (&schedule, NOW_US), ==, rows[i].next_us);
      g_assert_cmpint (ct_schedule_refresh_us (&schedule, NOW_US), ==, rows[i].refresh_us);
    }
}

static void
test_never_below_floor_and_monotonic (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      CtSchedule schedule = schedule_new ();
      gint64 previous_us = 0;

      schedule.interval_s = g_test_rand_int_range (0, 100000);
      schedule.floor_s = g_test_rand_int_range (1, 5000);
      schedule.error = g_test_rand_int_range (0, CT_N_ERRORS);
      schedule.jitter_seed = g_test_rand_int ();

      for (schedule.failures = 0; schedule.failures < 12; schedule.failures++)
        {
          gint64 next_us = ct_schedule_next_us (&schedule, NOW_US);

          g_assert_cmpint (next_us, >=, NOW_US + schedule.floor_s * SECOND_US);
          g_assert_cmpint (next_us, >=, ct_schedule_refresh_us (&schedule, NOW_US));
          g_assert_cmpint (next_us, >=, previous_us);
          previous_us = next_us;
        }
    }
}

/* However often the clock is set: from then on the next poll is at most two delays away, and only a
 * clock that is set back by more than the delay costs an early one. */
static void
test_clock_that_is_set (void)
{
  CtSchedule schedule = schedule_new ();
  gint64 clock_us = NOW_US, since_poll_us = 0, since_set_us = 0;
  guint big_steps_back = 0, early = 0, polls = 0;

  for (gint64 real_s = 0; real_s < 7 * 24 * 3600; real_s++)
    {
      clock_us += SECOND_US;
      since_poll_us += SECOND_US;
      since_set_us += SECOND_US;
      if (g_test_rand_int_range (0, 3600) == 0)
        {
          gint64 step_us = g_test_rand_int_range (-7200, 7200) * SECOND_US;

          clock_us += step_us;
          since_set_us = 0;
          big_steps_back += step_us < -5 * MINUTE_US;
        }
      if (ct_schedule_next_us (&schedule, clock_us) > clock_us)
        {
          g_assert_cmpint (MIN (since_poll_us, since_set_us), <=, 10 * MINUTE_US);
          continue;
        }

      early += since_poll_us < MINUTE_US;
      polls++;
      schedule.last_attempt_us = clock_us;
      since_poll_us = 0;
    }

  g_assert_cmpuint (early, <=, big_steps_back);
  g_assert_cmpuint (polls, >, 7 * 24 * 12 / 2);
}

static void
test_jitter_spreads (void)
{
  CtSchedule schedule = schedule_new ();
  guint histogram[6] = { 0 };

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_uuid_string_random ();
      gint64 delay_s;

      schedule.jitter_seed = ct_schedule_jitter_seed (id);
      g_assert_cmpuint (schedule.jitter_seed, ==, ct_schedule_jitter_seed (id));
      delay_s = (ct_schedule_next_us (&schedule, NOW_US) - NOW_US) / SECOND_US;
      g_assert_cmpint (delay_s, >=, 270);
      g_assert_cmpint (delay_s, <=, 330);
      histogram[MIN ((delay_s - 270) / 10, 5)]++;
    }

  for (guint i = 0; i < G_N_ELEMENTS (histogram); i++)
    g_assert_cmpuint (histogram[i], >, 100);
}

static void
test_wakeup (void)
{
  static const struct
  {
    const char *reason;
    gint64 due_us[4];
    gint64 wakeup_us;
  } rows[] = {
    { "none planned", { -1, -1, -1, -1 }, -1 },
    { "one", { -1, NOW_US + HOUR_US, -1, -1 }, NOW_US + HOUR_US },
    { "close together: the last of them",
      { NOW_US + HOUR_US + 10 * SECOND_US, NOW_US + HOUR_US, NOW_US + HOUR_US + SECOND_US, -1 },
      NOW_US + HOUR_US + 10 * SECOND_US },
    { "not a chain of them",
      { NOW_US + HOUR_US, NOW_US + HOUR_US + 9 * SECOND_US, NOW_US + HOUR_US + 18 * SECOND_US, -1 },
      NOW_US + HOUR_US + 9 * SECOND_US },
    { "what is due waits for nobody", { NOW_US, NOW_US + 9 * SECOND_US, -1, -1 }, NOW_US },
    { "overdue", { NOW_US - HOUR_US, NOW_US + HOUR_US, -1, -1 }, NOW_US },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%u: %s", i, rows[i].reason);
      g_assert_cmpint (ct_schedule_wakeup_us (rows[i].due_us, 4, NOW_US), ==, rows[i].wakeup_us);
    }
  g_assert_cmpint (ct_schedule_wakeup_us (NULL, 0, NOW_US), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/schedule/delays", test_delays);
  g_test_add_func ("/schedule/retry-after-and-clock", test_retry_after_and_clock);
  g_test_add_func ("/schedule/never-below-floor-and-monotonic",
                   test_never_below_floor_and_monotonic);
  g_test_add_func ("/schedule/clock-that-is-set", test_clock_that_is_set);
  g_test_add_func ("/schedule/jitter-spreads", test_jitter_spreads);
  g_test_add_func ("/schedule/wakeup", test_wakeup);

  return g_test_run ();
}
