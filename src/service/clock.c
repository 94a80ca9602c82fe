#include "config.h"

#include "clock.h"

#define MAX_SLEEP_US (G_GINT64_CONSTANT (58) * G_USEC_PER_SEC) /* a minute, with the grouping */
#define GROUPED_FROM_US (3 * G_USEC_PER_SEC)
/* g_timeout_source_new_seconds() moves a time by up to this much to the front, so that the wake-ups
 * of many programs fall together. */
#define GROUPING_SLACK_US (G_USEC_PER_SEC / 4)

struct _CtClock
{
  GObject parent_instance;

  gboolean is_manual;
  gint64 manual_now_us;
  GPtrArray *alarms; /* (owned) of CtAlarm (unowned), in the order of their making */
};

struct _CtAlarm
{
  CtClock *clock; /* (owned) */
  void (*func) (gpointer user_data);
  gpointer user_data; /* (unowned) */
  gint64 due_us;      /* -1: off */
  GSource *source;    /* (nullable) (owned) system only */
};

G_DEFINE_FINAL_TYPE (CtClock, ct_clock, G_TYPE_OBJECT)

static void
ct_clock_finalize (GObject *object)
{
  CtClock *self = CT_CLOCK (object);
  g_ptr_array_unref (self->alarms);
  G_OBJECT_CLASS (ct_clock_parent_class)->finalize (object);
}

static void
ct_clock_class_init (CtClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_clock_finalize;
}

static void
ct_clock_init (CtClock *self)
{
  self->alarms = g_ptr_array_new ();
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

static void arm (CtAlarm *alarm);

static void
disarm (CtAlarm *alarm)
{
  if (alarm->source == NULL)
    return;
  g_source_destroy (alarm->source);
  g_clear_pointer (&alarm->source, g_source_unref);
}

static gboolean
on_timeout (gpointer user_data)
{
  CtAlarm *alarm = user_data;

  disarm (alarm);
  if (ct_clock_now_us (alarm->clock) < alarm->due_us)
    arm (alarm);
  else
    ring (alarm);
  return G_SOURCE_REMOVE;
}

/* Timeouts go by the monotonic clock, which neither sleep nor a corrected clock moves on: a distant
 * alarm looks again every MAX_SLEEP_US. */
static void
arm (CtAlarm *alarm)
{
  gint64 distance_us = alarm->due_us - ct_clock_now_us (alarm->clock);
  gint64 sleep_us = CLAMP (distance_us, 0, MAX_SLEEP_US);

  if (sleep_us >= GROUPED_FROM_US)
    alarm->source = g_timeout_source_new_seconds (
        (sleep_us + GROUPING_SLACK_US + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  else
    alarm->source = g_timeout_source_new ((sleep_us + 999) / 1000);
  g_source_set_static_name (alarm->source, "CtAlarm");
  g_source_set_callback (alarm->source, on_timeout, alarm, NULL);
  g_source_attach (alarm->source, g_main_context_get_thread_default ());
}

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
  if (alarm->due_us == due_us)
    return;
  disarm (alarm);
  alarm->due_us = due_us;
  if (due_us != -1 && !alarm->clock->is_manual)
    arm (alarm);
}

gint64
ct_alarm_get (CtAlarm *alarm)
{
  return alarm->due_us;
}

void
ct_alarm_free (CtAlarm *alarm)
{
  disarm (alarm);
  g_ptr_array_remove (alarm->clock->alarms, alarm);
  g_object_unref (alarm->clock);
  g_free (alarm);
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

gint64
ct_clock_get_next_alarm_us (CtClock *self)
{
  g_return_val_if_fail (self->is_manual, -1);

  CtAlarm *next = find_next (self);
  return next != NULL ? next->due_us : -1;
}

void
ct_clock_advance_to (CtClock *self, gint64 now_us)
{
  g_return_if_fail (self->is_manual);

  if (now_us < self->manual_now_us) /* the clock is set back: nothing becomes due */
    {
      self->manual_now_us = now_us;
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
