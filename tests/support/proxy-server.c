#include "config.h"

#include "proxy-server.h"

#include <string.h>

#define THREADS_MAX 16

struct _TestProxyServer
{
  GSocketService *service; /* (owned) */
  guint port;
  int n_tunnels; /* (atomic) */
};

/* "CONNECT 127.0.0.1:8443 HTTP/1.1" -> a connection there. */
static GSocketConnection *
connect_target (GDataInputStream *in)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  g_auto (GStrv) words = g_strsplit (line != NULL ? line : "", " ", 3);

  while (line != NULL && *line != '\0' && *line != '\r')
    {
      g_free (line);
      line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
    }
  if (g_strv_length (words) != 3 || !g_str_equal (words[0], "CONNECT"))
    return NULL;
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, words[1], 443, NULL, NULL);
}

static gpointer
carry_answers (gpointer data)
{
  GIOStream **ends = data;

  g_output_stream_splice (g_io_stream_get_output_stream (ends[0]),
                          g_io_stream_get_input_stream (ends[1]),
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return NULL;
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer user_data)
{
  TestProxyServer *self = user_data;
  GIOStream *client = G_IO_STREAM (connection);
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (client));
  g_autoptr (GSocketConnection) target = connect_target (in);
  GOutputStream *out = g_io_stream_get_output_stream (client);
  const char *answer = target != NULL ? "HTTP/1.1 200 OK\r\n\r\n"
                                      : "HTTP/1.1 502 Bad Gateway\r\n\r\n";
  GIOStream *ends[] = { client, G_IO_STREAM (target) };
  GThread *answers;

  g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
  if (target == NULL)
    return TRUE;
  g_atomic_int_inc (&self->n_tunnels);
  answers = g_thread_new ("answers", carry_answers, ends);
  g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (target)), G_INPUT_STREAM (in),
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  g_thread_join (answers);
  return TRUE;
}

TestProxyServer *
test_proxy_server_new (void)
{
  TestProxyServer *self = g_new0 (TestProxyServer, 1);
  g_autoptr (GError) error = NULL;

  self->service = g_threaded_socket_service_new (THREADS_MAX);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL,
                                                    &error);
  g_assert_no_error (error);
  return self;
}

void
test_proxy_server_free (TestProxyServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_free (self);
}

GProxyResolver *
test_proxy_server_new_resolver (TestProxyServer *self)
{
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u", self->port);

  return g_simple_proxy_resolver_new (address, NULL);
}

guint
test_proxy_server_count_tunnels (TestProxyServer *self)
{
  return g_atomic_int_get (&self->n_tunnels);
}
