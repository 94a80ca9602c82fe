#include "config.h"

#include "outlook.h"

#include "outlook-job.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
/* Made and shown together: who follows the accounts looks at all of them whenever one has changed.
 */
#define MOST_TOGETHER 64
/* Accounts are polled together, and their answers come one soon after another. */
#define SETTLE_MS 50

/* How far an account's next forecast is. */
typedef enum
{
  STAGE_NONE,
  STAGE_WAITING,
  STAGE_BEGUN,
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
  GCancellable *cancellable; /* (owned) of the job under way */
  gboolean is_making;        /* a job is under way */
  guint next_id;             /* begins one */
  CtAlarm *hour;             /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtOutlook, ct_outlook, G_TYPE_OBJECT)

enum
{
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void queue_next (CtOutlook *self, guint delay_ms);

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

/* forecast: (nullable) */
static void
show (CtOutlook *self, CtAccount *account, const CtForecast *forecast)
{
  g_hash_table_remove (self->stages, ct_account_get_id (account));
  ct_account_set_forecast (account, forecast);
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, account);
}

/* One whose account has changed once more, or is gone, is late. */
static void
show_made (CtOutlook *self, const CtOutlookItem *item)
{
  CtAccount *account = ct_accounts_lookup (self->accounts, item->account_id);

  if (account != NULL && get_stage (self, item->account_id) == STAGE_BEGUN)
    show (self, account, &item->forecast);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtOutlookJob *job = ct_outlook_job_run_finish (result, NULL);
  CtOutlook *self = user_data;
  GPtrArray *items;

  if (job == NULL)
    return; /* cancelled: the outlook may be gone */
  self->is_making = FALSE;
  items = ct_outlook_job_get_items (job);
  for (guint i = 0; i < items->len; i++)
    show_made (self, items->pdata[i]);
  queue_next (self, 0);
}

/* --- They are made --- */

/* When nothing can be said of it, that is its forecast. */
static void
begin (CtOutlook *self, CtAccount *account, CtOutlookJob *job)
{
  set_stage (self, ct_account_get_id (account), STAGE_BEGUN);
  if (!ct_outlook_job_add (job, account))
    show (self, account, NULL);
}

static void
begin_next (CtOutlook *self)
{
  g_autoptr (CtOutlookJob) job = ct_outlook_job_new (ct_clock_now_us (self->clock));

  for (guint i = 0; i < MOST_TOGETHER && !g_queue_is_empty (&self->waiting); i++)
    {
      g_autofree char *id = g_queue_pop_head (&self->waiting);
      CtAccount *account = ct_accounts_lookup (self->accounts, id);

      if (account != NULL)
        begin (self, account, job);
      else
        g_hash_table_remove (self->stages, id);
    }
  if (ct_outlook_job_get_items (job)->len == 0)
    {
      queue_next (self, 0);
      return;
    }
  self->is_making = TRUE;
  ct_outlook_job_run_async (g_steal_pointer (&job), self->history, self->cancellable, on_made,
                            self);
}

static gboolean
on_next (gpointer user_data)
{
  CtOutlook *self = user_data;

  self->next_id = 0;
  begin_next (self);
  return G_SOURCE_REMOVE;
}

static void
queue_next (CtOutlook *self, guint delay_ms)
{
  if (self->next_id == 0 && !self->is_making && !g_queue_is_empty (&self->waiting))
    self->next_id = g_timeout_add_full (G_PRIORITY_LOW, delay_ms, on_next, self, NULL);
}

/* --- What is to be made --- */

static void
want (CtOutlook *self, CtAccount *account, guint delay_ms)
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
  queue_next (self, delay_ms);
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
    want (user_data, account, SETTLE_MS);
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
      want (self, accounts->pdata[i], 0);
  ct_alarm_set (self->hour, accounts->len > 0 ? next_hour_us (ct_clock_now_us (self->clock)) : -1);
}

/* --- Accounts come and go --- */

static gboolean
is_gone (gpointer id, gpointer value, gpointer accounts)
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
  g_hash_table_foreach_remove (self->stages, is_gone, self->accounts);
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

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->next_id, g_source_remove);
  g_clear_pointer (&self->hour, ct_alarm_free);
  g_queue_clear_full (&self->waiting, g_free);
  g_hash_table_remove_all (self->stages);
  g_hash_table_remove_all (self->seen);
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
