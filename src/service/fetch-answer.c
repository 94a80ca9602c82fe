#include "config.h"

#include "fetch-answer.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "fetch-body.h"

static gboolean
is_gzip (const char *encoding)
{
  return encoding != NULL
         && (g_ascii_strcasecmp (encoding, "gzip") == 0
             || g_ascii_strcasecmp (encoding, "x-gzip") == 0);
}

/* "" and identity are plain; gzip once is decoded; what was not asked for, or stacked, is not. */
static gboolean
is_accepted (const char *encoding)
{
  return encoding == NULL || *encoding == '\0' || is_gzip (encoding)
         || g_ascii_strcasecmp (encoding, "identity") == 0;
}

gboolean
ct_fetch_answer_check_headers (SoupMessageHeaders *headers, const char *host, GError **error)
{
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > (goffset) CT_FETCH_BODY_MAX)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOO_LARGE,
                   _ ("%s wants to send more than any balance needs"), host);
      return FALSE;
    }
  if (!is_accepted (soup_message_headers_get_list (headers, "Content-Encoding")))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_BAD_JSON,
                   _ ("%s answers in an encoding that was not asked for"), host);
      return FALSE;
    }
  return TRUE;
}

/* A stream that does not decode is an empty body where the status says enough: gateways send an
 * empty 429 as gzip of nothing, more or less complete. */
static CtHttpAnswer *
decode (guint status, const guint8 *raw, gsize length, GError **error)
{
  CtFetchBuffer decoded = { 0 };
  g_autoptr (GError) local = NULL;
  CtHttpAnswer *answer = NULL;

  if (ct_fetch_body_gunzip (raw, length, &decoded, &local))
    answer = ct_http_answer_new (status, (const char *) decoded.data, decoded.length);
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status) && local->code == CT_ERROR_BAD_JSON)
    answer = ct_http_answer_new (status, "", 0);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  ct_fetch_buffer_clear (&decoded);
  return answer;
}

CtHttpAnswer *
ct_fetch_answer_new (guint status, SoupMessageHeaders *headers, const guint8 *raw, gsize length,
                     gint64 now_us, GError **error)
{
  const char *retry_after = soup_message_headers_get_one (headers, "Retry-After");
  CtHttpAnswer *answer;

  if (length == 0)
    answer = ct_http_answer_new (status, "", 0);
  else if (is_gzip (soup_message_headers_get_list (headers, "Content-Encoding")))
    answer = decode (status, raw, length, error);
  else
    answer = ct_http_answer_new (status, (const char *) raw, length);
  if (answer != NULL && retry_after != NULL)
    answer->retry_after_us = ct_http_parse_retry_after (retry_after, now_us);
  return answer;
}
