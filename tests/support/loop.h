#pragma once

#include <glib.h>

/* Runs the main loop until *done; fails the test when that takes more than 20 s. */
void test_loop_until (const gboolean *done);
