#include "config.h"

#include "removals.h"

#include <glib/gi18n-lib.h>

#include "account-settings.h"
#include "id-list.h"

#define KEY_PENDING "pending-removals"
#define KEY_ACCOUNTS "accounts"

struct _CtRemovals
{
  GObject parent_instance;

  CtSettings *settings;    /* (owned) */
  CtCatalog *catalog;      /* (owned) */
  CtKeyring *keyring;      /* (owned) */
  CtPollState *poll_state; /* (owned) */
  CtHistory *history;      /* (owned) */

  GPtrArray *undoable;    /* (owned) of char* */
  GArray *positions;      /* (owned) of guint: where each of them was */
  GHashTable *forgetting; /* (owned) set of ids whose token is being forgotten */
};

G_DEFINE_FINAL_TYPE (CtRemovals, ct_removals, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GPtrArray *
ct_removals_get_undoable (CtRemovals *self)
{
  g_return_val_if_fail (CT_IS_REMOVALS (self), NULL);

  return self->undoable;
}

static void
clear_undoable (CtRemovals *self)
{
  g_ptr_array_set_size (self->undoable, 0);
  g_array_set_size (self->positions, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Setting aside, and back --- */

typedef struct
{
  const char *account_id; /* (unowned) */
  guint position;         /* out */
} Begin;

static gboolean
set_aside (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  Begin *begin = user_data;
  g_autoptr (GPtrArray) ids = ct_id_list_get (edit, KEY_ACCOUNTS);
  g_autoptr (GPtrArray) pending = ct_id_list_get (edit, KEY_PENDING);

  if (!ct_id_list_find (ids, begin->account_id, &begin->position))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("There is no account “%s”"),
                   begin->account_id);
      return FALSE;
    }
  ct_id_list_remove (ids, begin->account_id);
  ct_id_list_remove (pending, begin->account_id);
  ct_id_list_insert (pending, pending->len, begin->account_id);
  ct_id_list_set (edit, KEY_ACCOUNTS, ids);
  ct_id_list_set (edit, KEY_PENDING, pending);
  return TRUE;
}

gboolean
ct_removals_begin (CtRemovals *self, const char *account_id, GError **error)
{
  g_autofree char *id = g_strdup (account_id); /* an account's own goes with it */
  Begin begin = { .account_id = id };

  g_return_val_if_fail (CT_IS_REMOVALS (self), FALSE);

  if (!ct_settings_edit (self->settings, set_aside, &begin, error))
    return FALSE;
  ct_id_list_insert (self->undoable, self->undoable->len, id);
  g_array_append_val (self->positions, begin.position);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

/* The last one first: its place was counted without the others. */
static gboolean
bring_back (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  CtRemovals *self = user_data;
  g_autoptr (GPtrArray) ids = ct_id_list_get (edit, KEY_ACCOUNTS);
  g_autoptr (GPtrArray) pending = ct_id_list_get (edit, KEY_PENDING);

  for (guint i = self->undoable->len; i > 0; i--)
    {
      const char *id = g_ptr_array_index (self->undoable, i - 1);

      if (ct_id_list_remove (pending, id) && !ct_id_list_find (ids, id, NULL))
        ct_id_list_insert (ids, g_array_index (self->positions, guint, i - 1), id);
    }
  ct_id_list_set (edit, KEY_ACCOUNTS, ids);
  ct_id_list_set (edit, KEY_PENDING, pending);
  return TRUE;
}

gboolean
ct_removals_undo (CtRemovals *self, GError **error)
{
  g_return_val_if_fail (CT_IS_REMOVALS (self), FALSE);

  if (!ct_settings_edit (self->settings, bring_back, self, error))
    return FALSE;
  clear_undoable (self);
  return TRUE;
}

/* --- Forgetting --- */

typedef struct
{
  CtRemovals *self; /* (owned) */
  char *account_id; /* (owned) */
} Forgetting;

static void
forgetting_free (Forgetting *forgetting)
{
  g_object_unref (forgetting->self);
  g_free (forgetting->account_id);
  g_free (forgetting);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Forgetting, forgetting_free)

static gboolean
strike_off (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) pending = ct_id_list_get (edit, KEY_PENDING);

  ct_id_list_remove (pending, user_data);
  ct_id_list_set (edit, KEY_PENDING, pending);
  return TRUE;
}

static void
on_token_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Forgetting) forgetting = user_data;
  CtRemovals *self = forgetting->self;
  g_autoptr (GError) error = NULL;

  g_hash_table_remove (self->forgetting, forgetting->account_id);
  if (!ct_keyring_forget_finish (CT_KEYRING (source), result, &error)
      || !ct_settings_edit (self->settings, strike_off, forgetting->account_id, &error))
    g_info ("The removal of %s is not finished yet: %s", forgetting->account_id, error->message);
}

static void
forget_token (CtRemovals *self, const char *account_id)
{
  Forgetting *forgetting;

  if (!g_hash_table_add (self->forgetting, g_strdup (account_id)))
    return;
  forgetting = g_new0 (Forgetting, 1);
  forgetting->self = g_object_ref (self);
  forgetting->account_id = g_strdup (account_id);
  ct_keyring_forget_async (self->keyring, account_id, NULL, on_token_forgotten, forgetting);
}

static GPtrArray *
list_unfinished (CtRemovals *self)
{
  g_autoptr (GVariant) list = ct_settings_get_value (self->settings, NULL, KEY_PENDING);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "&s", &id))
    if (!ct_id_list_find (self->undoable, id, NULL))
      g_ptr_array_add (ids, g_strdup (id));
  return ids;
}

/* Also when the keyring opens. */
static void
forget_tokens (CtRemovals *self)
{
  g_autoptr (GPtrArray) ids = list_unfinished (self);

  for (guint i = 0; i < ids->len; i++)
    forget_token (self, g_ptr_array_index (ids, i));
}

static void
forget_readings (CtRemovals *self, const char *account_id)
{
  g_autoptr (CtAccountConfig) config = ct_account_settings_load (self->settings, account_id);
  CtProvider *provider = ct_catalog_lookup (self->catalog, config->provider_id, NULL);
  g_autofree char *base_url = NULL, *origin = NULL;

  if (provider != NULL)
    ct_account_config_resolve (config, provider, &base_url, &origin, NULL);
  ct_poll_state_forget (self->poll_state, origin, account_id);
  ct_history_forget (self->history, account_id);
}

static gboolean
reset_accounts (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  GPtrArray *ids = user_data;

  for (guint i = 0; i < ids->len; i++)
    ct_settings_edit_reset_account (edit, g_ptr_array_index (ids, i));
  return TRUE;
}

void
ct_removals_finish (CtRemovals *self)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CT_IS_REMOVALS (self));

  if (self->undoable->len > 0)
    clear_undoable (self);
  ids = list_unfinished (self);
  if (ids->len == 0)
    return;
  for (guint i = 0; i < ids->len; i++)
    forget_readings (self, g_ptr_array_index (ids, i));
  if (!ct_settings_edit (self->settings, reset_accounts, ids, &error))
    g_info ("The settings of removed accounts are still there: %s", error->message);
  forget_tokens (self);
}

static void
ct_removals_finalize (GObject *object)
{
  CtRemovals *self = CT_REMOVALS (object);

  g_object_unref (self->settings);
  g_object_unref (self->catalog);
  g_object_unref (self->keyring);
  g_object_unref (self->poll_state);
  g_object_unref (self->history);
  g_ptr_array_unref (self->undoable);
  g_array_unref (self->positions);
  g_hash_table_unref (self->forgetting);
  G_OBJECT_CLASS (ct_removals_parent_class)->finalize (object);
}

static void
ct_removals_class_init (CtRemovalsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_removals_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_REMOVALS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_removals_init (CtRemovals *self)
{
  self->undoable = g_ptr_array_new_with_free_func (g_free);
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->forgetting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CtRemovals *
ct_removals_new (const CtRemovalsParts *parts)
{
  CtRemovals *self = g_object_new (CT_TYPE_REMOVALS, NULL);

  self->settings = g_object_ref (parts->settings);
  self->catalog = g_object_ref (parts->catalog);
  self->keyring = g_object_ref (parts->keyring);
  self->poll_state = g_object_ref (parts->poll_state);
  self->history = g_object_ref (parts->history);
  g_signal_connect_object (self->keyring, "unlocked", G_CALLBACK (forget_tokens), self,
                           G_CONNECT_SWAPPED);
  return self;
}
