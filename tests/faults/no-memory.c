/* Preloaded into a program under test: NO_MEMORY_AT times it gets memory, and then once none: GLib
 * says so, and aborts. That it came to that is seen by the file NO_MEMORY_LOG. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *block, size_t size);

static int
is_out (void)
{
  static atomic_long n_given;
  const char *at = getenv ("NO_MEMORY_AT"), *log = getenv ("NO_MEMORY_LOG");

  if (at == NULL || atomic_fetch_add (&n_given, 1) != strtol (at, NULL, 10))
    return 0;
  if (log != NULL)
    syscall (SYS_close, syscall (SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT, 0600));
  errno = ENOMEM;
  return 1;
}

void *
malloc (size_t size)
{
  return is_out () ? NULL : __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  return is_out () ? NULL : __libc_calloc (n, size);
}

void *
realloc (void *block, size_t size)
{
  return is_out () ? NULL : __libc_realloc (block, size);
}
