#include "config.h"

#include <string.h>

#include "error.h"
#include "fetch-answer.h"
#include "fetch-body.h"

#define NOW_US G_GINT64_CONSTANT (1795320000000000) /* 2026-11-22T04:00:00Z */
#define BODY "{\"quota\":1}"
/* gzip of BODY */
#define PACKED                                                                   \
  "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x2c\xcd\x2f\x49\x54\xb2" \
  "\x32\xac\x05\x00\x32\xdf\x75\x7c\x0b\x00\x00\x00"
#define NOTHING -1 /* no error */

static const struct
{
  guint status;
  const char *headers; /* lines */
  const char *body;
  gsize length;
  int code; /* of the error */
  const char *decoded;
  gint64 retry_after_s; /* from now; -1: none */
  const char *reason;
} rows[] = {
  { 200, "", BODY, sizeof BODY - 1, NOTHING, BODY, -1, "plain" },
  { 200, "Content-Encoding: identity\r\n", BODY, sizeof BODY - 1, NOTHING, BODY, -1, "plain, too" },
  { 200, "Content-Encoding: gzip\r\n", PACKED, sizeof PACKED - 1, NOTHING, BODY, -1, "packed" },
  { 200, "Content-Encoding: X-GZip\r\n", PACKED, sizeof PACKED - 1, NOTHING, BODY, -1, "old name" },
  { 200, "Content-Encoding: gzip\r\n", "", 0, NOTHING, "", -1, "nothing at all" },
  { 200, "Content-Encoding: gzip\r\n", PACKED, sizeof PACKED - 2, CT_ERROR_BAD_JSON, NULL, -1,
    "cut off" },
  { 429, "Content-Encoding: gzip\r\nRetry-After: 120\r\n", PACKED, 12, NOTHING, "", 120,
    "the status says enough" },
  { 200, "Content-Encoding: br\r\n", BODY, sizeof BODY - 1, CT_ERROR_BAD_JSON, NULL, -1,
    "not asked for" },
  { 200, "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", PACKED, sizeof PACKED - 1,
    CT_ERROR_BAD_JSON, NULL, -1, "twice" },
  { 200, "Content-Length: 1048577\r\n", BODY, sizeof BODY - 1, CT_ERROR_TOO_LARGE, NULL, -1,
    "more is announced than is ever read" },
  { 503, "Retry-After: Sun, 22 Nov 2026 04:30:00 GMT\r\n", "", 0, NOTHING, "", 1800, "a date" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (
          SOUP_MESSAGE_HEADERS_RESPONSE);
      g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\n%s", rows[i].headers);
      g_autoptr (CtHttpAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].reason);
      g_assert_true (
          soup_headers_parse_response (head, (int) strlen (head), headers, NULL, NULL, NULL));
      if (ct_fetch_answer_check_headers (headers, "site.example", &error))
        answer = ct_fetch_answer_new (rows[i].status, headers, (const guint8 *) rows[i].body,
                                      rows[i].length, NOW_US, &error);
      if (rows[i].code != NOTHING)
        {
          g_assert_error (error, CT_ERROR, rows[i].code);
          g_assert_null (answer);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_cmpstr (answer->body, ==, rows[i].decoded);
      g_assert_cmpint (answer->retry_after_us, ==,
                       rows[i].retry_after_s < 0
                           ? -1
                           : NOW_US + rows[i].retry_after_s * (gint64) G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fetch-answer/rows", test_rows);
  return g_test_run ();
}
