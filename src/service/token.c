#include "config.h"

#include "token.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* With a line break in a header's value libsoup drops the header without a word and sends the
 * request without it; other bytes are read differently by every server. */
static gboolean
check_bytes (const char *text, gsize length, GError **error)
{
  for (gsize i = 0; i < length; i++)
    {
      guchar byte = (guchar) text[i];

      if (byte >= 0x21 && byte <= 0x7e)
        continue;

      /* A text with G_GSIZE_FORMAT in it could not be translated. */
      g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_REJECTED,
                   byte < 0x80
                       ? _ ("The token has a blank, a line break or a control character in it, at "
                            "position %u")
                       : _ ("The token has a character in it that no token has, at position %u"),
                   (guint) i + 1);
      return FALSE;
    }

  return TRUE;
}

SecretValue *
ct_token_new (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  const char *start = text;
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;

  if (start == end)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_TOKEN_MISSING, _ ("The token is empty"));
      return NULL;
    }

  if (end - start > CT_TOKEN_MAX_LENGTH)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_REJECTED,
                   _ ("The token is longer than %d characters"), CT_TOKEN_MAX_LENGTH);
      return NULL;
    }

  if (!check_bytes (start, end - start, error))
    return NULL;

  return secret_value_new (start, end - start, "text/plain");
}
