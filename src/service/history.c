#include "config.h"

#include "history.h"

#include "history-append.h"
#include "history-worker.h"

#define MAX_KEEP_DAYS 36500

struct _CtHistory
{
  GObject parent_instance;
  CtHistoryWorker *worker; /* (owned) */
  guint keep_days;
};

G_DEFINE_FINAL_TYPE (CtHistory, ct_history, G_TYPE_OBJECT)

enum
{
  PROPERTY_KEEP_DAYS = 1,
  N_PROPERTIES,
};
static GParamSpec *properties[N_PROPERTIES];

enum
{
  SIGNAL_STATUS_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* --- The object --- */

static void
ct_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROPERTY_KEEP_DAYS);
  g_value_set_uint (value, CT_HISTORY (object)->keep_days);
}

static void
ct_history_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  CtHistory *self = CT_HISTORY (object);

  g_assert (id == PROPERTY_KEEP_DAYS);
  self->keep_days = g_value_get_uint (value);
  ct_history_worker_set_keep_us (self->worker, self->keep_days * G_TIME_SPAN_DAY);
}

static void
ct_history_dispose (GObject *object)
{
  CtHistory *self = CT_HISTORY (object);

  g_clear_pointer (&self->worker, ct_history_worker_free);
  G_OBJECT_CLASS (ct_history_parent_class)->dispose (object);
}

static void
ct_history_class_init (CtHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ct_history_get_property;
  object_class->set_property = ct_history_set_property;
  object_class->dispose = ct_history_dispose;
  properties[PROPERTY_KEEP_DAYS] = g_param_spec_uint ("keep-days", NULL, NULL, 1, MAX_KEEP_DAYS,
                                                      CT_HISTORY_KEEP_DAYS,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_STATUS_CHANGED] = g_signal_new (
      "status-changed", CT_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_history_init (CtHistory *self)
{
}

static void
on_status_changed (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_STATUS_CHANGED], 0);
}

CtHistory *
ct_history_new (const char *path)
{
  CtHistory *self = g_object_new (CT_TYPE_HISTORY, NULL);

  self->worker = ct_history_worker_new (path, on_status_changed, self);
  g_object_set (self, "keep-days", CT_HISTORY_KEEP_DAYS, NULL);
  return self;
}

GError *
ct_history_dup_error (CtHistory *self)
{
  return ct_history_worker_dup_error (self->worker);
}

char *
ct_history_dup_set_aside (CtHistory *self)
{
  return ct_history_worker_dup_set_aside (self->worker);
}

/* --- Writing --- */

void
ct_history_append (CtHistory *self, const char *account_id, const char *origin,
                   const CtReading *reading, gint64 time_us)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_history_item_free);

  for (guint i = 0; i < reading->balances->len; i++)
    {
      CtHistoryItem *item = ct_history_item_new (account_id, origin, reading->balances->pdata[i],
                                                 time_us);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  ct_history_worker_append (self->worker, items);
}

void
ct_history_forget (CtHistory *self, const char *account_id)
{
  ct_history_worker_forget (self->worker, account_id);
}

gboolean
ct_history_flush (CtHistory *self, GError **error)
{
  g_autoptr (GError) kept = NULL;

  ct_history_worker_flush (self->worker);
  kept = ct_history_worker_dup_error (self->worker);
  if (kept == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&kept));
  return FALSE;
}

/* --- Reading --- */

void
ct_history_read (CtHistory *self, GTask *task, CtHistoryReadFunc read, GDestroyNotify free_result)
{
  ct_history_worker_read (self->worker, task, read, free_result);
}

typedef struct
{
  CtHistoryQuery query;
  char *account_id; /* (owned) */
  char *balance_id; /* (owned) */
  char *origin;     /* (nullable) (owned) */
} QueryData;

static void
query_data_free (QueryData *data)
{
  g_free (data->account_id);
  g_free (data->balance_id);
  g_free (data->origin);
  g_free (data);
}

static gpointer
read_runs (CtHistoryDatabase *db, gpointer task_data, GCancellable *cancellable, GError **error)
{
  QueryData *data = task_data;

  return ct_history_query_run (db, &data->query, cancellable, error);
}

void
ct_history_query_async (CtHistory *self, const CtHistoryQuery *query, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  QueryData *data = g_new0 (QueryData, 1);

  data->query = *query;
  data->query.account_id = data->account_id = g_strdup (query->account_id);
  data->query.balance_id = data->balance_id = g_strdup (query->balance_id);
  data->query.origin = data->origin = g_strdup (query->origin);
  g_task_set_source_tag (task, ct_history_query_async);
  g_task_set_task_data (task, data, (GDestroyNotify) query_data_free);
  ct_history_worker_read (self->worker, task, read_runs, (GDestroyNotify) ct_history_series_free);
}

CtHistorySeries *
ct_history_query_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ct_history_query_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_balances (CtHistoryDatabase *db, gpointer task_data, GCancellable *cancellable, GError **error)
{
  return ct_history_query_balances (db, task_data, error);
}

void
ct_history_list_async (CtHistory *self, const char *account_id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ct_history_list_async);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  ct_history_worker_read (self->worker, task, read_balances, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
ct_history_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ct_history_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
