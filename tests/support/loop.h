#pragma once

#include <glib.h>

/* Runs the main loop until *done; fails the test when that takes more than 20 s. */
void test_loop_until (const gboolean *done);

/* This thread's own time: on a machine that is busy with other things the clock would tell of
 * those. */
gint64 test_loop_thread_us (void);
/* How long the call keeps this thread: what it does by that time, and what it waits for (a lock, a
 * disk), but not for a processor. */
gint64 test_loop_call_us (void (*call) (gpointer data), gpointer data);
/* One turn of the default main loop: the same of its sources, without the waiting for them. */
gint64 test_loop_turn_us (void);
