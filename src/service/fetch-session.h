#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Two sessions, because http must never meet a proxy: one from the environment would be handed the
 * token of a request to the person's own machine. */

/* So long a connection that is not used is kept. */
#define CT_FETCH_IDLE_TIMEOUT_S 10

/* database: (nullable) the system's, which is loaded when the first https request is sent;
 * proxy_resolver: (nullable) none. (transfer full) */
SoupSession *ct_fetch_session_new_https (GTlsDatabase *database, GProxyResolver *proxy_resolver);
SoupSession *ct_fetch_session_new_http (void);

/* For "starting", when the connection stands and nothing has been written to it. https: the peer
 * has shown its certificate (else it is a proxy) within TLS 1.2 or later; http: the peer is this
 * machine or on a private network. Errors: CT_ERROR_PROXY, CT_ERROR_TLS, CT_ERROR_UNREACHABLE. */
gboolean ct_fetch_session_check_peer (SoupMessage *message, gboolean is_https, GError **error);

/* Loopback, RFC 1918, link-local, fc00::/7. */
gboolean ct_fetch_session_is_private (GInetAddress *address);

G_END_DECLS
