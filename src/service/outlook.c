#include "config.h"

#include "outlook.h"

#include "forecast-history.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
/* Shown together: who follows the accounts looks at all of them whenever one has changed. */
#define MOST_TOGETHER 64

/* One forecast that is being made. */
typedef struct
{
  CtOutlook *outlook; /* (nullable) (unowned) NULL: nobody wants it any more */
  CtAccount *account; /* (owned) */
  CtReading *reading; /* (owned) */
  gint64 updated_us;
  gint64 now_us;
  CtHistorySeries *series; /* (nullable) (owned) NULL: there is no history */
  CtForecast forecast;
} Job;

/* A forecast that is not shown yet. */
typedef struct
{
  CtAccount *account; /* (owned) */
  gboolean has_forecast;
  CtForecast forecast;
} Result;

/* How far an account's next forecast is. */
typedef enum
{
  STAGE_NONE,
  STAGE_WAITING,
  STAGE_BEGUN, /* or made, and not shown */
} Stage;

struct _CtOutlook
{
  GObject parent_instance;

  CtClock *clock;       /* (owned) */
  CtAccounts *accounts; /* (owned) */
  CtHistory *history;   /* (owned) */
  gboolean started;

  GHashTable *seen;          /* (owned) account id (owned) -> CtReading (owned) it was made of */
  GQueue waiting;            /* of account ids (owned), the one that waits longest first */
  GHashTable *stages;        /* (owned) account id (owned) -> Stage; not there: NONE */
  GHashTable *results;       /* (owned) account id (owned) -> Result (owned) */
  Job *job;                  /* (nullable) (unowned) its callback owns it */
  GCancellable *cancellable; /* (owned) of the job */
  guint next_id;
  CtAlarm *hour; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtOutlook, ct_outlook, G_TYPE_OBJECT)

enum
{
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void queue_next (CtOutlook *self);

static void
job_free (Job *job)
{
  g_object_unref (job->account);
  ct_reading_unref (job->reading);
  g_clear_pointer (&job->series, ct_history_series_free);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
result_free (Result *result)
{
  g_object_unref (result->account);
  g_free (result);
}

/* --- What has been made is shown --- */

static Stage
get_stage (CtOutlook *self, const char *account_id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->stages, account_id));
}

static void
set_stage (CtOutlook *self, const char *account_id, Stage stage)
{
  g_hash_table_insert (self->stages, g_strdup (account_id), GUINT_TO_POINTER (stage));
}

/* One whose account has changed once more, or is gone, is late. */
static void
show (CtOutlook *self, const Result *result)
{
  const char *id = ct_account_get_id (result->account);

  if (get_stage (self, id) != STAGE_BEGUN)
    return;
  g_hash_table_remove (self->stages, id);
  if (ct_accounts_lookup (self->accounts, id) != result->account)
    return;
  ct_account_set_forecast (result->account, result->has_forecast ? &result->forecast : NULL);
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, result->account);
}

static GHashTable *
new_results (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) result_free);
}

static void
show_results (CtOutlook *self)
{
  g_autoptr (GHashTable) results = g_steal_pointer (&self->results);
  GHashTableIter iter;
  gpointer result;

  self->results = new_results ();
  g_hash_table_iter_init (&iter, results);
  while (g_hash_table_iter_next (&iter, NULL, &result))
    show (self, result);
}

static void
add_result (CtOutlook *self, CtAccount *account, const CtForecast *forecast)
{
  Result *result = g_new0 (Result, 1);

  result->account = g_object_ref (account);
  result->has_forecast = forecast != NULL;
  if (forecast != NULL)
    result->forecast = *forecast;
  g_hash_table_insert (self->results, g_strdup (ct_account_get_id (account)), result);
}

/* --- One is made --- */

static void
make_forecast (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  Job *job = task_data;
  const CtBalance *balance = ct_reading_get_primary (job->reading);
  /* Another currency's amounts are no past of this balance. */
  gboolean has_past = job->series != NULL && g_str_equal (job->series->currency, balance->currency);

  job->forecast = ct_forecast_balance (
      balance, job->updated_us, has_past ? (const CtHistoryRun *) job->series->runs->data : NULL,
      has_past ? job->series->runs->len : 0, job->now_us, zone);
  g_task_return_boolean (task, TRUE);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  CtOutlook *self = job->outlook;

  if (self == NULL)
    return;
  self->job = NULL;
  add_result (self, job->account, &job->forecast);
  queue_next (self);
}

/* Without a history the reading alone can still say that nothing is left. */
static void
on_series (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;

  job->series = ct_history_query_finish (result, &error);
  if (job->outlook == NULL)
    return;
  if (error != NULL)
    g_debug ("no forecast: %s", error->message);
  task = g_task_new (NULL, NULL, on_made, job);
  g_task_set_source_tag (task, make_forecast);
  g_task_set_task_data (task, g_steal_pointer (&job), NULL);
  g_task_run_in_thread (task, make_forecast);
}

static void
begin (CtOutlook *self, CtAccount *account, const CtBalance *balance)
{
  gint64 now_us = ct_clock_now_us (self->clock);
  const CtHistoryQuery query = {
    .account_id = ct_account_get_id (account),
    .balance_id = balance->id,
    .origin = ct_account_get_origin (account),
    .from_us = now_us - CT_FORECAST_HISTORY_US,
    .to_us = G_MAXINT64,
  };

  self->job = g_new0 (Job, 1);
  self->job->outlook = self;
  self->job->account = g_object_ref (account);
  self->job->reading = ct_reading_ref (ct_account_get_reading (account));
  self->job->updated_us = ct_account_get_updated_us (account);
  self->job->now_us = now_us;
  ct_history_query_async (self->history, &query, self->cancellable, on_series, self->job);
}

/* When nothing can be said of it, that is its result. */
static void
begin_account (CtOutlook *self, CtAccount *account)
{
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *primary = reading != NULL ? ct_reading_get_primary (reading) : NULL;

  set_stage (self, ct_account_get_id (account), STAGE_BEGUN);
  if (primary != NULL && ct_forecast_applies_to (primary))
    begin (self, account, primary);
  else
    add_result (self, account, NULL);
}

static void
begin_next (CtOutlook *self)
{
  while (self->job == NULL && !g_queue_is_empty (&self->waiting))
    {
      g_autofree char *id = g_queue_pop_head (&self->waiting);
      CtAccount *account = ct_accounts_lookup (self->accounts, id);

      g_hash_table_remove (self->results, id);
      if (account != NULL)
        begin_account (self, account);
      else
        g_hash_table_remove (self->stages, id);
    }
}

static gboolean
on_next (gpointer user_data)
{
  CtOutlook *self = user_data;

  self->next_id = 0;
  begin_next (self);
  if (self->job == NULL || g_hash_table_size (self->results) >= MOST_TOGETHER)
    show_results (self);
  return G_SOURCE_REMOVE;
}

static void
queue_next (CtOutlook *self)
{
  if (self->next_id == 0)
    self->next_id = g_idle_add_full (G_PRIORITY_LOW, on_next, self, NULL); /* after the label */
}

/* --- What is to be made --- */

static void
want (CtOutlook *self, CtAccount *account)
{
  const char *id = ct_account_get_id (account);
  CtReading *reading = ct_account_get_reading (account);

  if (reading != NULL)
    g_hash_table_insert (self->seen, g_strdup (id), ct_reading_ref (reading));
  else
    g_hash_table_remove (self->seen, id);
  if (get_stage (self, id) == STAGE_WAITING)
    return;
  g_queue_push_tail (&self->waiting, g_strdup (id));
  set_stage (self, id, STAGE_WAITING);
  queue_next (self);
}

/* What it was read from is not what it was made of. */
static gboolean
is_outdated (CtOutlook *self, CtAccount *account)
{
  CtReading *seen = g_hash_table_lookup (self->seen, ct_account_get_id (account));
  CtReading *reading = ct_account_get_reading (account);

  if (seen == NULL || reading == NULL)
    return seen != reading;
  return seen != reading && !ct_reading_equal (seen, reading);
}

static void
on_account_changed (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  if (is_outdated (user_data, account))
    want (user_data, account);
}

/* Local hours: a day may begin at any quarter of an hour of the epoch. */
static gint64
next_hour_us (gint64 now_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now_us / G_USEC_PER_SEC);
  gint64 offset_us = g_time_zone_get_offset (zone, interval) * (gint64) G_USEC_PER_SEC;

  return now_us - (now_us + offset_us) % HOUR_US + HOUR_US;
}

static void
want_all (gpointer user_data)
{
  CtOutlook *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);

  for (guint i = 0; i < accounts->len; i++)
    if (ct_account_get_reading (accounts->pdata[i]) != NULL)
      want (self, accounts->pdata[i]);
  ct_alarm_set (self->hour, accounts->len > 0 ? next_hour_us (ct_clock_now_us (self->clock)) : -1);
}

/* --- Accounts come and go --- */

static gboolean
is_gone (gpointer id, gpointer reading, gpointer accounts)
{
  return ct_accounts_lookup (accounts, id) == NULL;
}

static void
on_items_changed (GListModel *model, guint position, guint n_removed, guint n_added,
                  gpointer user_data)
{
  CtOutlook *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);

  g_hash_table_foreach_remove (self->seen, is_gone, self->accounts);
  for (guint i = 0; i < accounts->len; i++)
    on_account_changed (self->accounts, accounts->pdata[i], self);
  if (accounts->len == 0)
    ct_alarm_set (self->hour, -1);
  else if (ct_alarm_get (self->hour) == -1)
    ct_alarm_set (self->hour, next_hour_us (ct_clock_now_us (self->clock)));
}

gboolean
ct_outlook_is_pending (CtOutlook *self, CtAccount *account)
{
  return get_stage (self, ct_account_get_id (account)) != STAGE_NONE;
}

gboolean
ct_outlook_is_busy (CtOutlook *self)
{
  return g_hash_table_size (self->stages) > 0;
}

/* --- The object --- */

static void
ct_outlook_dispose (GObject *object)
{
  CtOutlook *self = CT_OUTLOOK (object);

  if (self->job != NULL)
    self->job->outlook = NULL;
  self->job = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->next_id, g_source_remove);
  g_clear_pointer (&self->hour, ct_alarm_free);
  g_queue_clear_full (&self->waiting, g_free);
  g_hash_table_remove_all (self->stages);
  g_hash_table_remove_all (self->seen);
  g_hash_table_remove_all (self->results);
  g_clear_object (&self->history);
  g_clear_object (&self->accounts);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ct_outlook_parent_class)->dispose (object);
}

static void
ct_outlook_finalize (GObject *object)
{
  CtOutlook *self = CT_OUTLOOK (object);

  g_hash_table_unref (self->stages);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->results);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ct_outlook_parent_class)->finalize (object);
}

static void
ct_outlook_class_init (CtOutlookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_outlook_dispose;
  object_class->finalize = ct_outlook_finalize;
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", CT_TYPE_OUTLOOK, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, CT_TYPE_ACCOUNT);
}

static void
ct_outlook_init (CtOutlook *self)
{
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) ct_reading_unref);
  self->stages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->results = new_results ();
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->waiting);
}

CtOutlook *
ct_outlook_new (CtClock *clock, CtAccounts *accounts, CtHistory *history)
{
  CtOutlook *self = g_object_new (CT_TYPE_OUTLOOK, NULL);

  self->clock = g_object_ref (clock);
  self->accounts = g_object_ref (accounts);
  self->history = g_object_ref (history);
  self->hour = ct_alarm_new (clock, want_all, self);
  return self;
}

void
ct_outlook_start (CtOutlook *self)
{
  g_return_if_fail (!self->started);

  self->started = TRUE;
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (self->accounts, "account-changed", G_CALLBACK (on_account_changed), self,
                           0);
  g_signal_connect_object (self->clock, "set", G_CALLBACK (want_all), self, G_CONNECT_SWAPPED);
  want_all (self);
}
