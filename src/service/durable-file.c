#include "config.h"

#include "durable-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "error.h"

#define MAX_LINKS 40
/* A process that is stopped, or whose disk hangs, keeps its lock. */
#define LOCK_WAIT_US (5 * (gint64) G_USEC_PER_SEC)
#define LOCK_RETRY_MS 5

char *
ct_durable_file_resolve (const char *path)
{
  g_autofree char *resolved = g_strdup (path);

  for (guint n = 0; n < MAX_LINKS; n++)
    {
      g_autofree char *link = g_file_read_link (resolved, NULL);
      g_autofree char *folder = NULL;
      char *next;

      if (link == NULL)
        break;
      folder = g_path_get_dirname (resolved);
      next = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
      g_free (resolved);
      resolved = next;
    }
  return g_steal_pointer (&resolved);
}

static gboolean
set_write_error (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("Cannot write %s: %s"), name,
               g_strerror (code));
  return FALSE;
}

/* FALSE: errno is set. There is no flock() with a limit but by a signal. */
static gboolean
wait_for_lock (int fd)
{
  const gint64 deadline_us = g_get_monotonic_time () + LOCK_WAIT_US;

  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EINTR)
        continue;
      if (errno != EWOULDBLOCK || g_get_monotonic_time () >= deadline_us)
        return FALSE;
      g_poll (NULL, 0, LOCK_RETRY_MS);
    }
  return TRUE;
}

static void
set_lock_error (GError **error, const char *lock_path, int code)
{
  g_autofree char *name = g_filename_display_name (lock_path);

  if (code == EWOULDBLOCK)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("Another program holds %s"), name);
  else
    set_write_error (error, lock_path, code);
}

int
ct_durable_file_lock (const char *lock_path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (lock_path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_write_error (error, folder, errno);
      return -1;
    }
  fd = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_write_error (error, lock_path, errno);
      return -1;
    }
  if (!wait_for_lock (fd))
    {
      set_lock_error (error, lock_path, errno);
      g_close (fd, NULL);
      return -1;
    }
  return fd;
}

gboolean
ct_durable_file_load (const char *path, char **data, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *data = NULL;
  *length = 0;
  if (g_file_get_contents (path, data, length, &local_error)
      || g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, local_error->message);
  return FALSE;
}

static gboolean
write_all (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      const gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= written;
    }
  return TRUE;
}

/* As the file that it is going to replace. Another owner is kept where that is allowed: a settings
 * file that root edited must still be readable for its person. */
static gboolean
copy_ownership (int fd, const char *target)
{
  struct stat old;

  if (stat (target, &old) != 0)
    return errno == ENOENT;
  if ((old.st_uid != geteuid () || old.st_gid != getegid ())
      && fchown (fd, old.st_uid, old.st_gid) != 0 && errno != EPERM)
    return FALSE;
  return fchmod (fd, old.st_mode & 07777) == 0;
}

/* errno says why not. */
static gboolean
write_temporary (const char *temporary, const char *target, const char *data, gsize length)
{
  gboolean written;
  int fd, code;

  g_unlink (temporary);
  fd = g_open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  written = copy_ownership (fd, target) && write_all (fd, data, length) && fsync (fd) == 0;
  code = errno;
  if (close (fd) != 0 && written)
    return FALSE;
  errno = code;
  return written;
}

/* So that the new name survives a power cut too. A file system that cannot do it is not worth
 * failing for: the content is safe by then. */
static void
sync_folder (const char *folder)
{
  const int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  (void) fsync (fd);
  g_close (fd, NULL);
}

gboolean
ct_durable_file_replace (const char *path, const char *data, gsize length, GError **error)
{
  g_autofree char *target = ct_durable_file_resolve (path);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *temporary = g_strdup_printf ("%s/.%s.new", folder, name);

  if (!write_temporary (temporary, target, data, length) || rename (temporary, target) != 0)
    {
      set_write_error (error, path, errno);
      g_unlink (temporary);
      return FALSE;
    }
  sync_folder (folder);
  return TRUE;
}
