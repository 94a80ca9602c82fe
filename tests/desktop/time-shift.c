/* Preloaded into a program under test: its real time is ahead by the seconds in the file that
 * TIME_SHIFT_FILE names, so that a test need not wait for the floor between two polls. With
 * TIME_SHIFT_ALARMS set its alarms follow that time too: they go off early, again and again, and
 * find that it is not yet time. */

#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define TICK_NS 50000000

static long
get_shift_s (void)
{
  const char *path = getenv ("TIME_SHIFT_FILE");
  char text[32] = "";
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;

  if (fd < 0)
    return 0;
  if (read (fd, text, sizeof text - 1) < 0)
    text[0] = '\0';
  close (fd);
  return strtol (text, NULL, 10);
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int result = (int) syscall (SYS_clock_gettime, clock, now);

  if (result == 0 && clock == CLOCK_REALTIME)
    now->tv_sec += get_shift_s ();
  return result;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone)
{
  struct timespec precise;
  int result = clock_gettime (CLOCK_REALTIME, &precise);

  (void) zone;
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

static struct timespec
get_next_tick (void)
{
  struct timespec tick;

  syscall (SYS_clock_gettime, CLOCK_REALTIME, &tick);
  tick.tv_nsec += TICK_NS;
  tick.tv_sec += tick.tv_nsec / 1000000000;
  tick.tv_nsec %= 1000000000;
  return tick;
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *new_value,
                 struct itimerspec *old_value)
{
  struct itimerspec value = *new_value;

  if (getenv ("TIME_SHIFT_ALARMS") != NULL && (flags & TFD_TIMER_ABSTIME) != 0
      && value.it_value.tv_sec > 0)
    value.it_value = get_next_tick ();
  return (int) syscall (SYS_timerfd_settime, fd, flags, &value, old_value);
}
