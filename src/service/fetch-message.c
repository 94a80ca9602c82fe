#include "config.h"

#include "fetch-message.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "fetch-answer.h"
#include "fetch-body.h"
#include "fetch-error.h"
#include "fetch-proxy.h"
#include "fetch-request.h"
#include "fetch-session.h"

#define PIECE 8192
#define INTERIM_ANSWERS_MAX 8
#define WATCHDOG_US (1500 * G_TIME_SPAN_MILLISECOND)

struct _CtFetchMessage
{
  guint ref_count;
  CtFetchState state;

  SoupSession *session;      /* (owned) */
  CtClock *clock;            /* (owned) what Retry-After counts from */
  CtHttpRequest *request;    /* (owned) */
  SecretValue *token;        /* (nullable) (owned) */
  SoupMessage *message;      /* (owned) */
  GCancellable *cancellable; /* (owned) of libsoup's calls for message */
  GInputStream *stream;      /* (nullable) (owned) */
  GSource *timer;            /* (nullable) (owned) */
  GError *reason;            /* (nullable) (owned) why it ends without an answer */

  gint64 start_us;
  gint64 deadline_us;
  guint n_interim_answers;
  gboolean is_https;
  gboolean is_at_proxy;  /* the connection to a proxy is being made */
  gboolean has_slash;    /* added to the address, once */
  gboolean is_retry_due; /* once libsoup has let go */
  CtFetchBuffer raw;

  CtFetchDone done; /* (nullable) NULL: reported */
  gpointer user_data;
};

static void handle (CtFetchMessage *self, CtFetchEvent event);

CtFetchState
ct_fetch_state_next (CtFetchState state, CtFetchEvent event)
{
  switch (state)
    {
    case CT_FETCH_SENDING:
      if (event == CT_FETCH_STOP || event == CT_FETCH_TIMER)
        return CT_FETCH_STOPPING;
      return event == CT_FETCH_ANSWERED ? CT_FETCH_READING : CT_FETCH_DONE;
    case CT_FETCH_READING:
      if (event == CT_FETCH_STOP || event == CT_FETCH_TIMER)
        return CT_FETCH_STOPPING;
      return event == CT_FETCH_PIECE ? CT_FETCH_READING : CT_FETCH_DONE;
    case CT_FETCH_STOPPING:
      if (event == CT_FETCH_STOP)
        return CT_FETCH_STOPPING;
      if (event == CT_FETCH_AGAIN)
        return CT_FETCH_SENDING;
      return event == CT_FETCH_TIMER ? CT_FETCH_ABANDONED : CT_FETCH_DONE;
    case CT_FETCH_DONE:
    case CT_FETCH_ABANDONED:
      return state;
    }
  g_return_val_if_reached (state);
}

static CtFetchMessage *
ref (CtFetchMessage *self)
{
  self->ref_count++;
  return self;
}

static void
drop_message (CtFetchMessage *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
}

static void
drop_timer (CtFetchMessage *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
ct_fetch_message_unref (CtFetchMessage *self)
{
  if (--self->ref_count > 0)
    return;
  drop_timer (self);
  drop_message (self);
  ct_fetch_buffer_clear (&self->raw);
  g_clear_pointer (&self->token, secret_value_unref);
  ct_http_request_free (self->request);
  g_clear_error (&self->reason);
  g_object_unref (self->session);
  g_object_unref (self->clock);
  g_free (self);
}

static const char *
get_host (CtFetchMessage *self)
{
  return g_uri_get_host (soup_message_get_uri (self->message));
}

static gboolean
on_timer (gpointer user_data)
{
  g_autoptr (CtFetchMessage) self = ref (user_data);

  g_clear_pointer (&self->timer, g_source_unref);
  if (self->reason == NULL)
    self->reason = g_error_new (CT_ERROR, CT_ERROR_TIMEOUT, _ ("%s did not answer in time"),
                                get_host (self));
  handle (self, CT_FETCH_TIMER);
  return G_SOURCE_REMOVE;
}

static void
set_timer (CtFetchMessage *self, gint64 span_us)
{
  drop_timer (self);
  self->timer = g_timeout_source_new ((guint) (MAX (span_us, 0) / G_TIME_SPAN_MILLISECOND));
  g_source_set_priority (self->timer, G_PRIORITY_HIGH);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_set_static_name (self->timer, "ct_fetch_message deadline");
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
ct_fetch_message_stop (CtFetchMessage *self, GError *reason)
{
  if (self->reason == NULL)
    self->reason = reason;
  else
    g_error_free (reason);
  handle (self, CT_FETCH_STOP);
}

static void
refuse_redirect (CtFetchMessage *self, SoupMessageHeaders *headers)
{
  const char *location = soup_message_headers_get_one (headers, "Location");

  if (!self->has_slash && ct_fetch_request_add_slash (self->request, location))
    {
      self->has_slash = self->is_retry_due = TRUE;
      handle (self, CT_FETCH_STOP);
      return;
    }
  ct_fetch_message_stop (self, ct_fetch_request_redirected (self->request, location, self->token));
}

static void
on_got_headers (SoupMessage *message, CtFetchMessage *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  GError *error = NULL;

  if (SOUP_STATUS_IS_REDIRECTION (status))
    refuse_redirect (self, headers);
  else if (status == SOUP_STATUS_MISDIRECTED_REQUEST)
    /* The status is the answer: libsoup would read the whole body before it says more. */
    handle (self, CT_FETCH_STOP);
  else if (!ct_fetch_answer_check_headers (headers, get_host (self), &error))
    ct_fetch_message_stop (self, error);
}

/* libsoup reads an endless stream of them in one go, and no timer fires meanwhile. */
static void
on_got_informational (SoupMessage *message, CtFetchMessage *self)
{
  if (++self->n_interim_answers > INTERIM_ANSWERS_MAX)
    ct_fetch_message_stop (self,
                           g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE,
                                        _ ("%s does not get to its answer"), get_host (self)));
}

static void
on_starting (SoupMessage *message, CtFetchMessage *self)
{
  GError *error = NULL;

  if (!ct_fetch_session_check_peer (message, self->is_https, &error))
    ct_fetch_message_stop (self, error);
}

static gboolean
leads_to_proxy (GIOStream *connection)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (G_IS_SOCKET_CONNECTION (connection))
    address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  return address != NULL && G_IS_PROXY_ADDRESS (address);
}

/* HTTP/2 hosts that hang up after the handshake would leave us without a callback. */
static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection,
                  CtFetchMessage *self)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
  else if (event == G_SOCKET_CLIENT_CONNECTING)
    self->is_at_proxy = leads_to_proxy (connection);
  else if (event == G_SOCKET_CLIENT_CONNECTED)
    self->is_at_proxy = FALSE;
}

static gboolean
is_lookup_failure (const GError *foreign)
{
  return foreign->domain == G_RESOLVER_ERROR
         || g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND);
}

static void
fail (CtFetchMessage *self, const GError *foreign)
{
  if (self->state != CT_FETCH_STOPPING)
    self->reason = ct_fetch_error_from_foreign (
        foreign, get_host (self), soup_message_get_tls_peer_certificate_errors (self->message));
  if (self->is_https && is_lookup_failure (foreign))
    self->is_at_proxy = ct_fetch_proxy_was_named (soup_session_get_proxy_resolver (self->session),
                                                  get_host (self));
  if (self->is_at_proxy && g_error_matches (self->reason, CT_ERROR, CT_ERROR_UNREACHABLE))
    {
      g_clear_error (&self->reason);
      self->reason = g_error_new_literal (CT_ERROR, CT_ERROR_PROXY,
                                          _ ("The proxy cannot be reached"));
    }
  handle (self, CT_FETCH_FAILED);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtFetchMessage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result,
                                                              &error);

  if (self->state == CT_FETCH_ABANDONED)
    return;
  if (self->is_retry_due && self->reason == NULL)
    handle (self, CT_FETCH_AGAIN);
  else if (stream == NULL)
    fail (self, error);
  else if (self->is_https && soup_message_get_tls_peer_certificate (self->message) == NULL)
    {
      /* The status of a tunnel that was not made comes as if it were the answer. */
      if (self->reason == NULL)
        self->reason = ct_fetch_error_from_tunnel (soup_message_get_status (self->message));
      handle (self, CT_FETCH_FAILED);
    }
  else
    {
      self->stream = g_steal_pointer (&stream);
      handle (self, CT_FETCH_ANSWERED);
    }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtFetchMessage) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (self->state == CT_FETCH_ABANDONED)
    return;
  if (n < 0)
    {
      fail (self, error);
      return;
    }
  self->raw.length += n;
  if (self->raw.length > CT_FETCH_BODY_MAX && self->reason == NULL)
    self->reason = g_error_new (CT_ERROR, CT_ERROR_TOO_LARGE,
                                _ ("%s sends more than any balance needs"), get_host (self));
  if (self->reason != NULL)
    handle (self, CT_FETCH_FAILED);
  else
    handle (self, n > 0 ? CT_FETCH_PIECE : CT_FETCH_END);
}

static void
send_message (CtFetchMessage *self)
{
  self->cancellable = g_cancellable_new ();
  self->n_interim_answers = 0;
  self->is_retry_due = FALSE;
  g_signal_connect (self->message, "starting", G_CALLBACK (on_starting), self);
  g_signal_connect (self->message, "got-informational", G_CALLBACK (on_got_informational), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  if (self->is_https)
    g_signal_connect (self->message, "network-event", G_CALLBACK (on_network_event), self);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_sent, ref (self));
}

/* The whole deadline still counts from the first try. */
static void
send_again (CtFetchMessage *self)
{
  SoupMessage *message = ct_fetch_request_to_message (self->request, self->token, &self->reason);

  if (message == NULL)
    {
      handle (self, CT_FETCH_FAILED);
      return;
    }
  drop_message (self);
  self->message = message;
  set_timer (self, self->deadline_us - g_get_monotonic_time ());
  send_message (self);
}

static void
read_piece (CtFetchMessage *self)
{
  guint8 *room = ct_fetch_buffer_reserve (&self->raw, PIECE / 2);
  gsize size = MIN (self->raw.size - self->raw.length, PIECE);

  g_input_stream_read_async (self->stream, room, size, G_PRIORITY_DEFAULT, self->cancellable,
                             on_read, ref (self));
}

static CtHttpAnswer *
make_answer (CtFetchMessage *self, gboolean is_complete, GError **error)
{
  CtHttpAnswer *answer = ct_fetch_answer_new (
      soup_message_get_status (self->message), soup_message_get_response_headers (self->message),
      self->raw.data, is_complete ? self->raw.length : 0, ct_clock_now_us (self->clock), error);

  if (answer != NULL)
    answer->duration_us = g_get_monotonic_time () - self->start_us;
  return answer;
}

static void
report (CtFetchMessage *self, CtFetchEvent event)
{
  CtFetchDone done = g_steal_pointer (&self->done);
  GError *error = g_steal_pointer (&self->reason);
  CtHttpAnswer *answer = error == NULL ? make_answer (self, event == CT_FETCH_END, &error) : NULL;

  drop_timer (self);
  g_cancellable_cancel (self->cancellable);
  drop_message (self);
  g_clear_pointer (&self->token, secret_value_unref);
  done (answer, error, self->state == CT_FETCH_ABANDONED, self->user_data);
}

static void
handle (CtFetchMessage *self, CtFetchEvent event)
{
  CtFetchState previous = self->state;

  self->state = ct_fetch_state_next (previous, event);
  switch (self->state)
    {
    case CT_FETCH_SENDING:
      send_again (self);
      break;
    case CT_FETCH_READING:
      read_piece (self);
      break;
    case CT_FETCH_STOPPING:
      if (previous != CT_FETCH_STOPPING)
        {
          set_timer (self, WATCHDOG_US);
          g_cancellable_cancel (self->cancellable);
        }
      break;
    case CT_FETCH_DONE:
    case CT_FETCH_ABANDONED:
      if (previous != self->state)
        report (self, event);
      break;
    }
}

CtFetchMessage *
ct_fetch_message_send (SoupSession *session, CtHttpRequest *request, SecretValue *token,
                       guint deadline_ms, CtClock *clock, CtFetchDone done, gpointer user_data,
                       GError **error)
{
  SoupMessage *message = ct_fetch_request_to_message (request, token, error);
  CtFetchMessage *self;

  if (message == NULL)
    {
      ct_http_request_free (request);
      return NULL;
    }
  self = g_new0 (CtFetchMessage, 1);
  self->ref_count = 1;
  self->state = CT_FETCH_SENDING;
  self->session = g_object_ref (session);
  self->clock = g_object_ref (clock);
  self->request = request;
  self->token = token != NULL ? secret_value_ref (token) : NULL;
  self->message = message;
  self->is_https = g_str_has_prefix (request->origin, "https:");
  self->start_us = g_get_monotonic_time ();
  self->deadline_us = self->start_us + deadline_ms * G_TIME_SPAN_MILLISECOND;
  self->done = done;
  self->user_data = user_data;
  set_timer (self, deadline_ms * G_TIME_SPAN_MILLISECOND);
  send_message (self);
  return self;
}
