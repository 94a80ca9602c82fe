#include "config.h"

#include "fuzz.h"

#include <stdio.h>

/* replay TARGET FOLDER: what libFuzzer found worth keeping, by any compiler. The file that was last
 * named is the one that it fails on. */

static void
replay_file (const char *path)
{
  g_autofree char *contents = NULL;
  g_autofree uint8_t *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  /* Without the NUL byte behind it, so that reading too far is seen. */
  data = g_malloc (MAX (length, 1));
  memcpy (data, contents, length);
  LLVMFuzzerTestOneInput (data, length);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = list_files (argv[2]);

  setvbuf (stdout, NULL, _IOLBF, 0);
  LLVMFuzzerTestOneInput ((const uint8_t *) "", 0);
  for (guint i = 0; i < paths->len; i++)
    {
      printf ("# %s\n", (const char *) paths->pdata[i]);
      replay_file (paths->pdata[i]);
    }
  printf ("%s 1 %s: %u inputs\n1..1\n", paths->len > 0 ? "ok" : "not ok", argv[1], paths->len);
  return paths->len > 0 ? 0 : 1;
}
