/* Preloaded into a program under test: the disk has room for FULL_DISK_AT more writes to regular
 * files, new files and folders among them, and from then on for none. That it came to that is seen
 * by the file FULL_DISK_LOG. With FULL_DISK_KILLS the program is killed there instead.
 * FULL_DISK_OF: of files whose path has this in it alone; threads write in any order. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
is_full (void)
{
  static atomic_long n_writes;
  const char *at = getenv ("FULL_DISK_AT"), *log = getenv ("FULL_DISK_LOG");

  if (at == NULL || atomic_fetch_add (&n_writes, 1) < strtol (at, NULL, 10))
    return 0;
  if (log != NULL)
    close ((int) syscall (SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT, 0600));
  if (getenv ("FULL_DISK_KILLS") != NULL)
    raise (SIGKILL);
  errno = ENOSPC;
  return 1;
}

static int
is_meant (const char *path)
{
  const char *of = getenv ("FULL_DISK_OF");

  return of == NULL || strstr (path, of) != NULL;
}

static int
is_meant_fd (int fd)
{
  char link[32], path[PATH_MAX];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  path[length > 0 ? length : 0] = '\0';
  return is_meant (path);
}

static int
is_file (int fd)
{
  struct stat info;
  int error = errno;
  int result = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && is_meant_fd (fd);

  errno = error;
  return result;
}

ssize_t
write (int fd, const void *data, size_t length)
{
  if (is_file (fd) && is_full ())
    return -1;
  return syscall (SYS_write, fd, data, length);
}

ssize_t
pwrite64 (int fd, const void *data, size_t length, off64_t offset)
{
  if (is_file (fd) && is_full ())
    return -1;
  return syscall (SYS_pwrite64, fd, data, length, offset);
}

int
ftruncate64 (int fd, off64_t length)
{
  struct stat info;

  if (fstat (fd, &info) == 0 && length > info.st_size && is_meant_fd (fd) && is_full ())
    return -1;
  return (int) syscall (SYS_ftruncate, fd, length);
}

int
fsync (int fd)
{
  if (is_file (fd) && is_full ())
    return -1;
  return (int) syscall (SYS_fsync, fd);
}

int
mkdir (const char *path, mode_t mode)
{
  struct stat info;

  if (stat (path, &info) != 0 && is_meant (path) && is_full ())
    return -1;
  return (int) syscall (SYS_mkdir, path, mode);
}

int
open64 (const char *path, int flags, ...)
{
  struct stat info;
  va_list arguments;
  int mode = 0;

  if ((flags & O_CREAT) != 0)
    {
      va_start (arguments, flags);
      mode = va_arg (arguments, int);
      va_end (arguments);
      if (stat (path, &info) != 0 && is_meant (path) && is_full ())
        return -1;
    }
  return (int) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
}
