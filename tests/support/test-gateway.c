#include "config.h"

#include "test-gateway.h"

#include <string.h>

typedef struct
{
  guint status;
  char *body;        /* (owned) */
  char *retry_after; /* (nullable) (owned) */
} TestAnswer;

static void
answer_free (TestAnswer *answer)
{
  g_free (answer->body);
  g_free (answer->retry_after);
  g_free (answer);
}

static void
answer_now (TestGateway *self, SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const TestAnswer *answer = g_hash_table_lookup (self->answers, path);

  if (answer == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer->body,
                                    strlen (answer->body));
  if (answer->retry_after != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  answer->retry_after);
}

static void
count_request (TestGateway *self, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  char *key = g_strconcat (g_uri_get_host (uri), " ", g_uri_get_path (uri), NULL);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

  g_ptr_array_add (self->arrivals, g_strdup (key));
  g_hash_table_replace (self->counts, key, GUINT_TO_POINTER (count + 1));
  g_free (self->authorization);
  self->authorization = g_strdup (soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization"));
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  TestGateway *self = user_data;

  count_request (self, message);
  if (self->closes)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
  if (self->hangs_up)
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  if (!self->holds)
    {
      answer_now (self, message);
      return;
    }
  soup_server_message_pause (message);
  g_ptr_array_add (self->held, g_object_ref (message));
}

TestGateway *
test_gateway_new (void)
{
  TestGateway *self = g_new0 (TestGateway, 1);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->scheme = "http";
  self->server = soup_server_new (NULL, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) answer_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->arrivals = g_ptr_array_new_with_free_func (g_free);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_all (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = g_uri_get_port (uris->data);
  return self;
}

void
test_gateway_free (TestGateway *self)
{
  test_gateway_release (self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->arrivals);
  g_free (self->authorization);
  g_free (self);
}

char *
test_gateway_get_address (TestGateway *self, const char *host)
{
  return g_strdup_printf ("%s://%s:%u", self->scheme, host, self->port);
}

void
test_gateway_set_answer (TestGateway *self, const char *path, guint status, const char *body,
                         const char *retry_after)
{
  TestAnswer *answer = g_new0 (TestAnswer, 1);

  answer->status = status;
  answer->body = g_strdup (body);
  answer->retry_after = g_strdup (retry_after);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
}

void
test_gateway_set_quota (TestGateway *self, gint64 quota)
{
  g_autofree char *body = g_strdup_printf (
      "{\"success\":true,\"message\":\"\",\"data\":{\"id\":42,\"username\":\"demo_user\","
      "\"quota\":%" G_GINT64_FORMAT ",\"used_quota\":10027091,\"request_count\":339,"
      "\"group\":\"svip\"}}",
      quota);

  test_gateway_set_answer (self, "/api/user/self", SOUP_STATUS_OK, body, NULL);
}

guint
test_gateway_count (TestGateway *self, const char *host, const char *path)
{
  GHashTableIter iter;
  gpointer key, value;
  guint count = 0;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *blank = strchr (key, ' ');
      gsize host_length = blank - (const char *) key;

      if ((host == NULL || (strlen (host) == host_length && strncmp (key, host, host_length) == 0))
          && (path == NULL || strcmp (blank + 1, path) == 0))
        count += GPOINTER_TO_UINT (value);
    }
  return count;
}

void
test_gateway_release (TestGateway *self)
{
  self->holds = FALSE;
  for (guint i = 0; i < self->held->len; i++)
    {
      answer_now (self, self->held->pdata[i]);
      soup_server_message_unpause (self->held->pdata[i]);
    }
  g_ptr_array_set_size (self->held, 0);
}
