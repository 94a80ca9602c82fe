#pragma once

#include <glib.h>

/* With its files and empty folders. */
void test_folder_remove (const char *folder);
