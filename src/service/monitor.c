#include "config.h"

#include "monitor-private.h"

#include "schedule.h"

#define MAX_ACTIVE 32
/* Begun in one go: claiming writes a file, and a thousand of them must not hold up the main loop.
 */
#define BEGIN_AT_ONCE 8

G_DEFINE_FINAL_TYPE (CtMonitor, ct_monitor, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_IDLE,
  SIGNAL_RELOADED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- Signals --- */

static gboolean
emit_changed (gpointer user_data)
{
  CtMonitor *self = user_data;

  self->changed_id = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_changed (CtMonitor *self)
{
  if (self->changed_id == 0)
    self->changed_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, emit_changed, self, NULL);
}

static gboolean
waits_for_another (CtMonitor *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (((CtMonitorEntry *) self->entries->pdata[i])->waiting_until_us != -1)
      return TRUE;
  return FALSE;
}

gboolean
ct_monitor_is_asking (CtMonitor *self, const char *account_id)
{
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, account_id);

  return entry != NULL && (ct_turns_contains (self->turns, entry) || entry->waiting_until_us != -1);
}

gboolean
ct_monitor_is_busy (CtMonitor *self)
{
  return !ct_turns_is_idle (self->turns) || waits_for_another (self);
}

static void
note_busy (CtMonitor *self)
{
  gboolean was_busy = self->was_busy;

  self->was_busy = ct_monitor_is_busy (self);
  if (was_busy && !self->was_busy)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
}

/* --- When to wake up --- */

static gint64
now (CtMonitor *self)
{
  return ct_clock_now_us (self->shared.clock);
}

/* Due by itself: only once started, but what waits for another process always. One that has its
 * turn, or waits for it, is no longer due. */
static gint64
due_us (CtMonitor *self, CtMonitorEntry *entry, gint64 now_us)
{
  if (!self->started && entry->waiting_until_us == -1)
    return -1;
  if (ct_turns_contains (self->turns, entry))
    return -1;
  return ct_monitor_entry_due_us (entry, now_us);
}

static void
set_alarm (CtMonitor *self)
{
  g_autofree gint64 *due = g_new (gint64, self->entries->len + 1);
  gint64 now_us = now (self), wakeup_us, turn_us = ct_turns_get_wakeup_us (self->turns, now_us);

  for (guint i = 0; i < self->entries->len; i++)
    due[i] = due_us (self, self->entries->pdata[i], now_us);
  wakeup_us = ct_schedule_wakeup_us (due, self->entries->len, now_us);
  if (turn_us != -1 && (wakeup_us == -1 || turn_us < wakeup_us))
    wakeup_us = turn_us;
  if (self->shared.settled_us > now_us) /* what is due later does not put off what settles */
    wakeup_us = MIN (wakeup_us, self->shared.settled_us);
  ct_alarm_set (self->alarm, wakeup_us);
  self->planned_us = now_us;
}

/* --- Turns --- */

static gboolean
pump (gpointer user_data)
{
  CtMonitor *self = user_data;
  CtMonitorEntry *entry = NULL;

  for (guint i = 0; i < BEGIN_AT_ONCE; i++)
    {
      entry = ct_turns_next (self->turns, now (self));
      if (entry == NULL)
        break;
      ct_monitor_entry_begin (entry);
    }
  if (entry != NULL)
    return G_SOURCE_CONTINUE;
  self->pump_id = 0;
  set_alarm (self);
  note_busy (self);
  return G_SOURCE_REMOVE;
}

void
ct_monitor_queue_pump (CtMonitor *self)
{
  if (self->pump_id == 0)
    self->pump_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, pump, self, NULL);
}

/* The entry wants its turn, if its account can be polled at all. */
static void
want (CtMonitor *self, CtMonitorEntry *entry)
{
  if (entry->origin == NULL || ct_account_get_config (entry->account)->paused)
    return;
  if (!ct_monitor_is_online (self, entry))
    {
      ct_monitor_lose (self, entry);
      return;
    }
  ct_monitor_entry_go_online (entry, now (self));
  ct_turns_add (self->turns, entry->origin, entry);
  self->was_busy = TRUE;
  ct_monitor_queue_pump (self);
}

static gint
compare_attempts (gconstpointer a, gconstpointer b)
{
  gint64 left_us = (*(CtMonitorEntry *const *) a)->last_attempt_us;
  gint64 right_us = (*(CtMonitorEntry *const *) b)->last_attempt_us;

  return (left_us > right_us) - (left_us < right_us);
}

/* Whoever waits longest is first: none of a site's accounts starves behind the others when a floor
 * lets only one of them through. (transfer container) */
static GPtrArray *
list_by_attempt (CtMonitor *self)
{
  GPtrArray *entries = g_ptr_array_copy (self->entries, NULL, NULL);

  g_ptr_array_sort (entries, compare_attempts);
  return entries;
}

static gboolean
is_meant (CtMonitorEntry *entry, const char *account_id)
{
  return account_id == NULL || g_str_equal (ct_account_get_id (entry->account), account_id);
}

/* account_id: all when NULL. */
static void
want_due (CtMonitor *self, const char *account_id)
{
  g_autoptr (GPtrArray) entries = list_by_attempt (self);
  gint64 now_us = now (self);

  for (guint i = 0; i < entries->len; i++)
    {
      gint64 due = due_us (self, entries->pdata[i], now_us);

      if (due != -1 && due <= now_us && is_meant (entries->pdata[i], account_id))
        want (self, entries->pdata[i]);
    }
}

static void
on_alarm (gpointer user_data)
{
  CtMonitor *self = user_data;

  want_due (self, NULL);
  ct_monitor_queue_pump (self);
}

static void
on_entry_done (CtMonitorEntry *entry, gint64 next_us, gboolean again, gpointer user_data)
{
  CtMonitor *self = user_data;

  ct_turns_done (self->turns, entry, next_us);
  if (again)
    ct_turns_add (self->turns, entry->origin, entry);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (self);
}

void
ct_monitor_withdraw (CtMonitor *self, CtMonitorEntry *entry)
{
  ct_monitor_entry_abandon (entry);
  ct_turns_remove (self->turns, entry);
}

/* --- Accounts --- */

/* Into the new set: the entry that the account had, or one of its own. */
static void
take_account (CtMonitor *self, CtAccount *account, GHashTable *old)
{
  const char *id = ct_account_get_id (account);
  CtMonitorEntry *entry = g_hash_table_lookup (old, id);

  if (entry != NULL && entry->account == account)
    {
      gpointer key;

      g_hash_table_steal_extended (old, id, &key, NULL);
      g_hash_table_insert (self->by_id, key, entry);
    }
  else
    {
      entry = ct_monitor_entry_new (account, &self->shared);
      g_hash_table_insert (self->by_id, g_strdup (id), entry);
      ct_monitor_entry_adopt (entry);
      ct_monitor_entry_show_due (entry);
    }
  g_ptr_array_add (self->entries, entry);
}

static GHashTable *
new_entry_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) ct_monitor_entry_free);
}

static void
follow_accounts (CtMonitor *self)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->by_id);
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->accounts);
  GHashTableIter iter;
  gpointer gone;

  self->by_id = new_entry_table ();
  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; i < accounts->len; i++)
    take_account (self, accounts->pdata[i], old);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &gone))
    ct_monitor_withdraw (self, gone);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  CtMonitor *self = user_data;

  follow_accounts (self);
  ct_monitor_queue_pump (self);
  queue_changed (self);
}

void
ct_monitor_restart_entry (CtMonitor *self, CtMonitorEntry *entry)
{
  ct_monitor_withdraw (self, entry);
  ct_monitor_entry_restart (entry);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (self);
}

static void
on_account_edited (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  CtMonitor *self = user_data;
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, ct_account_get_id (account));

  if (entry != NULL)
    ct_monitor_restart_entry (self, entry);
}

static void
on_account_changed (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  CtMonitor *self = user_data;
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, ct_account_get_id (account));

  if (entry == NULL)
    return;
  if (ct_account_get_config (account)->paused)
    ct_monitor_withdraw (self, entry);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (self);
  queue_changed (self);
}

/* --- The object --- */

static void
ct_monitor_dispose (GObject *object)
{
  CtMonitor *self = CT_MONITOR (object);

  if (self->accounts != NULL)
    {
      ct_monitor_stop (self);
      g_signal_handlers_disconnect_by_data (self->accounts, self);
    }
  g_clear_handle_id (&self->pump_id, g_source_remove);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_pointer (&self->alarm, ct_alarm_free);
  g_ptr_array_set_size (self->entries, 0);
  g_hash_table_remove_all (self->by_id);
  g_clear_object (&self->accounts);
  g_clear_object (&self->general);
  g_clear_object (&self->network);
  g_clear_object (&self->sleep);
  g_clear_object (&self->shared.clock);
  g_clear_object (&self->shared.keyring);
  g_clear_object (&self->shared.fetcher);
  g_clear_object (&self->shared.poll_state);
  g_clear_object (&self->shared.history);
  G_OBJECT_CLASS (ct_monitor_parent_class)->dispose (object);
}

static void
ct_monitor_finalize (GObject *object)
{
  CtMonitor *self = CT_MONITOR (object);

  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->by_id);
  ct_turns_free (self->turns);
  G_OBJECT_CLASS (ct_monitor_parent_class)->finalize (object);
}

static void
ct_monitor_class_init (CtMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_monitor_dispose;
  object_class->finalize = ct_monitor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_IDLE] = g_signal_new ("idle", CT_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RELOADED] = g_signal_new ("reloaded", CT_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_monitor_init (CtMonitor *self)
{
  self->by_id = new_entry_table ();
  self->entries = g_ptr_array_new ();
  self->turns = ct_turns_new (MAX_ACTIVE);
}

CtMonitor *
ct_monitor_new (const CtMonitorParts *parts)
{
  CtMonitor *self = g_object_new (CT_TYPE_MONITOR, NULL);

  self->accounts = g_object_ref (parts->accounts);
  self->general = g_object_ref (parts->general);
  g_set_object (&self->network, parts->network);
  self->shared.clock = g_object_ref (parts->clock);
  self->shared.keyring = g_object_ref (parts->keyring);
  self->shared.fetcher = g_object_ref (parts->fetcher);
  self->shared.poll_state = g_object_ref (parts->poll_state);
  g_set_object (&self->shared.history, parts->history);
  self->shared.done = on_entry_done;
  self->shared.user_data = self;
  self->alarm = ct_alarm_new (parts->clock, on_alarm, self);
  self->settle_us = parts->settle_us;
  self->shared.settled_us = -1;
  ct_monitor_outside_connect (self);
  ct_monitor_token_connect (self);
  ct_monitor_network_connect (self);
  follow_accounts (self);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (self->accounts, "account-edited", G_CALLBACK (on_account_edited), self,
                           0);
  g_signal_connect_object (self->accounts, "account-changed", G_CALLBACK (on_account_changed), self,
                           0);
  return self;
}

void
ct_monitor_start (CtMonitor *self)
{
  self->started = TRUE;
  ct_poll_state_watch (self->shared.poll_state);
  want_due (self, NULL);
  ct_monitor_queue_pump (self);
}

void
ct_monitor_stop (CtMonitor *self)
{
  self->started = FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      ct_monitor_withdraw (self, entry);
      entry->waiting_until_us = -1;
    }
  ct_alarm_set (self->alarm, -1);
  note_busy (self);
}

void
ct_monitor_poll_due (CtMonitor *self, const char *account_id)
{
  gboolean started = self->started;

  ct_poll_state_watch (self->shared.poll_state);
  self->started = TRUE;
  want_due (self, account_id);
  self->started = started;
  note_busy (self);
  ct_monitor_queue_pump (self);
}

/* When the entry has to wait for its floor: until when, else 0. */
static gint64
refresh_entry (CtMonitor *self, CtMonitorEntry *entry)
{
  gint64 now_us = now (self), refresh_us;

  if (entry->active || entry->waiting_until_us != -1
      || ct_account_get_config (entry->account)->paused)
    return 0;
  entry->asked_us = entry->insisted_us = now_us;
  refresh_us = ct_monitor_entry_refresh_us (entry, now_us);
  if (refresh_us <= now_us + CT_TURN_GAP_US && !self->shared.asleep)
    {
      want (self, entry);
      return 0;
    }
  /* Another process may have begun a poll since the account was looked at: that one counts. */
  ct_monitor_entry_adopt (entry);
  if (entry->waiting_until_us != -1)
    return 0;
  entry->not_before_us = refresh_us;
  ct_monitor_entry_show_due (entry);
  return refresh_us;
}

gint64
ct_monitor_refresh (CtMonitor *self, const char *account_id)
{
  g_autoptr (GPtrArray) entries = list_by_attempt (self);
  gint64 latest_us = 0;

  ct_poll_state_watch (self->shared.poll_state);
  for (guint i = 0; i < entries->len; i++)
    {
      CtMonitorEntry *entry = entries->pdata[i];
      gint64 again_us = 0;

      if (is_meant (entry, account_id))
        again_us = refresh_entry (self, entry);
      latest_us = MAX (latest_us, again_us);
    }
  ct_monitor_queue_pump (self);
  return latest_us;
}

GPtrArray *
ct_monitor_get_attempts (CtMonitor *self, const char *account_id)
{
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, account_id);

  return entry != NULL ? entry->attempts : NULL;
}

void
ct_monitor_add_attempt (CtMonitor *self, const char *account_id, gint64 time_us, gint64 duration_us,
                        guint status, const GError *error)
{
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, account_id);

  if (entry != NULL)
    ct_attempts_add (entry->attempts, time_us, duration_us, status, error);
}
