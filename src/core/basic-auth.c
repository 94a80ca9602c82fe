#include "config.h"

#include "basic-auth.h"

#include <string.h>

#include "wipe.h"

char *
ct_basic_encode (const char *token, gsize length)
{
  const gboolean has_colon = memchr (token, ':', length) != NULL;
  g_autoptr (CtSecretText) pair = g_malloc (length + 2);

  memcpy (pair, token, length);
  strcpy (pair + length, has_colon ? "" : ":");
  return g_base64_encode ((const guchar *) pair, strlen (pair));
}
