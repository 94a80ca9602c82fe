/* Preloaded into a program under test: memory that is given back with one of the words in it that
 * the file FREED_WORDS has, one a line, is written down in the file FREED_LOG with who gave it
 * back, from the inmost function on, and is then cleared: whoever gets it next is not blamed. */

#include "config.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 8
#define MAX_LENGTH 64
#define MAX_FRAMES 24

static void (*real_free) (void *block);
static void *(*real_realloc) (void *block, size_t size);
static char words[MAX_WORDS][MAX_LENGTH];
static int n_words;
static int log_fd = -1;
static __thread int is_inside;

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("FREED_WORDS"), *log = getenv ("FREED_LOG");
  FILE *file = path != NULL ? fopen (path, "re") : NULL;
  void *frame;

  backtrace (&frame, 1); /* loads what it needs */
  if (file == NULL || log == NULL)
    return;
  while (n_words < MAX_WORDS && fscanf (file, "%63s", words[n_words]) == 1)
    n_words++;
  fclose (file);
  log_fd = open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int
has_word (const void *block, size_t size)
{
  for (int i = 0; i < n_words; i++)
    if (memmem (block, size, words[i], strlen (words[i])) != NULL)
      return 1;
  return 0;
}

static void
tell (void)
{
  void *frames[MAX_FRAMES];
  int n_frames = backtrace (frames, MAX_FRAMES);
  Dl_info info;

  for (int i = 0; i < n_frames; i++)
    if (dladdr (frames[i], &info) != 0)
      dprintf (log_fd, "%s:%s ", strrchr (info.dli_fname, '/') + 1,
               info.dli_sname != NULL ? info.dli_sname : "?");
  dprintf (log_fd, "\n");
}

static void
look_at (void *block)
{
  size_t size = block != NULL && log_fd >= 0 && !is_inside ? malloc_usable_size (block) : 0;

  if (size == 0 || !has_word (block, size))
    return;
  is_inside = 1;
  tell ();
  memset (block, 0, size);
  is_inside = 0;
}

void
free (void *block)
{
  if (real_free == NULL)
    real_free = (void (*) (void *)) dlsym (RTLD_NEXT, "free");
  look_at (block);
  real_free (block);
}

void *
realloc (void *block, size_t size)
{
  size_t before = block != NULL ? malloc_usable_size (block) : 0;
  void *copy;

  if (real_realloc == NULL)
    real_realloc = (void *(*) (void *, size_t)) dlsym (RTLD_NEXT, "realloc");
  if (log_fd < 0 || size <= before || !has_word (block, before))
    return real_realloc (block, size);
  copy = malloc (size);
  if (copy == NULL)
    return NULL;
  memcpy (copy, block, before);
  free (block);
  return copy;
}
