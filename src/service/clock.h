#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The one thing that tests inject: what time it is, and when to be woken. */
#define CT_TYPE_CLOCK (ct_clock_get_type ())
G_DECLARE_FINAL_TYPE (CtClock, ct_clock, CT, CLOCK, GObject)

CtClock *ct_clock_new_system (void);
/* Stands still until it is advanced. */
CtClock *ct_clock_new_manual (gint64 now_us);

gint64 ct_clock_now_us (CtClock *self); /* real time, since the epoch */

typedef struct _CtAlarm CtAlarm;

/* Signal "set": the time has jumped while an alarm was set: the system clock was set, or the
 * machine was asleep; the manual one jumped or was turned back. Alarms stay as they are and ring
 * when their time has come; what was computed from the time before may have to be computed again.
 */

/* One alarm, set and set again; func runs from the main loop (of the thread that sets the clock's
 * first alarm) when the time has come, a distant one up to a second later; on a manual clock from
 * within ct_clock_advance_to(). */
CtAlarm *ct_alarm_new (CtClock *clock, void (*func) (gpointer user_data), gpointer user_data);
void ct_alarm_set (CtAlarm *alarm, gint64 due_us); /* -1: off */
gint64 ct_alarm_get (CtAlarm *alarm);
void ct_alarm_free (CtAlarm *alarm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAlarm, ct_alarm_free)

/* Manual only: goes to that time, ringing the alarms on the way in their order, each at its own
 * time. */
void ct_clock_advance_to (CtClock *self, gint64 now_us);
/* Manual only: the clock is set to that time, or the machine was asleep until then. "set" first, as
 * the real one does; then what is due by now rings. */
void ct_clock_jump_to (CtClock *self, gint64 now_us);
/* Manual only: the earliest alarm that is set; -1: none. */
gint64 ct_clock_get_next_alarm_us (CtClock *self);

G_END_DECLS
