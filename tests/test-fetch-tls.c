#include "config.h"

#include <stdio.h>
#include <string.h>

#include "fetch-proxy.h"
#include "fetching.h"
#include "http-server.h"
#include "loop.h"
#include "proxy-server.h"
#include "raw-server.h"
#include "test-network.h"

#define BODY "{\"ok\":true}"

/* Read by the leak checker, which crashes in every program that has loaded GnuTLS (gcc 12; with
 * LSAN_OPTIONS=use_tls=0 it does not, and finds leaks of GLib's threads alone). */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", "tls", name, NULL);
}

static void
serve (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
       gpointer user_data)
{
  test_http_reply_gzip (message, 200, BODY);
}

static GTlsCertificate *
load_certificate (const char *name)
{
  g_autofree char *path = fixture (name);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static TestHttpServer *
new_server (const char *certificate_name)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate (certificate_name);

  return test_http_server_new (certificate, serve, NULL);
}

/* ca_name: (nullable) the system's. */
static CtFetcher *
new_fetcher (const char *ca_name)
{
  CtFetcher *fetcher = ct_fetcher_new (NULL);
  g_autofree char *path = ca_name != NULL ? fixture (ca_name) : NULL;
  g_autoptr (GError) error = NULL;

  ct_fetcher_set_proxy_resolver (fetcher, NULL);
  g_assert_true (ct_fetcher_set_ca_file (fetcher, path, &error));
  g_assert_no_error (error);
  return fetcher;
}

static void
test_good (void)
{
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      test_fetch_get (&fetch, fetcher, server->origin, "/");
      test_fetch_assert_body (&fetch, 200, BODY);
    }
  g_assert_cmpuint (server->requests->len, ==, 3);
  g_assert_cmpuint (g_hash_table_size (server->connections), ==, 1);
}

static void
test_bad_certificates (void)
{
  const struct
  {
    const char *certificate;
    const char *ca;
    const char *says;
  } rows[] = {
    { "server.pem", "other-ca.pem", "unknown issuer" },
    { "server.pem", NULL, "unknown issuer" },
    { "wrong-host.pem", "ca.pem", "for another site" },
    { "expired.pem", "ca.pem", "has expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TestHttpServer) server = new_server (rows[i].certificate);
      g_autoptr (CtFetcher) fetcher = new_fetcher (rows[i].ca);
      g_auto (TestFetch) fetch = { 0 };

      g_test_message ("%s", rows[i].says);
      test_fetch_get (&fetch, fetcher, server->origin, "/");
      test_fetch_assert_error (&fetch, CT_ERROR_TLS);
      g_assert_nonnull (strstr (fetch.error->message, rows[i].says));
      g_assert_cmpuint (server->requests->len, ==, 0);
    }
}

/* Every new connection looks at it, one that resumes a session of the old one, too. */
static void
test_changes_while_running (void)
{
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  const char *const rows[] = { "server.pem", "expired.pem", "server.pem", "wrong-host.pem",
                               "server.pem" };
  guint n_requests = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GTlsCertificate) certificate = load_certificate (rows[i]);
      g_auto (TestFetch) fetch = { 0 };

      soup_server_set_tls_certificate (server->server, certificate);
      ct_fetcher_forget_connections (fetcher); /* as 10 s later: polls are further apart */
      test_fetch_get (&fetch, fetcher, server->origin, "/");
      if (g_str_equal (rows[i], "server.pem"))
        test_fetch_assert_body (&fetch, 200, BODY);
      else
        test_fetch_assert_error (&fetch, CT_ERROR_TLS);
      n_requests += g_str_equal (rows[i], "server.pem");
      g_assert_cmpuint (server->requests->len, ==, n_requests);
    }
}

static void
test_not_tls (void)
{
  const TestRawScript script = { .is_mute = TRUE,
                                 .data = "HTTP/1.1 400 Bad Request\r\n\r\n",
                                 .end = TEST_RAW_HOLD };
  g_autoptr (TestRawServer) server = test_raw_server_new (&script);
  g_autofree char *origin = g_strconcat (
      "https", test_raw_server_get_origin (server) + strlen ("http"), NULL);
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };

  test_fetch_get (&fetch, fetcher, origin, "/");
  test_fetch_assert_error (&fetch, CT_ERROR_TLS);
}

/* What it says first is a comment of TAP. */
static char *
read_origin (GSubprocess *server)
{
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (server));
  char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

  while (line != NULL && !g_str_has_prefix (line, "https:"))
    {
      g_free (line);
      line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
    }
  g_assert_nonnull (line);
  return line;
}

/* The priority of GnuTLS is read once a process: the server is this program again. */
static void
test_outdated_tls (gconstpointer program)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) server = NULL;
  g_autofree char *origin = NULL;
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };

  g_subprocess_launcher_setenv (launcher, "G_TLS_GNUTLS_PRIORITY",
                                "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", TRUE);
  server = g_subprocess_launcher_spawn (launcher, &error, program, "--serve", NULL);
  g_assert_no_error (error);
  origin = read_origin (server);
  test_fetch_get (&fetch, fetcher, origin, "/");
  test_fetch_assert_error (&fetch, CT_ERROR_TLS);
  g_assert_cmpstr (fetch.error->message, ==, "127.0.0.1 only offers encryption that is outdated");

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, &error));
  g_assert_true (g_subprocess_wait_check (server, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
on_stdin_closed (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  gboolean *is_done = user_data;

  *is_done = TRUE;
  return G_SOURCE_REMOVE;
}

/* --serve: says where, until stdin closes; fails when it got a request. */
static int
serve_alone (void)
{
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (GIOChannel) in = g_io_channel_unix_new (0);
  gboolean is_done = FALSE;

  g_io_add_watch (in, G_IO_HUP, on_stdin_closed, &is_done);
  printf ("%s\n", server->origin); /* g_print would make it a comment of TAP */
  fflush (stdout);
  test_loop_until (&is_done);
  return server->requests->len == 0 ? 0 : 1;
}

static void
test_ca_files (void)
{
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_autofree char *no_certificate = fixture ("make.sh");
  const char *rows[] = { "ca.pem", "/no/such/file.pem", "/dev/zero", no_certificate };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ct_fetcher_set_ca_file (fetcher, rows[i], &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
    }
}

static void
test_proxy (void)
{
  g_autoptr (TestProxyServer) proxy = test_proxy_server_new ();
  g_autoptr (GProxyResolver) resolver = test_proxy_server_new_resolver (proxy);
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (TestHttpServer) plain = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };

  ct_fetcher_set_proxy_resolver (fetcher, resolver);
  test_fetch_get (&fetch, fetcher, server->origin, "/");
  test_fetch_assert_body (&fetch, 200, BODY);
  g_assert_cmpuint (test_proxy_server_count_tunnels (proxy), ==, 1);

  /* Without https nothing is told to a proxy. */
  test_fetch_get (&fetch, fetcher, plain->origin, "/");
  test_fetch_assert_body (&fetch, 200, BODY);
  g_assert_cmpuint (test_proxy_server_count_tunnels (proxy), ==, 1);
}

/* Whatever GIO may ask of a resolver. */
static void
test_proxy_interface (void)
{
  g_autoptr (GProxyResolver) base = g_simple_proxy_resolver_new ("direct://", NULL);
  g_autoptr (GProxyResolver) resolver = ct_fetch_proxy_new (base);
  g_auto (GStrv) proxies = g_proxy_resolver_lookup (resolver, "https://127.0.0.1/", NULL, NULL);

  g_assert_true (g_proxy_resolver_is_supported (resolver));
  g_assert_cmpstr (proxies[0], ==, "direct://");
}

/* The desktop's settings change while the program runs: the next connection follows. */
static void
test_proxy_changes (void)
{
  g_autoptr (TestProxyServer) proxy = test_proxy_server_new ();
  g_autoptr (GProxyResolver) through = test_proxy_server_new_resolver (proxy);
  g_auto (GStrv) address = g_proxy_resolver_lookup (through, "https://127.0.0.1/", NULL, NULL);
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new ("direct://", NULL);
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  const char *rows[] = { "direct://", address[0], "direct://", address[0] };
  guint n_tunnels = 0;

  ct_fetcher_set_proxy_resolver (fetcher, resolver);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (TestFetch) fetch = { 0 };

      g_simple_proxy_resolver_set_default_proxy (G_SIMPLE_PROXY_RESOLVER (resolver), rows[i]);
      n_tunnels += !g_str_equal (rows[i], "direct://");
      test_fetch_get (&fetch, fetcher, server->origin, "/");
      test_fetch_assert_body (&fetch, 200, BODY);
      g_assert_cmpuint (test_proxy_server_count_tunnels (proxy), ==, n_tunnels);
      ct_fetcher_forget_connections (fetcher); /* as 10 s later: polls are further apart */
    }
}

/* It is not the site that refuses then. */
static void
test_no_proxy_there (void)
{
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new ("http://127.0.0.1:1", NULL);
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };

  ct_fetcher_set_proxy_resolver (fetcher, resolver);
  test_fetch_get (&fetch, fetcher, server->origin, "/");
  test_fetch_assert_error (&fetch, CT_ERROR_PROXY);
  g_assert_cmpstr (fetch.error->message, ==, "The proxy cannot be reached");
}

/* Nor is it the site whose name nobody knows. */
static void
test_no_proxy_of_that_name (void)
{
  static const struct
  {
    const char *proxy;
    const char *origin;
    CtErrorCode code;
  } rows[] = {
    { "http://proxy.invalid:3128", "https://127.0.0.1:443", CT_ERROR_PROXY },
    { "http://proxy.invalid:3128", "https://site.invalid:443", CT_ERROR_PROXY },
    { "direct://", "https://site.invalid:443", CT_ERROR_UNREACHABLE },
  };
  g_autoptr (GResolver) names = g_resolver_get_default ();

  test_network_resolve_here ();
  test_network_break_names (TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (rows[i].proxy, NULL);
      g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
      g_auto (TestFetch) fetch = { 0 };

      g_test_message ("%s for %s", rows[i].proxy, rows[i].origin);
      ct_fetcher_set_proxy_resolver (fetcher, resolver);
      test_fetch_get (&fetch, fetcher, rows[i].origin, "/");
      test_fetch_assert_error (&fetch, rows[i].code);
    }
  g_resolver_set_default (names);
}

/* A proxy that does not do as it should: none of them sees the token. */
static void
test_bad_proxies (void)
{
  const TestRawScript rows[] = {
    { .data = "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
              "0\r\n\r\n",
      .end = TEST_RAW_HOLD },
    { .data = "HTTP/1.1 407 x\r\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n\", "
              "qop=\"auth\", domain=\"https:/x\"\r\nContent-Length: 0\r\n\r\n",
      .end = TEST_RAW_HOLD },
    { .data = "HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"n\", "
              "qop=\"auth\", domain=\"https:/x\"\r\nContent-Length: 0\r\n\r\n",
      .end = TEST_RAW_HOLD },
    { .data = "HTTP/1.1 403 x\r\nContent-Length: 2\r\n\r\n{}", .end = TEST_RAW_HOLD },
    { .data = "HTTP/1.1 302 x\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n",
      .end = TEST_RAW_HOLD },
  };
  const char *users[] = { "", "user:password@" };

  for (guint i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (users); i++)
    {
      g_autoptr (TestRawServer) proxy = test_raw_server_new (&rows[i / G_N_ELEMENTS (users)]);
      g_autofree char *address = g_strconcat (
          "http://", users[i % G_N_ELEMENTS (users)],
          test_raw_server_get_origin (proxy) + strlen ("http://"), NULL);
      g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (address, NULL);
      g_autoptr (TestHttpServer) server = new_server ("server.pem");
      g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
      g_auto (TestFetch) fetch = { 0 };
      g_autofree char *request = NULL;

      g_test_message ("row %u, \"%s\"", i, users[i % G_N_ELEMENTS (users)]);
      ct_fetcher_set_proxy_resolver (fetcher, resolver);
      ct_fetcher_set_deadline_ms (fetcher, 1000);
      test_fetch_get (&fetch, fetcher, server->origin, "/");
      test_fetch_assert_error (&fetch, CT_ERROR_PROXY);
      request = test_raw_server_get_request (proxy);
      g_test_message ("%s\n%s", fetch.error->message, request);
      g_assert_true (g_str_has_prefix (request, "CONNECT "));
      g_assert_null (strstr (request, TEST_TOKEN));
    }
}

/* What makes libsoup never call back: here a resolver that never does, cancelled or not. */
#define TEST_TYPE_MUTE_RESOLVER (test_mute_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestMuteResolver, test_mute_resolver, TEST, MUTE_RESOLVER, GObject)

struct _TestMuteResolver
{
  GObject parent_instance;
  GTask *task; /* (nullable) (owned) */
};

static void
lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  TestMuteResolver *self = TEST_MUTE_RESOLVER (resolver);

  g_assert_null (self->task);
  self->task = g_task_new (self, NULL, callback, user_data);
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_mute_resolver_init_interface (GProxyResolverInterface *interface)
{
  interface->lookup_async = lookup_async;
  interface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMuteResolver, test_mute_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      test_mute_resolver_init_interface))

static void
test_mute_resolver_init (TestMuteResolver *self)
{
}

static void
test_mute_resolver_class_init (TestMuteResolverClass *klass)
{
}

static void
test_watchdog (void)
{
  g_autoptr (TestMuteResolver) resolver = g_object_new (TEST_TYPE_MUTE_RESOLVER, NULL);
  g_autoptr (TestHttpServer) server = new_server ("server.pem");
  g_autoptr (CtFetcher) fetcher = new_fetcher ("ca.pem");
  g_auto (TestFetch) fetch = { 0 };
  g_auto (TestFetch) next = { 0 };
  gint64 start_us = g_get_monotonic_time ();

  ct_fetcher_set_proxy_resolver (fetcher, G_PROXY_RESOLVER (resolver));
  ct_fetcher_set_deadline_ms (fetcher, 100);
  test_fetch_get (&fetch, fetcher, server->origin, "/");
  test_fetch_assert_error (&fetch, CT_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 1500 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_TIME_SPAN_SECOND);

  /* What comes late finds nobody (the callback asserts that it comes once). */
  g_task_return_pointer (resolver->task, g_strsplit ("direct://", " ", -1),
                         (GDestroyNotify) g_strfreev);
  g_clear_object (&resolver->task);
  ct_fetcher_set_deadline_ms (fetcher, 10000);
  ct_fetcher_set_proxy_resolver (fetcher, NULL);
  test_fetch_get (&next, fetcher, server->origin, "/");
  test_fetch_assert_body (&next, 200, BODY);
  g_assert_cmpuint (server->requests->len, ==, 1);
}

int
main (int argc, char **argv)
{
  /* Not in folders of its own: GIO looks for the schemas of the desktop's proxy even when another
   * resolver is set, and aborts when there are none at all. */
  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_equal (argv[1], "--serve"))
    return serve_alone ();

  g_test_add_func ("/fetch-tls/good", test_good);
  g_test_add_func ("/fetch-tls/bad-certificates", test_bad_certificates);
  g_test_add_func ("/fetch-tls/changes-while-running", test_changes_while_running);
  g_test_add_func ("/fetch-tls/not-tls", test_not_tls);
  g_test_add_data_func ("/fetch-tls/outdated", argv[0], test_outdated_tls);
  g_test_add_func ("/fetch-tls/ca-files", test_ca_files);
  g_test_add_func ("/fetch-tls/proxy", test_proxy);
  g_test_add_func ("/fetch-tls/proxy-interface", test_proxy_interface);
  g_test_add_func ("/fetch-tls/proxy-changes", test_proxy_changes);
  g_test_add_func ("/fetch-tls/no-proxy-there", test_no_proxy_there);
  g_test_add_func ("/fetch-tls/no-proxy-of-that-name", test_no_proxy_of_that_name);
  g_test_add_func ("/fetch-tls/bad-proxies", test_bad_proxies);
  g_test_add_func ("/fetch-tls/watchdog", test_watchdog);
  return g_test_run ();
}
