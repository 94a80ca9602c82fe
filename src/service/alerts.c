#include "config.h"

#include "alerts.h"

#include "alert-policy.h"
#include "state-store.h"
#include "state-writer.h"

/* An account as it is followed. */
typedef struct
{
  CtAlertState *told; /* (owned) */
  char *origin;       /* (nullable) (owned) of the site that it was told of */
} Followed;

struct _CtAlerts
{
  GObject parent_instance;

  CtClock *clock;          /* (owned) */
  CtAccounts *accounts;    /* (owned) */
  CtPollState *poll_state; /* (owned) */
  CtOutlook *outlook;      /* (nullable) (owned) */
  GSettings *general;      /* (owned) */
  CtAlertPolicy policy;    /* of general, while thresholds is not NULL */
  guint interval_s;        /* the same */
  GHashTable *thresholds;  /* (nullable) (owned) what policy points to; NULL: to be read */
  CtStateStore *store;     /* (owned) */
  GHashTable *followed;    /* (owned) account id (owned) -> Followed (owned) */
  GHashTable *changed;     /* (owned) set of account ids (owned) to look at */
  GHashTable *aside;       /* (owned) set of account ids (owned): removed, and may be had back */
  guint look_id;
  CtAlarm *snooze_alarm;   /* (nullable) (owned) */
  gint64 failures_from_us; /* earlier ones are none */
};

G_DEFINE_FINAL_TYPE (CtAlerts, ct_alerts, G_TYPE_OBJECT)

enum
{
  SIGNAL_WITHDRAWN,
  SIGNAL_RAISED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
followed_free (Followed *followed)
{
  ct_alert_state_free (followed->told);
  g_free (followed->origin);
  g_free (followed);
}

/* --- What was told --- */

/* At the end of a snooze what holds is told, polled or not. */
static void
wait_for_snooze (CtAlerts *self, const CtAlertState *told)
{
  gint64 end_us = ct_alert_get_snooze_end_us (told);
  gint64 alarm_us = ct_alarm_get (self->snooze_alarm);

  if (end_us > ct_clock_now_us (self->clock) && (alarm_us == -1 || end_us < alarm_us))
    ct_alarm_set (self->snooze_alarm, end_us);
}

static Followed *
follow (CtAlerts *self, CtAccount *account)
{
  const char *id = ct_account_get_id (account);
  Followed *followed = g_hash_table_lookup (self->followed, id);
  g_autofree char *kept = NULL;

  if (followed != NULL)
    return followed;
  followed = g_new0 (Followed, 1);
  followed->origin = g_strdup (ct_account_get_origin (account));
  if (followed->origin != NULL)
    kept = ct_state_store_load_alerts (self->store, id, followed->origin);
  followed->told = ct_alert_state_from_json (kept);
  wait_for_snooze (self, followed->told);
  g_hash_table_insert (self->followed, g_strdup (id), followed);
  return followed;
}

static void
keep (CtAlerts *self, const char *account_id, Followed *followed, guint within_s)
{
  g_autofree char *text = ct_alert_state_to_json (followed->told);

  if (followed->origin != NULL)
    ct_state_store_store_alerts (self->store, account_id, followed->origin, text, within_s);
}

static void
tell (CtAlerts *self, const CtAlertStep *step)
{
  for (guint i = 0; i < step->over->len; i++)
    g_signal_emit (self, signals[SIGNAL_WITHDRAWN], 0, step->over->pdata[i]);
  for (guint i = 0; i < step->alerts->len; i++)
    g_signal_emit (self, signals[SIGNAL_RAISED], 0, step->alerts->pdata[i]);
}

/* Takes the step. Nobody that is told may change what is told of this account. */
static void
take_step (CtAlerts *self, const char *account_id, Followed *followed, CtAlertStep *step)
{
  g_autoptr (CtAlertStep) taken = step;

  if (!ct_alert_state_equal (followed->told, taken->next))
    {
      gboolean only_amounts = ct_alert_state_tells_equal (followed->told, taken->next);

      ct_alert_state_free (followed->told);
      followed->told = g_steal_pointer (&taken->next);
      keep (self, account_id, followed, only_amounts ? CT_STATE_EVENTUALLY_S : CT_STATE_SOON_S);
      wait_for_snooze (self, followed->told);
    }
  if (taken->alerts->len > 0)
    ct_state_store_start_writing (self->store); /* nobody is told twice */
  tell (self, taken);
}

/* --- Looking at accounts --- */

/* For every account anew: whoever is told of one may change them. */
static void
need_settings (CtAlerts *self)
{
  if (self->thresholds != NULL)
    return;
  self->thresholds = ct_alert_policy_read (self->general, &self->policy);
  self->interval_s = g_settings_get_uint (self->general, "interval-s");
}

/* TRUE: the account's error is an outcome, and of an attempt that counts. */
static gboolean
find_attempt (CtAlerts *self, CtAccount *account, gint64 now_us, gint64 *attempt_us)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  if (ct_account_get_error (account) == NULL || ct_account_get_origin (account) == NULL
      || !ct_poll_state_read (self->poll_state, ct_account_get_origin (account),
                              ct_account_get_id (account), &record))
    return FALSE;
  *attempt_us = record.last_attempt_us;
  return ct_poll_record_get_lease_us (&record, now_us) == -1
         && record.last_attempt_us >= self->failures_from_us;
}

/* Forecasts are of the primary balance. */
static void
fill_days (CtAlertBalance *seen, const CtForecast *forecast)
{
  if (!seen->balance->primary || forecast == NULL || !forecast->known)
    return;
  seen->knows_days = TRUE;
  seen->days_left = forecast->days_left;
}

static CtAlertBalance *
list_balances (CtAccount *account, guint *n_balances)
{
  CtReading *reading = ct_account_get_reading (account);
  CtAlertBalance *balances;

  *n_balances = reading != NULL ? reading->balances->len : 0;
  balances = g_new0 (CtAlertBalance, *n_balances);
  for (guint i = 0; i < *n_balances; i++)
    {
      balances[i].balance = reading->balances->pdata[i];
      fill_days (&balances[i], ct_account_get_forecast (account));
    }
  return balances;
}

static void
look_at (CtAlerts *self, CtAccount *account)
{
  const CtAccountConfig *config = ct_account_get_config (account);
  gint64 now_us = ct_clock_now_us (self->clock);
  CtAlertInput input = {
    .account_id = config->id,
    .account_name = config->name,
    .thresholds = config->thresholds,
    .stale = ct_account_is_stale (account, self->interval_s, now_us),
    .updated_us = ct_account_get_updated_us (account),
  };
  g_autofree CtAlertBalance *balances = list_balances (account, &input.n_balances);
  Followed *followed = follow (self, account);

  /* Before the outcome is known, the time of the attempt is not that of the error; the days that
   * were left of the reading before are not those of this one. */
  if (config->paused || ct_account_get_state (account) == CT_STATE_FETCHING
      || (self->outlook != NULL && ct_outlook_is_pending (self->outlook, account)))
    return;
  input.balances = balances;
  if (find_attempt (self, account, now_us, &input.attempt_us))
    input.error = ct_account_get_error (account);
  take_step (self, config->id, followed,
             ct_alert_step (followed->told, &input, &self->policy, now_us));
}

static gboolean
look (gpointer user_data)
{
  CtAlerts *self = user_data;
  g_autoptr (GHashTable) changed = g_steal_pointer (&self->changed);
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);

  self->look_id = 0;
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < accounts->len; i++)
    if (g_hash_table_contains (changed, ct_account_get_id (accounts->pdata[i])))
      {
        need_settings (self);
        look_at (self, accounts->pdata[i]);
      }
  return G_SOURCE_REMOVE;
}

/* Several changes of one poll are one look, after the label. */
static void
queue_look (CtAlerts *self, CtAccount *account)
{
  g_hash_table_add (self->changed, g_strdup (ct_account_get_id (account)));
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_LOW, look, self, NULL);
}

static void
on_snooze_over (gpointer user_data)
{
  CtAlerts *self = user_data;
  gint64 now_us = ct_clock_now_us (self->clock);
  GHashTableIter iter;
  gpointer id, value;

  ct_alarm_set (self->snooze_alarm, -1);
  g_hash_table_iter_init (&iter, self->followed);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const Followed *followed = value;
      gint64 end_us = ct_alert_get_snooze_end_us (followed->told);
      CtAccount *account = ct_accounts_lookup (self->accounts, id);

      wait_for_snooze (self, followed->told);
      if (end_us != -1 && end_us <= now_us && account != NULL)
        queue_look (self, account);
    }
}

static void
queue_all (CtAlerts *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);

  for (guint i = 0; i < accounts->len; i++)
    {
      follow (self, accounts->pdata[i]);
      queue_look (self, accounts->pdata[i]);
    }
}

static void
on_general_changed (CtAlerts *self)
{
  g_clear_pointer (&self->thresholds, g_hash_table_unref);
  queue_all (self);
}

/* --- Accounts come, go, and are edited --- */

static gboolean
is_listed (CtAlerts *self, const char *key, const char *account_id)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->general, key);

  return g_strv_contains ((const char *const *) ids, account_id);
}

/* Its notifications go; what was told of it stays for as long as it may be had back. */
static void
end (CtAlerts *self, const char *account_id, const CtAlertState *told)
{
  g_autoptr (CtAlertStep) step = ct_alert_removed (told, account_id);

  tell (self, step);
  if (is_listed (self, "pending-removals", account_id))
    g_hash_table_add (self->aside, g_strdup (account_id));
  else
    ct_state_store_forget (self->store, account_id);
}

/* Those that cannot be had back any more; the settings know before the accounts do. */
static void
forget_finished (CtAlerts *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->aside);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (is_listed (self, "pending-removals", id))
        continue;
      if (!is_listed (self, "accounts", id))
        ct_state_store_forget (self->store, id);
      g_hash_table_iter_remove (&iter);
    }
}

static void
follow_removals (CtAlerts *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->general, "pending-removals");

  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (self->aside, g_strdup (ids[i]));
  g_signal_connect_object (self->general, "changed::pending-removals", G_CALLBACK (forget_finished),
                           self, G_CONNECT_SWAPPED);
}

static void
end_removed (CtAlerts *self)
{
  GHashTableIter iter;
  gpointer id, followed;

  g_hash_table_iter_init (&iter, self->followed);
  while (g_hash_table_iter_next (&iter, &id, &followed))
    {
      if (ct_accounts_lookup (self->accounts, id) != NULL)
        continue;
      end (self, id, ((Followed *) followed)->told);
      g_hash_table_iter_remove (&iter);
    }
}

static void
on_items_changed (GListModel *model, guint position, guint n_removed, guint n_added,
                  gpointer user_data)
{
  end_removed (user_data);
  queue_all (user_data);
}

/* A wrong address is no other site. */
static gboolean
take_origin (Followed *followed, const char *origin)
{
  if (origin == NULL || g_strcmp0 (followed->origin, origin) == 0)
    return FALSE;
  g_free (followed->origin);
  followed->origin = g_strdup (origin);
  return TRUE;
}

static void
on_account_edited (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  CtAlerts *self = user_data;
  const char *id = ct_account_get_id (account);
  Followed *followed = follow (self, account);

  if (take_origin (followed, ct_account_get_origin (account)))
    take_step (self, id, followed, ct_alert_removed (followed->told, id));
  else
    take_step (self, id, followed, ct_alert_edited (followed->told, id));
  queue_look (self, account);
}

static void
on_account_changed (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  queue_look (user_data, account);
}

static void
on_settled (CtOutlook *outlook, CtAccount *account, gpointer user_data)
{
  queue_look (user_data, account);
}

void
ct_alerts_note_edited (CtAlerts *self, const char *account_id)
{
  CtAccount *account = ct_accounts_lookup (self->accounts, account_id);

  if (account != NULL)
    on_account_edited (self->accounts, account, self);
}

void
ct_alerts_snooze (CtAlerts *self, const char *account_id, CtSnooze snooze)
{
  CtAccount *account = ct_accounts_lookup (self->accounts, account_id);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  Followed *followed;

  if (account == NULL)
    return;
  followed = follow (self, account);
  take_step (
      self, account_id, followed,
      ct_alert_snooze (followed->told, account_id, snooze, zone, ct_clock_now_us (self->clock)));
}

void
ct_alerts_flush (CtAlerts *self)
{
  ct_state_store_flush (self->store);
}

/* --- The object --- */

static void
ct_alerts_finalize (GObject *object)
{
  CtAlerts *self = CT_ALERTS (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_pointer (&self->snooze_alarm, ct_alarm_free);
  g_clear_pointer (&self->followed, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->aside, g_hash_table_unref);
  g_clear_pointer (&self->store, ct_state_store_free);
  g_clear_pointer (&self->thresholds, g_hash_table_unref);
  g_clear_object (&self->general);
  g_clear_object (&self->outlook);
  g_clear_object (&self->poll_state);
  g_clear_object (&self->accounts);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ct_alerts_parent_class)->finalize (object);
}

static void
ct_alerts_class_init (CtAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_alerts_finalize;

  signals[SIGNAL_WITHDRAWN] = g_signal_new ("withdrawn", CT_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_RAISED] = g_signal_new ("raised", CT_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
ct_alerts_init (CtAlerts *self)
{
  self->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) followed_free);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->aside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CtAlerts *
ct_alerts_new (const CtAlertsParts *parts)
{
  CtAlerts *self = g_object_new (CT_TYPE_ALERTS, NULL);

  self->clock = g_object_ref (parts->clock);
  self->accounts = g_object_ref (parts->accounts);
  self->poll_state = g_object_ref (parts->poll_state);
  g_set_object (&self->outlook, parts->outlook);
  self->general = g_object_ref (parts->general);
  self->store = ct_state_store_new (parts->state_dir);
  self->snooze_alarm = ct_alarm_new (self->clock, on_snooze_over, self);
  self->failures_from_us = ct_clock_now_us (self->clock) + CT_ALERTS_GRACE_US;
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (self->accounts, "account-edited", G_CALLBACK (on_account_edited), self,
                           0);
  g_signal_connect_object (self->accounts, "account-changed", G_CALLBACK (on_account_changed), self,
                           0);
  if (self->outlook != NULL)
    g_signal_connect_object (self->outlook, "settled", G_CALLBACK (on_settled), self, 0);
  g_signal_connect_object (self->general, "changed", G_CALLBACK (on_general_changed), self,
                           G_CONNECT_SWAPPED);
  follow_removals (self);
  queue_all (self);
  return self;
}
