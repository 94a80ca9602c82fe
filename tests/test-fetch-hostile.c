#include "config.h"

#include <string.h>

#include "fetching.h"
#include "http-server.h"
#include "raw-server.h"

/* What servers did, or could do, to a client that trusts them. Whatever they do, the request ends
 * by its deadline, once, with a status or with an error that says what happened. */

#define DEADLINE_MS 300 /* where it is what ends the request */
#define SLACK_MS 1000   /* of a busy machine */

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define BIG "0123456789012345678901234567890123456789012345678901234567890123456789"

typedef struct
{
  const char *name;
  int expected; /* a status (100 and more), or a CtErrorCode */
  TestRawScript script;
} Row;

static const Row rows[] = {
  /* CVE-2025-4476: on its default port this challenge crashes libsoup's auth manager. */
  { .name = "digest-challenge",
    .expected = 401,
    .script = { .data =
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\", "
                    "nonce=\"n\", qop=\"auth\", domain=\"https:/x\"\r\nContent-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },
  /* Of these libsoup would keep everything before it says a word. */
  { .name = "endless-401",
    .expected = CT_ERROR_TOO_LARGE,
    .script = { .data = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },
  { .name = "endless-407",
    .expected = CT_ERROR_TOO_LARGE,
    .script = { .data = "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },
  { .name = "endless-421",
    .expected = 421,
    .script = { .data = "HTTP/1.1 421 Misdirected\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },
  { .name = "endless-302",
    .expected = CT_ERROR_REDIRECTED,
    .script = { .data = "HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },

  { .name = "endless-body",
    .expected = CT_ERROR_TOO_LARGE,
    .script = { .data = OK_HEAD "\r\n", .repeat = BIG, .end = TEST_RAW_ENDLESS } },
  { .name = "endless-chunks",
    .expected = CT_ERROR_TOO_LARGE,
    .script = { .data = OK_HEAD "Transfer-Encoding: chunked\r\n\r\n",
                .repeat = "15e\r\n" BIG BIG BIG BIG BIG "\r\n",
                .end = TEST_RAW_ENDLESS } },
  { .name = "endless-chunk-size",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = OK_HEAD "Transfer-Encoding: chunked\r\n\r\n",
                .repeat = "0",
                .end = TEST_RAW_ENDLESS } },
  { .name = "endless-header",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = OK_HEAD, .repeat = "X-Header: " BIG "\r\n", .end = TEST_RAW_ENDLESS } },
  /* A timer on the same main loop does not fire meanwhile. */
  { .name = "endless-interim",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .repeat = "HTTP/1.1 103 Early Hints\r\n\r\n", .end = TEST_RAW_ENDLESS } },
  { .name = "some-interim",
    .expected = 200,
    .script = { .data = "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" OK_HEAD
                        "Content-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },
  { .name = "announced-10-GB",
    .expected = CT_ERROR_TOO_LARGE,
    .script = { .data = OK_HEAD "Content-Length: 10000000000\r\n\r\n", .end = TEST_RAW_HOLD } },
  { .name = "announced-2^64",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = OK_HEAD "Content-Length: 18446744073709551616\r\n\r\n{}",
                .end = TEST_RAW_CLOSE } },

  { .name = "stacked-gzip",
    .expected = CT_ERROR_BAD_JSON,
    .script = { .data = OK_HEAD "Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },
  { .name = "brotli",
    .expected = CT_ERROR_BAD_JSON,
    .script = { .data = OK_HEAD "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },
  { .name = "not-gzip",
    .expected = CT_ERROR_BAD_JSON,
    .script = { .data = OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },
  { .name = "not-gzip-500",
    .expected = 500,
    .script = { .data =
                    "HTTP/1.1 500 Oops\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                .end = TEST_RAW_HOLD } },

  { .name = "reset-at-once",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .is_mute = TRUE, .end = TEST_RAW_RESET } },
  { .name = "reset-after-request",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .end = TEST_RAW_RESET } },
  { .name = "reset-in-header",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = "HTTP/1.1 20", .end = TEST_RAW_RESET } },
  { .name = "reset-in-body",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = OK_HEAD "Content-Length: 200\r\n\r\n{", .end = TEST_RAW_RESET } },
  { .name = "closed-at-once",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .is_mute = TRUE, .end = TEST_RAW_CLOSE } },
  { .name = "closed-in-header",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = "HTTP/1.1 200 OK\r\nContent-", .end = TEST_RAW_CLOSE } },
  { .name = "closed-in-body",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = OK_HEAD "Content-Length: 200\r\n\r\n{", .end = TEST_RAW_CLOSE } },

  { .name = "silence", .expected = CT_ERROR_TIMEOUT, .script = { .end = TEST_RAW_HOLD } },
  { .name = "silence-in-body",
    .expected = CT_ERROR_TIMEOUT,
    .script = { .data = OK_HEAD "Content-Length: 200\r\n\r\n{", .end = TEST_RAW_HOLD } },
  /* Never long enough without a byte for a timeout per read. */
  { .name = "drip-header",
    .expected = CT_ERROR_TIMEOUT,
    .script = { .data = OK_HEAD, .repeat = "X-A: b\r\n", .end = TEST_RAW_DRIP } },
  { .name = "drip-body",
    .expected = CT_ERROR_TIMEOUT,
    .script = { .data = OK_HEAD "Content-Length: 100000\r\n\r\n",
                .repeat = "0",
                .end = TEST_RAW_DRIP } },
  { .name = "drip-interim",
    .expected = CT_ERROR_TIMEOUT,
    .script = { .repeat = "HTTP/1.1 103 Early Hints\r\n\r\n", .end = TEST_RAW_DRIP } },

  { .name = "ssh",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .is_mute = TRUE, .data = "SSH-2.0-OpenSSH_9.2\r\n", .end = TEST_RAW_CLOSE } },
  { .name = "binary",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = "\x16\x03\x01\x00\xa5\x01\n\n\n\n", .end = TEST_RAW_CLOSE } },
  { .name = "status-0",
    .expected = CT_ERROR_UNREACHABLE,
    .script = { .data = "HTTP/1.1 0 x\r\n\r\n", .end = TEST_RAW_CLOSE } },
  { .name = "odd-reason",
    .expected = 503,
    .script = { .data = "HTTP/1.1 503 \x1b[31m\xff<b>\r\nContent-Length: 0\r\n\r\n",
                .end = TEST_RAW_CLOSE } },
  { .name = "no-content",
    .expected = 204,
    .script = { .data = "HTTP/1.1 204 x\r\n\r\n", .end = TEST_RAW_HOLD } },
  { .name = "until-close",
    .expected = 200,
    .script = { .data = "HTTP/1.0 200 OK\r\n\r\n{}", .end = TEST_RAW_CLOSE } },
};

static void
check (const TestFetch *fetch, const Row *row)
{
  if (fetch->error != NULL)
    g_test_message ("%s", fetch->error->message);
  if (row->expected < 100)
    {
      test_fetch_assert_error (fetch, row->expected);
      return;
    }
  g_assert_no_error (fetch->error);
  g_assert_cmpint (fetch->answer->status, ==, row->expected);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TestRawServer) server = test_raw_server_new (&row->script);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };
  gint64 start_us = g_get_monotonic_time ();
  gint64 took_ms;

  if (row->expected == CT_ERROR_TIMEOUT)
    ct_fetcher_set_deadline_ms (fetcher, DEADLINE_MS);
  test_fetch_get (&fetch, fetcher, test_raw_server_get_origin (server), "/");
  took_ms = (g_get_monotonic_time () - start_us) / G_TIME_SPAN_MILLISECOND;
  check (&fetch, row);
  if (row->expected == CT_ERROR_TIMEOUT)
    g_assert_cmpint (took_ms, <, DEADLINE_MS + SLACK_MS);
}

/* All at once in one fetcher, which afterwards still works. */
static void
serve (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
       gpointer user_data)
{
  test_http_reply_gzip (message, 200, "{}");
}

static void
test_all_at_once (void)
{
  TestRawServer *servers[G_N_ELEMENTS (rows)];
  TestFetch fetches[G_N_ELEMENTS (rows)] = { 0 };
  g_autoptr (TestHttpServer) decent = test_http_server_new (NULL, serve, NULL);
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  ct_fetcher_set_deadline_ms (fetcher, DEADLINE_MS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtHttpRequest) request = NULL;

      servers[i] = test_raw_server_new (&rows[i].script);
      request = test_fetch_request (test_raw_server_get_origin (servers[i]), "/");
      test_fetch_start (&fetches[i], fetcher, request, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      test_fetch_wait (&fetches[i]);
      /* Which of its ends a flood comes to depends on how busy the machine is. */
      if (fetches[i].error == NULL
          || !g_error_matches (fetches[i].error, CT_ERROR, CT_ERROR_TIMEOUT))
        check (&fetches[i], &rows[i]);
    }
  ct_fetcher_set_deadline_ms (fetcher, 10000);
  test_fetch_get (&fetch, fetcher, decent->origin, "/");
  test_fetch_assert_body (&fetch, 200, "{}");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      test_fetch_clear (&fetches[i]);
      test_raw_server_free (servers[i]);
    }
}

/* length: how much of the stream is sent. */
static void
fetch_gzip (TestFetch *fetch, guint status, GBytes *gzip, gsize length)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 %u x\r\nContent-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      status, length);
  TestRawScript script = { .end = TEST_RAW_CLOSE };
  g_autoptr (TestRawServer) server = NULL;
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);

  g_byte_array_append (data, (const guint8 *) head, strlen (head));
  g_byte_array_append (data, g_bytes_get_data (gzip, NULL), length);
  script.data = data->data;
  script.length = data->len;
  server = test_raw_server_new (&script);
  test_fetch_get (fetch, fetcher, test_raw_server_get_origin (server), "/");
}

static void
test_gzip_bomb (void)
{
  gsize length = 200 * 1024 * 1024;
  g_autofree char *zeros = g_malloc0 (length);
  g_autoptr (GBytes) gzip = test_http_gzip (zeros, length);
  g_auto (TestFetch) fetch = { 0 };

  fetch_gzip (&fetch, 200, gzip, g_bytes_get_size (gzip));
  test_fetch_assert_error (&fetch, CT_ERROR_TOO_LARGE);
}

static void
test_gzip_truncated (void)
{
  g_autoptr (GBytes) gzip = test_http_gzip ("{\"a\":1}", 7);
  g_auto (TestFetch) fetch = { 0 };

  fetch_gzip (&fetch, 200, gzip, g_bytes_get_size (gzip));
  test_fetch_assert_body (&fetch, 200, "{\"a\":1}");
  test_fetch_clear (&fetch);
  fetch_gzip (&fetch, 200, gzip, g_bytes_get_size (gzip) - 4);
  test_fetch_assert_error (&fetch, CT_ERROR_BAD_JSON);
  test_fetch_clear (&fetch);
  fetch_gzip (&fetch, 429, gzip, 10);
  test_fetch_assert_body (&fetch, 429, "");
}

/* libsoup warns about it, and takes it for no length at all. */
static void
test_negative_length (void)
{
  const Row row = { .expected = 200, .script = { .data = OK_HEAD "Content-Length: -5\r\n\r\n" } };

  g_test_expect_message ("GLib-GObject", G_LOG_LEVEL_WARNING, "*\"-5\"*'content-length'*");
  test_row (&row);
  g_test_assert_expected_messages ();
}

static void
test_refused_port (void)
{
  const TestRawScript script = { .end = TEST_RAW_CLOSE };
  TestRawServer *server = test_raw_server_new (&script);
  g_autofree char *origin = g_strdup (test_raw_server_get_origin (server));
  g_autoptr (CtFetcher) fetcher = ct_fetcher_new (NULL);
  g_auto (TestFetch) fetch = { 0 };

  test_raw_server_free (server);
  test_fetch_get (&fetch, fetcher, origin, "/");
  test_fetch_assert_error (&fetch, CT_ERROR_UNREACHABLE);
  g_assert_cmpstr (fetch.error->message, ==, "127.0.0.1 refuses the connection");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch-hostile/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/fetch-hostile/all-at-once", test_all_at_once);
  g_test_add_func ("/fetch-hostile/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/fetch-hostile/gzip-truncated", test_gzip_truncated);
  g_test_add_func ("/fetch-hostile/negative-length", test_negative_length);
  g_test_add_func ("/fetch-hostile/refused-port", test_refused_port);
  return g_test_run ();
}
