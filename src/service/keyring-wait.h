#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A task that waits for a call which can be neither cancelled nor trusted to end.
 *
 *             .-- the call answers ------------------------> gone; end() gives the task
 *   WAITING --+
 *             '-- deadline, cancelled, abandoned --> LATE -- the call answers --> gone; end() gives
 *                 (the task fails at once)                                        NULL
 *
 * The wait belongs to the call: it is its user_data, and ends in its callback. A call that never
 * answers keeps it, but nothing else, alive. */
typedef struct _CtKeyringWait CtKeyringWait;

/* deadline_ms: 0: none. group: (nullable) where the wait is listed while it is
 * WAITING. (transfer full) of the
 * task; its cancellable, if it has one, ends the waiting. */
CtKeyringWait *ct_keyring_wait_new (GTask *task, guint deadline_ms, GPtrArray *group);

/* In the call's callback; frees the wait. NULL: nobody waits any more; *late is then the task's
 * source object, if that is still alive and the deadline ended the waiting, for the call does
 * answer again. late: (out) (nullable) (transfer full). (nullable) (transfer full) */
GTask *ct_keyring_wait_end (CtKeyringWait *self, GObject **late);

/* The task fails with the error. (transfer full) of the error. */
void ct_keyring_wait_abandon (CtKeyringWait *self, GError *error);

G_END_DECLS
