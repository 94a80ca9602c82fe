#include "config.h"

#include "clock.h"

#include "clock-timer.h"

#define GROUPED_FROM_US (3 * G_USEC_PER_SEC)

enum
{
  SIGNAL_SET,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _CtClock
{
  GObject parent_instance;

  gboolean is_manual;
  gint64 manual_now_us;
  GPtrArray *alarms;   /* (owned) of CtAlarm (unowned), in the order of their making */
  CtClockTimer *timer; /* (nullable) (owned) system only, from the first alarm on */
  gint64 armed_us;     /* due time of the alarm that the timer is set for; -1: none */
};

struct _CtAlarm
{
  CtClock *clock; /* (owned) */
  void (*func) (gpointer user_data);
  gpointer user_data; /* (unowned) */
  gint64 due_us;      /* -1: off */
};

G_DEFINE_FINAL_TYPE (CtClock, ct_clock, G_TYPE_OBJECT)

static void
ct_clock_finalize (GObject *object)
{
  CtClock *self = CT_CLOCK (object);
  g_ptr_array_unref (self->alarms);
  g_clear_pointer (&self->timer, ct_clock_timer_free);
  G_OBJECT_CLASS (ct_clock_parent_class)->finalize (object);
}

static void
ct_clock_class_init (CtClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_clock_finalize;
  signals[SIGNAL_SET] = g_signal_new ("set", CT_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
}

static void
ct_clock_init (CtClock *self)
{
  self->alarms = g_ptr_array_new ();
  self->armed_us = -1;
}

CtClock *
ct_clock_new_system (void)
{
  return g_object_new (CT_TYPE_CLOCK, NULL);
}

CtClock *
ct_clock_new_manual (gint64 now_us)
{
  CtClock *self = g_object_new (CT_TYPE_CLOCK, NULL);
  self->is_manual = TRUE;
  self->manual_now_us = now_us;
  return self;
}

gint64
ct_clock_now_us (CtClock *self)
{
  return self->is_manual ? self->manual_now_us : g_get_real_time ();
}

/* The last thing that is done with the alarm: func may free it. */
static void
ring (CtAlarm *alarm)
{
  alarm->due_us = -1;
  alarm->func (alarm->user_data);
}

/* The earliest, of equals the one made first. (nullable) */
static CtAlarm *
find_next (CtClock *self)
{
  CtAlarm *next = NULL;

  for (guint i = 0; i < self->alarms->len; i++)
    {
      CtAlarm *alarm = g_ptr_array_index (self->alarms, i);
      if (alarm->due_us != -1 && (next == NULL || alarm->due_us < next->due_us))
        next = alarm;
    }
  return next;
}

/* --- System: one timer for all alarms --- */

/* Wake-ups cost more than what is done in them. A distant alarm is put off by less than a second,
 * to the part of a second in which the timers of all programs fall that count in seconds: GLib
 * derives it from the session, and it goes by the monotonic clock. */
static gint64
group (gint64 due_us, gint64 now_us)
{
  g_autoptr (GSource) other = NULL;
  gint64 due_monotonic_us, late_us;

  if (due_us - now_us < GROUPED_FROM_US)
    return due_us;
  other = g_timeout_source_new_seconds (1);
  due_monotonic_us = g_get_monotonic_time () + (due_us - now_us);
  late_us = (g_source_get_ready_time (other) - due_monotonic_us) % G_USEC_PER_SEC;
  return due_us + late_us + (late_us < 0 ? G_USEC_PER_SEC : 0);
}

static void on_timer (gboolean was_set, gpointer user_data);

static void
arm (CtClock *self)
{
  CtAlarm *next = find_next (self);
  gint64 due_us = next != NULL ? next->due_us : -1;

  if (self->is_manual || due_us == self->armed_us)
    return;
  if (self->timer == NULL)
    self->timer = ct_clock_timer_new (on_timer, self);
  self->armed_us = due_us;
  ct_clock_timer_set (self->timer, due_us != -1 ? group (due_us, ct_clock_now_us (self)) : -1);
}

/* One alarm a turn of the loop: one that sets itself again for now must not hold it up. It may free
 * the last that holds the clock. */
static void
on_timer (gboolean was_set, gpointer user_data)
{
  g_autoptr (CtClock) self = g_object_ref (user_data);
  CtAlarm *next;

  self->armed_us = -1;
  if (was_set)
    g_signal_emit (self, signals[SIGNAL_SET], 0);
  next = find_next (self);
  if (next != NULL && next->due_us <= ct_clock_now_us (self))
    ring (next);
  arm (self);
}

/* --- Alarms --- */

CtAlarm *
ct_alarm_new (CtClock *clock, void (*func) (gpointer user_data), gpointer user_data)
{
  CtAlarm *alarm = g_new0 (CtAlarm, 1);
  alarm->clock = g_object_ref (clock);
  alarm->func = func;
  alarm->user_data = user_data;
  alarm->due_us = -1;
  g_ptr_array_add (clock->alarms, alarm);
  return alarm;
}

void
ct_alarm_set (CtAlarm *alarm, gint64 due_us)
{
  alarm->due_us = due_us;
  arm (alarm->clock);
}

gint64
ct_alarm_get (CtAlarm *alarm)
{
  return alarm->due_us;
}

void
ct_alarm_free (CtAlarm *alarm)
{
  g_ptr_array_remove (alarm->clock->alarms, alarm);
  arm (alarm->clock);
  g_object_unref (alarm->clock);
  g_free (alarm);
}

/* --- By hand --- */

gint64
ct_clock_get_next_alarm_us (CtClock *self)
{
  g_return_val_if_fail (self->is_manual, -1);

  CtAlarm *next = find_next (self);
  return next != NULL ? next->due_us : -1;
}

void
ct_clock_jump_to (CtClock *self, gint64 now_us)
{
  g_return_if_fail (self->is_manual);

  self->manual_now_us = now_us;
  g_signal_emit (self, signals[SIGNAL_SET], 0);
  ct_clock_advance_to (self, now_us);
}

void
ct_clock_advance_to (CtClock *self, gint64 now_us)
{
  g_return_if_fail (self->is_manual);

  if (now_us < self->manual_now_us) /* the clock is set back: nothing becomes due */
    {
      self->manual_now_us = now_us;
      g_signal_emit (self, signals[SIGNAL_SET], 0);
      return;
    }

  g_object_ref (self); /* an alarm may free the last that holds it */
  for (CtAlarm *next = find_next (self); next != NULL && next->due_us <= now_us;
       next = find_next (self))
    {
      self->manual_now_us = MAX (self->manual_now_us, next->due_us);
      ring (next);
    }
  self->manual_now_us = MAX (self->manual_now_us, now_us);
  g_object_unref (self);
}
