#include "config.h"

#include "keyring-credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "token.h"

/* An origin, a token, their line ends, and room to notice that a file is longer than that. */
#define MAX_FILE_LENGTH (CT_TOKEN_MAX_LENGTH + 1024)

/* Into the caller's buffer, that no copy of the token is left on the heap. */
static gssize
read_whole (const char *path, char *buffer, gsize size)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  gsize length = 0;
  gssize n = -1;

  if (fd < 0)
    return -1;

  while (length < size)
    {
      n = read (fd, buffer + length, size - length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      length += n;
    }

  int read_errno = errno;
  close (fd);
  errno = read_errno;
  return n < 0 ? -1 : (gssize) length;
}

/* The first line, compared byte by byte; a line end may have a carriage return. */
static gboolean
first_line_is (const char *text, gsize line_length, const char *expected)
{
  if (line_length > 0 && text[line_length - 1] == '\r')
    line_length--;

  return line_length == strlen (expected) && memcmp (text, expected, line_length) == 0;
}

static SecretValue *
parse_credential (const char *text, gsize length, const char *path, const char *origin,
                  GError **error)
{
  const char *line_end = memchr (text, '\n', length);

  if (line_end == NULL || length == MAX_FILE_LENGTH)
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_MISSING,
                   _ ("The credential %s is not two lines, the address and the token"), path);
      return NULL;
    }

  if (!first_line_is (text, line_end - text, origin))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_MISSING,
                   _ ("The credential %s is for another address than %s"), path, origin);
      return NULL;
    }

  return ct_token_new (line_end + 1, text + length - (line_end + 1), error);
}

SecretValue *
ct_keyring_credentials_lookup (const char *credentials_dir, const char *account_id,
                               const char *origin, GError **error)
{
  g_autofree char *name = g_strconcat ("credit-tray.", account_id, NULL);
  g_autofree char *path = g_build_filename (credentials_dir, name, NULL);
  char buffer[MAX_FILE_LENGTH];
  gssize length = read_whole (path, buffer, sizeof buffer);
  SecretValue *token = NULL;

  if (length >= 0)
    token = parse_credential (buffer, length, path, origin, error);
  else if (errno != ENOENT)
    g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_MISSING,
                 _ ("The credential %s cannot be read: %s"), path, g_strerror (errno));

  explicit_bzero (buffer, sizeof buffer);
  return token;
}
