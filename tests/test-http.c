#include "config.h"

#include "http.h"

#include <string.h>

#include "error.h"

#define NOW_US G_GINT64_CONSTANT (1795320000000000) /* 2026-11-22 04:00:00 UTC */

static void
test_origin (void)
{
  static const struct
  {
    const char *address;
    gboolean allow_private_http;
    const char *origin; /* NULL: refused */
    const char *why;
  } rows[] = {
    { "https://api.x.com", FALSE, "https://api.x.com:443", "the port is made explicit" },
    { "https://api.x.com/v1/a?b=c", FALSE, "https://api.x.com:443", "path and query are no part" },
    { "HTTPS://API.X.COM:443/", FALSE, "https://api.x.com:443", "upper case" },
    { "https://api.x.com:8443", FALSE, "https://api.x.com:8443", "another port" },
    { "https://api.x.com:00443", FALSE, "https://api.x.com:443", "the same port" },
    { "https://api.x.com:", FALSE, "https://api.x.com:443", "an empty port is the default" },
    { "https://1.2.3.4", FALSE, "https://1.2.3.4:443", "IPv4" },
    { "https://[2001:DB8:0:0::1]/x", FALSE, "https://[2001:db8::1]:443", "one form of an IPv6" },
    { "https://xn--fiq228c.com", FALSE, "https://xn--fiq228c.com:443", "ASCII form of an IDN" },
    { "http://127.0.0.1:3000", FALSE, "http://127.0.0.1:3000", "loopback" },
    { "http://localhost", FALSE, "http://localhost:80", "loopback by name" },
    { "http://[0:0:0:0:0:0:0:1]:3000", FALSE, "http://[::1]:3000", "loopback by IPv6" },
    { "http://192.168.1.2", TRUE, "http://192.168.1.2:80", "private, as the person says" },
    { "http://nas:3000", TRUE, "http://nas:3000", "a single label, as the person says" },

    { "http://192.168.1.2", FALSE, NULL, "private, but the person did not say so" },
    { "http://api.x.com", FALSE, NULL, "http" },
    { "http://api.x.com", TRUE, NULL, "http, and not private at all" },
    { "http://8.8.8.8", TRUE, NULL, "a public IPv4" },
    { "http://[2001:db8::1]", TRUE, NULL, "a public IPv6" },
    { "http://2130706433", TRUE, NULL, "resolvers read it as 127.0.0.1" },
    { "http://134744072", TRUE, NULL, "resolvers read it as 8.8.8.8" },
    { "http://0x08080808", TRUE, NULL, "that too" },
    { "https://127.1", FALSE, NULL, "half an IPv4" },
    { "https://0177.0.0.1", FALSE, NULL, "an octal IPv4" },
    { "https://1.2.3.4.5", FALSE, NULL, "too much of an IPv4" },
    { "http://127.0.0.1.evil.com", TRUE, NULL, "looks like loopback" },
    { "http://localhost.evil.com", TRUE, NULL, "looks like loopback too" },
    { "http://[::ffff:8.8.8.8]", TRUE, NULL, "an IPv4 in an IPv6" },

    { "ftp://api.x.com", FALSE, NULL, "libsoup sends it as plain HTTP" },
    { "file:///etc/passwd", FALSE, NULL, "no host" },
    { "javascript:alert(1)", FALSE, NULL, "no address" },
    { "api.x.com", FALSE, NULL, "no scheme" },
    { "//evil.com", FALSE, NULL, "no scheme but a host" },
    { "/v1/models", FALSE, NULL, "a path" },
    { "", FALSE, NULL, "nothing" },
    { "://api.x.com", FALSE, NULL, "an empty scheme" },
    { "https:/api.x.com", FALSE, NULL, "one slash" },
    { "https:///api.x.com", FALSE, NULL, "three slashes" },
    { "https://", FALSE, NULL, "no host" },
    { "https://:443", FALSE, NULL, "a port alone" },

    { "https://api.x.com@evil.com/", FALSE, NULL, "goes to evil.com" },
    { "https://user:password@api.x.com", FALSE, NULL, "user info" },
    { "https://@api.x.com", FALSE, NULL, "empty user info" },
    { "https://evil.com\\@api.x.com", FALSE, NULL, "browsers go to evil.com" },
    { "https://api.x.com\\.evil.com", FALSE, NULL, "a backslash" },
    { "https://api.x.com%0d%0aHost:evil.com/", FALSE, NULL, "injects headers through a proxy" },
    { "https://%61pi.x.com", FALSE, NULL, "GUri would decode it" },
    { "https://api.x.com\r\nHost: evil.com", FALSE, NULL, "raw line ends" },
    { " https://api.x.com", FALSE, NULL, "a blank" },
    { "https://api.x.com/a b", FALSE, NULL, "a blank in the path" },
    { "https://api.x.com/\x7f", FALSE, NULL, "a control character" },
    { "https://例え.jp", FALSE, NULL, "an IDN: letters that look alike" },
    { "https://api.x。com", FALSE, NULL, "a full stop that IDNA reads as a dot" },
    { "https://api.x.com#@evil.com", FALSE, NULL, "a fragment" },
    { "https://api.x.com/#", FALSE, NULL, "an empty fragment" },
    { "https://api.x.com.", FALSE, NULL, "a trailing dot is another host to some" },
    { "https://.api.x.com", FALSE, NULL, "a leading dot" },
    { "https://api..x.com", FALSE, NULL, "an empty label" },
    { "https://api_x.com", FALSE, NULL, "an underscore" },
    { "https://a]b", FALSE, NULL, "GUri takes it" },
    { "https://[fe80::1%25eth0]", FALSE, NULL, "an interface" },
    { "https://[::1", FALSE, NULL, "half a bracket" },
    { "https://::1", FALSE, NULL, "no brackets" },
    { "https://api.x.com:0", FALSE, NULL, "port 0" },
    { "https://api.x.com:65536", FALSE, NULL, "port too large" },
    { "https://api.x.com:-1", FALSE, NULL, "a negative port" },
    { "https://api.x.com:80:90", FALSE, NULL, "two ports" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *origin = ct_http_origin (rows[i].address, rows[i].allow_private_http,
                                                &error);
      g_test_message ("%s: %s", rows[i].address, rows[i].why);
      g_assert_cmpstr (origin, ==, rows[i].origin);
      if (rows[i].origin == NULL)
        g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      else
        g_assert_no_error (error);
    }
}

static void
test_origin_is_stable (void)
{
  g_autofree char *once = ct_http_origin ("http://[::1]:80", FALSE, NULL);
  g_autofree char *twice = ct_http_origin (once, FALSE, NULL);
  g_assert_cmpstr (once, ==, "http://[::1]:80");
  g_assert_cmpstr (twice, ==, once);
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *host;
    gboolean is_loopback, is_private;
  } rows[] = {
    { "localhost", TRUE, TRUE },       { "LOCALHOST", TRUE, TRUE },
    { "a.localhost", TRUE, FALSE },    { ".localhost", FALSE, FALSE },
    { "notlocalhost", FALSE, TRUE },   { "localhost.", FALSE, FALSE },
    { "127.0.0.1", TRUE, FALSE },      { "127.255.255.254", TRUE, FALSE },
    { "128.0.0.1", FALSE, FALSE },     { "::1", TRUE, FALSE },
    { "::2", FALSE, FALSE },           { "::ffff:127.0.0.1", FALSE, FALSE },
    { "9.255.255.255", FALSE, FALSE }, { "10.0.0.1", FALSE, TRUE },
    { "11.0.0.1", FALSE, FALSE },      { "172.15.255.255", FALSE, FALSE },
    { "172.16.0.1", FALSE, TRUE },     { "172.31.255.255", FALSE, TRUE },
    { "172.32.0.1", FALSE, FALSE },    { "192.168.0.1", FALSE, TRUE },
    { "192.169.0.1", FALSE, FALSE },   { "169.254.1.1", FALSE, TRUE },
    { "fbff::1", FALSE, FALSE },       { "fc00::1", FALSE, TRUE },
    { "fdff::1", FALSE, TRUE },        { "fe80::1", FALSE, TRUE },
    { "fec0::1", FALSE, FALSE },       { "nas", FALSE, TRUE },
    { "nas.local", FALSE, TRUE },      { "NAS.Lan", FALSE, TRUE },
    { "a.b.home.arpa", FALSE, TRUE },  { "home.arpa", FALSE, FALSE },
    { "lan.com", FALSE, FALSE },       { "notlan", FALSE, TRUE },
    { "x.notlocal", FALSE, FALSE },    { "134744072", FALSE, FALSE },
    { "0x7f000001", FALSE, FALSE },    { "", FALSE, FALSE },
    { "na s", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].host);
      g_assert_cmpint (ct_http_host_is_loopback (rows[i].host), ==, rows[i].is_loopback);
      g_assert_cmpint (ct_http_host_is_private (rows[i].host), ==, rows[i].is_private);
    }
}

static void
test_normalize_base (void)
{
  static const struct
  {
    const char *typed;
    const char *base; /* NULL: refused */
    const char *why;
  } rows[] = {
    { "https://host.com", "https://host.com", "as it is" },
    { "https://host.com/", "https://host.com", "the last slash" },
    { "https://host.com/v1", "https://host.com", "a model address" },
    { "https://host.com/v1/", "https://host.com", "with a slash" },
    { "https://host.com//v1//", "https://host.com", "with many" },
    { "https://host.com/gateway", "https://host.com/gateway", "a site under a path" },
    { "https://host.com/gateway/", "https://host.com/gateway", "and its slash" },
    { "https://host.com/gateway/v1", "https://host.com/gateway", "and its /v1" },
    { "https://host.com/apiv1", "https://host.com/apiv1", "no segment of its own" },
    { "https://host.com/v10", "https://host.com/v10", "another one" },
    { "https://host.com/v1/v1", "https://host.com/v1", "once" },
    { "https://host.com/Ga%20te", "https://host.com/Ga%20te", "the path stays encoded" },
    { "  https://host.com/v1 \n", "https://host.com", "blanks around" },
    { "HTTPS://Host.COM:443/v1", "https://host.com", "case and default port" },
    { "https://host.com:8443/v1", "https://host.com:8443", "another port" },
    { "host.com", "https://host.com", "a bare host" },
    { "host.com/v1", "https://host.com", "a bare host and /v1" },
    { "host.com:8443/gateway/v1", "https://host.com:8443/gateway", "a bare host, port and path" },
    { "localhost:3000", "http://localhost:3000", "bare loopback" },
    { "localhost", "http://localhost", "bare loopback without a port" },
    { "127.0.0.1:3000/v1", "http://127.0.0.1:3000", "bare loopback by number" },
    { "[::1]:3000", "http://[::1]:3000", "bare loopback by IPv6" },
    { "localhost:443", "http://localhost:443", "http, whatever the port" },
    { "https://localhost:3000", "https://localhost:3000", "a scheme is kept" },
    { "https://host.com/v1?key=abc#top", "https://host.com", "query and fragment" },
    { "https://host.com/./a/../../b/", "https://host.com/b", "dots as browsers read them" },
    { "https://host.com/a/%2E%2e/b", "https://host.com/b", "encoded ones too" },
    { "https://host.com?x=/v1", "https://host.com", "query without a path" },
    { "https://host.com#@evil.com", "https://host.com", "what is behind # is no host" },

    { "", NULL, "nothing" },
    { "   ", NULL, "blanks" },
    { "//evil.com", NULL, "a host without a scheme" },
    { "ftp://host.com", NULL, "another scheme" },
    { "http://host.com", NULL, "http" },
    { "http://192.168.1.2", NULL, "http that the person did not allow" },
    { "host.com@evil.com", NULL, "user info" },

    { "javascript:alert(1)", NULL, "no host" },
    { "https:host.com", NULL, "no slashes" },
    { "my gateway", NULL, "a blank within" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base = ct_http_normalize_base (rows[i].typed, "/v1", FALSE, &error);
      g_test_message ("%s: %s", rows[i].typed, rows[i].why);
      g_assert_cmpstr (base, ==, rows[i].base);
      if (rows[i].base == NULL)
        g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      else
        g_assert_no_error (error);
    }
}

static void
test_normalize_suffix (void)
{
  g_autofree char *none = ct_http_normalize_base ("https://host.com/v1/", NULL, FALSE, NULL);
  g_autofree char *empty = ct_http_normalize_base ("https://host.com/v1/", "", FALSE, NULL);
  g_autofree char *other = ct_http_normalize_base ("https://host.com/api/v2", "/api/v2", FALSE,
                                                   NULL);
  g_autofree char *nas = ct_http_normalize_base ("http://nas:3000/v1", "/v1", TRUE, NULL);
  g_assert_cmpstr (none, ==, "https://host.com/v1");
  g_assert_cmpstr (empty, ==, "https://host.com/v1");
  g_assert_cmpstr (other, ==, "https://host.com");
  g_assert_cmpstr (nas, ==, "http://nas:3000");
}

/* The message is shown and logged: what was pasted may have a key in it. */
static void
test_errors_keep_the_address (void)
{
  static const char *const addresses[] = { "https://u:SECRET@x.com/", "http://x.com/SECRET",
                                           "SECRET", "https://x.com:SECRET/" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (ct_http_origin (addresses[i], FALSE, &error));
      g_assert_nonnull (error);
      g_assert_null (strstr (error->message, "SECRET"));
      if (strchr (addresses[i], '@') != NULL)
        g_assert_nonnull (strstr (error->message, "user name"));
    }
}

static void
test_request (void)
{
  g_autoptr (CtHttpRequest) request = ct_http_request_new ("account", "GET", "https://x.com/a",
                                                           "https://x.com:443");
  char name[] = "Authorization", prefix[] = "Bearer ";
  CtAuth auth = { CT_AUTH_HEADER, name, prefix, TRUE };

  g_assert_cmpstr (request->id, ==, "account");
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->address, ==, "https://x.com/a");
  g_assert_cmpstr (request->origin, ==, "https://x.com:443");
  g_assert_cmpuint (request->headers->len, ==, 0);
  g_assert_null (request->body);
  g_assert_cmpint (request->auth.kind, ==, CT_AUTH_NONE);

  ct_http_request_set_auth (request, &auth);
  ct_http_request_set_auth (request, &request->auth); /* its own */
  name[0] = prefix[0] = 'x';
  g_assert_cmpint (request->auth.kind, ==, CT_AUTH_HEADER);
  g_assert_cmpstr (request->auth.name, ==, "Authorization");
  g_assert_cmpstr (request->auth.prefix, ==, "Bearer ");
  g_assert_true (request->auth.is_basic);

  ct_http_request_add_header (request, "New-Api-User", "42");
  const CtHttpHeader *header = g_ptr_array_index (request->headers, 0);
  g_assert_cmpstr (header->name, ==, "New-Api-User");
  g_assert_cmpstr (header->value, ==, "42");
  request->body = g_strdup ("{}");
}

static void
test_private_http (void)
{
  static const struct
  {
    const char *address;
    gboolean expected;
  } rows[] = {
    { "http://192.168.1.2:3000/x", TRUE },
    { "http://nas.lan", TRUE },
    { "https://192.168.1.2", FALSE },
    { "http://127.0.0.1", FALSE },
    { "http://api.x.com", FALSE },
    { "192.168.1.2", FALSE },
    { "http://", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].address);
      g_assert_cmpint (ct_http_is_private_http (rows[i].address), ==, rows[i].expected);
    }
}

static void
test_answer (void)
{
  g_autoptr (CtHttpAnswer) answer = ct_http_answer_new (200, "ab\0cd", 5);
  g_autoptr (CtHttpAnswer) empty = ct_http_answer_new (429, NULL, 0);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpmem (answer->body, answer->length + 1, "ab\0cd", 6);
  g_assert_cmpint (answer->retry_after_us, ==, -1);
  g_assert_cmpstr (empty->body, ==, "");
  g_assert_cmpuint (empty->length, ==, 0);
  g_assert_false (ct_http_answer_is_html (empty));
}

static void
test_html (void)
{
  static const struct
  {
    const char *body;
    gboolean is_html;
  } rows[] = {
    { "<!doctype html>", TRUE },  { "\r\n\t <html>", TRUE }, { "\xef\xbb\xbf<html>", TRUE },
    { "{\"a\":\"<b>\"}", FALSE }, { "  ", FALSE },           { "not <found>", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtHttpAnswer) answer = ct_http_answer_new (200, rows[i].body,
                                                            strlen (rows[i].body));
      g_test_message ("%s", rows[i].body);
      g_assert_cmpint (ct_http_answer_is_html (answer), ==, rows[i].is_html);
    }
}

#define NEVER G_MININT64

static void
test_retry_after (void)
{
  static const struct
  {
    const char *value;
    gint64 wait_s; /* NEVER: not understood */
    const char *why;
  } rows[] = {
    { "120", 120, "seconds" },
    { " 120 ", 120, "blanks around" },
    { "0", 0, "at once" },
    { "86400", 86400, "a day" },
    { "86401", 86400, "more than a day" },
    { "99999999999999999999999999", 86400, "would wrap" },
    { "Sun, 22 Nov 2026 04:10:00 GMT", 600, "IMF-fixdate" },
    { "Sunday, 22-Nov-26 04:10:00 GMT", 600, "RFC 850" },
    { "Sun Nov 22 04:10:00 2026", 600, "asctime" },
    { "Tue Dec  1 04:00:00 2026", 86400, "asctime with a blank in the day, capped" },
    { "Mon, 23 Nov 2026 03:59:60 GMT", 86399, "a leap second" },
    { "Sun, 22 Nov 2026 03:00:00 GMT", 0, "the past is now" },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 0, "long past" },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 0, "1994, not 2094" },
    { "Sunday, 22-Nov-76 04:10:00 GMT", 86400, "50 years ahead are ahead" },

    { "", NEVER, "nothing" },
    { "-5", NEVER, "negative" },
    { "+5", NEVER, "signed" },
    { "1.5", NEVER, "a fraction" },
    { "5 s", NEVER, "a unit" },
    { "soon", NEVER, "a word" },
    { "Sun, 22 Nov 2026 04:10:00", NEVER, "no zone" },
    { "Sun, 22 Nov 2026 04:10:00 CET", NEVER, "another zone" },
    { "Sun, 22 Nov 2026 04:10:00 GMT+1", NEVER, "something behind" },
    { "So, 22 Nov 2026 04:10:00 GMT x", NEVER, "something behind" },
    { "Sun, 22 nov 2026 04:10:00 GMT", NEVER, "no such month" },
    { "Sun, 31 Nov 2026 04:10:00 GMT", NEVER, "no such day" },
    { "Sun, 22 Nov 2026 25:10:00 GMT", NEVER, "no such hour" },
    { "2026-11-22T04:10:00Z", NEVER, "another form" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 expected = rows[i].wait_s == NEVER ? -1 : NOW_US + rows[i].wait_s * G_USEC_PER_SEC;
      g_test_message ("%s: %s", rows[i].value, rows[i].why);
      g_assert_cmpint (ct_http_parse_retry_after (rows[i].value, NOW_US), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/origin", test_origin);
  g_test_add_func ("/http/origin-is-stable", test_origin_is_stable);
  g_test_add_func ("/http/hosts", test_hosts);
  g_test_add_func ("/http/normalize-base", test_normalize_base);
  g_test_add_func ("/http/normalize-suffix", test_normalize_suffix);
  g_test_add_func ("/http/errors-keep-the-address", test_errors_keep_the_address);
  g_test_add_func ("/http/request", test_request);
  g_test_add_func ("/http/private-http", test_private_http);
  g_test_add_func ("/http/answer", test_answer);
  g_test_add_func ("/http/html", test_html);
  g_test_add_func ("/http/retry-after", test_retry_after);
  return g_test_run ();
}
