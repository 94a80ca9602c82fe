/* Preloaded into a program under test: it cannot forbid that its parent looks at what it writes. */

#include "config.h"

#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_ARGUMENTS 4

int
prctl (int option, ...)
{
  unsigned long arguments[MAX_ARGUMENTS];
  va_list list;

  if (option == PR_SET_DUMPABLE)
    return 0;
  va_start (list, option);
  for (int i = 0; i < MAX_ARGUMENTS; i++)
    arguments[i] = va_arg (list, unsigned long);
  va_end (list);
  return (int) syscall (SYS_prctl, option, arguments[0], arguments[1], arguments[2], arguments[3]);
}
