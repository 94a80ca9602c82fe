#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A small gateway in the test's own main loop, on one port of every loopback address: each of
 * 127.x.y.z is a site of its own. Counts what it is asked and says what it is told to say. */
typedef struct
{
  SoupServer *server; /* (owned) */
  const char *scheme; /* (unowned) of its addresses: "http" */
  guint port;
  GHashTable *counts;  /* (owned) "127.0.0.1 /path" (owned) -> number of requests */
  GHashTable *answers; /* (owned) "/path" (owned) -> TestAnswer (owned) */
  GPtrArray *held;     /* (owned) of SoupServerMessage (owned): asked and not yet answered */
  GPtrArray *arrivals; /* (owned) of char * (owned): "127.0.0.1 /path", in their order */
  char *authorization; /* (nullable) (owned) of the last request */
  gboolean holds;      /* answers wait for test_gateway_release() */
  gboolean hangs_up;   /* connections are closed without an answer */
  gboolean closes;     /* after an answer, as a connection that has been idle for minutes is */
} TestGateway;

TestGateway *test_gateway_new (void);
void test_gateway_free (TestGateway *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestGateway, test_gateway_free)

/* "http://127.0.0.1:12345". (transfer full) */
char *test_gateway_get_address (TestGateway *self, const char *host);

/* What a path answers from now on, on all hosts; 404 where nothing was set. retry_after: (nullable)
 */
void test_gateway_set_answer (TestGateway *self, const char *path, guint status, const char *body,
                              const char *retry_after);
/* "/api/user/self" of an account that has so many quota units left. */
void test_gateway_set_quota (TestGateway *self, gint64 quota);

/* path: (nullable) any; host: (nullable) any. */
guint test_gateway_count (TestGateway *self, const char *host, const char *path);
void test_gateway_release (TestGateway *self);

G_END_DECLS
