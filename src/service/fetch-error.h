#pragma once

#include <gio/gio.h>

#include "error.h"

G_BEGIN_DECLS

/* Where errors of GIO, GnuTLS and libsoup become ours. Their own texts are not kept: they are
 * another domain's words and may hold an address. certificate_errors: of the peer, for
 * G_TLS_ERROR. G_IO_ERROR_CANCELLED passes through. (transfer full) */
GError *ct_fetch_error_from_foreign (const GError *foreign, const char *host,
                                     GTlsCertificateFlags certificate_errors);

/* status: with which a proxy refused to connect. (transfer full) */
GError *ct_fetch_error_from_tunnel (guint status);

G_END_DECLS
