#include "config.h"

#include "loop.h"

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

gint64
test_loop_turn_us (void)
{
  GMainContext *context = g_main_context_default ();
  g_autofree GPollFD *fds = NULL;
  int priority, timeout_ms, n_fds = 0, n_wanted = 0;
  gint64 begin_us;

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
  begin_us = test_loop_thread_us ();
  if (g_main_context_check (context, priority, fds, n_wanted))
    g_main_context_dispatch (context);
  g_main_context_release (context);
  return test_loop_thread_us () - begin_us;
}
