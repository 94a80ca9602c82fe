#include "config.h"

#include "monitor.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "http.h"
#include "monitor-entry.h"
#include "schedule.h"
#include "turns.h"

#define MAX_ACTIVE 32
/* Begun in one go: claiming writes a file, and a thousand of them must not hold up the main loop.
 */
#define BEGIN_AT_ONCE 2

struct _CtMonitor
{
  GObject parent_instance;

  CtMonitorShared shared;
  CtAccounts *accounts;     /* (owned) */
  GNetworkMonitor *network; /* (nullable) (owned) */
  GHashTable *entries;      /* (owned) account id (unowned) -> CtMonitorEntry (owned) */
  CtTurns *turns;           /* (owned) */
  CtAlarm *alarm;           /* (owned) */
  guint pump_id;            /* begins entries whose turn has come */
  guint changed_id;         /* emits "changed" */
  gboolean started;
  gboolean was_busy;
};

G_DEFINE_FINAL_TYPE (CtMonitor, ct_monitor, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_IDLE,
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
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->waiting_until_us != -1)
      return TRUE;
  return FALSE;
}

gboolean
ct_monitor_is_busy (CtMonitor *self)
{
  return !ct_turns_is_idle (self->turns) || waits_for_another (self);
}

static void
note_busy (CtMonitor *self)
{
  gboolean busy = ct_monitor_is_busy (self);

  if (self->was_busy && !busy)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
  self->was_busy = busy;
}

/* --- When to wake up --- */

static gint64
now (CtMonitor *self)
{
  return ct_clock_now_us (self->shared.clock);
}

/* Due by itself: only once started, but what waits for another process always. */
static gint64
due_us (CtMonitor *self, CtMonitorEntry *entry, gint64 now_us)
{
  CtAccountState state = ct_account_get_state (entry->account);

  if (state == CT_STATE_PAUSED || state == CT_STATE_OFFLINE)
    return -1;
  if (!self->started && entry->waiting_until_us == -1)
    return -1;
  return ct_monitor_entry_due_us (entry, now_us);
}

static void
set_alarm (CtMonitor *self)
{
  g_autofree gint64 *due = g_new (gint64, g_hash_table_size (self->entries) + 1);
  gint64 now_us = now (self), wakeup_us, turn_us = ct_turns_get_wakeup_us (self->turns);
  GHashTableIter iter;
  CtMonitorEntry *entry;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    due[n++] = due_us (self, entry, now_us);
  wakeup_us = ct_schedule_wakeup_us (due, n, now_us);
  if (turn_us != -1 && turn_us > now_us && (wakeup_us == -1 || turn_us < wakeup_us))
    wakeup_us = turn_us;
  ct_alarm_set (self->alarm, wakeup_us);
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

static void
queue_pump (CtMonitor *self)
{
  if (self->pump_id == 0)
    self->pump_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, pump, self, NULL);
}

static gboolean
is_online (CtMonitor *self, CtAccount *account)
{
  g_autoptr (GUri) origin = NULL;

  if (self->network == NULL || g_network_monitor_get_network_available (self->network))
    return TRUE;
  origin = g_uri_parse (ct_account_get_origin (account), G_URI_FLAGS_NONE, NULL);
  return origin != NULL && ct_http_host_is_loopback (g_uri_get_host (origin));
}

/* The entry wants its turn, if its account can be polled at all. */
static void
want (CtMonitor *self, CtMonitorEntry *entry)
{
  const char *origin = ct_account_get_origin (entry->account);

  if (entry->active || origin == NULL || ct_account_get_config (entry->account)->paused)
    return;
  if (!is_online (self, entry->account))
    {
      ct_monitor_entry_fail (entry, CT_ERROR_OFFLINE, ct_error_code_get_title (CT_ERROR_OFFLINE));
      return;
    }
  if (ct_account_get_state (entry->account) == CT_STATE_OFFLINE)
    ct_account_handle (entry->account, CT_EVENT_ONLINE);
  entry->parked = FALSE;
  self->was_busy = TRUE;
  ct_turns_add (self->turns, origin, entry);
  queue_pump (self);
}

static void
want_due (CtMonitor *self)
{
  gint64 now_us = now (self);
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      gint64 due = due_us (self, entry, now_us);

      if (due != -1 && due <= now_us)
        want (self, entry);
    }
}

static void
on_alarm (gpointer user_data)
{
  CtMonitor *self = user_data;

  want_due (self);
  queue_pump (self);
}

static void
on_entry_done (CtMonitorEntry *entry, gint64 next_us, gboolean again, gpointer user_data)
{
  CtMonitor *self = user_data;

  ct_turns_done (self->turns, entry->origin, next_us);
  if (again)
    ct_turns_add (self->turns, entry->origin, entry);
  ct_monitor_entry_show_due (entry);
  queue_pump (self);
}

/* --- What an account is told --- */

static void
withdraw (CtMonitor *self, CtMonitorEntry *entry)
{
  if (entry->active)
    {
      ct_monitor_entry_abandon (entry);
      ct_turns_done (self->turns, entry->origin, now (self));
    }
  else if (entry->origin != NULL)
    ct_turns_remove (self->turns, entry->origin, entry);
  if (ct_account_get_origin (entry->account) != NULL)
    ct_turns_remove (self->turns, ct_account_get_origin (entry->account), entry);
}

/* Without a definition or an address there is nothing to poll; the account has the error since it
 * was made. */
static void
settle_account (CtMonitor *self, CtMonitorEntry *entry)
{
  gboolean paused = ct_account_get_config (entry->account)->paused;

  if (paused != (ct_account_get_state (entry->account) == CT_STATE_PAUSED))
    {
      if (paused)
        withdraw (self, entry);
      ct_account_handle (entry->account, paused ? CT_EVENT_PAUSE : CT_EVENT_RESUME);
    }
  ct_monitor_entry_show_due (entry);
}

static void
add_account (CtMonitor *self, CtAccount *account)
{
  CtMonitorEntry *entry = ct_monitor_entry_new (account, &self->shared);

  g_hash_table_insert (self->entries, (gpointer)ct_account_get_id (account), entry);
  ct_monitor_entry_adopt (entry);
  settle_account (self, entry);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  CtMonitor *self = user_data;
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (gone, id);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CtAccount) account = g_list_model_get_item (model, i);

      if (!g_hash_table_remove (gone, ct_account_get_id (account)))
        add_account (self, account);
    }
  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      withdraw (self, g_hash_table_lookup (self->entries, id));
      g_hash_table_remove (self->entries, id);
    }
  queue_pump (self);
  queue_changed (self);
}

static void
restart (CtMonitor *self, CtMonitorEntry *entry)
{
  gint64 now_us = now (self);

  withdraw (self, entry);
  ct_monitor_entry_drop_token (entry);
  entry->parked = FALSE;
  entry->failures = 0;
  ct_account_handle (entry->account, CT_EVENT_EDITED);
  entry->not_before_us = MAX (now_us, ct_monitor_entry_refresh_us (entry, now_us));
  ct_monitor_entry_show_due (entry);
  if (entry->not_before_us <= now_us && self->started)
    want (self, entry);
  queue_pump (self);
}

static void
on_account_edited (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  CtMonitor *self = user_data;
  CtMonitorEntry *entry = g_hash_table_lookup (self->entries, ct_account_get_id (account));

  if (entry != NULL)
    restart (self, entry);
}

static void
on_account_changed (CtAccounts *accounts, CtAccount *account, gpointer user_data)
{
  CtMonitor *self = user_data;
  CtMonitorEntry *entry = g_hash_table_lookup (self->entries, ct_account_get_id (account));

  if (entry != NULL)
    settle_account (self, entry);
  queue_pump (self);
  queue_changed (self);
}

static void
on_interval_changed (GSettings *general, const char *key, gpointer user_data)
{
  CtMonitor *self = user_data;
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    ct_monitor_entry_show_due (entry);
  queue_pump (self);
}

/* --- What happens outside --- */

static void
on_keyring_locked (CtKeyring *keyring, gpointer user_data)
{
  CtMonitor *self = user_data;
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    ct_monitor_entry_drop_token (entry);
}

static void
on_keyring_unlocked (CtKeyring *keyring, gpointer user_data)
{
  CtMonitor *self = user_data;
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      ct_monitor_entry_drop_token (entry);
      if (ct_account_get_state (entry->account) != CT_STATE_LOCKED)
        continue;
      entry->parked = FALSE;
      ct_account_handle (entry->account, CT_EVENT_UNLOCKED);
      ct_monitor_entry_show_due (entry);
    }
  queue_pump (self);
}

static void
on_poll_state_changed (CtPollState *state, const char *origin, gpointer user_data)
{
  CtMonitor *self = user_data;
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (g_strcmp0 (ct_account_get_origin (entry->account), origin) == 0)
      {
        ct_monitor_entry_adopt (entry);
        ct_monitor_entry_show_due (entry);
      }
  queue_pump (self);
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, gpointer user_data)
{
  CtMonitor *self = user_data;
  GHashTableIter iter;
  CtMonitorEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    {
      if (ct_account_get_origin (entry->account) == NULL)
        continue;
      if (!is_online (self, entry->account))
        ct_monitor_entry_fail (entry, CT_ERROR_OFFLINE, ct_error_code_get_title (CT_ERROR_OFFLINE));
      else if (ct_account_get_state (entry->account) == CT_STATE_OFFLINE)
        ct_account_handle (entry->account, CT_EVENT_ONLINE);
      ct_monitor_entry_show_due (entry);
    }
  want_due (self);
  queue_pump (self);
}

/* --- The object --- */

static void
ct_monitor_dispose (GObject *object)
{
  CtMonitor *self = CT_MONITOR (object);

  g_clear_handle_id (&self->pump_id, g_source_remove);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_pointer (&self->alarm, ct_alarm_free);
  g_hash_table_remove_all (self->entries);
  g_clear_object (&self->accounts);
  g_clear_object (&self->network);
  g_clear_object (&self->shared.clock);
  g_clear_object (&self->shared.keyring);
  g_clear_object (&self->shared.fetcher);
  g_clear_object (&self->shared.poll_state);
  g_clear_object (&self->shared.general);
  G_OBJECT_CLASS (ct_monitor_parent_class)->dispose (object);
}

static void
ct_monitor_finalize (GObject *object)
{
  CtMonitor *self = CT_MONITOR (object);

  g_hash_table_unref (self->entries);
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
}

static void
ct_monitor_init (CtMonitor *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)ct_monitor_entry_free);
  self->turns = ct_turns_new (MAX_ACTIVE);
}

static void
connect_parts (CtMonitor *self)
{
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (self->accounts, "account-edited", G_CALLBACK (on_account_edited), self,
                           0);
  g_signal_connect_object (self->accounts, "account-changed", G_CALLBACK (on_account_changed), self,
                           0);
  g_signal_connect_object (self->shared.general, "changed::interval-s",
                           G_CALLBACK (on_interval_changed), self, 0);
  g_signal_connect_object (self->shared.keyring, "locked", G_CALLBACK (on_keyring_locked), self, 0);
  g_signal_connect_object (self->shared.keyring, "unlocked", G_CALLBACK (on_keyring_unlocked), self,
                           0);
  g_signal_connect_object (self->shared.poll_state, "changed", G_CALLBACK (on_poll_state_changed),
                           self, 0);
  if (self->network != NULL)
    g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed),
                             self, 0);
}

CtMonitor *
ct_monitor_new (const CtMonitorParts *parts)
{
  CtMonitor *self = g_object_new (CT_TYPE_MONITOR, NULL);

  self->accounts = g_object_ref (parts->accounts);
  self->network = parts->network != NULL ? g_object_ref (parts->network) : NULL;
  self->shared.clock = g_object_ref (parts->clock);
  self->shared.keyring = g_object_ref (parts->keyring);
  self->shared.fetcher = g_object_ref (parts->fetcher);
  self->shared.poll_state = g_object_ref (parts->poll_state);
  self->shared.general = g_object_ref (parts->general);
  self->shared.done = on_entry_done;
  self->shared.user_data = self;
  self->alarm = ct_alarm_new (parts->clock, on_alarm, self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CtAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      add_account (self, account);
    }
  connect_parts (self);
  return self;
}

void
ct_monitor_start (CtMonitor *self)
{
  self->started = TRUE;
  ct_poll_state_watch (self->shared.poll_state);
  want_due (self);
  queue_pump (self);
}

void
ct_monitor_stop (CtMonitor *self)
{
  GHashTableIter iter;
  CtMonitorEntry *entry;

  self->started = FALSE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    withdraw (self, entry);
  ct_alarm_set (self->alarm, -1);
  note_busy (self);
}

void
ct_monitor_poll_due (CtMonitor *self)
{
  gboolean started = self->started;

  ct_poll_state_watch (self->shared.poll_state);
  self->started = TRUE;
  want_due (self);
  self->started = started;
}

/* When the entry has to wait for its floor: until when, else 0. */
static gint64
refresh_entry (CtMonitor *self, CtMonitorEntry *entry)
{
  gint64 now_us = now (self), refresh_us;

  if (entry->active || ct_account_get_config (entry->account)->paused)
    return 0;
  refresh_us = ct_monitor_entry_refresh_us (entry, now_us);
  if (refresh_us <= now_us)
    {
      want (self, entry);
      return 0;
    }
  entry->not_before_us = refresh_us;
  ct_monitor_entry_show_due (entry);
  return refresh_us;
}

gint64
ct_monitor_refresh (CtMonitor *self, const char *account_id)
{
  GHashTableIter iter;
  CtMonitorEntry *entry;
  gint64 latest_us = 0;

  ct_poll_state_watch (self->shared.poll_state);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (account_id == NULL || g_str_equal (ct_account_get_id (entry->account), account_id))
      latest_us = MAX (latest_us, refresh_entry (self, entry));
  queue_pump (self);
  return latest_us;
}

void
ct_monitor_reload (CtMonitor *self, const char *account_id)
{
  CtMonitorEntry *entry = g_hash_table_lookup (self->entries, account_id);

  if (entry != NULL)
    restart (self, entry);
}
