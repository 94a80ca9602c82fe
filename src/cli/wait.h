#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One asynchronous call, waited for: give ct_wait_done and &wait to it, then ct_wait() runs the
 * main loop until its result is there. */
typedef struct
{
  GAsyncResult *result; /* (nullable) (owned) until ct_wait() gives it away */
} CtWait;

void ct_wait_done (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *ct_wait (CtWait *wait); /* (transfer full) */
/* The same for a call that may wait for a person: after two seconds that is said. */
GAsyncResult *ct_wait_for_keyring (CtWait *wait);

/* Runs the main loop until something happened, or until deadline_us of g_get_monotonic_time().
 * FALSE: the deadline is over. */
gboolean ct_wait_turn (gint64 deadline_us);

G_END_DECLS
