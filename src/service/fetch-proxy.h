#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A proxy resolver that knows what it answered: GIO says of a name that cannot be looked up neither
 * whether it is the site's nor whether it is the proxy's. */
#define CT_TYPE_FETCH_PROXY (ct_fetch_proxy_get_type ())
G_DECLARE_FINAL_TYPE (CtFetchProxy, ct_fetch_proxy, CT, FETCH_PROXY, GObject)

/* Asks base. */
GProxyResolver *ct_fetch_proxy_new (GProxyResolver *base);

/* resolver: (nullable) one of these, or any. TRUE: the last answer for this host was a proxy, which
 * then looks up the site's name itself. */
gboolean ct_fetch_proxy_was_named (GProxyResolver *resolver, const char *host);

G_END_DECLS
