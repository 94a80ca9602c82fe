#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the machine sleeps: logind's PrepareForSleep on the system bus. Where there is no such
 * bus or no logind it never does, and nothing is started to find out.
 *
 * No inhibitor delays the sleep: nothing has to be finished before it. Should the machine be faster
 * than the signal, what was sent is given up on waking, before its answer counts.
 * https://systemd.io/INHIBITOR_LOCKS/ */
#define CT_TYPE_SLEEP (ct_sleep_get_type ())
G_DECLARE_FINAL_TYPE (CtSleep, ct_sleep, CT, SLEEP, GObject)

/* address: of the bus; NULL: the system's. */
CtSleep *ct_sleep_new (const char *address);

/* From "is about to" until it is awake again, or logind is gone. */
gboolean ct_sleep_is_asleep (CtSleep *self);

/* Signal "changed": that became another. */

G_END_DECLS
