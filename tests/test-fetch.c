#include "config.h"

#include <string.h>

#include "fetching.h"
#include "http-server.h"
#include "loop.h"
#include "raw-server.h"

#define BODY "{\"data\":{\"quota\":24997909}}"

/* What came, by path. */
static void
serve (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
       gpointer user_data)
{
  SoupMessageHeaders *got = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *send = soup_server_message_get_response_headers (message);

  if (g_str_equal (path, "/plain"))
    test_http_reply (message, 200, BODY);
  else if (g_str_equal (path, "/gzip"))
    test_http_reply_gzip (message, 200, BODY);
  else if (g_str_equal (path, "/empty-429"))
    {
      soup_message_headers_append (send, "Retry-After", "120");
      test_http_reply_gzip (message, 429, "");
    }
  else if (g_str_equal (path, "/gzip-of-nothing"))
    {
      /* One Hub: the header without a stream. */
      soup_message_headers_append (send, "Content-Encoding", "gzip");
      soup_server_message_set_status (message, 429, NULL);
    }
  else if (g_str_equal (path, "/headers"))
    {
      g_autofree char *text = g_strdup_printf (
          "%s|%s|%s|%s|%s", soup_message_headers_get_one (got, "Authorization"),
          soup_message_headers_get_one (got, "User-Agent"),
          soup_message_headers_get_list (got, "Accept"),
          soup_message_headers_get_list (got, "Accept-Encoding"),
          soup_message_headers_get_one (got, "New-Api-User"));

      test_http_reply (message, 200, text);
    }
  else if (g_str_equal (path, "/echo"))
    test_http_reply (message, 200, soup_server_message_get_request_body (message)->data);
  else if (g_str_equal (path, "/slash") || g_str_has_prefix (path, "/slashes"))
    {
      g_autofree char *target = g_strconcat (path, "/", NULL);

      soup_message_headers_append (send, "Location", target);
      test_http_reply (message, 301, "{}");
    }
  else if (g_str_equal (path, "/slash/"))
    test_http_reply (message, 200, BODY);
  else if (g_str_has_prefix (path, "/to/"))
    {
      soup_message_headers_append (send, "Location", path + strlen ("/to/"));
      test_http_reply (message, 302, "");
    }
  else
    test_http_reply (message, 404, "{}");
}

static void
test_plain (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  test_fetch_get (&fetch, fetcher, server->origin, "/plain");
  test_fetch_assert_body (&fetch, 200, BODY);
  g_assert_cmpuint (fetch.answer->length, ==, strlen (BODY));
  g_assert_cmpint (fetch.answer->retry_after_us, ==, -1);
  g_assert_cmpint (fetch.answer->duration_us, >, 0);
  g_assert_cmpint (fetch.answer->duration_us, <, 10 * G_TIME_SPAN_SECOND);

  test_fetch_get (&fetch, fetcher, server->origin, "/nothing-here");
  test_fetch_assert_body (&fetch, 404, "{}");
}

static void
test_gzip (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };
  gint64 before_us = g_get_real_time ();

  test_fetch_get (&fetch, fetcher, server->origin, "/gzip");
  test_fetch_assert_body (&fetch, 200, BODY);

  test_fetch_get (&fetch, fetcher, server->origin, "/empty-429");
  test_fetch_assert_body (&fetch, 429, "");
  g_assert_cmpint (fetch.answer->retry_after_us, >=, before_us + 120 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (fetch.answer->retry_after_us, <=, g_get_real_time () + 120 * G_TIME_SPAN_SECOND);

  test_fetch_get (&fetch, fetcher, server->origin, "/gzip-of-nothing");
  test_fetch_assert_body (&fetch, 429, "");
}

static void
test_headers (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/headers");
  g_auto (TestFetch) fetch = { 0 };

  ct_http_request_add_header (request, "New-Api-User", "42");
  test_fetch_start (&fetch, fetcher, request, NULL);
  test_fetch_wait (&fetch);
  test_fetch_assert_body (&fetch, 200,
                          "Bearer " TEST_TOKEN "|credit-tray/" PACKAGE_VERSION
                          "|application/json|gzip|42");
}

static void
test_raw_token (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/headers");
  CtAuth auth = { .kind = CT_AUTH_HEADER, .name = (char *) "Authorization" };
  g_auto (TestFetch) fetch = { 0 };

  ct_http_request_set_auth (request, &auth);
  test_fetch_start (&fetch, fetcher, request, NULL);
  test_fetch_wait (&fetch);
  g_assert_no_error (fetch.error);
  g_assert_true (g_str_has_prefix (fetch.answer->body, TEST_TOKEN "|"));
}

static void
test_basic_token (void)
{
  static const struct
  {
    const char *token;
    const char *sent;
  } rows[] = {
    { "Aladdin:OpenSesame", "Basic QWxhZGRpbjpPcGVuU2VzYW1l|" },
    { "a-key-alone", "Basic YS1rZXktYWxvbmU6|" },
    { "me:with:colons", "Basic bWU6d2l0aDpjb2xvbnM=|" },
  };
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/headers");
  CtAuth auth = { CT_AUTH_HEADER, (char *) "Authorization", (char *) "Basic ", TRUE };

  ct_http_request_set_auth (request, &auth);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SecretValue) token = secret_value_new (rows[i].token, -1, "text/plain");
      g_auto (TestFetch) fetch = { 0 };

      test_fetch_start_with (&fetch, fetcher, request, token, NULL);
      test_fetch_wait (&fetch);
      g_assert_no_error (fetch.error);
      g_assert_true (g_str_has_prefix (fetch.answer->body, rows[i].sent));
    }
}

static void
test_query_token (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/plain?a=b");
  g_autoptr (CtHttpRequest) redirected = test_fetch_request (server->origin, "/slash");
  CtAuth auth = { .kind = CT_AUTH_QUERY, .name = (char *) "api_key" };
  g_auto (TestFetch) fetch = { 0 };

  ct_http_request_set_auth (request, &auth);
  test_fetch_start (&fetch, fetcher, request, NULL);
  test_fetch_wait (&fetch);
  test_fetch_assert_body (&fetch, 200, BODY);

  ct_http_request_set_auth (redirected, &auth);
  test_fetch_start (&fetch, fetcher, redirected, NULL);
  test_fetch_wait (&fetch);
  test_fetch_assert_body (&fetch, 200, BODY);

  g_assert_cmpuint (server->requests->len, ==, 3);
  g_assert_cmpstr (server->requests->pdata[0], ==, "GET /plain?a=b&api_key=" TEST_TOKEN);
  g_assert_cmpstr (server->requests->pdata[1], ==, "GET /slash?api_key=" TEST_TOKEN);
  g_assert_cmpstr (server->requests->pdata[2], ==, "GET /slash/?api_key=" TEST_TOKEN);
}

static void
test_post (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = ct_http_request_new ("x", "POST", NULL, server->origin);
  g_auto (TestFetch) fetch = { 0 };

  request->address = g_strconcat (server->origin, "/echo", NULL);
  request->body = g_strdup ("{\"page\":1}");
  test_fetch_start (&fetch, fetcher, request, NULL);
  test_fetch_wait (&fetch);
  test_fetch_assert_body (&fetch, 200, "{\"page\":1}");
  g_assert_cmpstr (server->requests->pdata[0], ==, "POST /echo");
}

static void
test_keep_alive (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  test_fetch_get (&fetch, fetcher, server->origin, "/plain");
  test_fetch_get (&fetch, fetcher, server->origin, "/gzip");
  test_fetch_get (&fetch, fetcher, server->origin, "/nothing-here");
  g_assert_cmpuint (server->requests->len, ==, 3);
  g_assert_cmpuint (g_hash_table_size (server->connections), ==, 1);

  ct_fetcher_forget_connections (fetcher);
  test_fetch_get (&fetch, fetcher, server->origin, "/plain");
  test_fetch_assert_body (&fetch, 200, BODY);
  g_assert_cmpuint (g_hash_table_size (server->connections), ==, 2);
}

static void
test_slash (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  test_fetch_get (&fetch, fetcher, server->origin, "/slash");
  test_fetch_assert_body (&fetch, 200, BODY);
  g_assert_cmpuint (server->requests->len, ==, 2);

  /* Once, not for ever. */
  test_fetch_get (&fetch, fetcher, server->origin, "/slashes");
  test_fetch_assert_error (&fetch, CT_ERROR_REDIRECTED);
  g_assert_cmpuint (server->requests->len, ==, 4);
}

static void
test_redirects (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (TestHttpServer) other = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autofree char *other_port = g_strconcat ("/to/", other->origin, "/to/", NULL);
  g_auto (TestFetch) fetch = { 0 };
  const struct
  {
    const char *path;
    const char *names; /* what the message has */
  } rows[] = {
    { "/to/http://evil.example/to/", "evil.example" },
    { "/to///evil.example/to/", "evil.example" },
    { "/to/https://127.0.0.1/to/", "of its own" },
    { "/to/http://x:y@127.0.0.1/to/", "of its own" },
    { "/to//login", "of its own" },
    { "/to/javascript:alert(1)", "cannot be followed" },
    { "/to/file:///etc/passwd", "cannot be followed" },
    { "/to/http://%3Cb%3E/", "cannot be followed" },
    { "/to/http://DEFTESTTOKEN.example/", "cannot be followed" }, /* some of the token */
    { "/to/", "of its own" },
    { other_port, "of its own" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].path);
      test_fetch_get (&fetch, fetcher, server->origin, rows[i].path);
      test_fetch_assert_error (&fetch, CT_ERROR_REDIRECTED);
      g_assert_nonnull (strstr (fetch.error->message, rows[i].names));
    }
  g_assert_cmpuint (server->requests->len, ==, G_N_ELEMENTS (rows));
  g_assert_cmpuint (other->requests->len, ==, 0);
}

static void
test_refused_requests (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autofree char *elsewhere = g_strconcat (server->origin, "@evil.example/", NULL);
  g_auto (TestFetch) fetch = { 0 };
  const struct
  {
    const char *origin;
    const char *address; /* NULL: of origin */
    const char *header;  /* NULL: a good one */
    const char *token;   /* NULL: none */
    CtErrorCode code;
  } rows[] = {
    { "http://127.0.0.1:1", "http://127.0.0.1:2/", NULL, "t", CT_ERROR_DEFINITION },
    { server->origin, elsewhere, NULL, "t", CT_ERROR_DEFINITION },
    { "http://example.com:80", NULL, NULL, "t", CT_ERROR_DEFINITION },
    { server->origin, NULL, "a\r\nHost: evil.example", "t", CT_ERROR_DEFINITION },
    { server->origin, NULL, "\xc3\xa9", "t", CT_ERROR_DEFINITION },
    { server->origin, NULL, NULL, NULL, CT_ERROR_TOKEN_MISSING },
    { server->origin, NULL, NULL, "", CT_ERROR_TOKEN_MISSING },
    { server->origin, NULL, NULL, "a\r\nb", CT_ERROR_TOKEN_REJECTED },
    { server->origin, NULL, NULL, "a b", CT_ERROR_TOKEN_REJECTED },
    { server->origin, NULL, NULL, "\xc3\xa9", CT_ERROR_TOKEN_REJECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtHttpRequest) request = test_fetch_request (rows[i].origin, "/plain");
      SecretValue *token = rows[i].token != NULL
                               ? secret_value_new (rows[i].token, -1, "text/plain")
                               : NULL;

      g_test_message ("row %u", i);
      if (rows[i].address != NULL)
        {
          g_free (request->address);
          request->address = g_strdup (rows[i].address);
        }
      ct_http_request_add_header (request, "X-Row", rows[i].header != NULL ? rows[i].header : "1");
      test_fetch_start_with (&fetch, fetcher, request, token, NULL);
      test_fetch_wait (&fetch);
      test_fetch_assert_error (&fetch, rows[i].code);
      g_clear_pointer (&token, secret_value_unref);
    }
  g_assert_cmpuint (server->requests->len, ==, 0);
}

static void
test_cancel (void)
{
  const TestRawScript silence = { .end = TEST_RAW_HOLD };
  g_autoptr (TestRawServer) server = test_raw_server_new (&silence);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (test_raw_server_get_origin (server), "/");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TestFetch fetches[6] = { 0 }; /* four run, two wait */

  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    test_fetch_start (&fetches[i], fetcher, request, cancellable);
  while (test_raw_server_count_connections (server) < 4)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      test_fetch_wait (&fetches[i]);
      g_assert_error (fetches[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      test_fetch_clear (&fetches[i]);
    }
  g_assert_cmpuint (test_raw_server_count_connections (server), ==, 4);

  test_fetch_start (&fetches[0], fetcher, request, cancellable);
  test_fetch_wait (&fetches[0]);
  g_assert_error (fetches[0].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_fetch_clear (&fetches[0]);
}

static void
test_dispose (void)
{
  const TestRawScript silence = { .end = TEST_RAW_HOLD };
  g_autoptr (TestRawServer) server = test_raw_server_new (&silence);
  CtFetcher *fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (test_raw_server_get_origin (server), "/");
  TestFetch fetches[6] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    test_fetch_start (&fetches[i], fetcher, request, NULL);
  g_object_run_dispose (G_OBJECT (fetcher));
  g_object_add_weak_pointer (G_OBJECT (fetcher), (gpointer *) &fetcher);
  g_object_unref (fetcher);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      test_fetch_wait (&fetches[i]);
      g_assert_error (fetches[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      test_fetch_clear (&fetches[i]);
    }
  while (fetcher != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* A request keeps its fetcher; afterwards nothing does. */
static void
test_unref (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/plain");
  CtFetcher *fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  g_object_add_weak_pointer (G_OBJECT (fetcher), (gpointer *) &fetcher);
  test_fetch_start (&fetch, fetcher, request, NULL);
  g_object_unref (fetcher);
  test_fetch_wait (&fetch);
  test_fetch_assert_body (&fetch, 200, BODY);
  while (fetcher != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_crowd (void)
{
  const TestRawScript silence = { .end = TEST_RAW_HOLD };
  g_autoptr (TestRawServer) hanging = test_raw_server_new (&silence);
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (test_raw_server_get_origin (hanging),
                                                          "/");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree TestFetch *crowd = g_new0 (TestFetch, 60);
  g_auto (TestFetch) fetch = { 0 };

  for (guint i = 0; i < 60; i++)
    test_fetch_start (&crowd[i], fetcher, request, cancellable);
  test_fetch_get (&fetch, fetcher, server->origin, "/plain");
  test_fetch_assert_body (&fetch, 200, BODY);
  for (guint i = 0; i < 60; i++)
    g_assert_false (crowd[i].is_done);

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 60; i++)
    {
      test_fetch_wait (&crowd[i]);
      test_fetch_clear (&crowd[i]);
    }
  g_assert_cmpuint (test_raw_server_count_connections (hanging), <=, 4);
}

/* The deadline starts when a request leaves the queue: the last of them waits for the others, and
 * still gets its answer. */
static void
test_queue (void)
{
  g_autoptr (TestHttpServer) server = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autoptr (CtHttpRequest) request = test_fetch_request (server->origin, "/gzip");
  g_autofree TestFetch *crowd = g_new0 (TestFetch, 200);

  for (guint i = 0; i < 200; i++)
    test_fetch_start (&crowd[i], fetcher, request, NULL);
  for (guint i = 0; i < 200; i++)
    {
      test_fetch_wait (&crowd[i]);
      test_fetch_assert_body (&crowd[i], 200, BODY);
      test_fetch_clear (&crowd[i]);
    }
  g_assert_cmpuint (g_hash_table_size (server->connections), <=, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fetch/plain", test_plain);
  g_test_add_func ("/fetch/gzip", test_gzip);
  g_test_add_func ("/fetch/headers", test_headers);
  g_test_add_func ("/fetch/raw-token", test_raw_token);
  g_test_add_func ("/fetch/basic-token", test_basic_token);
  g_test_add_func ("/fetch/query-token", test_query_token);
  g_test_add_func ("/fetch/post", test_post);
  g_test_add_func ("/fetch/keep-alive", test_keep_alive);
  g_test_add_func ("/fetch/slash", test_slash);
  g_test_add_func ("/fetch/redirects", test_redirects);
  g_test_add_func ("/fetch/refused-requests", test_refused_requests);
  g_test_add_func ("/fetch/cancel", test_cancel);
  g_test_add_func ("/fetch/dispose", test_dispose);
  g_test_add_func ("/fetch/unref", test_unref);
  g_test_add_func ("/fetch/crowd", test_crowd);
  g_test_add_func ("/fetch/queue", test_queue);
  return g_test_run ();
}
