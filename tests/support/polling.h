#pragma once

#include "monitor.h"
#include "settings.h"
#include "test-gateway.h"

G_BEGIN_DECLS

/* Everything that a monitor needs, around a gateway on loopback: real settings and accounts in
 * memory, tokens in memory, poll state in real folders, a clock by hand. */
typedef struct
{
  TestGateway *gateway;     /* (owned) */
  char *runtime_dir;        /* (owned) */
  char *memory_dir;         /* (nullable) (owned) */
  char *state_dir;          /* (owned) */
  CtClock *clock;           /* (owned) */
  CtSettings *settings;     /* (owned) */
  CtCatalog *catalog;       /* (owned) */
  CtAccounts *accounts;     /* (owned) */
  CtKeyring *keyring;       /* (owned) */
  CtFetcher *fetcher;       /* (owned) */
  CtPollState *poll_state;  /* (owned) */
  CtHistory *history;       /* (owned) in memory */
  GNetworkMonitor *network; /* (nullable) (owned) */
  CtMonitor *monitor;       /* (nullable) (owned) */
} TestPolling;

#define TEST_POLLING_NOW_US                                             \
  (G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC) /* 2026-11-22 04:00 \
                                                     */
#define TEST_POLLING_SETTLE_S 3
#define TEST_POLLING_TOKEN "tok-0123456789"
/* The uuid of account number n, from 0. */
#define TEST_POLLING_ID_FORMAT "%08x-0000-4000-8000-000000000000"

/* For g_test_add(): the gateway has $49.99, there is no account and no monitor. */
void test_polling_set_up (TestPolling *self, gconstpointer user_data);
void test_polling_tear_down (TestPolling *self, gconstpointer user_data);

/* Before there is a monitor: poll state is in memory, as a runtime folder is; on a disk the file
 * system's own work, and waiting for it, would be most of a poll. */
void test_polling_use_memory (TestPolling *self);

/* Account number n at http://HOST:port, with its token stored. Returns its uuid. (transfer full) */
char *test_polling_add (TestPolling *self, guint n, const char *provider_id, const char *host);
CtAccountConfig *test_polling_config (TestPolling *self, guint n, const char *provider_id,
                                      const char *host);
CtAccountConfig *test_polling_copy_config (TestPolling *self, guint n); /* as it is now */
void test_polling_edit (TestPolling *self, CtAccountConfig *config);    /* takes it */
void test_polling_store_token (TestPolling *self, guint n, const char *host, const char *token);
CtAccount *test_polling_get (TestPolling *self, guint n); /* (transfer none) */

/* A monitor over all that, as if the program had just begun. */
void test_polling_make_monitor (TestPolling *self);
/* The same, started, and run until it is idle. */
void test_polling_start (TestPolling *self);
/* As if the program had ended and begun again, with nothing but its files. */
void test_polling_restart (TestPolling *self);

/* Whether an account has its turn. */
gboolean test_polling_is_fetching (TestPolling *self);
/* Until nothing is being polled at this time of the clock: what waits for a later time waits. */
void test_polling_settle (TestPolling *self);
/* To that time, settling at every alarm on the way. */
void test_polling_advance (TestPolling *self, gint64 seconds);
/* Until the account is told to be so; for what the clock does not bring. */
void test_polling_wait (TestPolling *self, guint n, const char *expected);
/* Until the gateway has been asked that often. */
void test_polling_wait_requests (TestPolling *self, guint n);

/* "idle 49.99", "backoff timeout 49.99", "needs-token token-missing -": state, error, amount. */
#define test_polling_assert(self, n, expected)               \
  G_STMT_START                                               \
  {                                                          \
    g_autofree char *told = test_polling_describe (self, n); \
    g_assert_cmpstr (told, ==, expected);                    \
  }                                                          \
  G_STMT_END
char *test_polling_describe (TestPolling *self, guint n);

G_END_DECLS
