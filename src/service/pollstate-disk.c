#include "config.h"

#include "pollstate-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

CtPollDisk *
ct_poll_disk_new (const char *folder, const char *origin)
{
  CtPollDisk *self = g_new0 (CtPollDisk, 1);
  g_autofree char *escaped = g_uri_escape_string (origin, NULL, FALSE);

  self->known = ct_poll_origin_new ();
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (folder == NULL)
    return self;
  self->path = g_strdup_printf ("%s/%s.json", folder, escaped);
  self->new_path = g_strdup_printf ("%s/%s.new", folder, escaped);
  self->lock_path = g_strdup_printf ("%s/%s.lock", folder, escaped);
  return self;
}

void
ct_poll_disk_free (CtPollDisk *self)
{
  ct_poll_origin_free (self->known);
  g_hash_table_unref (self->dirty);
  g_free (self->path);
  g_free (self->new_path);
  g_free (self->lock_path);
  g_free (self);
}

CtPollLock
ct_poll_disk_lock (CtPollDisk *self, int *fd)
{
  g_autofree char *folder = NULL;
  gboolean busy;

  if (self->path == NULL)
    return CT_POLL_NO_LOCK;
  *fd = open (self->lock_path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (*fd < 0 && errno == ENOENT)
    {
      folder = g_path_get_dirname (self->lock_path);
      if (g_mkdir_with_parents (folder, 0700) == 0)
        *fd = open (self->lock_path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    }
  if (*fd < 0)
    return CT_POLL_NO_LOCK;
  if (flock (*fd, LOCK_EX | LOCK_NB) == 0)
    return CT_POLL_LOCKED;
  busy = errno == EWOULDBLOCK;
  close (*fd);
  return busy ? CT_POLL_LOCK_BUSY : CT_POLL_NO_LOCK;
}

/* --- Reading --- */

static gboolean
same_version (const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* What the file says replaces what was known, but for what we have still to write. */
static void
take_over (CtPollDisk *self, CtPollOrigin *fresh)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      const CtPollRecord *ours = ct_poll_origin_get (self->known, id);

      g_hash_table_remove (fresh->records, id);
      if (ours != NULL)
        ct_poll_record_copy (ours, ct_poll_origin_ensure (fresh, id));
    }
  if (self->origin_dirty)
    {
      g_clear_error (&fresh->error);
      fresh->error = g_steal_pointer (&self->known->error);
      fresh->error_since_us = self->known->error_since_us;
      fresh->error_until_us = self->known->error_until_us;
    }
  ct_poll_origin_free (self->known);
  self->known = fresh;
}

gboolean
ct_poll_disk_read (CtPollDisk *self)
{
  gboolean is_news = self->was_read;
  g_autofree char *text = NULL;
  CtPollOrigin *fresh;
  struct stat version;
  gsize length;

  if (self->path == NULL)
    return FALSE;
  self->was_read = TRUE;
  if (stat (self->path, &version) != 0 || same_version (&version, &self->version)
      || !S_ISREG (version.st_mode) || !g_file_get_contents (self->path, &text, &length, NULL))
    return FALSE;
  self->version = version;
  fresh = ct_poll_origin_from_json (text, length);
  if (fresh == NULL)
    return FALSE;
  take_over (self, fresh);
  return is_news;
}

/* --- Writing --- */

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      text += written;
      length -= written;
    }
  return TRUE;
}

/* No fsync: the runtime folder does not outlive a crash of the machine. */
void
ct_poll_disk_write (CtPollDisk *self)
{
  g_autofree char *text = ct_poll_origin_to_json (self->known);
  int fd = open (self->new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  struct stat version;
  gboolean written;

  if (fd < 0)
    return;
  written = write_all (fd, text) && fstat (fd, &version) == 0;
  if (close (fd) != 0 || !written || rename (self->new_path, self->path) != 0)
    {
      g_unlink (self->new_path);
      return;
    }
  self->version = version;
  g_hash_table_remove_all (self->dirty);
  self->origin_dirty = FALSE;
}

void
ct_poll_disk_touch (CtPollDisk *self, const char *account_id)
{
  g_hash_table_add (self->dirty, g_strdup (account_id));
}

gboolean
ct_poll_disk_is_dirty (CtPollDisk *self)
{
  return self->origin_dirty || g_hash_table_size (self->dirty) > 0;
}
