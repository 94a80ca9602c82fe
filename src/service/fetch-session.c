#include "config.h"

#include "fetch-session.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "fetch-proxy.h"

#define CONNECTIONS_MAX 64
#define CONNECTIONS_PER_HOST_MAX 4

/* The request to a proxy that opens a tunnel is libsoup's own message: a challenge of the proxy
 * must not reach the code that challenges crash. */
static void
queued (SoupSession *session, SoupMessage *message, gpointer user_data)
{
  if (soup_message_get_method (message) == SOUP_METHOD_CONNECT)
    g_signal_handlers_disconnect_by_data (
        message, soup_session_get_feature (session, SOUP_TYPE_AUTH_MANAGER));
}

static SoupSession *
new_session (GProxyResolver *proxy_resolver)
{
  SoupSession *session = soup_session_new_with_options (
      "user-agent", "credit-tray/" PACKAGE_VERSION, "max-conns", CONNECTIONS_MAX,
      "max-conns-per-host", CONNECTIONS_PER_HOST_MAX, "idle-timeout", CT_FETCH_IDLE_TIMEOUT_S,
      "timeout", 0, "proxy-resolver", proxy_resolver, NULL);

  /* It turns 10 MB of gzip into an abort, and a cut-off stream into success. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

SoupSession *
ct_fetch_session_new_https (GTlsDatabase *database, GProxyResolver *proxy_resolver)
{
  g_autoptr (GProxyResolver) known = proxy_resolver != NULL ? ct_fetch_proxy_new (proxy_resolver)
                                                            : NULL;
  SoupSession *session = new_session (known);

  if (database != NULL)
    soup_session_set_tls_database (session, database);
  g_signal_connect (session, "request-queued", G_CALLBACK (queued), NULL);
  return session;
}

SoupSession *
ct_fetch_session_new_http (void)
{
  return new_session (NULL);
}

gboolean
ct_fetch_session_is_private (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address))
    return TRUE;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return (bytes[0] & 0xfe) == 0xfc;
  return g_inet_address_get_is_site_local (address);
}

static gboolean
check_https_peer (SoupMessage *message, const char *host, GError **error)
{
  GTlsProtocolVersion version = soup_message_get_tls_protocol_version (message);

  if (soup_message_get_tls_peer_certificate (message) == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_PROXY,
                   _ ("The proxy does not connect to %s but answers itself"), host);
      return FALSE;
    }
  if (version < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TLS, _ ("%s only offers encryption that is outdated"),
                   host);
      return FALSE;
    }
  return TRUE;
}

gboolean
ct_fetch_session_check_peer (SoupMessage *message, gboolean is_https, GError **error)
{
  GSocketAddress *peer = soup_message_get_remote_address (message);
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (is_https)
    return check_https_peer (message, host, error);
  if (G_IS_INET_SOCKET_ADDRESS (peer)
      && ct_fetch_session_is_private (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer))))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_UNREACHABLE,
               _ ("%s is not on this network; without https nothing is sent there"), host);
  return FALSE;
}
