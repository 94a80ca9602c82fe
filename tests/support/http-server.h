#pragma once

#include <libsoup/soup.h>

/* A real server on a loopback port, in the test's own main loop. */
typedef struct
{
  SoupServer *server;      /* (owned) */
  char *origin;            /* (owned) "http://127.0.0.1:12345" */
  GPtrArray *requests;     /* (owned) of char * (owned): "GET /path?query", in their order */
  GHashTable *connections; /* (owned) set of the clients' ports (unowned) */
} TestHttpServer;

/* certificate: (nullable) with its key: https. handler answers every path. */
TestHttpServer *test_http_server_new (GTlsCertificate *certificate, SoupServerCallback handler,
                                      gpointer user_data);
void test_http_server_free (TestHttpServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestHttpServer, test_http_server_free)

/* A JSON answer. */
void test_http_reply (SoupServerMessage *message, guint status, const char *body);
/* The same, compressed. */
void test_http_reply_gzip (SoupServerMessage *message, guint status, const char *body);
/* As gzip. (transfer full) */
GBytes *test_http_gzip (const void *data, gsize length);
