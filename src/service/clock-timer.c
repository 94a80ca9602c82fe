#include "config.h"

#include "clock-timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <glib-unix.h>

struct _CtClockTimer
{
  int fd;
  GSource *source;  /* (owned) */
  gboolean was_set; /* and func does not know yet */
  CtClockTimerFunc func;
  gpointer user_data; /* (unowned) */
};

/* A jump of the clock shows as ECANCELED, once: here, or where the timer is set before its source
 * has had its turn. The callback is the last thing that is done with the timer: it may free it. */
static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  CtClockTimer *timer = user_data;
  guint64 n_expirations;
  gboolean expired = read (fd, &n_expirations, sizeof n_expirations) == sizeof n_expirations;
  gboolean was_set = timer->was_set || (!expired && errno == ECANCELED);

  timer->was_set = FALSE;
  g_source_set_ready_time (timer->source, -1);
  if (!expired && !was_set)
    return G_SOURCE_CONTINUE; /* set again in the meantime */
  if (!expired)
    ct_clock_timer_set (timer, -1);
  timer->func (was_set, timer->user_data);
  return G_SOURCE_CONTINUE;
}

CtClockTimer *
ct_clock_timer_new (CtClockTimerFunc func, gpointer user_data)
{
  CtClockTimer *timer = g_new0 (CtClockTimer, 1);

  timer->func = func;
  timer->user_data = user_data;
  timer->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (timer->fd == -1) /* without a descriptor no main context can be made either */
    g_error ("timerfd_create: %s", g_strerror (errno));
  timer->source = g_unix_fd_source_new (timer->fd, G_IO_IN);
  g_source_set_static_name (timer->source, "CtClockTimer");
  g_source_set_callback (timer->source, G_SOURCE_FUNC (on_readable), timer, NULL);
  g_source_attach (timer->source, g_main_context_get_thread_default ());
  return timer;
}

/* Armed also when it fails with ECANCELED. */
void
ct_clock_timer_set (CtClockTimer *timer, gint64 wakeup_us)
{
  gint64 at_us = MAX (wakeup_us, 1); /* zero would be off */
  struct itimerspec spec = { 0 };

  if (wakeup_us != -1)
    {
      spec.it_value.tv_sec = at_us / G_USEC_PER_SEC;
      spec.it_value.tv_nsec = at_us % G_USEC_PER_SEC * 1000;
    }
  if (timerfd_settime (timer->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL) == 0)
    return;
  if (errno != ECANCELED)
    g_error ("timerfd_settime: %s", g_strerror (errno));
  timer->was_set = TRUE;
  g_source_set_ready_time (timer->source, 0);
}

void
ct_clock_timer_free (CtClockTimer *timer)
{
  g_source_destroy (timer->source);
  g_source_unref (timer->source);
  close (timer->fd);
  g_free (timer);
}
