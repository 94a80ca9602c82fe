#include "config.h"

#include "endure.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"

#define MEMORY_MAX_KIB (16 * 1024)
#define POLL_DUE_S 400
#define RECOVERED_S (2 * 3600)
#ifdef __SANITIZE_ADDRESS__
#define STALL_MAX_US (1000 * 1000) /* what allocates is some forty times slower */
#define MEASURES_MEMORY FALSE      /* what is freed is kept for a while */
#else
#define STALL_MAX_US (20 * 1000)
#define MEASURES_MEMORY TRUE
#endif

/* "VmRSS:", "VmHWM:" of proc(5), in KiB. */
static guint64
get_memory_kib (const char *key)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, key);
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen (key) + 1, NULL, 10);
}

/* From now on VmHWM is of what comes. */
static void
forget_peak (void)
{
  int fd = open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (write (fd, "5", 1), ==, 1);
  close (fd);
}

static gboolean
give_up (gpointer user_data)
{
  g_error ("the poll does not end");
  return G_SOURCE_REMOVE;
}

static void
make_due (gpointer data)
{
  CtClock *clock = data;

  ct_clock_advance_to (clock, ct_clock_now_us (clock) + POLL_DUE_S * (gint64) G_USEC_PER_SEC);
}

static void
ring (gpointer data)
{
  CtClock *clock = data;
  gint64 alarm_us = ct_clock_get_next_alarm_us (clock);

  g_assert_cmpint (alarm_us, !=, -1); /* busy, and nothing would ever come of it */
  ct_clock_advance_to (clock, alarm_us);
}

/* Accounts of one site wait a second for each other. */
static gint64
go_on (TestPolling *polling)
{
  if (g_main_context_pending (NULL) || test_polling_is_fetching (polling))
    return test_loop_turn_us ();
  return test_loop_call_us (ring, polling->clock);
}

/* How long the main loop was kept at most. */
static gint64
poll_once (TestPolling *polling)
{
  guint patience = g_timeout_add_seconds (20, give_up, NULL);
  gint64 longest_us = test_loop_call_us (make_due, polling->clock);

  g_assert_true (ct_monitor_is_busy (polling->monitor));
  while (ct_monitor_is_busy (polling->monitor))
    {
      gint64 kept_us = go_on (polling);

      longest_us = MAX (longest_us, kept_us);
    }
  g_source_remove (patience);
  return longest_us;
}

void
test_endure_any_poll (TestPolling *polling)
{
  poll_once (polling);
}

static void
assert_failed (TestPolling *polling, guint n, CtErrorCode code)
{
  g_autofree char *state = test_polling_describe (polling, n);

  g_assert_error (ct_account_get_error (test_polling_get (polling, n)), CT_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (state, " $49.99"));
}

void
test_endure_poll (TestPolling *polling, guint n_accounts, CtErrorCode code)
{
  guint64 idle_kib = get_memory_kib ("VmRSS:"), peak_kib;
  gint64 longest_us;

  g_assert_nonnull (polling->memory_dir);
  forget_peak ();
  longest_us = poll_once (polling);
  peak_kib = get_memory_kib ("VmHWM:");
  for (guint i = 0; i < n_accounts; i++)
    assert_failed (polling, i, code);
  g_test_message ("%s, %d us, %d KiB",
                  ct_account_get_error (test_polling_get (polling, 0))->message, (int) longest_us,
                  (int) (peak_kib - idle_kib));
  g_assert_cmpint (longest_us, <, STALL_MAX_US);
  if (MEASURES_MEMORY)
    g_assert_cmpuint (peak_kib, <, idle_kib + MEMORY_MAX_KIB);
}

void
test_endure_recover (TestPolling *polling, guint n_accounts)
{
  test_polling_advance (polling, RECOVERED_S);
  for (guint i = 0; i < n_accounts; i++)
    test_polling_assert (polling, i, "idle $10.00");
}
