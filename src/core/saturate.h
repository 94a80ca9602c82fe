#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sums of amounts that strangers say: what no longer fits is the most, or the least, that does. */

static inline gint64
ct_saturate_add (gint64 a, gint64 b)
{
  gint64 sum;

  if (__builtin_add_overflow (a, b, &sum))
    return b > 0 ? G_MAXINT64 : G_MININT64;
  return sum;
}

static inline gint64
ct_saturate_subtract (gint64 a, gint64 b)
{
  gint64 difference;

  if (__builtin_sub_overflow (a, b, &difference))
    return b < 0 ? G_MAXINT64 : G_MININT64;
  return difference;
}

G_END_DECLS
