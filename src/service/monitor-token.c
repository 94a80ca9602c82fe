#include "config.h"

#include "monitor-private.h"

#include <string.h>

#include "account-poll.h"
#include "error.h"

/* One look into the keyring, for an account that may be gone when it is over. */
typedef struct
{
  CtMonitor *monitor; /* (owned) */
  char *account_id;   /* (owned) */
  SecretValue *used;  /* (nullable) (owned) the token that the account held */
} Look;

static void
look_free (Look *self)
{
  g_object_unref (self->monitor);
  g_free (self->account_id);
  g_clear_pointer (&self->used, secret_value_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

/* callback: its user_data is a Look. (transfer full) */
static void
look (CtMonitor *self, CtMonitorEntry *entry, GCancellable *cancellable,
      GAsyncReadyCallback callback)
{
  Look *look = g_new (Look, 1);

  *look = (Look){
    .monitor = g_object_ref (self),
    .account_id = g_strdup (ct_account_get_id (entry->account)),
    .used = entry->token != NULL ? secret_value_ref (entry->token) : NULL,
  };
  ct_keyring_lookup_async (self->shared.keyring, look->account_id, entry->origin, cancellable,
                           callback, look);
}

/* --- Another token --- */

static gboolean
is_same (SecretValue *a, SecretValue *b)
{
  gsize a_length, b_length;
  const char *a_text = secret_value_get (a, &a_length), *b_text = secret_value_get (b, &b_length);

  return a_length == b_length && memcmp (a_text, b_text, a_length) == 0;
}

/* Told that another token was stored, while a poll is under way: it may have been sent with that
 * one already, for the settings, which are told in a way of their own, may have come first. To
 * begin anew would then only cost the time until the floor is over. */
static void
on_stored_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) self = user_data;
  g_autoptr (SecretValue) stored = ct_keyring_lookup_finish (CT_KEYRING (source), result, NULL);
  CtMonitorEntry *entry = g_hash_table_lookup (self->monitor->by_id, self->account_id);

  if (entry == NULL
      || (entry->token != NULL ? entry->token != self->used : entry->active && !entry->claimed))
    return; /* it has looked for itself since, or does */
  if (stored == NULL || !is_same (stored, self->used))
    ct_monitor_restart_entry (self->monitor, entry);
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
      look (self, entry, NULL, on_stored_token);
    }
  else
    ct_monitor_restart_entry (self, entry);
  g_signal_emit_by_name (self, "reloaded", account_id);
}

/* --- The keyring --- */

/* A token that is there stays where it is until the account is due: another collection was locked.
 * An error that is known already stays in sight, and with it when it is tried again. */
static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);
  CtMonitorEntry *entry = g_hash_table_lookup (self->monitor->by_id, self->account_id);

  if (token != NULL || !g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED) || entry == NULL
      || entry->active || ct_account_get_error (entry->account) != NULL)
    return;
  ct_monitor_entry_lock (entry, error);
  ct_monitor_entry_show_due (entry);
  ct_monitor_queue_pump (self->monitor);
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
        look (self, entry, self->looking, on_looked);
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
