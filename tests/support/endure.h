#pragma once

#include "error.h"
#include "polling.h"

G_BEGIN_DECLS

/* A poll that a hostile or broken server answers: accounts 0 to n_accounts - 1, which have been
 * read, fail by this error and keep their amounts; meanwhile the program needs no more than 16 MiB,
 * and its main loop is never kept for 20 ms. Wants test_polling_use_memory(). */
void test_endure_poll (TestPolling *polling, guint n_accounts, CtErrorCode code);

/* The next poll, to its end. */
void test_endure_any_poll (TestPolling *polling);

/* The next good answer, which says $10.00, ends it. */
void test_endure_recover (TestPolling *polling, guint n_accounts);

G_END_DECLS
