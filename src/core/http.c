#include "config.h"

#include "http.h"

#include <string.h>

static void
header_free (CtHttpHeader *header)
{
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

CtHttpRequest *
ct_http_request_new (const char *id, const char *method, const char *address, const char *origin)
{
  CtHttpRequest *request = g_new0 (CtHttpRequest, 1);
  request->id = g_strdup (id);
  request->method = g_strdup (method);
  request->address = g_strdup (address);
  request->origin = g_strdup (origin);
  request->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) header_free);
  return request;
}

void
ct_http_request_add_header (CtHttpRequest *request, const char *name, const char *value)
{
  CtHttpHeader *header = g_new (CtHttpHeader, 1);
  *header = (CtHttpHeader){ .name = g_strdup (name), .value = g_strdup (value) };
  g_ptr_array_add (request->headers, header);
}

void
ct_http_request_set_auth (CtHttpRequest *request, const CtAuth *auth)
{
  CtAuth copy = { auth->kind, g_strdup (auth->name), g_strdup (auth->prefix), auth->is_basic };
  g_free (request->auth.name);
  g_free (request->auth.prefix);
  request->auth = copy;
}

void
ct_http_request_free (CtHttpRequest *request)
{
  g_free (request->id);
  g_free (request->method);
  g_free (request->address);
  g_free (request->origin);
  g_ptr_array_unref (request->headers);
  g_free (request->body);
  g_free (request->auth.name);
  g_free (request->auth.prefix);
  g_free (request);
}

CtHttpAnswer *
ct_http_answer_new (guint status, const char *body, gsize length)
{
  CtHttpAnswer *answer = g_new0 (CtHttpAnswer, 1);
  answer->status = status;
  answer->body = g_malloc (length + 1);
  if (length > 0)
    memcpy (answer->body, body, length);
  answer->body[length] = '\0';
  answer->length = length;
  answer->retry_after_us = -1;
  return answer;
}

void
ct_http_answer_free (CtHttpAnswer *answer)
{
  explicit_bzero (answer->body, answer->length);
  g_free (answer->body);
  g_free (answer);
}

gboolean
ct_http_answer_is_html (const CtHttpAnswer *answer)
{
  const char *at = answer->body;

  if (g_str_has_prefix (at, "\xef\xbb\xbf")) /* a byte order mark: some servers' pages have one */
    at += 3;
  while (g_ascii_isspace (*at))
    at++;
  return *at == '<';
}
