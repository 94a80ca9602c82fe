#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that comes and goes as the test says. */
#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

TestNetwork *test_network_new (gboolean available);
void test_network_set_available (TestNetwork *self, gboolean available);

/* From now on every name leads to 127.0.0.1: gateways that are no loopback by their name. */
void test_network_resolve_here (void);

G_END_DECLS
