#include "config.h"

#include "http-server.h"

#include <string.h>

static void
on_read (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  TestHttpServer *self = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  GSocketAddress *client = soup_server_message_get_remote_address (message);
  guint port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (client));

  g_ptr_array_add (self->requests,
                   g_strconcat (soup_server_message_get_method (message), " ", g_uri_get_path (uri),
                                query != NULL ? "?" : NULL, query, NULL));
  g_hash_table_add (self->connections, GUINT_TO_POINTER (port));
}

TestHttpServer *
test_http_server_new (GTlsCertificate *certificate, SoupServerCallback handler, gpointer user_data)
{
  TestHttpServer *self = g_new0 (TestHttpServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->connections = g_hash_table_new (NULL, NULL);
  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  g_signal_connect (self->server, "request-read", G_CALLBACK (on_read), self);
  soup_server_add_handler (self->server, NULL, handler, user_data, NULL);
  soup_server_listen_local (
      self->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->origin = g_strdup_printf ("%s://127.0.0.1:%d", certificate != NULL ? "https" : "http",
                                  g_uri_get_port (uris->data));
  return self;
}

void
test_http_server_free (TestHttpServer *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self->origin);
  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->connections);
  g_free (self);
}

void
test_http_reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

void
test_http_reply_gzip (SoupServerMessage *message, guint status, const char *body)
{
  g_autoptr (GBytes) gzip = test_http_gzip (body, strlen (body));
  gsize length;
  const char *data = g_bytes_get_data (gzip, &length);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, data, length);
  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "Content-Encoding", "gzip");
}

GBytes *
test_http_gzip (const void *data, gsize length)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (data, length, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (plain, gzip);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}
