#include "config.h"

#include <string.h>

#include "endure.h"
#include "http-server.h"
#include "raw-server.h"

/* What a hostile or broken server does to an account: it says so by the right error, keeps the last
 * good amount, and the next good answer ends it; meanwhile the program needs no memory to speak of,
 * and its main loop goes on. What is sent to whom: test-fetch-hostile.c, test-fetch-tls.c. */

#define DEADLINE_MS 300 /* where it is what ends the request */
#define BOMB_LENGTH (64 * 1024 * 1024)

#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"
#define TO(location) HEAD ("302 Found") "Location: " location "\r\nContent-Length: 0\r\n\r\n"
#define BODY_BEGINS HEAD ("200 OK") "Connection: close\r\n\r\n"
#define GOOD(quota) BODY_BEGINS "{\"success\":true,\"data\":{\"quota\":" quota "}}"
#define BIG "0123456789012345678901234567890123456789012345678901234567890123456789"

typedef struct
{
  const char *name;
  CtErrorCode code;
  TestRawScript script;
} Row;

/* A script that says this and closes the connection; its end in bytes when there are zeros. */
#define SAYS(text) .script = { .data = text, .length = sizeof (text) - 1, .end = TEST_RAW_CLOSE }
#define HOLDS(text) .script = { .data = text, .end = TEST_RAW_HOLD }
#define RESETS(text) .script = { .data = text, .end = TEST_RAW_RESET }

static const Row rows[] = {
  { "redirect-other-host", CT_ERROR_REDIRECTED, SAYS (TO ("http://evil.example/")) },
  { "redirect-other-port", CT_ERROR_REDIRECTED, SAYS (TO ("http://127.0.0.1:1/")) },
  { "redirect-other-scheme", CT_ERROR_REDIRECTED, SAYS (TO ("https://127.0.0.1/")) },
  { "redirect-loop", CT_ERROR_REDIRECTED, SAYS (TO ("/api/user/self")) },
  { "redirect-to-file", CT_ERROR_REDIRECTED, SAYS (TO ("file:///etc/passwd")) },
  { "redirect-without-host", CT_ERROR_REDIRECTED, SAYS (TO ("x:/.//y")) },
  { "401-with-challenge", CT_ERROR_TOKEN_REJECTED,
    HOLDS (HEAD ("401 x") "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\", qop=\"auth\", "
                          "domain=\"https:/x\"\r\nContent-Length: 2\r\n\r\n{}") },
  { "407", CT_ERROR_GATEWAY_ERROR,
    HOLDS (HEAD ("407 x") "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\n{}") },
  /* What libsoup reads to its end before it says a word, when it is let. */
  { "endless-401-with-challenge", CT_ERROR_TOO_LARGE,
    .script = { .data = HEAD ("401 x") "WWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },
  { "endless-407", CT_ERROR_TOO_LARGE,
    .script = { .data = HEAD ("407 x") "Proxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
                .repeat = BIG,
                .end = TEST_RAW_ENDLESS } },
  { "endless-421", CT_ERROR_GATEWAY_ERROR,
    .script = { .data = HEAD ("421 x") "\r\n", .repeat = BIG, .end = TEST_RAW_ENDLESS } },

  { "slow-headers", CT_ERROR_TIMEOUT,
    .script = { .data = "HTTP/1.1 200 OK\r\n", .repeat = "X-A: b\r\n", .end = TEST_RAW_DRIP } },
  { "slow-body", CT_ERROR_TIMEOUT,
    .script = { .data = BODY_BEGINS, .repeat = " ", .end = TEST_RAW_DRIP } },
  { "endless-body", CT_ERROR_TOO_LARGE,
    .script = { .data = BODY_BEGINS, .repeat = BIG, .end = TEST_RAW_ENDLESS } },
  { "endless-1xx", CT_ERROR_UNREACHABLE,
    .script = { .repeat = "HTTP/1.1 103 Early Hints\r\n\r\n", .end = TEST_RAW_ENDLESS } },
  { "endless-headers", CT_ERROR_UNREACHABLE,
    .script = { .data = HEAD ("200 OK"), .repeat = "X-A: " BIG "\r\n", .end = TEST_RAW_ENDLESS } },

  { "nested-encodings", CT_ERROR_BAD_JSON,
    SAYS (HEAD ("200 OK") "Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}") },
  { "length-too-long", CT_ERROR_UNREACHABLE,
    SAYS (HEAD ("200 OK") "Content-Length: 99\r\n\r\n{\"success\":true}") },
  { "length-too-short", CT_ERROR_BAD_JSON,
    SAYS (HEAD ("200 OK") "Content-Length: 9\r\n\r\n{\"success\":true}") },
  { "reset-before-request", CT_ERROR_UNREACHABLE,
    .script = { .is_mute = TRUE, .end = TEST_RAW_RESET } },
  { "reset-after-request", CT_ERROR_UNREACHABLE, RESETS (NULL) },
  { "reset-in-headers", CT_ERROR_UNREACHABLE, RESETS ("HTTP/1.1 200 OK\r\nCont") },
  { "reset-in-body", CT_ERROR_UNREACHABLE,
    RESETS (HEAD ("200 OK") "Content-Length: 99\r\n\r\n{\"su") },
  { "http-2", CT_ERROR_UNREACHABLE, SAYS ("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\144") },
  { "http-2-wanted", CT_ERROR_GATEWAY_ERROR,
    SAYS (HEAD ("426 Upgrade Required") "Upgrade: h2c\r\nContent-Length: 2\r\n\r\n{}") },

  { "204", CT_ERROR_BAD_JSON, HOLDS (HEAD ("204 x") "\r\n") },
  { "empty", CT_ERROR_BAD_JSON, SAYS (BODY_BEGINS) },
  { "html", CT_ERROR_NOT_FOUND,
    SAYS ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!DOCTYPE html><p>Hello") },
  { "bom", CT_ERROR_BAD_JSON, SAYS (BODY_BEGINS "\xef\xbb\xbf{\"success\":true}") },
  { "utf-16", CT_ERROR_BAD_JSON, SAYS (BODY_BEGINS "\xff\xfe{\0}\0") },
  { "nul", CT_ERROR_BAD_JSON, SAYS (GOOD ("1\0")) },
  { "invalid-utf-8", CT_ERROR_BAD_JSON,
    SAYS (BODY_BEGINS "{\"success\":true,\"message\":\"\xc0\xaf\",\"data\":{\"quota\":1}}") },
  { "trailing-garbage", CT_ERROR_BAD_JSON, SAYS (GOOD ("1") "x") },
  { "two-answers", CT_ERROR_BAD_JSON, SAYS (GOOD ("1") "{}") },
  { "huge-number", CT_ERROR_OUT_OF_RANGE, SAYS (GOOD ("1e400")) },
  { "long-number", CT_ERROR_OUT_OF_RANGE, SAYS (GOOD ("9" BIG BIG)) },
  { "nan", CT_ERROR_BAD_JSON, SAYS (GOOD ("NaN")) },
  { "text", CT_ERROR_MISSING_VALUE, SAYS (GOOD ("\"much\"")) },
  { "list", CT_ERROR_MISSING_VALUE, SAYS (GOOD ("[1]")) },
  { "null", CT_ERROR_MISSING_VALUE, SAYS (GOOD ("null")) },
  { "scalar", CT_ERROR_MISSING_VALUE, SAYS (BODY_BEGINS "7") },
};

typedef struct
{
  TestPolling polling;
  TestRawServer *server; /* (owned) behind the port of the gateway, which is not asked */
} Fixture;

static const TestRawScript good = { .data = GOOD ("24997909"), .end = TEST_RAW_CLOSE };
static const TestRawScript good_again = { .data = GOOD ("5000000"), .end = TEST_RAW_CLOSE };

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  test_polling_set_up (&fixture->polling, NULL);
  test_polling_use_memory (&fixture->polling);
  fixture->server = test_raw_server_new (&good);
  fixture->polling.gateway->port = test_raw_server_get_port (fixture->server);
  g_free (test_polling_add (&fixture->polling, 0, "laozhang", "127.0.0.1"));
  test_polling_start (&fixture->polling);
  test_polling_assert (&fixture->polling, 0, "idle $49.99");
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  test_polling_tear_down (&fixture->polling, NULL);
  test_raw_server_free (fixture->server);
}

static void
check (Fixture *fixture, const TestRawScript *script, CtErrorCode code)
{
  TestPolling *polling = &fixture->polling;

  test_raw_server_set_script (fixture->server, script);
  if (code == CT_ERROR_TIMEOUT)
    ct_fetcher_set_deadline_ms (polling->fetcher, DEADLINE_MS);
  test_endure_poll (polling, 1, code);

  ct_fetcher_set_deadline_ms (polling->fetcher, 10000);
  test_raw_server_set_script (fixture->server, &good_again);
  test_endure_recover (polling, 1);
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;

  check (fixture, &row->script, row->code);
}

/* --- What does not fit into a table --- */

static void
check_data (Fixture *fixture, const char *head, const void *body, gsize length, CtErrorCode code)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  TestRawScript script = { .end = TEST_RAW_CLOSE };

  g_byte_array_append (data, (const guint8 *) head, strlen (head));
  g_byte_array_append (data, body, length);
  script.data = data->data;
  script.length = data->len;
  check (fixture, &script, code);
}

static void
test_gzip_bomb (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *zeros = g_malloc0 (BOMB_LENGTH);
  g_autoptr (GBytes) gzip = test_http_gzip (zeros, BOMB_LENGTH);

  g_clear_pointer (&zeros, g_free);
  check_data (fixture, HEAD ("200 OK") "Content-Encoding: gzip\r\n\r\n",
              g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip), CT_ERROR_TOO_LARGE);
}

static void
test_gzip_truncated (Fixture *fixture, gconstpointer user_data)
{
  const char *body = "{\"success\":true,\"data\":{\"quota\":1}}";
  g_autoptr (GBytes) gzip = test_http_gzip (body, strlen (body));

  check_data (fixture, HEAD ("200 OK") "Content-Encoding: gzip\r\n\r\n",
              g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip) - 4, CT_ERROR_BAD_JSON);
}

static void
test_json_deep (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *body = g_strnfill (100 * 1000, '[');

  check_data (fixture, BODY_BEGINS, body, strlen (body), CT_ERROR_TOO_LARGE);
}

static void
test_json_wide (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) body = g_string_new ("{\"success\":true,\"data\":[0");

  while (body->len < 500 * 1000)
    g_string_append (body, ",0");
  g_string_append (body, "]}");
  check_data (fixture, BODY_BEGINS, body->str, body->len, CT_ERROR_TOO_LARGE);
}

/* No fault: the last one counts, as in every browser. */
static void
test_duplicate_keys (Fixture *fixture, gconstpointer user_data)
{
  static const TestRawScript script = { .data = GOOD ("1,\"quota\":5000000"),
                                        .end = TEST_RAW_CLOSE };

  test_raw_server_set_script (fixture->server, &script);
  test_endure_any_poll (&fixture->polling);
  test_polling_assert (&fixture->polling, 0, "idle $10.00");
}

#define ADD(path, func) \
  g_test_add ("/monitor-hostile/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/monitor-hostile/", rows[i].name, NULL);

      g_test_add (path, Fixture, &rows[i], set_up, test_row, tear_down);
    }
  ADD ("gzip-bomb", test_gzip_bomb);
  ADD ("gzip-truncated", test_gzip_truncated);
  ADD ("json-deep", test_json_deep);
  ADD ("json-wide", test_json_wide);
  ADD ("duplicate-keys", test_duplicate_keys);
  return g_test_run ();
}
