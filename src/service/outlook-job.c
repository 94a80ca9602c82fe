#include "config.h"

#include "outlook-job.h"

#include "forecast-history.h"

struct _CtOutlookJob
{
  gint64 now_us;
  GPtrArray *items; /* (owned) of CtOutlookItem (owned) */
};

static void
item_free (CtOutlookItem *item)
{
  g_free (item->account_id);
  g_free (item->origin);
  ct_reading_unref (item->reading);
  g_free (item);
}

CtOutlookJob *
ct_outlook_job_new (gint64 now_us)
{
  CtOutlookJob *job = g_new0 (CtOutlookJob, 1);

  job->now_us = now_us;
  job->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  return job;
}

void
ct_outlook_job_free (CtOutlookJob *job)
{
  g_ptr_array_unref (job->items);
  g_free (job);
}

gboolean
ct_outlook_job_add (CtOutlookJob *job, CtAccount *account)
{
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *primary = reading != NULL ? ct_reading_get_primary (reading) : NULL;
  CtOutlookItem *item;

  if (primary == NULL || !ct_forecast_applies_to (primary))
    return FALSE;
  item = g_new0 (CtOutlookItem, 1);
  item->account_id = g_strdup (ct_account_get_id (account));
  item->origin = g_strdup (ct_account_get_origin (account));
  item->reading = ct_reading_ref (reading);
  item->updated_us = ct_account_get_updated_us (account);
  g_ptr_array_add (job->items, item);
  return TRUE;
}

GPtrArray *
ct_outlook_job_get_items (CtOutlookJob *job)
{
  return job->items;
}

/* series: (nullable) there is no history */
static void
make_forecast (CtOutlookJob *job, CtOutlookItem *item, const CtHistorySeries *series,
               GTimeZone *zone)
{
  const CtBalance *balance = ct_reading_get_primary (item->reading);
  /* Another currency's amounts are no past of this balance. */
  gboolean has_past = series != NULL && g_str_equal (series->currency, balance->currency);
  const CtHistoryRun *runs = has_past ? (const CtHistoryRun *) series->runs->data : NULL;

  item->forecast = ct_forecast_balance (balance, item->updated_us, runs,
                                        has_past ? series->runs->len : 0, job->now_us, zone);
  item->has_forecast = TRUE;
}

static CtHistorySeries *
find_series (CtOutlookJob *job, CtOutlookItem *item, CtHistoryDatabase *db,
             GCancellable *cancellable, GError **error)
{
  const CtHistoryQuery query = {
    .account_id = item->account_id,
    .balance_id = ct_reading_get_primary (item->reading)->id,
    .origin = item->origin,
    .from_us = job->now_us - CT_FORECAST_HISTORY_US,
    .to_us = G_MAXINT64,
  };

  return ct_history_query_run (db, &query, cancellable, error);
}

/* One that cannot be read is no reason to leave out the others; the first error is told, for what
 * finds the database damaged is done again with a new one. */
static gpointer
make_in_thread (CtHistoryDatabase *db, gpointer task_data, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) lost = NULL;
  CtOutlookJob *job = task_data;

  for (guint i = 0; i < job->items->len; i++)
    {
      g_autoptr (CtHistorySeries) series = NULL;

      series = find_series (job, job->items->pdata[i], db, cancellable,
                            lost == NULL ? &lost : NULL);
      if (series != NULL)
        make_forecast (job, job->items->pdata[i], series, zone);
    }
  if (lost == NULL)
    return job;
  g_propagate_error (error, g_steal_pointer (&lost));
  return NULL;
}

void
ct_outlook_job_run_async (CtOutlookJob *job, CtHistory *history, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ct_outlook_job_run_async);
  g_task_set_task_data (task, job, (GDestroyNotify) ct_outlook_job_free);
  ct_history_read (history, task, make_in_thread, NULL);
}

static void
make_without_history (CtOutlookJob *job)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  for (guint i = 0; i < job->items->len; i++)
    if (!((CtOutlookItem *) job->items->pdata[i])->has_forecast)
      make_forecast (job, job->items->pdata[i], NULL, zone);
}

CtOutlookJob *
ct_outlook_job_run_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) lost = NULL;
  CtOutlookJob *job = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_async_result_is_tagged (result, ct_outlook_job_run_async), NULL);

  if (g_task_propagate_pointer (G_TASK (result), &lost) != NULL)
    return job;
  if (g_error_matches (lost, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&lost));
      return NULL;
    }
  g_debug ("no forecast: %s", lost->message);
  make_without_history (job);
  return job;
}
