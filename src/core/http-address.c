#include "config.h"

#include "http.h"

#include <arpa/inet.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

#define MAX_HOST_LENGTH 253
#define HTTP_PORT 80
#define HTTPS_PORT 443

/* An address that passed every check but the one whether http may be spoken to its host. */
typedef struct
{
  gboolean is_https;
  char *host; /* (owned) lower case, IPv6 in its shortest form without brackets */
  guint port;
  char *path; /* (owned) "" or from the first slash on, still encoded, no dot segments */
} Address;

static void
address_free (Address *address)
{
  g_free (address->host);
  g_free (address->path);
  g_free (address);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Address, address_free)

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CT_ERROR, CT_ERROR_DEFINITION, message);
  return FALSE;
}

/* WHATWG's rule for what resolvers may take for an IPv4 address: 2130706433 and 0x7f.1 are
 * 127.0.0.1. */
static gboolean
ends_in_number (const char *host)
{
  const char *dot = strrchr (host, '.');
  const char *label = dot != NULL ? dot + 1 : host;
  gsize n_digits = strspn (label, "0123456789");
  return (n_digits > 0 && label[n_digits] == '\0') || g_ascii_strncasecmp (label, "0x", 2) == 0;
}

static gboolean
is_name (const char *host)
{
  gsize length = strlen (host);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (host[i]) && host[i] != '.' && host[i] != '-')
      return FALSE;
  return length > 0 && length <= MAX_HOST_LENGTH && host[0] != '.' && host[length - 1] != '.'
         && strstr (host, "..") == NULL && !ends_in_number (host);
}

/* NULL when it is no host. (transfer full) */
static char *
canonical_host (const char *host)
{
  struct in6_addr v6;
  struct in_addr v4;

  if (strchr (host, ':') != NULL)
    {
      char text[INET6_ADDRSTRLEN];
      if (inet_pton (AF_INET6, host, &v6) != 1)
        return NULL;
      return g_strdup (inet_ntop (AF_INET6, &v6, text, sizeof text));
    }
  if (inet_pton (AF_INET, host, &v4) != 1 && !is_name (host))
    return NULL;
  return g_ascii_strdown (host, -1);
}

gboolean
ct_http_host_is_loopback (const char *host)
{
  struct in6_addr v6;
  struct in_addr v4;

  if (inet_pton (AF_INET, host, &v4) == 1)
    return ntohl (v4.s_addr) >> 24 == 127;
  if (inet_pton (AF_INET6, host, &v6) == 1)
    return IN6_IS_ADDR_LOOPBACK (&v6);

  g_autofree char *name = g_ascii_strdown (host, -1);
  return strcmp (name, "localhost") == 0
         || (is_name (name) && g_str_has_suffix (name, ".localhost"));
}

static gboolean
is_private_v4 (guint32 address)
{
  return address >> 24 == 10         /* 10.0.0.0/8 */
         || address >> 20 == 0xac1   /* 172.16.0.0/12 */
         || address >> 16 == 0xc0a8  /* 192.168.0.0/16 */
         || address >> 16 == 0xa9fe; /* 169.254.0.0/16 */
}

gboolean
ct_http_host_is_private (const char *host)
{
  static const char *const suffixes[] = { ".local", ".lan", ".home.arpa" };
  struct in6_addr v6;
  struct in_addr v4;

  if (inet_pton (AF_INET, host, &v4) == 1)
    return is_private_v4 (ntohl (v4.s_addr));
  if (inet_pton (AF_INET6, host, &v6) == 1)
    return (v6.s6_addr[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL (&v6);

  g_autofree char *name = g_ascii_strdown (host, -1);
  if (!is_name (name))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return strchr (name, '.') == NULL;
}

/* Before GUri, which decodes the host, turns other scripts into punycode and drops what is empty:
 * what two parsers could read differently does not get that far. */
static gboolean
check_text (const char *address, GError **error)
{
  const char *authority = strstr (address, "://");

  for (const char *p = address; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return refuse (error, _ ("The address has blanks or other characters that no web address "
                               "has"));
  if (authority == NULL)
    return refuse (error, _ ("The address must begin with https://"));

  authority += strlen ("://");
  gsize length = strcspn (authority, "/?#");
  if (memchr (authority, '@', length) != NULL)
    return refuse (error, _ ("The address has a user name in it"));
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (authority[i]) && strchr (".:-[]", authority[i]) == NULL)
      return refuse (error, _ ("The host of the address has characters that no host has"));
  return TRUE;
}

static gboolean
take_scheme (Address *address, GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);

  address->is_https = strcmp (scheme, "https") == 0;
  if (!address->is_https && strcmp (scheme, "http") != 0)
    return refuse (error, _ ("The address must begin with https://"));
  return TRUE;
}

static gboolean
take_host (Address *address, GUri *uri, GError **error)
{
  const char *host = g_uri_get_host (uri);

  address->host = host != NULL ? canonical_host (host) : NULL;
  if (address->host == NULL)
    return refuse (error, _ ("The address has no valid host"));
  return TRUE;
}

static gboolean
take_port (Address *address, GUri *uri, GError **error)
{
  int port = g_uri_get_port (uri);

  if (port == -1)
    port = address->is_https ? HTTPS_PORT : HTTP_PORT;
  if (port < 1 || port > G_MAXUINT16)
    return refuse (error, _ ("The port of the address must be from 1 to 65535"));
  address->port = port;
  return TRUE;
}

/* (transfer full) */
static Address *
parse_address (const char *text, GError **error)
{
  if (!check_text (text, error))
    return NULL;

  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    {
      refuse (error, _ ("The address is not a valid web address"));
      return NULL;
    }

  g_autoptr (Address) address = g_new0 (Address, 1);
  address->path = g_strdup (g_uri_get_path (uri));
  if (g_uri_get_fragment (uri) != NULL)
    {
      refuse (error, _ ("The address has a fragment (#)"));
      return NULL;
    }
  if (!take_scheme (address, uri, error) || !take_host (address, uri, error)
      || !take_port (address, uri, error))
    return NULL;
  return g_steal_pointer (&address);
}

static gboolean
check_reachable (const Address *address, gboolean allow_private_http, GError **error)
{
  if (address->is_https || ct_http_host_is_loopback (address->host)
      || (allow_private_http && ct_http_host_is_private (address->host)))
    return TRUE;
  return refuse (error, ct_http_host_is_private (address->host)
                            ? _ ("http:// to the local network must be allowed for this account "
                                 "first")
                            : _ ("A token is sent by https:// only, for http:// can be read on "
                                 "the way"));
}

static void
append_host (GString *out, const Address *address)
{
  gboolean is_v6 = strchr (address->host, ':') != NULL;
  g_string_append_printf (out, "%s://%s%s%s", address->is_https ? "https" : "http",
                          is_v6 ? "[" : "", address->host, is_v6 ? "]" : "");
}

char *
ct_http_origin (const char *address, gboolean allow_private_http, GError **error)
{
  g_autoptr (Address) parsed = parse_address (address, error);
  if (parsed == NULL || !check_reachable (parsed, allow_private_http, error))
    return NULL;

  g_autoptr (GString) out = g_string_new (NULL);
  append_host (out, parsed);
  g_string_append_printf (out, ":%u", parsed->port);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
strip_slashes (char *path)
{
  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
}

static void
strip_path (char *path, const char *suffix)
{
  strip_slashes (path);
  if (suffix == NULL || !g_str_has_suffix (path, suffix))
    return;
  path[strlen (path) - strlen (suffix)] = '\0';
  strip_slashes (path);
}

/* What was typed or pasted, with a scheme or without one. (transfer full) */
static Address *
parse_typed (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  text[strcspn (text, "?#")] = '\0';
  if (strstr (text, "://") != NULL)
    return parse_address (text, error);

  g_autofree char *https = g_strconcat ("https://", text, NULL);
  g_autoptr (Address) address = parse_address (https, error);
  if (address == NULL || !ct_http_host_is_loopback (address->host))
    return g_steal_pointer (&address);

  g_autofree char *http = g_strconcat ("http://", text, NULL);
  return parse_address (http, error);
}

char *
ct_http_normalize_base (const char *address, const char *strip_suffix, gboolean allow_private_http,
                        GError **error)
{
  g_autoptr (Address) parsed = parse_typed (address, error);
  if (parsed == NULL || !check_reachable (parsed, allow_private_http, error))
    return NULL;

  g_autoptr (GString) out = g_string_new (NULL);
  append_host (out, parsed);
  if (parsed->port != (parsed->is_https ? HTTPS_PORT : HTTP_PORT))
    g_string_append_printf (out, ":%u", parsed->port);
  strip_path (parsed->path, strip_suffix);
  g_string_append (out, parsed->path);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
ct_http_is_private_http (const char *address)
{
  g_autoptr (Address) parsed = parse_typed (address, NULL);

  return parsed != NULL && check_reachable (parsed, TRUE, NULL)
         && !check_reachable (parsed, FALSE, NULL);
}
