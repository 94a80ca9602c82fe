#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that comes and goes as the test says. */
#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

TestNetwork *test_network_new (gboolean available);
void test_network_set_available (TestNetwork *self, gboolean available);
void test_network_set_metered (TestNetwork *self, gboolean metered);
/* Between us and everybody is a page to log in at; the network counts as available. */
void test_network_set_portal (TestNetwork *self, gboolean portal);
/* What is said of the sites that are asked for; nothing is, unless set. */
void test_network_set_reachable (TestNetwork *self, gboolean reachable);

/* From now on every name leads to 127.0.0.1: gateways that are no loopback by their name. */
void test_network_resolve_here (void);
/* After that: whether the name server is away. */
void test_network_break_names (gboolean broken);

G_END_DECLS
