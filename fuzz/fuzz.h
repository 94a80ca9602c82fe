#pragma once

#include <stdint.h>
#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

/* A target is a file with this function, which takes any bytes. An assertion that fails, a warning
 * of GLib and what a sanitizer sees are findings. libFuzzer makes the bytes up (./dev fuzz);
 * replay.c takes them from corpus/TARGET (the suite).
 *
 * Where a target takes several texts, a NUL byte stands between them. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The next of several texts; NULL when there is none. (transfer full) */
static inline char *
fuzz_take_text (const uint8_t **data, size_t *size)
{
  const uint8_t *end = *size > 0 ? memchr (*data, '\0', *size) : NULL;
  size_t length = end != NULL ? (size_t) (end - *data) : *size;
  char *text = *size > 0 ? g_strndup ((const char *) *data, length) : NULL;

  if (end != NULL)
    length++;
  *data += length;
  *size -= length;
  return text;
}

G_END_DECLS
