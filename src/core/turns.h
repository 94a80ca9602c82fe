#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose turn it is: per origin one item at a time and the next at least CT_TURN_GAP_US later, so
 * that no site sees a burst; of all, at most max_active at once. Pure: the caller does what it does
 * with an item and says when it is done. Items are compared by pointer.
 *
 *   add -> waits -> next -> active -> done
 *            '---------------'-> remove
 */
#define CT_TURN_GAP_US G_USEC_PER_SEC

typedef struct _CtTurns CtTurns;

CtTurns *ct_turns_new (guint max_active);
void ct_turns_free (CtTurns *turns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtTurns, ct_turns_free)

/* The item waits for its turn at that origin. One that waits or is active already, wherever, stays
 * as it is. */
void ct_turns_add (CtTurns *turns, const char *origin, gpointer item);
/* Waits or is active. */
gboolean ct_turns_contains (const CtTurns *turns, gconstpointer item);
/* Takes the item out, whether it waits or is active; nothing when it does neither. */
void ct_turns_remove (CtTurns *turns, gpointer item);

/* The next item whose turn has come; it is active until ct_turns_done(). NULL: none now. (transfer
 * none) */
gpointer ct_turns_next (CtTurns *turns, gint64 now_us);
/* The active item is done; the next of its origin begins no sooner than next_us, which is at most
 * CT_TURN_GAP_US ahead: further ahead it counts as a time from before the clock was set back. */
void ct_turns_done (CtTurns *turns, gpointer item, gint64 next_us);

/* When ct_turns_next() may give something that it does not give now; -1: only after something is
 * done or added. */
gint64 ct_turns_get_wakeup_us (const CtTurns *turns, gint64 now_us);
gboolean ct_turns_is_idle (const CtTurns *turns); /* nothing waits, nothing is active */

G_END_DECLS
