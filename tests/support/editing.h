#pragma once

#include "polling.h"
#include "session.h"

G_BEGIN_DECLS

/* The parts of a test as the windows see them. Borrows everything. */
typedef struct
{
  CtPaths paths;
  CtSession session;
} TestEditing;

void test_editing_init (TestEditing *self, TestPolling *polling);

G_END_DECLS
