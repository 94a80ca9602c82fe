#include "config.h"

#include "error.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "sentence.h"

/* clang-format off */ /* it would put blanks into the name */
G_DEFINE_QUARK (ct-error-quark, ct_error)
/* clang-format on */

static const struct
{
  const char *name;
  const char *title;
  const char *advice;
} codes[] = {
  [CT_ERROR_TOKEN_MISSING] = { "token-missing", N_ ("No token yet"),
                               N_ ("Enter the token of this account.") },
  [CT_ERROR_TOKEN_REJECTED] = { "token-rejected", N_ ("Token rejected"),
                                N_ ("Check that it is the right kind of token and still valid, and "
                                    "enter it again.") },
  [CT_ERROR_USER_ID] = { "user-id", N_ ("User ID missing or wrong"),
                         N_ ("Enter the user ID that the site shows on its profile page.") },
  [CT_ERROR_FORBIDDEN] = { "forbidden", N_ ("Not allowed with this token"),
                           N_ ("Enter a token that may read the balance.") },
  [CT_ERROR_BLOCKED] = { "blocked", N_ ("Blocked by the site’s protection"),
                         N_ ("Open the site in a browser: it may refuse this network.") },
  [CT_ERROR_NOT_FOUND] = { "not-found", N_ ("This site has no such endpoint"),
                           N_ ("Check the address and the kind of gateway.") },
  [CT_ERROR_RETIRED] = { "retired", N_ ("Endpoint no longer offered"),
                         N_ ("Look for a newer definition of this gateway.") },
  [CT_ERROR_RATE_LIMITED] = { "rate-limited", N_ ("Too many requests"),
                              N_ ("A longer interval avoids this.") },
  [CT_ERROR_SERVER_ERROR] = { "server-error", N_ ("The gateway has a problem"), "" },
  [CT_ERROR_GATEWAY_ERROR] = { "gateway-error", N_ ("The gateway reports an error"), "" },
  [CT_ERROR_OFFLINE] = { "offline", N_ ("Offline"), "" },
  [CT_ERROR_UNREACHABLE] = { "unreachable", N_ ("Gateway unreachable"),
                             N_ ("Check the address and the network.") },
  [CT_ERROR_TIMEOUT] = { "timeout", N_ ("No answer in time"), "" },
  [CT_ERROR_TLS] = { "tls", N_ ("No secure connection"),
                     N_ ("The token was not sent. Check the address, this computer’s date, and "
                         "whether the network intercepts connections.") },
  [CT_ERROR_PROXY] = { "proxy", N_ ("Problem with the proxy"),
                       N_ ("Check the proxy in the network settings.") },
  [CT_ERROR_REDIRECTED] = { "redirected", N_ ("Redirected to another address"),
                            N_ ("The token was not sent along. Check the address.") },
  [CT_ERROR_TOO_LARGE] = { "too-large", N_ ("Answer too large"),
                           N_ ("Check the address and the kind of gateway.") },
  [CT_ERROR_BAD_JSON] = { "bad-json", N_ ("Answer not understood"),
                          N_ ("Check the address and the kind of gateway.") },
  [CT_ERROR_MISSING_VALUE] = { "missing-value", N_ ("No balance in the answer"),
                               N_ ("Check the kind of gateway: its answers may have changed.") },
  [CT_ERROR_OUT_OF_RANGE] = { "out-of-range", N_ ("Amount out of range"),
                              N_ ("Please report it, with what “creditctl account test --shape” "
                                  "prints.") },
  [CT_ERROR_KEYRING_LOCKED] = { "keyring-locked", N_ ("Keyring locked"),
                                N_ ("Unlock the keyring to read the token.") },
  [CT_ERROR_KEYRING_MISSING] = { "keyring-missing", N_ ("No keyring"),
                                 N_ ("Install or start a keyring service, such as GNOME Keyring or "
                                     "KWallet.") },
  [CT_ERROR_SETTINGS] = { "settings", N_ ("Problem with the settings"),
                          N_ ("Correct it in the settings.") },
  [CT_ERROR_DEFINITION] = { "definition", N_ ("Error in the definition"),
                            N_ ("Correct the definition of this gateway or its address.") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (codes) == CT_N_ERRORS);

const char *
ct_error_code_to_string (CtErrorCode code)
{
  g_return_val_if_fail ((guint) code < CT_N_ERRORS, NULL);
  return codes[code].name;
}

gboolean
ct_error_code_from_string (const char *name, CtErrorCode *code)
{
  for (guint i = 0; i < CT_N_ERRORS; i++)
    if (strcmp (codes[i].name, name) == 0)
      {
        *code = i;
        return TRUE;
      }
  return FALSE;
}

/* gettext gives the catalogue's header for "". */
static const char *
translate (const char *text)
{
  return *text != '\0' ? _ (text) : "";
}

const char *
ct_error_code_get_title (CtErrorCode code)
{
  g_return_val_if_fail ((guint) code < CT_N_ERRORS, NULL);
  return translate (codes[code].title);
}

const char *
ct_error_code_get_advice (CtErrorCode code)
{
  g_return_val_if_fail ((guint) code < CT_N_ERRORS, NULL);
  return translate (codes[code].advice);
}

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/* (transfer full) */
static char *
format_retry (gint64 retry_us, gint64 now_us)
{
  if (retry_us <= now_us)
    return g_strdup (_ ("Tried again now."));

  g_autoptr (GDateTime) retry = g_date_time_new_from_unix_local (retry_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  if (retry == NULL || now == NULL)
    return g_strdup ("");
  /* Translators: strftime formats, %A is the day of the week. */
  return g_date_time_format (retry, is_same_day (retry, now) ? _ ("Tried again at %H:%M.")
                                                             : _ ("Tried again on %A at %H:%M."));
}

char *
ct_error_describe (const GError *error, gint64 retry_us, gint64 now_us)
{
  g_autoptr (GString) out = g_string_new (error->message);
  gboolean is_ours = error->domain == CT_ERROR && (guint) error->code < CT_N_ERRORS;

  if (is_ours && out->len == 0)
    g_string_append (out, ct_error_code_get_title (error->code));
  if (is_ours)
    ct_sentence_append (out, ct_error_code_get_advice (error->code));
  if (retry_us != -1)
    {
      g_autofree char *retry = format_retry (retry_us, now_us);
      ct_sentence_append (out, retry);
    }
  ct_sentence_end (out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
