#include "config.h"

#include "error.h"

#define NOW_US G_GINT64_CONSTANT (1795320000000000) /* Sunday, 2026-11-22 04:00:00 UTC */
#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)

/* The names are an interface: JSON, definitions, bug reports. */
static void
test_names (void)
{
  static const struct
  {
    CtErrorCode code;
    const char *name;
  } rows[] = {
    { CT_ERROR_TOKEN_MISSING, "token-missing" },
    { CT_ERROR_TOKEN_REJECTED, "token-rejected" },
    { CT_ERROR_USER_ID, "user-id" },
    { CT_ERROR_FORBIDDEN, "forbidden" },
    { CT_ERROR_BLOCKED, "blocked" },
    { CT_ERROR_NOT_FOUND, "not-found" },
    { CT_ERROR_RETIRED, "retired" },
    { CT_ERROR_RATE_LIMITED, "rate-limited" },
    { CT_ERROR_SERVER_ERROR, "server-error" },
    { CT_ERROR_GATEWAY_ERROR, "gateway-error" },
    { CT_ERROR_OFFLINE, "offline" },
    { CT_ERROR_UNREACHABLE, "unreachable" },
    { CT_ERROR_TIMEOUT, "timeout" },
    { CT_ERROR_TLS, "tls" },
    { CT_ERROR_PROXY, "proxy" },
    { CT_ERROR_REDIRECTED, "redirected" },
    { CT_ERROR_TOO_LARGE, "too-large" },
    { CT_ERROR_BAD_JSON, "bad-json" },
    { CT_ERROR_MISSING_VALUE, "missing-value" },
    { CT_ERROR_OUT_OF_RANGE, "out-of-range" },
    { CT_ERROR_KEYRING_LOCKED, "keyring-locked" },
    { CT_ERROR_KEYRING_MISSING, "keyring-missing" },
    { CT_ERROR_SETTINGS, "settings" },
    { CT_ERROR_DEFINITION, "definition" },
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (rows) == CT_N_ERRORS);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtErrorCode code = CT_N_ERRORS;
      g_assert_cmpint (rows[i].code, ==, i);
      g_assert_cmpstr (ct_error_code_to_string (rows[i].code), ==, rows[i].name);
      g_assert_true (ct_error_code_from_string (rows[i].name, &code));
      g_assert_cmpint (code, ==, rows[i].code);
    }
}

static void
test_unknown_names (void)
{
  static const char *const names[] = { "", "zero", "Token-Rejected", "token-rejected ", "tl" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CtErrorCode code = CT_ERROR_TLS;
      g_assert_false (ct_error_code_from_string (names[i], &code));
      g_assert_cmpint (code, ==, CT_ERROR_TLS);
    }
}

/* Only errors that pass by themselves give no advice. */
static gboolean
is_for_waiting (CtErrorCode code)
{
  return code == CT_ERROR_SERVER_ERROR || code == CT_ERROR_GATEWAY_ERROR || code == CT_ERROR_OFFLINE
         || code == CT_ERROR_TIMEOUT;
}

static void
test_texts (void)
{
  for (guint code = 0; code < CT_N_ERRORS; code++)
    {
      const char *title = ct_error_code_get_title (code);
      const char *advice = ct_error_code_get_advice (code);

      g_test_message ("%s: %s: %s", ct_error_code_to_string (code), title, advice);
      g_assert_cmpint (g_utf8_strlen (title, -1), >=, 5);
      g_assert_cmpint (g_utf8_strlen (title, -1), <=, 32); /* a menu row has the name too */
      g_assert_false (g_str_has_suffix (title, "."));
      g_assert_cmpint (*advice == '\0', ==, is_for_waiting (code));
      g_assert_true (*advice == '\0' || g_str_has_suffix (advice, "."));
    }
}

static void
test_describe (void)
{
  static const struct
  {
    CtErrorCode code;
    const char *message;
    gint64 retry_us;
    const char *text;
    const char *why;
  } rows[] = {
    { CT_ERROR_TIMEOUT, "", -1, "No answer in time.", "the title stands in" },
    { CT_ERROR_TIMEOUT, "Nothing came for 10 s", -1, "Nothing came for 10 s.", "the message" },
    { CT_ERROR_TIMEOUT, "", NOW_US + HOUR_US, "No answer in time. Tried again at 05:00.", "today" },
    { CT_ERROR_TIMEOUT, "", NOW_US + 20 * HOUR_US,
      "No answer in time. Tried again on Monday at 00:00.", "another day" },
    { CT_ERROR_TIMEOUT, "", NOW_US + 365 * 24 * HOUR_US + 4 * HOUR_US,
      "No answer in time. Tried again on Monday at 08:00.", "the same day of another year" },
    { CT_ERROR_TIMEOUT, "", NOW_US, "No answer in time. Tried again now.", "due" },
    { CT_ERROR_TIMEOUT, "", 0, "No answer in time. Tried again now.", "long due" },
    { CT_ERROR_KEYRING_LOCKED, "", -1, "Keyring locked. Unlock the keyring to read the token.",
      "what happened, what to do" },
    { CT_ERROR_RATE_LIMITED, "Slow down!", NOW_US + MINUTE_US,
      "Slow down! A longer interval avoids this. Tried again at 04:01.", "all three" },
    { CT_ERROR_SERVER_ERROR, "数据库错误。", -1, "数据库错误。", "a full stop of another script" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (CT_ERROR, rows[i].code, rows[i].message);
      g_autofree char *text = ct_error_describe (error, rows[i].retry_us, NOW_US);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_describe_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_INTR, "Stopped");
  g_autofree char *text = ct_error_describe (error, -1, NOW_US);
  g_assert_cmpstr (text, ==, "Stopped.");
}

static void
test_describe_local_time (void)
{
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, CT_ERROR_TIMEOUT, "");

  g_setenv ("TZ", "JST-9", TRUE);
  g_autofree char *today = ct_error_describe (error, NOW_US + 10 * HOUR_US, NOW_US);
  g_autofree char *tomorrow = ct_error_describe (error, NOW_US + 12 * HOUR_US, NOW_US);
  g_setenv ("TZ", "UTC", TRUE);

  g_assert_cmpstr (today, ==, "No answer in time. Tried again at 23:00.");
  g_assert_cmpstr (tomorrow, ==, "No answer in time. Tried again on Monday at 01:00.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_add_func ("/error/names", test_names);
  g_test_add_func ("/error/unknown-names", test_unknown_names);
  g_test_add_func ("/error/texts", test_texts);
  g_test_add_func ("/error/describe", test_describe);
  g_test_add_func ("/error/describe-foreign", test_describe_foreign);
  g_test_add_func ("/error/describe-local-time", test_describe_local_time);
  return g_test_run ();
}
