#include "config.h"

#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "command.h"
#include "regular-file.h"

typedef struct
{
  guint status;
  char *body; /* (owned) */
  gsize length;
} Response;

static void
response_free (Response *response)
{
  g_free (response->body);
  g_free (response);
}

/* A pipe is one that the person has just written down, such as "<(curl ...)". */
static char *
read_body (const char *path, gsize *length, GError **error)
{
  char *body;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                           g_strerror (errno));
      return NULL;
    }
  body = ct_regular_file_read (fd, CT_JSON_MAX_BYTES, length, error);
  g_close (fd, NULL);
  return body;
}

/* "NAME=BODY[@STATUS]". A path may have an "@" in it: only three digits behind the last one are a
 * status. (nullable): already said. (transfer full) */
static Response *
read_response (const char *text, char **name)
{
  const char *equals = strchr (text, '='), *at = strrchr (text, '@');
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  Response *response;

  if (equals == NULL || equals == text || equals[1] == '\0')
    {
      ct_cli_wrong_usage (_ ("--response=%s: it must be NAME=BODY or NAME=BODY@STATUS"), text);
      return NULL;
    }
  if (at != NULL && (at < equals || strspn (at + 1, "0123456789") != 3 || at[4] != '\0'))
    at = NULL;
  path = at != NULL ? g_strndup (equals + 1, at - equals - 1) : g_strdup (equals + 1);
  response = g_new0 (Response, 1);
  response->status = at != NULL ? (guint) g_ascii_strtoull (at + 1, NULL, 10) : 200;
  response->body = read_body (path, &response->length, &error);
  if (response->body != NULL)
    {
      *name = g_strndup (text, equals - text);
      return response;
    }
  ct_cli_wrong_usage ("%s: %s", path, error->message);
  response_free (response);
  return NULL;
}

static gboolean
read_responses (const CtProvider *provider, char **texts, GHashTable *responses)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      char *name = NULL;
      Response *response = read_response (texts[i], &name);

      if (response == NULL)
        return FALSE;
      g_hash_table_insert (responses, name, response);
      if (ct_provider_get_request (provider, name) != NULL)
        continue;
      ct_cli_wrong_usage (_ ("--response=%s: there is no request “%s”"), texts[i], name);
      return FALSE;
    }
  return TRUE;
}

CtAnswers *
ct_answers_new (const CtProvider *provider, char **texts)
{
  g_autoptr (CtAnswers) self = g_new0 (CtAnswers, 1);

  self->responses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) response_free);
  self->text = g_string_new (NULL);
  self->json = g_string_new ("[");
  return read_responses (provider, texts, self->responses) ? g_steal_pointer (&self) : NULL;
}

void
ct_answers_free (CtAnswers *self)
{
  g_hash_table_unref (self->responses);
  g_string_free (self->text, TRUE);
  g_string_free (self->json, TRUE);
  g_free (self);
}

/* --- What is asked --- */

void
ct_answers_append (GString *out, const char *name, const char *value)
{
  g_string_append (out, out->str[out->len - 1] == '{' ? "" : ",");
  ct_json_append_quoted (out, name);
  g_string_append_c (out, ':');
  ct_json_append_quoted (out, value);
}

static void
note_header (CtAnswers *self, const char *name, const char *value)
{
  g_string_append_printf (self->text, "    %s: %s\n", name, value);
  ct_answers_append (self->json, name, value);
}

static void
note_auth (CtAnswers *self, const CtAuth *auth)
{
  g_autofree char *value = NULL;

  if (auth->kind != CT_AUTH_HEADER)
    return;
  value = g_strconcat (auth->prefix != NULL ? auth->prefix : "",
                       auth->is_basic ? "(token, encoded)" : "(token)", NULL);
  note_header (self, auth->name, value);
}

static void
note_request (CtAnswers *self, const CtHttpRequest *request, guint status)
{
  const char *token = request->auth.kind != CT_AUTH_QUERY      ? ""
                      : strchr (request->address, '?') != NULL ? "&"
                                                               : "?";
  g_autofree char *address = token[0] == '\0' ? g_strdup (request->address)
                                              : g_strconcat (request->address, token,
                                                             request->auth.name, "=(token)", NULL);

  g_string_append_printf (self->text, "%s: %s %s -> %u\n", request->id, request->method, address,
                          status);
  g_string_append (self->json, self->json->len > 1 ? ",{" : "{");
  ct_answers_append (self->json, "name", request->id);
  ct_answers_append (self->json, "method", request->method);
  ct_answers_append (self->json, "address", address);
  g_string_append (self->json, ",\"headers\":{");
  note_auth (self, &request->auth);
  for (guint i = 0; i < request->headers->len; i++)
    {
      const CtHttpHeader *header = request->headers->pdata[i];

      note_header (self, header->name, header->value);
    }
  g_string_append_c (self->json, '}');
  if (request->body != NULL)
    ct_answers_append (self->json, "body", request->body);
  g_string_append_printf (self->json, ",\"status\":%u}", status);
}

CtHttpAnswer *
ct_answers_ask (const CtHttpRequest *request, gpointer user_data, GError **error)
{
  CtAnswers *self = user_data;
  const Response *response = g_hash_table_lookup (self->responses, request->id);

  self->n_requests++;
  note_request (self, request, response != NULL ? response->status : 404);
  return response != NULL ? ct_http_answer_new (response->status, response->body, response->length)
                          : ct_http_answer_new (404, "", 0);
}
