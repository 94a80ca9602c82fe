#include "config.h"

#include "nearest.h"

#include <string.h>

#define LENGTH_MAX 64

/* Optimal string alignment: what is inserted, deleted, replaced, or swapped with its neighbour.
 * Three rows at a time. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize length_b = strlen (b);
  guint rows[3][LENGTH_MAX + 1];
  guint *before = rows[0], *last = rows[1], *row = rows[2];

  for (gsize j = 0; j <= length_b; j++)
    row[j] = j;
  for (gsize i = 1; a[i - 1] != '\0'; i++)
    {
      guint *oldest = before;

      before = last;
      last = row;
      row = oldest;
      row[0] = i;
      for (gsize j = 1; j <= length_b; j++)
        {
          row[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
          row[j] = MIN (row[j], MIN (last[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }
  return row[length_b];
}

const char *
ct_nearest (const char *text, const char *const *names)
{
  const char *nearest = NULL;
  guint best = G_MAXUINT;

  if (strlen (text) > LENGTH_MAX)
    return NULL;
  for (; *names != NULL; names++)
    {
      guint distance;

      if (strlen (*names) > LENGTH_MAX)
        continue;
      distance = edit_distance (text, *names);
      if (distance < best && distance <= MAX (1, strlen (*names) / 3))
        {
          best = distance;
          nearest = *names;
        }
    }
  return nearest;
}
