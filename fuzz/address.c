#include "config.h"

#include "fuzz.h"

#include <libsoup/soup.h>

#include "error.h"
#include "http.h"

/* An IPv6 address can be written in many ways. (transfer full) */
static char *
bracket_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;

  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", text) : g_ascii_strdown (host, -1);
}

/* What the token is bound to is what libsoup connects to. */
static void
check_origin (const char *address, const char *origin)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *host = NULL, *expected = NULL;

  g_assert_nonnull (uri);
  g_assert_null (g_uri_get_userinfo (uri));
  host = bracket_host (g_uri_get_host (uri));
  expected = g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, g_uri_get_port (uri));
  g_assert_cmpstr (origin, ==, expected);
}

static void
check_address (const char *address, gboolean allow_private_http)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = ct_http_origin (address, allow_private_http, &error);

  g_assert_true ((origin == NULL) == (error != NULL));
  if (origin != NULL)
    check_origin (address, origin);
  else
    g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
}

/* What a person pastes becomes a base that stays what it is. */
static void
check_base (const char *address)
{
  g_autofree char *base = ct_http_normalize_base (address, "/v1", TRUE, NULL);
  g_autofree char *again = base != NULL ? ct_http_normalize_base (base, "", TRUE, NULL) : NULL;

  if (base == NULL)
    return;
  g_assert_cmpstr (again, ==, base);
  check_address (base, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *address = g_strndup ((const char *) data, size);

  check_address (address, TRUE);
  check_address (address, FALSE);
  if (g_utf8_validate (address, -1, NULL))
    check_base (address);
  ct_http_is_private_http (address);
  ct_http_host_is_loopback (address);
  ct_http_host_is_private (address);
  return 0;
}
