#pragma once

#include <glib.h>

/* Runs the main loop until *done; fails the test when that takes more than 20 s. */
void test_loop_until (const gboolean *done);

/* This thread's own time: on a machine that is busy with other things the clock would tell of
 * those. */
gint64 test_loop_thread_us (void);
/* One turn of the default main loop; how long its sources took by that, without the waiting. */
gint64 test_loop_turn_us (void);
