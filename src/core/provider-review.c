#include "config.h"

#include "provider-review.h"

#include <string.h>

#include "json-object.h"

void
ct_reviewed_request_free (CtReviewedRequest *request)
{
  g_free (request->method);
  g_free (request->address);
  g_free (request->headers);
  g_free (request->body);
  g_free (request);
}

static const CtJsonNode *
get_member (const CtJsonNode *object, const char *name)
{
  return object != NULL && ct_json_node_get_type (object) == CT_JSON_OBJECT
             ? ct_json_node_get_member (object, name)
             : NULL;
}

static void
append_parameter (GString *address, const char *name, const char *value)
{
  g_string_append_printf (address, "%c%s=%s", strchr (address->str, '?') != NULL ? '&' : '?', name,
                          value);
}

static char *
review_address (const char *base, const CtRequestDefinition *request, const CtJsonNode *source)
{
  GString *address = g_string_new (base);
  const CtJsonNode *query = get_member (source, "query");
  const char *path = ct_json_read_text (source, "path");

  g_string_append (address, path);
  for (const CtJsonNode *value = query != NULL ? ct_json_node_get_first (query) : NULL;
       value != NULL; value = ct_json_node_get_next (value))
    if (ct_json_node_get_type (value) == CT_JSON_STRING)
      append_parameter (address, ct_json_node_get_name (value), ct_json_node_get_string (value));
  if (request->auth.kind == CT_AUTH_QUERY)
    append_parameter (address, request->auth.name, "(token)");
  if (request->pages != NULL)
    append_parameter (address, request->pages->param, "…");
  return g_string_free (address, FALSE);
}

static char *
review_headers (const CtRequestDefinition *request, const CtJsonNode *source)
{
  GString *lines = g_string_new (NULL);
  const CtJsonNode *headers = get_member (source, "headers");

  if (request->auth.kind == CT_AUTH_HEADER)
    g_string_append_printf (lines, "%s: %s%s\n", request->auth.name,
                            request->auth.prefix != NULL ? request->auth.prefix : "",
                            request->auth.is_basic ? "(token, encoded)" : "(token)");
  for (const CtJsonNode *value = headers != NULL ? ct_json_node_get_first (headers) : NULL;
       value != NULL; value = ct_json_node_get_next (value))
    if (ct_json_node_get_type (value) == CT_JSON_STRING)
      g_string_append_printf (lines, "%s: %s\n", ct_json_node_get_name (value),
                              ct_json_node_get_string (value));
  if (lines->len > 0)
    g_string_truncate (lines, lines->len - 1);
  return g_string_free (lines, FALSE);
}

static char *
review_body (const CtJsonNode *source)
{
  const CtJsonNode *body = get_member (source, "body");
  GString *text;

  if (body == NULL)
    return NULL;
  text = g_string_new (NULL);
  ct_json_node_append (body, NULL, text);
  return g_string_free (text, FALSE);
}

static void
review_site (const CtProvider *provider, const char *base, GPtrArray *reviewed)
{
  const CtJsonNode *requests = get_member (ct_json_get_root (provider->source), "requests");

  for (guint i = 0; i < provider->requests->len; i++)
    {
      const CtRequestDefinition *request = provider->requests->pdata[i];
      const CtJsonNode *source = get_member (requests, request->id);
      CtReviewedRequest *review = g_new0 (CtReviewedRequest, 1);

      review->method = g_strdup (request->method);
      review->address = review_address (base, request, source);
      review->headers = review_headers (request, source);
      review->body = review_body (source);
      review->sends_token = request->auth.kind != CT_AUTH_NONE;
      g_ptr_array_add (reviewed, review);
    }
}

GPtrArray *
ct_provider_review (const CtProvider *provider)
{
  GPtrArray *reviewed = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_reviewed_request_free);

  if (provider->base_url != NULL || provider->regions->len == 0)
    review_site (provider, provider->base_url != NULL ? provider->base_url : "{base}", reviewed);
  for (guint i = 0; i < provider->regions->len; i++)
    review_site (provider, ((CtRegion *) provider->regions->pdata[i])->base_url, reviewed);
  return reviewed;
}
