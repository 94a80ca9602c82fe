#pragma once

#include "clock.h"

/* Alarms for tests of the clock, which say what became of them. */

#define SECOND_US G_GINT64_CONSTANT (1000000)
#define START_US (G_GINT64_CONSTANT (1795320000) * SECOND_US)

/* What one alarm does when it rings, and what it saw then. */
typedef struct
{
  CtClock *clock; /* (unowned) */
  char name;
  GString *log;    /* (unowned) name and seconds since START_US of every ring */
  CtAlarm *alarm;  /* (nullable) (owned) */
  CtAlarm *victim; /* (nullable) (unowned) freed by the ring */
  gint64 again_us; /* set again so much later; 0: not */
  guint n_rings;
  gint64 rang_us;
} Bell;

static inline void
on_ring (gpointer user_data)
{
  Bell *bell = user_data;

  bell->n_rings++;
  bell->rang_us = ct_clock_now_us (bell->clock);
  g_assert_cmpint (ct_alarm_get (bell->alarm), ==, -1);
  if (bell->log != NULL)
    g_string_append_printf (bell->log, "%c%d ", bell->name,
                            (int) ((bell->rang_us - START_US) / SECOND_US));
  if (bell->again_us != 0)
    ct_alarm_set (bell->alarm, bell->rang_us + bell->again_us);
  g_clear_pointer (&bell->victim, ct_alarm_free);
}

static inline void
bell_init (Bell *bell, CtClock *clock, char name, GString *log)
{
  *bell = (Bell){ .clock = clock, .name = name, .log = log };
  bell->alarm = ct_alarm_new (clock, on_ring, bell);
}

/* The only alarm that still holds its clock, and lets go of it when it rings. */
typedef struct
{
  CtClock *clock; /* (nullable) (unowned) NULL when it is gone */
  CtAlarm *alarm; /* (owned) */
  gboolean rang;
} LastBell;

static inline void
on_last_ring (gpointer user_data)
{
  LastBell *last = user_data;

  ct_alarm_free (last->alarm);
  g_assert_nonnull (last->clock); /* it goes on to its next alarm */
  last->rang = TRUE;
}

static inline void
last_bell_init (LastBell *last, CtClock *clock)
{
  *last = (LastBell){ .clock = clock, .alarm = ct_alarm_new (clock, on_last_ring, last) };
  g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &last->clock);
}

/* Of the signal "set", to a guint. */
static inline void
count_set (CtClock *clock, gpointer user_data)
{
  guint *n_jumps = user_data;

  (*n_jumps)++;
}
