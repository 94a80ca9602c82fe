#include "config.h"

#include "loop.h"

#include <sys/resource.h>
#include <time.h>

#define PATIENCE_S 20

static gboolean
give_up (gpointer user_data)
{
  g_error ("what the test waits for did not happen");
  return G_SOURCE_REMOVE;
}

void
test_loop_until (const gboolean *done)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, give_up, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

gint64
test_loop_thread_us (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time), ==, 0);
  return time.tv_sec * (gint64) G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* --- How long a thread is kept --- */

typedef struct
{
  gint64 clock_us;
  gint64 cpu_us;   /* of this thread */
  gint64 delay_us; /* it was ready to run and had no processor; -1: the system does not say */
  glong n_waits;   /* it gave up its processor, for a lock or for a disk */
} Moment;

/* The second number of proc(5), schedstat. */
static gint64
get_delay_us (void)
{
  g_autofree char *text = NULL;
  char *end;

  if (!g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL))
    return -1;
  g_ascii_strtoull (text, &end, 10);
  return (gint64) (g_ascii_strtoull (end, NULL, 10) / 1000);
}

static Moment
get_moment (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_THREAD, &usage), ==, 0);
  return (Moment){ g_get_monotonic_time (), test_loop_thread_us (), get_delay_us (),
                   usage.ru_nvcsw };
}

/* What the machine does with the processor meanwhile does not count. */
static gint64
count_since (const Moment *begin)
{
  Moment end = get_moment ();
  gint64 cpu_us = end.cpu_us - begin->cpu_us;

  if (end.n_waits == begin->n_waits || end.delay_us == -1)
    return cpu_us;
  return MAX (cpu_us, end.clock_us - begin->clock_us - (end.delay_us - begin->delay_us));
}

gint64
test_loop_call_us (void (*call) (gpointer data), gpointer data)
{
  Moment begin = get_moment ();

  call (data);
  return count_since (&begin);
}

gint64
test_loop_turn_us (void)
{
  GMainContext *context = g_main_context_default ();
  g_autofree GPollFD *fds = NULL;
  int priority, timeout_ms, n_fds = 0, n_wanted = 0;
  Moment begin;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  do
    {
      n_fds = n_wanted;
      fds = g_renew (GPollFD, fds, n_fds);
      n_wanted = g_main_context_query (context, priority, &timeout_ms, fds, n_fds);
    }
  while (n_wanted > n_fds);
  g_poll (fds, n_wanted, timeout_ms);
  begin = get_moment ();
  if (g_main_context_check (context, priority, fds, n_wanted))
    g_main_context_dispatch (context);
  g_main_context_release (context);
  return count_since (&begin);
}
