#pragma once

#include <gio/gio.h>

/* A server that speaks bytes, each connection in a thread of its own: for what a decent server
 * cannot be made to say. */
typedef struct _TestRawServer TestRawServer;

typedef enum
{
  TEST_RAW_CLOSE,
  TEST_RAW_RESET,
  TEST_RAW_HOLD,    /* says nothing more until the client goes */
  TEST_RAW_ENDLESS, /* sends repeat until the client goes */
  TEST_RAW_DRIP,    /* the same, a byte every 20 ms */
} TestRawEnd;

/* What each connection gets. repeat: for ENDLESS and DRIP. */
typedef struct
{
  gboolean is_mute; /* the end comes at once, no request is read */
  const void *data; /* (nullable) (unowned) */
  gsize length;     /* 0: data is a string */
  TestRawEnd end;
  const char *repeat; /* (nullable) (unowned) */

  GTlsCertificate *certificate; /* (nullable) (unowned) all of that in TLS */
  const char *const *protocols; /* (nullable) (unowned) that it offers there (ALPN) */
} TestRawScript;

/* What script leads to must outlive the server. */
TestRawServer *test_raw_server_new (const TestRawScript *script);
/* port: 0: any. */
TestRawServer *test_raw_server_new_at (guint16 port, const TestRawScript *script);
/* For connections that come from now on. */
void test_raw_server_set_script (TestRawServer *self, const TestRawScript *script);
/* Ends what is still open. */
void test_raw_server_free (TestRawServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestRawServer, test_raw_server_free)

const char *test_raw_server_get_origin (TestRawServer *self); /* "http://127.0.0.1:12345" */
guint16 test_raw_server_get_port (TestRawServer *self);
guint test_raw_server_count_connections (TestRawServer *self);
/* The header of the last request that was read. (transfer full) (nullable) */
char *test_raw_server_get_request (TestRawServer *self);
/* What the last handshake agreed upon. (transfer full) (nullable) */
char *test_raw_server_get_protocol (TestRawServer *self);
