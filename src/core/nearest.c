#include "config.h"

#include "nearest.h"

#include <string.h>

#define LENGTH_MAX 64

/* Levenshtein, one row at a time. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize length_b = strlen (b);
  guint row[LENGTH_MAX + 1];

  for (gsize j = 0; j <= length_b; j++)
    row[j] = j;
  for (gsize i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (gsize j = 1; j <= length_b; j++)
        {
          guint replaced = diagonal + (a[i - 1] != b[j - 1]);

          diagonal = row[j];
          row[j] = MIN (MIN (row[j], row[j - 1]) + 1, replaced);
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
