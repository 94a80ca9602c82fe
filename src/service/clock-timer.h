#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One time at which the main loop wakes up, by the real clock: it sleeps on when the clock is
 * slowed down or sped up, and there is no wake-up before. */
typedef struct _CtClockTimer CtClockTimer;

/* was_set: the real clock has jumped, because it was set or because the machine was asleep; the
 * time may have come or not. Either way the timer is off when func is called, which may free it.
 * Runs in the main context that was the thread's default when the timer was made. */
typedef void (*CtClockTimerFunc) (gboolean was_set, gpointer user_data);

CtClockTimer *ct_clock_timer_new (CtClockTimerFunc func, gpointer user_data);
void ct_clock_timer_set (CtClockTimer *timer, gint64 wakeup_us); /* -1: off */
void ct_clock_timer_free (CtClockTimer *timer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtClockTimer, ct_clock_timer_free)

G_END_DECLS
