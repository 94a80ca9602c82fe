#include "config.h"

#include "provider-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define PATH_CHARACTERS \
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,=:@"

/* What the transport says itself, and what would let a definition speak for another site or carry a
 * second token. */
static const char *const refused_headers[] = { "host",
                                               "connection",
                                               "keep-alive",
                                               "te",
                                               "trailer",
                                               "upgrade",
                                               "expect",
                                               "authorization",
                                               "cookie",
                                               "cookie2",
                                               "transfer-encoding",
                                               "accept-encoding",
                                               "user-agent",
                                               NULL };
static const char *const refused_prefixes[] = { "proxy-", "content-", "sec-", NULL };

static gboolean
is_token (const char *text)
{
  return text[0] != '\0'
         && text[strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")]
                == '\0';
}

static gboolean
is_printable (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_refused_header (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_strv_contains (refused_headers, lower))
    return TRUE;
  for (guint i = 0; refused_prefixes[i] != NULL; i++)
    if (g_str_has_prefix (lower, refused_prefixes[i]))
      return TRUE;
  return FALSE;
}

static void
check_auth (CtDefinitionReader *reader, const CtJsonNode *node, const char *field,
            const CtAuth *auth)
{
  if (!is_token (auth->name)
      || (is_refused_header (auth->name) && g_ascii_strcasecmp (auth->name, "authorization") != 0))
    ct_definition_fail (reader, node, field, _ ("the token cannot be sent as “%s”"), auth->name);
  if (!is_printable (auth->prefix) || strlen (auth->prefix) > 64)
    ct_definition_fail (reader, node, field,
                        _ ("the prefix has characters that a header cannot carry"));
}

static const char *
get_usual_prefix (const CtAuth *auth)
{
  if (auth->is_basic)
    return "Basic ";
  if (auth->kind == CT_AUTH_HEADER && g_str_equal (auth->name, "Authorization"))
    return "Bearer ";
  return "";
}

/* FALSE when there is no `auth` here. */
gboolean
ct_provider_load_auth (CtDefinitionReader *reader, const CtJsonNode *object, const char *path,
                       CtAuth *auth)
{
  const CtJsonNode *node = ct_definition_get (object, "auth");
  g_autofree char *field = ct_definition_path (path, "auth"), *header = NULL, *query = NULL;

  if (node == NULL)
    return FALSE;
  if (ct_json_node_get_type (node) == CT_JSON_BOOLEAN)
    {
      auth->kind = CT_AUTH_NONE;
      return TRUE;
    }
  header = ct_definition_get_text (node, "header");
  query = ct_definition_get_text (node, "query");
  auth->prefix = ct_definition_get_text (node, "prefix");
  auth->is_basic = ct_definition_get_flag (node, "basic");
  if ((header != NULL || auth->prefix != NULL) + (query != NULL) + auth->is_basic > 1)
    ct_definition_fail (reader, node, field,
                        _ ("“header”, “query” and “basic” exclude each other"));
  auth->kind = query != NULL ? CT_AUTH_QUERY : CT_AUTH_HEADER;
  auth->name = g_strdup (query != NULL ? query : header != NULL ? header : "Authorization");
  if (auth->prefix == NULL)
    auth->prefix = g_strdup (get_usual_prefix (auth));
  check_auth (reader, node, field, auth);
  return TRUE;
}

static void
load_error (CtDefinitionReader *reader, const CtJsonNode *node, const char *path, GPtrArray *errors)
{
  CtErrorRule *rule = g_new0 (CtErrorRule, 1);
  g_autofree char *code = NULL;

  g_ptr_array_add (errors, rule);
  rule->place = g_strdup (path);
  rule->status = ct_definition_get_number (node, "status");
  rule->when = ct_definition_get_expression (reader, node, path, "when");
  rule->hint = ct_definition_get_message (node, "hint");
  code = ct_definition_get_text (node, "code");
  rule->zero = !ct_error_code_from_string (code, &rule->code);
  if (rule->status == 0 && rule->when == NULL)
    ct_definition_fail (reader, node, path, _ ("a rule has a “status”, a “when”, or both"));
}

GPtrArray *
ct_provider_load_errors (CtDefinitionReader *reader, const CtJsonNode *object, const char *path)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func (ct_error_rule_free);
  const CtJsonNode *list = ct_definition_get (object, "errors");
  g_autofree char *field = ct_definition_path (path, "errors");
  guint i = 0;

  for (const CtJsonNode *node = list != NULL ? ct_json_node_get_first (list) : NULL; node != NULL;
       node = ct_json_node_get_next (node))
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", field, i++);

      load_error (reader, node, place, errors);
    }
  return errors;
}

static GPtrArray *
load_parameters (CtDefinitionReader *reader, const CtJsonNode *object, const char *path,
                 const char *name)
{
  GPtrArray *parameters = g_ptr_array_new_with_free_func (ct_parameter_free);
  const CtJsonNode *map = ct_definition_get (object, name);
  g_autofree char *field = ct_definition_path (path, name);

  for (const CtJsonNode *node = map != NULL ? ct_json_node_get_first (map) : NULL; node != NULL;
       node = ct_json_node_get_next (node))
    {
      const char *parameter_name = ct_json_node_get_name (node);
      CtTemplate *value = ct_definition_get_template (reader, map, field, parameter_name);
      CtParameter *parameter;

      if (value == NULL)
        continue; /* null, or a mistake */
      parameter = g_new (CtParameter, 1);
      *parameter = (CtParameter){ g_strdup (parameter_name), value };
      g_ptr_array_add (parameters, parameter);
    }
  return parameters;
}

static gboolean
same_header (gconstpointer a, gconstpointer b)
{
  const CtParameter *parameter = a;

  return g_ascii_strcasecmp (parameter->name, b) == 0;
}

static void
check_headers (CtDefinitionReader *reader, const CtJsonNode *node, const char *path,
               const CtRequestDefinition *request)
{
  for (guint i = 0; i < request->headers->len; i++)
    {
      const char *name = ((CtParameter *) request->headers->pdata[i])->name;
      guint first;

      if (!is_token (name) || is_refused_header (name)
          || (request->auth.kind == CT_AUTH_HEADER
              && g_ascii_strcasecmp (name, request->auth.name) == 0))
        ct_definition_fail (reader, node, path, _ ("the header “%s” cannot be set"), name);
      if (g_ptr_array_find_with_equal_func (request->headers, name, same_header, &first)
          && first != i)
        ct_definition_fail (reader, node, path, _ ("there are two of “%s”"), name);
    }
}

/* The path with a plain segment for every expression: what an expression gives is percent-encoded.
 * (transfer full) */
static char *
path_outline (const char *path)
{
  GString *out = g_string_new (NULL);
  gboolean inside = FALSE, quoted = FALSE;

  for (const char *p = path; *p != '\0'; p++)
    if (inside)
      {
        quoted ^= *p == '\'';
        inside = quoted || *p != '}';
      }
    else if (*p == '{' && p[1] != '{')
      {
        inside = TRUE;
        g_string_append_c (out, 'x');
      }
    else
      {
        g_string_append_c (out, *p);
        p += *p == '{';
      }
  return g_string_free (out, FALSE);
}

/* Exactly one slash in front, so that no path can be read as an address; nothing that two servers
 * read differently: what is encoded, what "..;" is for some of them. */
static void
check_path (CtDefinitionReader *reader, const CtJsonNode *object, const char *path)
{
  const CtJsonNode *node = ct_definition_get (object, "path");
  g_autofree char *field = ct_definition_path (path, "path"), *outline = NULL;
  g_auto (GStrv) segments = NULL;
  const char *odd;

  outline = path_outline (ct_json_node_get_string (node));
  if (outline[0] != '/' || outline[1] == '/' || outline[1] == '\\')
    ct_definition_fail (reader, node, field, _ ("a path begins with exactly one slash"));
  odd = outline + strspn (outline, PATH_CHARACTERS);
  if (*odd != '\0')
    ct_definition_fail (reader, node, field,
                        _ ("a path cannot have “%.*s” in it; what follows a “?” goes into “query”"),
                        (int) (g_utf8_next_char (odd) - odd), odd);
  segments = g_strsplit (outline, "/", -1);
  if (g_strv_contains ((const char *const *) segments, ".")
      || g_strv_contains ((const char *const *) segments, ".."))
    ct_definition_fail (reader, node, field, _ ("a path cannot have a part “.” or “..”"));
}

/* The body as the text of a template: structure's braces are doubled, texts keep their
 * `{expressions}`. */
static void
append_body (const CtJsonNode *node, GString *out)
{
  gboolean object = ct_json_node_get_type (node) == CT_JSON_OBJECT;

  if (ct_json_node_get_type (node) == CT_JSON_STRING
      || (!object && ct_json_node_get_type (node) != CT_JSON_ARRAY))
    {
      ct_json_node_append (node, NULL, out);
      return;
    }
  g_string_append (out, object ? "{{" : "[");
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    {
      if (child != ct_json_node_get_first (node))
        g_string_append_c (out, ',');
      if (object)
        {
          ct_json_append_quoted (out, ct_json_node_get_name (child));
          g_string_append_c (out, ':');
        }
      append_body (child, out);
    }
  g_string_append (out, object ? "}}" : "]");
}

static CtTemplate *
load_body (CtDefinitionReader *reader, const CtJsonNode *node, const char *path)
{
  const CtJsonNode *body = ct_json_node_get_member (node, "body");
  g_autofree char *field = ct_definition_path (path, "body");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  CtTemplate *template_;

  if (body == NULL || ct_json_node_get_type (body) == CT_JSON_NULL)
    return NULL;
  append_body (body, text);
  template_ = ct_template_new (text->str, field, &error);
  if (template_ == NULL)
    ct_definition_fail (reader, body, "", "%s", error->message);
  return template_;
}

/* Names with dots between are a path without an answer in front. */
static void
check_members (CtDefinitionReader *reader, const CtJsonNode *node, const char *path, char **names)
{
  g_autofree char *field = ct_definition_path (path, "join");

  for (guint i = 0; names[i] != NULL; i++)
    if (names[i][0] == '\0' || strpbrk (names[i], "[]'{} ") != NULL)
      ct_definition_fail (reader, node, field,
                          _ ("names of members are wanted here, with dots between"));
}

static CtPagesDefinition *
load_pages (CtDefinitionReader *reader, const CtJsonNode *request, const char *path)
{
  const CtJsonNode *node = ct_definition_get (request, "pages");
  g_autofree char *field = ct_definition_path (path, "pages"), *join = NULL;
  CtPagesDefinition *pages;

  if (node == NULL)
    return NULL;
  pages = g_new0 (CtPagesDefinition, 1);
  pages->param = ct_definition_get_text (node, "param");
  pages->next = ct_definition_get_expression (reader, node, field, "next");
  pages->more = ct_definition_get_expression (reader, node, field, "more");
  join = ct_definition_get_text (node, "join");
  pages->join = g_strsplit (join, ".", -1);
  pages->max = ct_definition_get_number (node, "max");
  if (pages->max == 0)
    pages->max = CT_PAGES_MAX;
  check_members (reader, ct_json_node_get_member (node, "join"), field, pages->join);
  return pages;
}

static void
inherit_auth (CtAuth *auth, const CtAuth *inherited)
{
  auth->kind = inherited->kind;
  auth->name = g_strdup (inherited->name);
  auth->prefix = g_strdup (inherited->prefix);
  auth->is_basic = inherited->is_basic;
}

/* One parameter carries one value: the token, or something else. */
static void
check_query (CtDefinitionReader *reader, const CtJsonNode *node, const char *path,
             const CtRequestDefinition *request)
{
  gboolean taken = request->pages != NULL
                   && g_strcmp0 (request->pages->param, request->auth.name) == 0;

  for (guint i = 0; i < request->query->len; i++)
    taken |= g_strcmp0 (((CtParameter *) request->query->pdata[i])->name, request->auth.name) == 0;
  if (taken && request->auth.kind == CT_AUTH_QUERY)
    ct_definition_fail (reader, node, path, _ ("the parameter “%s” carries the token already"),
                        request->auth.name);
}

static CtRequestDefinition *
load_request (CtDefinitionReader *reader, const CtJsonNode *node, const char *path,
              const CtAuth *inherited)
{
  CtRequestDefinition *request = g_new0 (CtRequestDefinition, 1);

  request->id = g_strdup (ct_json_node_get_name (node));
  request->method = g_strdup (ct_methods[ct_definition_get_choice (node, "method", ct_methods)]);
  check_path (reader, node, path);
  request->path = ct_definition_get_template (reader, node, path, "path");
  if (!ct_provider_load_auth (reader, node, path, &request->auth))
    inherit_auth (&request->auth, inherited);
  request->query = load_parameters (reader, node, path, "query");
  request->headers = load_parameters (reader, node, path, "headers");
  check_headers (reader, node, path, request);
  request->body = load_body (reader, node, path);
  if (request->body != NULL && !g_str_equal (request->method, "POST"))
    ct_definition_fail (reader, node, path, _ ("only a POST has a body"));
  request->optional = ct_definition_get_flag (node, "optional");
  request->cache_s = ct_definition_get_number (node, "cache_s");
  request->when = ct_definition_get_expression (reader, node, path, "when");
  request->each = ct_definition_get_expression (reader, node, path, "each");
  if (request->each != NULL && request->cache_s != 0)
    ct_definition_fail (reader, node, path, _ ("“cache_s” and “each” exclude each other"));
  request->pages = load_pages (reader, node, path);
  check_query (reader, node, path, request);
  request->ok = ct_definition_get_expression (reader, node, path, "ok");
  request->errors = ct_provider_load_errors (reader, node, path);
  return request;
}

void
ct_provider_load_requests (CtProvider *self, CtDefinitionReader *reader, const CtJsonNode *root)
{
  const CtJsonNode *map = ct_definition_get (root, "requests");
  g_autofree char *name = NULL, *prefix = NULL;
  CtAuth auth = { 0 };

  if (!ct_provider_load_auth (reader, root, "", &auth))
    auth = (CtAuth){ .kind = CT_AUTH_HEADER,
                     .name = g_strdup ("Authorization"),
                     .prefix = g_strdup ("Bearer ") };
  name = auth.name;
  prefix = auth.prefix;
  for (const CtJsonNode *node = map != NULL ? ct_json_node_get_first (map) : NULL;
       node != NULL && reader->error == NULL; node = ct_json_node_get_next (node))
    {
      g_autofree char *path = ct_definition_path ("requests", ct_json_node_get_name (node));

      if (ct_json_node_get_type (node) == CT_JSON_NULL)
        continue;
      if (!ct_provider_is_name (ct_json_node_get_name (node))
          || ct_provider_get_field (self, ct_json_node_get_name (node)) != NULL)
        ct_definition_fail (reader, node, path, _ ("this cannot be the name of a request"));
      else
        g_ptr_array_add (self->requests, load_request (reader, node, path, &auth));
    }
}
