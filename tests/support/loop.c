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
  gint64 cpu_us;      /* of this thread */
  glong n_waits;      /* it gave up its processor, for a lock or for a disk */
  GHashTable *delays; /* (owned) id of a thread of ours -> gint64: it was ready to run and had no
                         processor, ns; empty: the system does not say */
} Moment;

/* The second number of proc(5), schedstat. */
static void
note_delay (GHashTable *delays, const char *thread)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", thread, "schedstat", NULL);
  g_autofree char *text = NULL;
  char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return; /* it has ended */
  g_ascii_strtoull (text, &end, 10);
  g_hash_table_insert (delays, g_strdup (thread),
                       g_memdup2 (&(gint64){ g_ascii_strtoll (end, NULL, 10) }, sizeof (gint64)));
}

static GHashTable *
get_delays (void)
{
  GHashTable *delays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread;

  while (threads != NULL && (thread = g_dir_read_name (threads)) != NULL)
    note_delay (delays, thread);
  return delays;
}

static void
moment_init (Moment *self)
{
  struct rusage usage;

  self->delays = get_delays ();
  g_assert_cmpint (getrusage (RUSAGE_THREAD, &usage), ==, 0);
  self->n_waits = usage.ru_nvcsw;
  self->cpu_us = test_loop_thread_us ();
  self->clock_us = g_get_monotonic_time ();
}

static gint64
sum_delays_us (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer thread, delay;
  gint64 sum_ns = 0;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &thread, &delay))
    {
      const gint64 *earlier = g_hash_table_lookup (before, thread);

      sum_ns += *(gint64 *) delay - (earlier != NULL ? *earlier : 0);
    }
  return sum_ns / 1000;
}

/* What the machine does with the processors meanwhile does not count: what it keeps this thread
 * from, and the threads of ours that it may be waiting for. */
static gint64
count_since (Moment *begin)
{
  gint64 clock_us = g_get_monotonic_time () - begin->clock_us;
  gint64 cpu_us = test_loop_thread_us () - begin->cpu_us, kept_us = cpu_us;
  g_autoptr (GHashTable) delays = get_delays ();
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_THREAD, &usage), ==, 0);
  if (usage.ru_nvcsw != begin->n_waits && g_hash_table_size (delays) > 0)
    kept_us = MAX (cpu_us, clock_us - sum_delays_us (begin->delays, delays));
  g_clear_pointer (&begin->delays, g_hash_table_unref);
  return kept_us;
}

gint64
test_loop_call_us (void (*call) (gpointer data), gpointer data)
{
  Moment begin;

  moment_init (&begin);
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
  moment_init (&begin);
  if (g_main_context_check (context, priority, fds, n_wanted))
    g_main_context_dispatch (context);
  g_main_context_release (context);
  return count_since (&begin);
}
