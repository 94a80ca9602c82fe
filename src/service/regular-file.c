#include "config.h"

#include "regular-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "durable-file.h"

static void
set_error (GError **error, int code)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
}

static gboolean
check_kind (const struct stat *status, GError **error)
{
  if (S_ISREG (status->st_mode))
    return TRUE;
  if (S_ISDIR (status->st_mode))
    set_error (error, EISDIR);
  else
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                         _ ("This is a pipe or a device, and no file"));
  return FALSE;
}

static gboolean
check_open (int fd, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) == 0)
    return check_kind (&status, error);
  set_error (error, errno);
  return FALSE;
}

int
ct_regular_file_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0)
    {
      set_error (error, errno);
      return -1;
    }
  if (check_open (fd, error))
    return fd;
  close (fd);
  return -1;
}

/* At most as many bytes as there is room for; -1: an error. */
static gssize
read_up_to (int fd, char *bytes, gsize size, GError **error)
{
  gsize length = 0;
  gssize n = 1;

  while (n != 0 && length < size)
    {
      n = read (fd, bytes + length, size - length);
      if (n < 0 && errno != EINTR)
        {
          set_error (error, errno);
          return -1;
        }
      length += MAX (n, 0);
    }
  return length;
}

char *
ct_regular_file_read (int fd, gsize max_length, gsize *length, GError **error)
{
  g_autofree char *bytes = g_malloc (max_length + 2);
  gssize n = read_up_to (fd, bytes, max_length + 1, error);

  if (n < 0)
    return NULL;
  *length = n;
  bytes[n] = '\0';
  return g_realloc (g_steal_pointer (&bytes), n + 1);
}

char *
ct_regular_file_load (const char *path, gsize max_length, gsize *length, GError **error)
{
  char *text;
  int fd = ct_regular_file_open (path, error);

  if (fd < 0)
    return NULL;
  text = ct_regular_file_read (fd, max_length, length, error);
  close (fd);
  return text;
}

gboolean
ct_regular_file_replace (const char *path, const char *bytes, gsize length, GError **error)
{
  g_autofree char *target = ct_durable_file_resolve (path);
  struct stat status;
  gboolean exists = stat (target, &status) == 0;

  if (exists && !check_kind (&status, error))
    return FALSE;
  return g_file_set_contents_full (target, bytes, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                   exists ? (int) (status.st_mode & 0777) : 0666, error);
}
