#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First thing in main(), before any thread: what protects tokens in memory, what cron and libsoup
 * need, and ct_process_init_malloc().
 *
 * - No core file; outside a sandbox not dumpable either: no attaching and no /proc reads by the
 *   same user. (In a sandbox portals read /proc/PID/root.)
 * - libsoup speaks HTTP/1.1 only: with HTTP/2 a server that closes early leaves requests without an
 *   answer for ever.
 * - XDG_RUNTIME_DIR and DBUS_SESSION_BUS_ADDRESS, when unset as in cron, are set to /run/user/UID,
 *   if it is there and ours. */
void ct_process_init (void);

/* For programs that run for months. A forecast needs arrays of the whole past for a moment: they
 * are given back to the system. glibc would keep them from the second time on, and in a heap of its
 * own for every thread: mallopt(3). */
void ct_process_init_malloc (void);

G_END_DECLS
