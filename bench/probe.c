#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Preloaded into what is measured, floors as well: lets the rig read the memory of a process that
 * forbids it, and watches the main loop from outside, where it waits in poll(). */

/* Shared with the rig through the file $BENCH_PROBE; it sets the numbers back to 0. */
typedef struct
{
  uint64_t stall_ns;     /* the longest time between two waits of the main thread */
  uint64_t stall_cpu_ns; /* the longest that it has computed between two: a busy machine stops it */
  uint64_t iterations;   /* how often it came back from a wait */
} Probe;

static Probe *
get_probe (void)
{
  static Probe *probe;
  const char *path = getenv ("BENCH_PROBE");
  if (probe == NULL && path != NULL)
    {
      int fd = open (path, O_RDWR | O_CLOEXEC);
      if (fd < 0)
        abort ();
      probe = mmap (NULL, sizeof *probe, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (probe == MAP_FAILED)
        abort ();
      close (fd);
    }
  return probe;
}

static uint64_t
now_ns (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return now.tv_sec * UINT64_C (1000000000) + now.tv_nsec;
}

static void
keep_longest (uint64_t *longest_ns, uint64_t ns)
{
  if (ns > *longest_ns)
    *longest_ns = ns;
}

int
prctl (int option, ...)
{
  va_list arguments;
  va_start (arguments, option);
  unsigned long a = va_arg (arguments, unsigned long);
  unsigned long b = va_arg (arguments, unsigned long);
  unsigned long c = va_arg (arguments, unsigned long);
  unsigned long d = va_arg (arguments, unsigned long);
  va_end (arguments);
  return option == PR_SET_DUMPABLE ? 0 : (int) syscall (SYS_prctl, option, a, b, c, d);
}

int
poll (struct pollfd *fds, nfds_t n_fds, int timeout_ms)
{
  static int (*real_poll) (struct pollfd *, nfds_t, int);
  static uint64_t back_ns, back_cpu_ns;
  if (real_poll == NULL)
    real_poll = dlsym (RTLD_NEXT, "poll");
  Probe *probe = getpid () == gettid () ? get_probe () : NULL;
  if (probe == NULL)
    return real_poll (fds, n_fds, timeout_ms);
  if (back_ns != 0)
    {
      keep_longest (&probe->stall_ns, now_ns (CLOCK_MONOTONIC) - back_ns);
      keep_longest (&probe->stall_cpu_ns, now_ns (CLOCK_THREAD_CPUTIME_ID) - back_cpu_ns);
    }
  int result = real_poll (fds, n_fds, timeout_ms);
  probe->iterations++;
  back_ns = now_ns (CLOCK_MONOTONIC);
  back_cpu_ns = now_ns (CLOCK_THREAD_CPUTIME_ID);
  return result;
}
