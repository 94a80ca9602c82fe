#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "endure.h"
#include "raw-server.h"

/* What a site without a good certificate, or that speaks another protocol below HTTP, does to an
 * account: as in test-monitor-hostile.c. More of what is said of certificates: test-fetch-tls.c. */

#define OUTDATED "--outdated"
#define GOOD(quota)                                                                \
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" \
  "{\"success\":true,\"data\":{\"quota\":" quota "}}"

/* Read by the leak checker, which crashes in every program that has loaded GnuTLS: see
 * test-fetch-tls.c. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static const char *const with_http_2[] = { "h2", "http/1.1", NULL };
static const char *const only_http_2[] = { "h2", NULL };

typedef struct
{
  const char *name;
  CtErrorCode code;
  const char *certificate; /* file */
  TestRawScript script;
} Row;

/* Whoever believes these gets another amount. */
#define BELIEVED                              \
  {                                           \
    .data = GOOD ("1"), .end = TEST_RAW_CLOSE \
  }

static const Row rows[] = {
  { "self-signed", CT_ERROR_TLS, "self-signed.pem", BELIEVED },
  { "expired", CT_ERROR_TLS, "expired.pem", BELIEVED },
  { "wrong-name", CT_ERROR_TLS, "wrong-host.pem", BELIEVED },
  { "unknown-ca", CT_ERROR_TLS, "stranger.pem", BELIEVED },
  { "no-tls", CT_ERROR_TLS, NULL, { .is_mute = TRUE, .data = GOOD ("1"), .end = TEST_RAW_HOLD } },
  /* That libsoup never calls back then is seen of real servers only. */
  { "closed-after-handshake",
    CT_ERROR_UNREACHABLE,
    "server.pem",
    { .is_mute = TRUE, .end = TEST_RAW_CLOSE, .protocols = with_http_2 } },
  { "http-2",
    CT_ERROR_UNREACHABLE,
    "server.pem",
    { .data = "\0\0\6\4\0\0\0\0\0\0\3\0\0\0\144",
      .length = 15,
      .end = TEST_RAW_CLOSE,
      .protocols = only_http_2 } },
};

static GTlsCertificate *
load_certificate (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "tls", name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

typedef struct
{
  TestPolling polling;
  GTlsCertificate *certificate; /* (owned) a good one */
  TestRawServer *server;        /* (owned) behind the port of the gateway, which is not asked */
} Fixture;

static TestRawScript
make_good (Fixture *fixture, const char *answer)
{
  return (TestRawScript){ .data = answer,
                          .end = TEST_RAW_CLOSE,
                          .certificate = fixture->certificate,
                          .protocols = with_http_2 };
}

static void
trust (CtFetcher *fetcher)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "tls", "ca.pem", NULL);
  g_autoptr (GError) error = NULL;

  ct_fetcher_set_proxy_resolver (fetcher, NULL);
  g_assert_true (ct_fetcher_set_ca_file (fetcher, path, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  TestRawScript good;

  test_polling_set_up (polling, NULL);
  test_polling_use_memory (polling);
  trust (polling->fetcher);
  fixture->certificate = load_certificate ("server.pem");
  good = make_good (fixture, GOOD ("24997909"));
  fixture->server = test_raw_server_new (&good);
  polling->gateway->scheme = "https";
  polling->gateway->port = test_raw_server_get_port (fixture->server);
  g_free (test_polling_add (polling, 0, "laozhang", "127.0.0.1"));
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  test_polling_tear_down (&fixture->polling, NULL);
  test_raw_server_free (fixture->server);
  g_object_unref (fixture->certificate);
}

static void
recover (Fixture *fixture)
{
  TestRawScript good = make_good (fixture, GOOD ("5000000"));

  test_raw_server_set_script (fixture->server, &good);
  test_endure_recover (&fixture->polling, 1);
}

/* Of a site that was good until then: its certificate changes while the program runs. */
static void
test_row (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GTlsCertificate) certificate = row->certificate != NULL
                                                ? load_certificate (row->certificate)
                                                : NULL;
  TestRawScript script = row->script;

  script.certificate = certificate;
  test_raw_server_set_script (fixture->server, &script);
  test_endure_poll (&fixture->polling, 1, row->code);
  recover (fixture);
}

/* Offered, it is turned down: our requests are HTTP/1.1. */
static void
test_http_2_offered (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *protocol = test_raw_server_get_protocol (fixture->server);

  g_assert_cmpstr (protocol, ==, "http/1.1");
}

/* --- The priority of GnuTLS is read once a process: such a server is this program again --- */

/* What it says first is a comment of TAP. */
static void
wait_until_ready (GSubprocess *server)
{
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (server));
  g_autofree char *line = NULL;

  while (g_strcmp0 (line, "ready") != 0)
    {
      g_free (line);
      line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
      g_assert_nonnull (line);
    }
}

static GSubprocess *
start_outdated (const char *program, guint port)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autoptr (GError) error = NULL;
  GSubprocess *server;

  g_subprocess_launcher_setenv (launcher, "G_TLS_GNUTLS_PRIORITY",
                                "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0", TRUE);
  server = g_subprocess_launcher_spawn (launcher, &error, program, OUTDATED, number, NULL);
  g_assert_no_error (error);
  wait_until_ready (server);
  return server;
}

static gboolean
on_parent_gone (GIOChannel *input, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* --outdated PORT: until stdin closes; fails when it was asked anything. */
static int
outdated_main (guint16 port)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ("server.pem");
  TestRawScript script = { .data = GOOD ("1"), .certificate = certificate };
  g_autoptr (TestRawServer) server = test_raw_server_new_at (port, &script);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  g_autofree char *request = NULL;

  g_io_add_watch (input, G_IO_HUP, on_parent_gone, loop);
  printf ("ready\n"); /* g_print would make it a comment of TAP */
  fflush (stdout);
  g_main_loop_run (loop);
  request = test_raw_server_get_request (server);
  return request == NULL || *request == '\0' ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
test_downgrade (Fixture *fixture, gconstpointer program)
{
  guint16 port = test_raw_server_get_port (fixture->server);
  g_autoptr (GSubprocess) outdated = NULL;
  TestRawScript good = make_good (fixture, GOOD ("5000000"));

  g_clear_pointer (&fixture->server, test_raw_server_free);
  outdated = start_outdated (program, port);
  test_endure_poll (&fixture->polling, 1, CT_ERROR_TLS);
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (outdated), NULL, NULL));
  g_assert_true (g_subprocess_wait_check (outdated, NULL, NULL));

  fixture->server = test_raw_server_new_at (port, &good);
  recover (fixture);
}

int
main (int argc, char **argv)
{
  /* That of GNOME aborts where no schemas are installed, as in folders of our own. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (argc == 3 && g_str_equal (argv[1], OUTDATED))
    return outdated_main ((guint16) g_ascii_strtoull (argv[2], NULL, 10));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/monitor-tls/", rows[i].name, NULL);

      g_test_add (path, Fixture, &rows[i], set_up, test_row, tear_down);
    }
  g_test_add ("/monitor-tls/http-2-offered", Fixture, NULL, set_up, test_http_2_offered, tear_down);
  g_test_add ("/monitor-tls/downgrade", Fixture, argv[0], set_up, test_downgrade, tear_down);
  return g_test_run ();
}
