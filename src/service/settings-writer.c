#include "config.h"

#include "settings-writer.h"

#include <gio/gio.h>

#include "settings-values.h"

/* One write, shared with the thread that does it. */
typedef struct
{
  gatomicrefcount ref_count;
  CtSettingsWriter *writer; /* (nullable) (unowned) of its own thread; NULL: already finished */
  CtSettingsFile *file;     /* (owned) */
  GHashTable *changes;      /* (owned) */
  GMutex mutex;
  GCond cond;
  gboolean done;
  GHashTable *values; /* (nullable) (owned) */
  GError *error;      /* (nullable) (owned) */
} WriteJob;

struct _CtSettingsWriter
{
  CtSettingsFile *file; /* (owned) */
  CtSettingsWrittenFunc written;
  gpointer user_data;
  GHashTable *pending; /* (owned) changes that no job has */
  WriteJob *job;       /* (nullable) (owned) under way */
  gboolean again;      /* once the job is done, even when it fails */
  guint start_id;      /* source of the next turn of the loop; 0: none */
};

static WriteJob *
write_job_new (CtSettingsWriter *writer, GHashTable *changes)
{
  WriteJob *job = g_new0 (WriteJob, 1);

  g_atomic_ref_count_init (&job->ref_count);
  g_mutex_init (&job->mutex);
  g_cond_init (&job->cond);
  job->writer = writer;
  job->file = ct_settings_file_ref (writer->file);
  job->changes = changes;
  return job;
}

static WriteJob *
write_job_ref (WriteJob *job)
{
  g_atomic_ref_count_inc (&job->ref_count);
  return job;
}

static void
write_job_unref (WriteJob *job)
{
  if (!g_atomic_ref_count_dec (&job->ref_count))
    return;
  g_clear_pointer (&job->file, ct_settings_file_unref);
  g_clear_pointer (&job->changes, g_hash_table_unref);
  g_clear_pointer (&job->values, g_hash_table_unref);
  g_clear_error (&job->error);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->cond);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WriteJob, write_job_unref)

static GHashTable *
get_changes (GHashTable *values, gpointer user_data, GError **error)
{
  WriteJob *job = user_data;

  return g_hash_table_ref (job->changes);
}

static void
run_job (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  WriteJob *job = task_data;

  job->values = ct_settings_file_update (job->file, get_changes, job, &job->error);
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
  g_task_return_boolean (task, TRUE);
}

static void
wait_for_job (WriteJob *job)
{
  g_mutex_lock (&job->mutex);
  while (!job->done)
    g_cond_wait (&job->cond, &job->mutex);
  g_mutex_unlock (&job->mutex);
}

/* What was queued since is newer than what could not be written. */
static void
keep_failed (CtSettingsWriter *writer, WriteJob *job)
{
  GHashTableIter iter;
  gpointer address, value;

  g_hash_table_iter_init (&iter, job->changes);
  while (g_hash_table_iter_next (&iter, &address, &value))
    if (!g_hash_table_contains (writer->pending, address))
      ct_settings_values_set (writer->pending, address, value);
}

static void start_job (CtSettingsWriter *writer);

/* The job is done; whoever comes first, its callback or a flush, takes the outcome. */
static gboolean
finish_job (CtSettingsWriter *writer, GError **error)
{
  g_autoptr (WriteJob) job = g_steal_pointer (&writer->job);
  const gboolean again = writer->again;

  job->writer = NULL;
  writer->again = FALSE;
  if (job->values == NULL)
    {
      keep_failed (writer, job);
      if (again)
        ct_settings_writer_retry (writer);
      writer->written (NULL, job->error, writer->user_data);
      g_propagate_error (error, g_steal_pointer (&job->error));
      return FALSE;
    }
  writer->written (job->values, NULL, writer->user_data);
  start_job (writer);
  return TRUE;
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WriteJob) job = user_data;

  if (job->writer != NULL)
    finish_job (job->writer, NULL);
}

static void
start_job (CtSettingsWriter *writer)
{
  g_autoptr (GTask) task = NULL;

  if (writer->job != NULL || g_hash_table_size (writer->pending) == 0)
    return;
  g_clear_handle_id (&writer->start_id, g_source_remove);
  writer->job = write_job_new (writer, g_steal_pointer (&writer->pending));
  writer->pending = ct_settings_values_new ();

  task = g_task_new (NULL, NULL, on_job_done, write_job_ref (writer->job));
  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, write_job_ref (writer->job), (GDestroyNotify) write_job_unref);
  g_task_run_in_thread (task, run_job);
}

static gboolean
on_start (gpointer user_data)
{
  CtSettingsWriter *writer = user_data;

  writer->start_id = 0;
  start_job (writer);
  return G_SOURCE_REMOVE;
}

CtSettingsWriter *
ct_settings_writer_new (CtSettingsFile *file, CtSettingsWrittenFunc written, gpointer user_data)
{
  CtSettingsWriter *writer = g_new0 (CtSettingsWriter, 1);

  writer->file = ct_settings_file_ref (file);
  writer->written = written;
  writer->user_data = user_data;
  writer->pending = ct_settings_values_new ();
  return writer;
}

void
ct_settings_writer_free (CtSettingsWriter *writer)
{
  ct_settings_writer_flush (writer, NULL);
  g_clear_handle_id (&writer->start_id, g_source_remove);
  g_clear_pointer (&writer->pending, g_hash_table_unref);
  g_clear_pointer (&writer->file, ct_settings_file_unref);
  g_free (writer);
}

void
ct_settings_writer_retry (CtSettingsWriter *writer)
{
  if (writer->job != NULL)
    writer->again = TRUE;
  else if (writer->start_id == 0 && g_hash_table_size (writer->pending) > 0)
    writer->start_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_start, writer, NULL);
}

void
ct_settings_writer_queue (CtSettingsWriter *writer, GHashTable *changes)
{
  GHashTableIter iter;
  gpointer address, value;

  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &address, &value))
    ct_settings_values_set (writer->pending, address, value);
  ct_settings_writer_retry (writer);
}

gboolean
ct_settings_writer_flush (CtSettingsWriter *writer, GError **error)
{
  for (start_job (writer); writer->job != NULL; start_job (writer))
    {
      wait_for_job (writer->job);
      if (!finish_job (writer, error))
        return FALSE;
    }
  return TRUE;
}

void
ct_settings_writer_apply_pending (CtSettingsWriter *writer, GHashTable *values)
{
  if (writer->job != NULL)
    ct_settings_values_apply (values, writer->job->changes);
  ct_settings_values_apply (values, writer->pending);
}
