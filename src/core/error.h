#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one error domain: causes that a person can act on. Foreign errors are mapped to it once,
 * where they enter (G_IO_ERROR_CANCELLED alone passes through and is never shown). */
#define CT_ERROR (ct_error_quark ())
GQuark ct_error_quark (void);

typedef enum
{
  CT_ERROR_TOKEN_MISSING,
  CT_ERROR_TOKEN_REJECTED,
  CT_ERROR_USER_ID,
  CT_ERROR_FORBIDDEN,
  CT_ERROR_BLOCKED,
  CT_ERROR_NOT_FOUND,
  CT_ERROR_RETIRED,
  CT_ERROR_RATE_LIMITED,
  CT_ERROR_SERVER_ERROR,
  CT_ERROR_GATEWAY_ERROR,
  CT_ERROR_OFFLINE,
  CT_ERROR_UNREACHABLE,
  CT_ERROR_TIMEOUT,
  CT_ERROR_TLS,
  CT_ERROR_PROXY,
  CT_ERROR_REDIRECTED,
  CT_ERROR_TOO_LARGE,
  CT_ERROR_BAD_JSON,
  CT_ERROR_MISSING_VALUE,
  CT_ERROR_OUT_OF_RANGE,
  CT_ERROR_KEYRING_LOCKED,
  CT_ERROR_KEYRING_MISSING,
  CT_ERROR_SETTINGS,
  CT_ERROR_DEFINITION,
} CtErrorCode;

#define CT_N_ERRORS (CT_ERROR_DEFINITION + 1)

/* "token-rejected": the name in JSON, in definitions and in bug reports. Never NULL for a valid
 * code. */
const char *ct_error_code_to_string (CtErrorCode code);
gboolean ct_error_code_from_string (const char *name, CtErrorCode *code);

/* What happened, in a few translated words that fit a menu row: "Token rejected". */
const char *ct_error_code_get_title (CtErrorCode code);

/* What the person can do about it, one translated sentence; "" when there is nothing but waiting.
 */
const char *ct_error_code_get_advice (CtErrorCode code);

/* The whole message: error->message (or the title when that is empty), the advice, and, when
 * retry_us is not -1, when it is tried again, as local time. (transfer full) */
char *ct_error_describe (const GError *error, gint64 retry_us, gint64 now_us);

G_END_DECLS
