#include "config.h"

#include "history-worker.h"

#include "history-append.h"
#include "history-prune.h"

#define PRUNE_INTERVAL_US G_TIME_SPAN_DAY

struct _CtHistoryWorker
{
  GThreadPool *pool; /* (nullable) (owned) one thread; made for the first job */

  /* Of that thread alone. */
  CtHistoryDatabase *db;   /* (owned) */
  CtHistoryWriter *writer; /* (owned) */
  gint64 pruned_us;        /* -1: never */

  GMutex mutex; /* for all below */
  GCond idle;
  guint n_jobs;
  gboolean closing;
  GPtrArray *items; /* (owned) of CtHistoryItem, that no job has */
  gint64 keep_us;
  GError *error;   /* (nullable) (owned) */
  char *set_aside; /* (nullable) (owned) */

  GSource *status; /* (owned) calls status_changed */
  void (*status_changed) (gpointer user_data);
  gpointer user_data;
};

/* Something to do, with its data. */
typedef struct
{
  void (*run) (CtHistoryWorker *self, gpointer data);
  gpointer data; /* (nullable) owned by run */
} Job;

static void
run_job (gpointer data, gpointer user_data)
{
  g_autofree Job *job = data;
  CtHistoryWorker *self = user_data;

  job->run (self, job->data);
  g_mutex_lock (&self->mutex);
  if (--self->n_jobs == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->mutex);
}

/* The mutex is held. */
static void
push_locked (CtHistoryWorker *self, void (*run) (CtHistoryWorker *self, gpointer data),
             gpointer data)
{
  Job *job = g_new (Job, 1);

  *job = (Job){ run, data };
  self->n_jobs++;
  if (self->pool == NULL)
    self->pool = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
  g_thread_pool_push (self->pool, job, NULL);
}

static void
push (CtHistoryWorker *self, void (*run) (CtHistoryWorker *self, gpointer data), gpointer data)
{
  g_mutex_lock (&self->mutex);
  push_locked (self, run, data);
  g_mutex_unlock (&self->mutex);
}

void
ct_history_worker_flush (CtHistoryWorker *self)
{
  g_mutex_lock (&self->mutex);
  while (self->n_jobs > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

/* --- How it goes --- */

static gboolean
dispatch_status (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static gboolean
on_status (gpointer user_data)
{
  CtHistoryWorker *self = user_data;

  self->status_changed (self->user_data);
  return G_SOURCE_CONTINUE;
}

static GSource *
new_status_source (CtHistoryWorker *self)
{
  static const GSourceFuncs funcs = { .dispatch = dispatch_status };
  GSource *source = g_source_new ((GSourceFuncs *) &funcs, sizeof (GSource));

  g_source_set_static_name (source, "ct_history_worker");
  g_source_set_callback (source, on_status, self, NULL);
  g_source_attach (source, NULL);
  return source;
}

static gboolean
is_same_error (const GError *a, const GError *b)
{
  return g_strcmp0 (a != NULL ? a->message : NULL, b != NULL ? b->message : NULL) == 0;
}

/* error: (nullable) of the last write. */
static void
tell (CtHistoryWorker *self, const GError *error)
{
  char *set_aside = ct_history_database_take_set_aside (self->db);

  g_mutex_lock (&self->mutex);
  if (set_aside != NULL || !is_same_error (self->error, error))
    g_source_set_ready_time (self->status, 0);
  if (set_aside != NULL)
    {
      g_free (self->set_aside);
      self->set_aside = set_aside;
    }
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_mutex_unlock (&self->mutex);
}

GError *
ct_history_worker_dup_error (CtHistoryWorker *self)
{
  GError *error;

  g_mutex_lock (&self->mutex);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->mutex);
  return error;
}

char *
ct_history_worker_dup_set_aside (CtHistoryWorker *self)
{
  char *set_aside;

  g_mutex_lock (&self->mutex);
  set_aside = g_strdup (self->set_aside);
  g_mutex_unlock (&self->mutex);
  return set_aside;
}

/* --- Jobs --- */

typedef gboolean (*Action) (CtHistoryWorker *self, gpointer data, GError **error);

/* What finds the database damaged is done again with a new one. */
static gboolean
act (CtHistoryWorker *self, Action action, gpointer data, GError **error)
{
  g_autoptr (GError) damage = NULL;

  if (!ct_history_database_open (self->db, error))
    return FALSE;
  if (action (self, data, &damage))
    return TRUE;
  if (!ct_history_database_is_damaged (self->db))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }
  return ct_history_database_open (self->db, error) && action (self, data, error);
}

static void
act_and_tell (CtHistoryWorker *self, Action action, gpointer data)
{
  g_autoptr (GError) error = NULL;

  act (self, action, data, &error);
  tell (self, error);
}

static gboolean
append_items (CtHistoryWorker *self, gpointer data, GError **error)
{
  return ct_history_writer_append (self->writer, data, error);
}

static gboolean
forget_account (CtHistoryWorker *self, gpointer data, GError **error)
{
  return ct_history_prune_account (self->db, data, error);
}

static gboolean
finish (CtHistoryWorker *self, gpointer data, GError **error)
{
  return ct_history_writer_finish (self->writer, error);
}

typedef struct
{
  gint64 now_us;
  gint64 keep_us;
  gboolean more;
} Prune;

static gboolean
prune_slice (CtHistoryWorker *self, gpointer data, GError **error)
{
  Prune *prune = data;

  return ct_history_prune_slice (self->db, prune->now_us, prune->keep_us, &prune->more, error);
}

/* A slice; the next one lets the jobs go first that came meanwhile. */
static void
run_prune (CtHistoryWorker *self, gpointer data)
{
  g_autofree Prune *prune = data;

  act_and_tell (self, prune_slice, prune);
  g_mutex_lock (&self->mutex);
  if (prune->more && !self->closing)
    push_locked (self, run_prune, g_steal_pointer (&prune));
  g_mutex_unlock (&self->mutex);
}

/* By the time of a good reading, which a clock that is wrong by years does not let happen:
 * certificates are not valid then. */
static void
prune_daily (CtHistoryWorker *self, gint64 now_us)
{
  Prune *prune;

  if (self->pruned_us != -1 && ABS (now_us - self->pruned_us) < PRUNE_INTERVAL_US)
    return;
  self->pruned_us = now_us;
  g_mutex_lock (&self->mutex);
  if (!self->closing)
    {
      prune = g_new (Prune, 1);
      *prune = (Prune){ .now_us = now_us, .keep_us = self->keep_us };
      push_locked (self, run_prune, prune);
    }
  g_mutex_unlock (&self->mutex);
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ct_history_item_free);
}

static void
run_append (CtHistoryWorker *self, gpointer data)
{
  g_autoptr (GPtrArray) items = new_items ();
  const CtHistoryItem *last;

  g_mutex_lock (&self->mutex);
  g_ptr_array_extend_and_steal (items, g_steal_pointer (&self->items));
  self->items = new_items ();
  g_mutex_unlock (&self->mutex);
  last = items->pdata[items->len - 1];
  act_and_tell (self, append_items, items);
  prune_daily (self, last->run.last_us);
}

static void
run_forget (CtHistoryWorker *self, gpointer data)
{
  if (ct_history_database_exists (self->db))
    act_and_tell (self, forget_account, data);
  g_free (data);
}

static void
run_finish (CtHistoryWorker *self, gpointer data)
{
  act (self, finish, NULL, NULL);
  ct_history_database_close (self->db);
}

/* --- Reading --- */

typedef struct
{
  GTask *task; /* (owned) */
  CtHistoryReadFunc read;
  GDestroyNotify free_result;
  gpointer result; /* (nullable) (owned) */
} Read;

static gboolean
do_read (CtHistoryWorker *self, gpointer data, GError **error)
{
  Read *read = data;

  read->result = read->read (self->db, g_task_get_task_data (read->task),
                             g_task_get_cancellable (read->task), error);
  return read->result != NULL;
}

/* What cannot be read is told to who asks, and says nothing of what can be written. */
static void
run_read (CtHistoryWorker *self, gpointer data)
{
  g_autofree Read *read = data;
  g_autoptr (GError) error = NULL;

  if (!g_task_return_error_if_cancelled (read->task))
    {
      if (act (self, do_read, read, &error))
        g_task_return_pointer (read->task, read->result, read->free_result);
      else
        g_task_return_error (read->task, g_steal_pointer (&error));
    }
  g_object_unref (read->task);
}

void
ct_history_worker_read (CtHistoryWorker *self, GTask *task, CtHistoryReadFunc read,
                        GDestroyNotify free_result)
{
  Read *data = g_new (Read, 1);

  *data = (Read){ g_object_ref (task), read, free_result, NULL };
  push (self, run_read, data);
}

/* --- From the main loop --- */

void
ct_history_worker_append (CtHistoryWorker *self, GPtrArray *items)
{
  gboolean was_empty;

  if (items->len == 0)
    {
      g_ptr_array_unref (items);
      return;
    }
  g_mutex_lock (&self->mutex);
  was_empty = self->items->len == 0;
  g_ptr_array_extend_and_steal (self->items, items);
  if (was_empty)
    push_locked (self, run_append, NULL);
  g_mutex_unlock (&self->mutex);
}

void
ct_history_worker_forget (CtHistoryWorker *self, const char *account_id)
{
  push (self, run_forget, g_strdup (account_id));
}

void
ct_history_worker_set_keep_us (CtHistoryWorker *self, gint64 keep_us)
{
  g_mutex_lock (&self->mutex);
  self->keep_us = keep_us;
  g_mutex_unlock (&self->mutex);
}

CtHistoryWorker *
ct_history_worker_new (const char *path, void (*status_changed) (gpointer user_data),
                       gpointer user_data)
{
  CtHistoryWorker *self = g_new0 (CtHistoryWorker, 1);

  self->db = ct_history_database_new (path);
  self->writer = ct_history_writer_new (self->db);
  self->pruned_us = -1;
  self->items = new_items ();
  self->keep_us = G_MAXINT64 / 2;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  self->status_changed = status_changed;
  self->user_data = user_data;
  self->status = new_status_source (self);
  return self;
}

void
ct_history_worker_free (CtHistoryWorker *self)
{
  g_source_destroy (self->status);
  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  if (self->pool != NULL)
    push_locked (self, run_finish, NULL);
  g_mutex_unlock (&self->mutex);
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, TRUE);
  g_source_unref (self->status);
  ct_history_writer_free (self->writer);
  ct_history_database_free (self->db);
  g_ptr_array_unref (self->items);
  g_clear_error (&self->error);
  g_free (self->set_aside);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self);
}
