#include "config.h"

#include "fuzz.h"

#include <libsoup/soup.h>

#include "error.h"
#include "fetch-answer.h"
#include "fetch-body.h"
#include "fetch-request.h"

#define ADDRESS "https://site.example/api/user/self?page=1"
#define ORIGIN "https://site.example:443"
#define TOKEN "sk-fixture-0123456789abcdef"
#define NOW_US G_GINT64_CONSTANT (1795320000000000)

static void
check_redirect (SoupMessageHeaders *headers)
{
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_autoptr (CtHttpRequest) request = ct_http_request_new ("account", "GET", ADDRESS, ORIGIN);
  g_autoptr (SecretValue) token = secret_value_new (TOKEN, -1, "text/plain");
  g_autoptr (GError) error = ct_fetch_request_redirected (request, location, token);
  g_autofree char *origin = NULL;

  g_assert_error (error, CT_ERROR, CT_ERROR_REDIRECTED);
  g_assert_null (strstr (error->message, TOKEN));
  ct_fetch_request_add_slash (request, location);
  origin = ct_http_origin (request->address, TRUE, NULL);
  g_assert_cmpstr (origin, ==, ORIGIN);
}

static void
check_answer (guint status, SoupMessageHeaders *headers, const guint8 *body, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHttpAnswer) answer = NULL;

  if (ct_fetch_answer_check_headers (headers, "site.example", &error))
    answer = ct_fetch_answer_new (status, headers, body, length, NOW_US, &error);
  g_assert_true ((answer == NULL) == (error != NULL));
  if (answer == NULL)
    {
      g_assert_true (error->domain == CT_ERROR);
      return;
    }
  g_assert_cmpuint (answer->length, <=, CT_FETCH_BODY_MAX);
  g_assert_cmpint (answer->body[answer->length], ==, '\0');
  g_assert_true (
      answer->retry_after_us == -1
      || (answer->retry_after_us >= NOW_US && answer->retry_after_us <= NOW_US + G_TIME_SPAN_DAY));
  ct_http_answer_is_html (answer);
}

/* An answer as it comes from the wire: a status line, headers, an empty line, a body. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *text = g_strndup ((const char *) data, size);
  const char *end = strstr (text, "\r\n\r\n");
  SoupHTTPVersion version;
  guint status;

  if (end == NULL
      || !soup_headers_parse_response (text, (int) (end + 2 - text), headers, &version, &status,
                                       NULL))
    return 0;
  end += strlen ("\r\n\r\n");
  if (SOUP_STATUS_IS_REDIRECTION (status))
    check_redirect (headers);
  else
    check_answer (status, headers, data + (end - text), size - (gsize) (end - text));
  return 0;
}
