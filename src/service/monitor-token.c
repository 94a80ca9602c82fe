#include "config.h"

#include "monitor-private.h"

#include <string.h>

#include "account-poll.h"
#include "error.h"

/* --- Another token --- */

/* Told that another token was stored, while a poll is under way: it may have been sent with that
 * one already, for the settings, which are told in a way of their own, may have come first. To
 * begin anew would then only cost the time until the floor is over. */
typedef struct
{
  CtMonitor *monitor; /* (owned) */
  char *account_id;   /* (owned) */
  SecretValue *used;  /* (owned) */
} Comparison;

static void
comparison_free (Comparison *self)
{
  g_object_unref (self->monitor);
  g_free (self->account_id);
  secret_value_unref (self->used);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Comparison, comparison_free)

static gboolean
is_same (SecretValue *a, SecretValue *b)
{
  gsize a_length, b_length;
  const char *a_text = secret_value_get (a, &a_length), *b_text = secret_value_get (b, &b_length);

  return a_length == b_length && memcmp (a_text, b_text, a_length) == 0;
}

static void
on_stored_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Comparison) self = user_data;
  g_autoptr (SecretValue) stored = ct_keyring_lookup_finish (CT_KEYRING (source), result, NULL);
  CtMonitorEntry *entry = g_hash_table_lookup (self->monitor->by_id, self->account_id);

  if (entry == NULL
      || (entry->token != NULL ? entry->token != self->used : entry->active && !entry->claimed))
    return; /* it has looked for itself since, or does */
  if (stored == NULL || !is_same (stored, self->used))
    ct_monitor_restart_entry (self->monitor, entry);
}

static void
compare_tokens (CtMonitor *self, CtMonitorEntry *entry)
{
  Comparison *comparison = g_new (Comparison, 1);

  *comparison = (Comparison){
    .monitor = g_object_ref (self),
    .account_id = g_strdup (ct_account_get_id (entry->account)),
    .used = secret_value_ref (entry->token),
  };
  ct_keyring_lookup_async (self->shared.keyring, comparison->account_id, entry->origin, NULL,
                           on_stored_token, comparison);
}

void
ct_monitor_reload (CtMonitor *self, const char *account_id)
{
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, account_id);

  if (entry == NULL)
    return;
  if (entry->claimed && entry->token != NULL)
    {
      ct_poll_forget_cached (entry->account, self->shared.poll_state);
      compare_tokens (self, entry);
    }
  else
    ct_monitor_restart_entry (self, entry);
  g_signal_emit_by_name (self, "reloaded", account_id);
}

/* --- The keyring --- */

typedef struct
{
  CtMonitor *monitor; /* (owned) */
  char *account_id;   /* (owned) */
} Look;

/* A token that is there stays where it is until the account is due: another collection was locked.
 * An error that is known already stays in sight, and with it when it is tried again. */
static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Look *look = user_data;
  g_autofree char *account_id = look->account_id;
  g_autoptr (CtMonitor) self = look->monitor;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);
  CtMonitorEntry *entry = g_hash_table_lookup (self->by_id, account_id);

  if (token != NULL || !g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED) || entry == NULL
      || entry->active || ct_account_get_error (entry->account) != NULL)
    return;
  ct_monitor_entry_lock (entry, error);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (self);
}

static void
look (CtMonitor *self, CtMonitorEntry *entry)
{
  Look *look = g_new (Look, 1);

  look->monitor = g_object_ref (self);
  look->account_id = g_strdup (ct_account_get_id (entry->account));
  ct_keyring_lookup_async (self->shared.keyring, look->account_id, entry->origin, self->looking,
                           on_looked, look);
}

/* What is found out no longer is so. */
static void
stop_looking (CtMonitor *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

/* Who is not due for an hour need not wait for it to be told. */
static void
on_keyring_locked (CtKeyring *keyring, gpointer user_data)
{
  CtMonitor *self = user_data;

  stop_looking (self);
  self->looking = g_cancellable_new ();
  ct_monitor_foreach_entry (self, ct_monitor_entry_drop_token);
  for (guint i = 0; i < self->entries->len; i++)
    {
      CtMonitorEntry *entry = self->entries->pdata[i];

      if (!entry->active && entry->origin != NULL
          && ct_provider_needs_token (ct_account_get_provider (entry->account)))
        look (self, entry);
    }
}

static void
on_keyring_lost (CtKeyring *keyring, gpointer user_data)
{
  stop_looking (user_data);
  ct_monitor_foreach_entry (user_data, ct_monitor_entry_drop_token);
}

static void
on_keyring_unlocked (CtKeyring *keyring, gpointer user_data)
{
  stop_looking (user_data);
  ct_monitor_foreach_entry (user_data, ct_monitor_entry_unlock);
}

void
ct_monitor_token_connect (CtMonitor *self)
{
  CtKeyring *keyring = self->shared.keyring;

  g_signal_connect_object (keyring, "locked", G_CALLBACK (on_keyring_locked), self, 0);
  g_signal_connect_object (keyring, "lost", G_CALLBACK (on_keyring_lost), self, 0);
  g_signal_connect_object (keyring, "unlocked", G_CALLBACK (on_keyring_unlocked), self, 0);
}
