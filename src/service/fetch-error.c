#include "config.h"

#include "fetch-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* Of several problems the one that explains the others: nobody vouches for a self-signed
 * certificate, whatever its name and dates. */
static GError *
from_certificate (const char *host, GTlsCertificateFlags errors)
{
  if (errors & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_error_new (CT_ERROR, CT_ERROR_TLS,
                        _ ("The certificate of %s comes from an unknown issuer"), host);
  if (errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("The certificate of %s is for another site"),
                        host);
  if (errors & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("The certificate of %s is not valid yet"), host);
  if (errors & G_TLS_CERTIFICATE_EXPIRED)
    return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("The certificate of %s has expired"), host);
  if (errors & G_TLS_CERTIFICATE_REVOKED)
    return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("The certificate of %s has been revoked"), host);
  return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("The certificate of %s is not acceptable"), host);
}

static GError *
from_tls (const GError *foreign, const char *host, GTlsCertificateFlags certificate_errors)
{
  if (foreign->code == G_TLS_ERROR_BAD_CERTIFICATE || certificate_errors != 0)
    return from_certificate (host, certificate_errors);
  if (foreign->code == G_TLS_ERROR_NOT_TLS)
    return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("%s does not speak TLS at this port"), host);
  return g_error_new (CT_ERROR, CT_ERROR_TLS, _ ("No secure connection to %s could be made"), host);
}

static GError *
from_resolver (const GError *foreign, const char *host)
{
  if (foreign->code == G_RESOLVER_ERROR_NOT_FOUND)
    return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("There is no host named %s"), host);
  return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE,
                      _ ("The name %s cannot be looked up at present"), host);
}

static GError *
from_io (const GError *foreign, const char *host)
{
  switch (foreign->code)
    {
    case G_IO_ERROR_CANCELLED:
      return g_error_copy (foreign);
    case G_IO_ERROR_HOST_NOT_FOUND:
      return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("There is no host named %s"), host);
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("%s refuses the connection"), host);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("There is no route to %s"), host);
    case G_IO_ERROR_TIMED_OUT:
      return g_error_new (CT_ERROR, CT_ERROR_TIMEOUT, _ ("%s did not answer in time"), host);
    case G_IO_ERROR_CONNECTION_CLOSED: /* and BROKEN_PIPE, which is the same number */
    case G_IO_ERROR_PARTIAL_INPUT:
      return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("%s broke off the connection"), host);
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return g_error_new (CT_ERROR, CT_ERROR_PROXY, _ ("The proxy did not connect to %s"), host);
    default:
      return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("The connection to %s failed"), host);
    }
}

static GError *
from_session (const GError *foreign, const char *host)
{
  if (foreign->code == SOUP_SESSION_ERROR_PARSING || foreign->code == SOUP_SESSION_ERROR_ENCODING)
    return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("%s does not answer in HTTP"), host);
  return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("The connection to %s failed"), host);
}

GError *
ct_fetch_error_from_foreign (const GError *foreign, const char *host,
                             GTlsCertificateFlags certificate_errors)
{
  if (foreign->domain == G_IO_ERROR)
    return from_io (foreign, host);
  if (foreign->domain == G_RESOLVER_ERROR)
    return from_resolver (foreign, host);
  if (foreign->domain == G_TLS_ERROR)
    return from_tls (foreign, host, certificate_errors);
  if (foreign->domain == SOUP_SESSION_ERROR)
    return from_session (foreign, host);
  return g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, _ ("The connection to %s failed"), host);
}

GError *
ct_fetch_error_from_tunnel (guint status)
{
  if (status == SOUP_STATUS_PROXY_UNAUTHORIZED)
    return g_error_new_literal (CT_ERROR, CT_ERROR_PROXY,
                                _ ("The proxy asks for a password, which is not supported"));
  return g_error_new (CT_ERROR, CT_ERROR_PROXY, _ ("The proxy refuses to connect (%u)"), status);
}
