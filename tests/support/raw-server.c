#include "config.h"

#include "raw-server.h"

#include <string.h>
#include <sys/socket.h>

#define DRIP_US (20 * G_TIME_SPAN_MILLISECOND)
#define THREADS_MAX 128

struct _TestRawServer
{
  GSocketService *service; /* (owned) */
  GCancellable *stopping;  /* (owned) */
  char *origin;            /* (owned) */
  guint16 port;

  GMutex mutex; /* for all below */
  GCond is_quiet;
  TestRawScript script;
  char *request;  /* (nullable) (owned) */
  char *protocol; /* (nullable) (owned) */
  guint n_connections;
  guint n_open;
};

/* One byte at a time: nothing behind the header is wanted. */
static char *
read_header (GInputStream *stream, GCancellable *stopping)
{
  GString *header = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (header->str, "\r\n\r\n")
         && g_input_stream_read (stream, &byte, 1, stopping, NULL) == 1)
    g_string_append_c (header, byte);
  return g_string_free (header, FALSE);
}

/* TRUE when the client has gone or the server stops. */
static gboolean
is_gone_within (TestRawServer *self, GSocketConnection *connection, gint64 timeout_us)
{
  return g_socket_condition_timed_wait (g_socket_connection_get_socket (connection),
                                        G_IO_IN | G_IO_HUP | G_IO_ERR, timeout_us, self->stopping,
                                        NULL)
         || g_cancellable_is_cancelled (self->stopping);
}

static gboolean
send_bytes (TestRawServer *self, GOutputStream *out, const void *data, gsize length)
{
  return g_output_stream_write_all (out, data, length, NULL, self->stopping, NULL);
}

static void
reset (GSocketConnection *connection)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER,
              &at_once, sizeof at_once);
}

static void
end (TestRawServer *self, const TestRawScript *script, GSocketConnection *connection,
     GOutputStream *out)
{
  switch (script->end)
    {
    case TEST_RAW_CLOSE:
      break;
    case TEST_RAW_RESET:
      reset (connection);
      break;
    case TEST_RAW_HOLD:
      is_gone_within (self, connection, -1);
      break;
    case TEST_RAW_ENDLESS:
      while (send_bytes (self, out, script->repeat, strlen (script->repeat)))
        ;
      break;
    case TEST_RAW_DRIP:
      for (const char *byte = script->repeat; !is_gone_within (self, connection, DRIP_US);
           byte = byte[1] != '\0' ? byte + 1 : script->repeat)
        if (!send_bytes (self, out, byte, 1))
          break;
      break;
    }
}

static void
keep_protocol (TestRawServer *self, GTlsConnection *connection)
{
  g_mutex_lock (&self->mutex);
  g_free (self->protocol);
  self->protocol = g_strdup (g_tls_connection_get_negotiated_protocol (connection));
  g_mutex_unlock (&self->mutex);
}

/* NULL: the client does not want it. (transfer full) */
static GIOStream *
shake_hands (TestRawServer *self, const TestRawScript *script, GSocketConnection *connection)
{
  g_autoptr (GIOStream) tls = NULL;

  if (script->certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));
  tls = g_tls_server_connection_new (G_IO_STREAM (connection), script->certificate, NULL);
  g_assert_nonnull (tls);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), script->protocols);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->stopping, NULL))
    return NULL;
  keep_protocol (self, G_TLS_CONNECTION (tls));
  return g_steal_pointer (&tls);
}

static void
speak (TestRawServer *self, const TestRawScript *script, GSocketConnection *connection,
       GIOStream *stream)
{
  GInputStream *in = g_io_stream_get_input_stream (stream);
  GOutputStream *out = g_io_stream_get_output_stream (stream);

  if (!script->is_mute)
    {
      g_autofree char *request = read_header (in, self->stopping);

      g_mutex_lock (&self->mutex);
      g_free (self->request);
      self->request = g_steal_pointer (&request);
      g_mutex_unlock (&self->mutex);
    }
  if (script->data != NULL)
    send_bytes (self, out, script->data,
                script->length > 0 ? script->length : strlen (script->data));
  end (self, script, connection, out);
  g_io_stream_close (stream, NULL, NULL);
}

static void
play (TestRawServer *self, const TestRawScript *script, GSocketConnection *connection)
{
  g_autoptr (GIOStream) stream = shake_hands (self, script, connection);

  if (stream != NULL)
    speak (self, script, connection, stream);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer user_data)
{
  TestRawServer *self = user_data;
  TestRawScript script;

  g_mutex_lock (&self->mutex);
  script = self->script;
  g_mutex_unlock (&self->mutex);
  play (self, &script, connection);
  g_mutex_lock (&self->mutex);
  self->n_open--;
  g_cond_signal (&self->is_quiet);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/* In the main thread, before the connection gets its own. */
static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  TestRawServer *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_connections++;
  self->n_open++;
  g_mutex_unlock (&self->mutex);
  return FALSE;
}

TestRawServer *
test_raw_server_new (const TestRawScript *script)
{
  return test_raw_server_new_at (0, script);
}

TestRawServer *
test_raw_server_new_at (guint16 port, const TestRawScript *script)
{
  TestRawServer *self = g_new0 (TestRawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->is_quiet);
  self->script = *script;
  self->stopping = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (THREADS_MAX);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->origin = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  return self;
}

void
test_raw_server_free (TestRawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stopping);
  g_mutex_lock (&self->mutex);
  while (self->n_open > 0)
    g_cond_wait (&self->is_quiet, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self->service);
  g_object_unref (self->stopping);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->is_quiet);
  g_free (self->request);
  g_free (self->protocol);
  g_free (self->origin);
  g_free (self);
}

void
test_raw_server_set_script (TestRawServer *self, const TestRawScript *script)
{
  g_mutex_lock (&self->mutex);
  self->script = *script;
  g_mutex_unlock (&self->mutex);
}

const char *
test_raw_server_get_origin (TestRawServer *self)
{
  return self->origin;
}

guint16
test_raw_server_get_port (TestRawServer *self)
{
  return self->port;
}

guint
test_raw_server_count_connections (TestRawServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_connections;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
test_raw_server_get_request (TestRawServer *self)
{
  char *request;

  g_mutex_lock (&self->mutex);
  request = g_strdup (self->request);
  g_mutex_unlock (&self->mutex);
  return request;
}

char *
test_raw_server_get_protocol (TestRawServer *self)
{
  char *protocol;

  g_mutex_lock (&self->mutex);
  protocol = g_strdup (self->protocol);
  g_mutex_unlock (&self->mutex);
  return protocol;
}
