#include "config.h"

#include "state-writer.h"

#include <glib/gstdio.h>

struct _CtStateWriter
{
  char *folder;        /* (owned) */
  GHashTable *waiting; /* (owned) file name (owned) -> text (nullable) (owned) */
  guint start_id;
  guint start_within_s; /* as long as there is a start_id */
  GThreadPool *pool;    /* (nullable) (owned) one thread; made for the first write */
  GMutex mutex;
  GCond idle;
  guint n_jobs; /* under mutex */
};

static GHashTable *
new_waiting (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CtStateWriter *
ct_state_writer_new (const char *folder)
{
  CtStateWriter *self = g_new0 (CtStateWriter, 1);

  self->folder = g_strdup (folder);
  self->waiting = new_waiting ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  return self;
}

void
ct_state_writer_free (CtStateWriter *self)
{
  ct_state_writer_start (self);
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, TRUE);
  g_hash_table_unref (self->waiting);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self->folder);
  g_free (self);
}

/* --- In the thread --- */

/* A folder that cannot be written is no reason to stop showing amounts; they are only not there
 * after a reboot. */
static void
write_file (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (text == NULL)
    g_unlink (path);
  else if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
run_job (gpointer data, gpointer user_data)
{
  g_autoptr (GHashTable) files = data;
  CtStateWriter *self = user_data;
  gpointer name, text;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      write_file (path, text);
    }
  g_mutex_lock (&self->mutex);
  if (--self->n_jobs == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->mutex);
}

/* --- What waits --- */

void
ct_state_writer_start (CtStateWriter *self)
{
  g_clear_handle_id (&self->start_id, g_source_remove);
  if (g_hash_table_size (self->waiting) == 0)
    return;
  if (self->pool == NULL)
    self->pool = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
  g_mutex_lock (&self->mutex);
  self->n_jobs++;
  g_mutex_unlock (&self->mutex);
  g_thread_pool_push (self->pool, g_steal_pointer (&self->waiting), NULL);
  self->waiting = new_waiting ();
}

static gboolean
on_start (gpointer user_data)
{
  CtStateWriter *self = user_data;

  self->start_id = 0;
  ct_state_writer_start (self);
  return G_SOURCE_REMOVE;
}

void
ct_state_writer_put (CtStateWriter *self, const char *name, char *text, guint within_s)
{
  g_hash_table_replace (self->waiting, g_strdup (name), text);
  if (self->start_id != 0 && self->start_within_s <= within_s)
    return;
  g_clear_handle_id (&self->start_id, g_source_remove);
  self->start_id = g_timeout_add_seconds (within_s, on_start, self);
  self->start_within_s = within_s;
}

void
ct_state_writer_flush (CtStateWriter *self)
{
  ct_state_writer_start (self);
  g_mutex_lock (&self->mutex);
  while (self->n_jobs > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
