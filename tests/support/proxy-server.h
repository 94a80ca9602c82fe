#pragma once

#include <gio/gio.h>

/* A proxy that tunnels CONNECT to loopback ports, each connection in threads of its own. */
typedef struct _TestProxyServer TestProxyServer;

TestProxyServer *test_proxy_server_new (void);
/* After the clients have gone. */
void test_proxy_server_free (TestProxyServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProxyServer, test_proxy_server_free)

/* Everything through it. (transfer full) */
GProxyResolver *test_proxy_server_new_resolver (TestProxyServer *self);
guint test_proxy_server_count_tunnels (TestProxyServer *self);
