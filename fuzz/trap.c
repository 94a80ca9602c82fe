#include "config.h"

#include <signal.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);

static void
on_trap (int signal_number)
{
  abort ();
}

/* GLib's fatal warnings trap, which libFuzzer does not know: the input would not be kept. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  signal (SIGTRAP, on_trap);
  return 0;
}
