#include "config.h"

#include "history-file.h"

#include <errno.h>
#include <fcntl.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "durable-file.h"
#include "error.h"

int
ct_history_file_lock (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr (GError) reason = NULL;
  int lock = ct_durable_file_lock (lock_path, &reason);

  if (lock < 0)
    g_set_error (error, reason->domain, reason->code, _ ("The history is not kept: %s"),
                 reason->message);
  return lock;
}

gboolean
ct_history_file_identify (const char *path, CtHistoryFileId *id)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return FALSE;
  id->device = info.st_dev;
  id->inode = info.st_ino;
  return TRUE;
}

/* Never opened when it exists: closing it would take away the locks that another connection of
 * this process holds (https://www.sqlite.org/howtocorrupt.html section 2.2). */
int
ct_history_file_make (const char *path)
{
  int fd;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return 0;
  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno == EEXIST ? 0 : errno;
  g_close (fd, NULL);
  return 0;
}

/* (transfer full) */
static char *
find_free_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H%M%SZ");
  g_autofree char *name = g_strdup_printf ("%s.damaged-%s", path, date);

  for (guint n = 2; g_file_test (name, G_FILE_TEST_EXISTS); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, date, n);
    }
  return g_steal_pointer (&name);
}

/* The companions first: should this end half-way, the file is not read with those of another. */
static gboolean
rename_all (const char *path, const char *new_path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (new_path, suffixes[i], NULL);

      if (g_rename (from, to) == 0 || errno == ENOENT)
        continue;
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("The history is damaged, and cannot be set aside: %s: %s"), from,
                   g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

char *
ct_history_file_set_aside (const char *path, GError **error)
{
  g_autofree char *new_path = find_free_name (path);

  return rename_all (path, new_path, error) ? g_steal_pointer (&new_path) : NULL;
}
