#include "config.h"

#include "fetch-request.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "basic-auth.h"
#include "error.h"
#include "redact.h"
#include "wipe.h"

#define TOKEN_MAX 4096

CtHttpRequest *
ct_fetch_request_copy (const CtHttpRequest *request)
{
  CtHttpRequest *copy = ct_http_request_new (request->id, request->method, request->address,
                                             request->origin);

  for (guint i = 0; request->headers != NULL && i < request->headers->len; i++)
    {
      const CtHttpHeader *header = g_ptr_array_index (request->headers, i);

      ct_http_request_add_header (copy, header->name, header->value);
    }
  copy->body = g_strdup (request->body);
  ct_http_request_set_auth (copy, &request->auth);
  return copy;
}

/* What goes out unchanged: libsoup drops a header with a line break in silence, and sends the
 * request without it. */
static gboolean
is_printable (const char *text, gsize length, char first)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] < first || text[i] > 0x7e)
      return FALSE;
  return length <= TOKEN_MAX;
}

static const char *
get_token (const CtHttpRequest *request, SecretValue *token, gsize *length, GError **error)
{
  const char *text = token != NULL ? secret_value_get (token, length) : NULL;

  if (text == NULL || *length == 0)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_TOKEN_MISSING, _ ("There is no token"));
      return NULL;
    }
  if (!is_printable (text, *length, '!'))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_TOKEN_REJECTED,
                           _ ("The token has characters that no token has; paste it again"));
      return NULL;
    }
  return text;
}

/* "https://host/path?a=b" -> with "&name=token"; the name is the definition's. */
static char *
add_query (const char *address, const char *name, const char *token, gsize length)
{
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);
  char *plain = g_strndup (token, length);
  char *escaped = g_uri_escape_string (plain, NULL, FALSE);
  char *with_token = g_strconcat (address, strchr (address, '?') != NULL ? "&" : "?", escaped_name,
                                  "=", escaped, NULL);

  ct_wipe (plain);
  ct_wipe (escaped);
  return with_token;
}

static gboolean
check_address (const CtHttpRequest *request, GError **error)
{
  /* Whether http to a private host is wanted has been asked when the address was typed. */
  g_autofree char *origin = ct_http_origin (request->address, TRUE, error);

  if (origin == NULL)
    return FALSE;
  if (g_strcmp0 (origin, request->origin) == 0)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("The request “%s” would leave the site that the token is for"), request->id);
  return FALSE;
}

static SoupMessage *
new_message (const CtHttpRequest *request, const char *address, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  const char *method = g_str_equal (request->method, "POST") ? SOUP_METHOD_POST : SOUP_METHOD_GET;
  SoupMessage *message;

  if (uri == NULL)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                   _ ("The request “%s” has no usable address"), request->id);
      return NULL;
    }
  message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Not off the session: only on the message does it keep a challenge's body from being read
   * whole, and a hostile challenge from crashing libsoup (CVE-2025-4476). */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  return message;
}

static gboolean
add_headers (SoupMessage *message, const CtHttpRequest *request, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_append (headers, "Accept", "application/json");
  soup_message_headers_append (headers, "Accept-Encoding", "gzip");
  for (guint i = 0; request->headers != NULL && i < request->headers->len; i++)
    {
      const CtHttpHeader *header = g_ptr_array_index (request->headers, i);

      if (!is_printable (header->value, strlen (header->value), ' '))
        {
          g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                       _ ("The header %s has characters that cannot be sent"), header->name);
          return FALSE;
        }
      soup_message_headers_replace (headers, header->name, header->value);
    }
  return TRUE;
}

static void
add_token_header (SoupMessage *message, const CtAuth *auth, const char *token, gsize length)
{
  const char *prefix = auth->prefix != NULL ? auth->prefix : "";
  g_autoptr (CtSecretText) credentials = auth->is_basic ? ct_basic_encode (token, length)
                                                        : g_strndup (token, length);
  g_autoptr (CtSecretText) value = g_strconcat (prefix, credentials, NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), auth->name, value);
}

SoupMessage *
ct_fetch_request_to_message (const CtHttpRequest *request, SecretValue *token, GError **error)
{
  g_autoptr (SoupMessage) message = NULL;
  const char *text = NULL;
  gsize length = 0;

  if (!check_address (request, error))
    return NULL;
  if (request->auth.kind != CT_AUTH_NONE
      && (text = get_token (request, token, &length, error)) == NULL)
    return NULL;

  if (request->auth.kind == CT_AUTH_QUERY)
    {
      char *address = add_query (request->address, request->auth.name, text, length);

      message = new_message (request, address, error);
      ct_wipe (address);
    }
  else
    message = new_message (request, request->address, error);
  if (message == NULL || !add_headers (message, request, error))
    return NULL;

  if (request->auth.kind == CT_AUTH_HEADER)
    add_token_header (message, &request->auth, text, length);
  if (request->body != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  return g_steal_pointer (&message);
}

/* NULL: nowhere on the web. GUri reads "x:/.//y" as a path that begins with two slashes, and warns
 * when it is to write it. */
static GUri *
resolve (const CtHttpRequest *request, const char *location)
{
  g_autoptr (GUri) base = g_uri_parse (request->address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) target = NULL;

  if (base == NULL || location == NULL)
    return NULL;
  target = g_uri_parse_relative (base, location, SOUP_HTTP_URI_FLAGS, NULL);
  return target != NULL && g_uri_get_host (target) != NULL ? g_steal_pointer (&target) : NULL;
}

gboolean
ct_fetch_request_add_slash (CtHttpRequest *request, const char *location)
{
  g_autoptr (GUri) target = resolve (request, location);
  g_autofree char *text = target != NULL ? g_uri_to_string (target) : NULL;
  g_autofree char *origin = text != NULL ? ct_http_origin (text, TRUE, NULL) : NULL;
  gsize path_end = strcspn (request->address, "?");
  g_autofree char *wanted = g_strdup_printf ("%.*s/%s", (int) path_end, request->address,
                                             request->address + path_end);
  g_autoptr (GUri) wanted_uri = g_uri_parse (wanted, SOUP_HTTP_URI_FLAGS, NULL);

  if (origin == NULL || wanted_uri == NULL || !g_str_equal (origin, request->origin)
      || !g_str_equal (g_uri_get_path (target), g_uri_get_path (wanted_uri)))
    return FALSE;
  /* Ours, not theirs: the query of a Location is not to be trusted, or has the token in it. */
  g_free (request->address);
  request->address = g_steal_pointer (&wanted);
  return TRUE;
}

static gboolean
is_host (const char *host)
{
  return host != NULL && *host != '\0' && strlen (host) <= 253
         && strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-")
                == strlen (host);
}

GError *
ct_fetch_request_redirected (const CtHttpRequest *request, const char *location, SecretValue *token)
{
  g_autoptr (GUri) base = g_uri_parse (request->address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) target = resolve (request, location);
  const char *host = base != NULL ? g_uri_get_host (base) : request->origin;
  const char *target_host = target != NULL ? g_uri_get_host (target) : NULL;

  if (!is_host (target_host)
      || (token != NULL && ct_redact_finds_token (target_host, secret_value_get_text (token))))
    return g_error_new (CT_ERROR, CT_ERROR_REDIRECTED,
                        _ ("%s redirects to an address that cannot be followed"), host);
  if (g_ascii_strcasecmp (host, target_host) == 0)
    return g_error_new (CT_ERROR, CT_ERROR_REDIRECTED,
                        _ ("%s redirects to another address of its own"), host);
  return g_error_new (CT_ERROR, CT_ERROR_REDIRECTED,
                      _ ("%s redirects to %s; the token was not sent there"), host, target_host);
}
