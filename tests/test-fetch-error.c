#include "config.h"

#include <string.h>

#include <libsoup/soup.h>

#include "fetch-error.h"

#define HOST "api.example.com"

static void
test_foreign (void)
{
  const struct
  {
    GQuark domain;
    int code;
    CtErrorCode expected;
    const char *says;
  } rows[] = {
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, CT_ERROR_UNREACHABLE, "no host named" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, CT_ERROR_UNREACHABLE, "looked up" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, CT_ERROR_UNREACHABLE, "refuses" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, CT_ERROR_UNREACHABLE, "no route" },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, CT_ERROR_UNREACHABLE, "no route" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, CT_ERROR_UNREACHABLE, "broke off" },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, CT_ERROR_UNREACHABLE, "broke off" },
    { G_IO_ERROR, G_IO_ERROR_FAILED, CT_ERROR_UNREACHABLE, "failed" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, CT_ERROR_TIMEOUT, "in time" },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, CT_ERROR_PROXY, "proxy" },
    { G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED, CT_ERROR_PROXY, "proxy" },
    { G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, CT_ERROR_TLS, "does not speak TLS" },
    { G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, CT_ERROR_TLS, "No secure connection" },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, CT_ERROR_UNREACHABLE, "HTTP" },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_RESTARTS, CT_ERROR_UNREACHABLE, "failed" },
    { G_CONVERT_ERROR, 0, CT_ERROR_UNREACHABLE, "failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) foreign = g_error_new_literal (rows[i].domain, rows[i].code,
                                                        "https://x/?key=sk-secret");
      g_autoptr (GError) error = ct_fetch_error_from_foreign (foreign, HOST, 0);

      g_assert_error (error, CT_ERROR, (int) rows[i].expected);
      g_assert_nonnull (strstr (error->message, rows[i].says));
      g_assert_nonnull (strstr (error->message, HOST));
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) error = ct_fetch_error_from_foreign (foreign, HOST, 0);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_certificates (void)
{
  const struct
  {
    GTlsCertificateFlags flags;
    const char *says;
  } rows[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, "unknown issuer" },
    { G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_BAD_IDENTITY,
      "unknown issuer" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_EXPIRED, "another site" },
    { G_TLS_CERTIFICATE_EXPIRED, "expired" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "not valid yet" },
    { G_TLS_CERTIFICATE_REVOKED, "revoked" },
    { G_TLS_CERTIFICATE_INSECURE, "not acceptable" },
    { 0, "not acceptable" },
  };
  g_autoptr (GError) foreign = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "x");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = ct_fetch_error_from_foreign (foreign, HOST, rows[i].flags);

      g_assert_error (error, CT_ERROR, CT_ERROR_TLS);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fetch-error/foreign", test_foreign);
  g_test_add_func ("/fetch-error/cancelled", test_cancelled);
  g_test_add_func ("/fetch-error/certificates", test_certificates);
  return g_test_run ();
}
