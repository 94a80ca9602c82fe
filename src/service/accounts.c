#include "config.h"

#include "accounts.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-settings.h"
#include "alert-policy.h"
#include "error.h"
#include "id-list.h"

struct _CtAccounts
{
  GObject parent_instance;
  CtSettings *settings;   /* (owned) */
  CtCatalog *catalog;     /* (owned) */
  GPtrArray *items;       /* (owned) of CtAccount (owned), in the person's order */
  GHashTable *by_id;      /* (owned) id (owned) -> CtAccount (unowned) of items */
  GHashTable *thresholds; /* (owned) currency -> CtThresholds, of accounts without their own */
};

#define MIN_PREFIX 4

enum
{
  SIGNAL_ACCOUNT_EDITED,
  SIGNAL_ACCOUNT_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtAccounts, ct_accounts, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CT_TYPE_ACCOUNT;
}

static guint
get_n_items (GListModel *model)
{
  return CT_ACCOUNTS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtAccounts *self = CT_ACCOUNTS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Following settings and catalog --- */

static void
on_account_changed (CtAccount *account, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_ACCOUNT_CHANGED], 0, account);
}

/* Whether an answer to the one is no answer to the other: a differs from b in more than name, pace
 * and what is made of the amount. */
static gboolean
polls_differ (const CtAccountConfig *a, const CtAccountConfig *b)
{
  g_autoptr (CtAccountConfig) copy = ct_account_config_copy (a);

  g_free (copy->name);
  copy->name = g_strdup (b->name);
  copy->interval_s = b->interval_s;
  copy->paused = b->paused;
  copy->in_total = b->in_total;
  copy->thresholds = b->thresholds;
  return !ct_account_config_equal (copy, b);
}

static CtProvider *
look_up_provider (CtAccounts *self, const CtAccountConfig *config, GError **error)
{
  if (*config->provider_id != '\0')
    return ct_catalog_lookup (self->catalog, config->provider_id, error);
  g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
               _ ("The settings do not say which provider this account is with"));
  return NULL;
}

static void
complete_name (CtAccountConfig *config, const CtProvider *provider)
{
  if (*config->name != '\0')
    return;
  g_free (config->name);
  config->name = g_strdup (provider != NULL ? provider->name : config->provider_id);
}

/* The account as the settings have it now: the same object whenever there is one. edited collects
 * those whose polls are others now. (transfer full) */
static CtAccount *
load_account (CtAccounts *self, const char *id, GPtrArray *edited)
{
  CtAccount *account = ct_accounts_lookup (self, id);
  g_autoptr (CtAccountConfig) config = ct_account_settings_load (self->settings, id);
  g_autoptr (GError) error = NULL;
  CtProvider *provider = look_up_provider (self, config, &error);

  complete_name (config, provider);
  if (account == NULL)
    {
      account = ct_account_new (config, provider, error);
      ct_account_set_general_thresholds (account, self->thresholds);
      g_signal_connect_object (account, "changed", G_CALLBACK (on_account_changed), self, 0);
      return account;
    }
  if (provider != ct_account_get_provider (account)
      || polls_differ (config, ct_account_get_config (account)))
    g_ptr_array_add (edited, g_object_ref (account));
  if (provider == NULL || provider != ct_account_get_provider (account)
      || !ct_account_config_equal (config, ct_account_get_config (account)))
    ct_account_set_config (account, config, provider, error);
  return g_object_ref (account);
}

static GPtrArray *
load_accounts (CtAccounts *self, GPtrArray *edited)
{
  g_autoptr (GVariant) list = ct_settings_get_value (self->settings, NULL, "accounts");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "&s", &id))
    if (g_hash_table_add (seen, (gpointer) id))
      g_ptr_array_add (items, load_account (self, id, edited));
  return items;
}

static void
index_items (CtAccounts *self)
{
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < self->items->len; i++)
    {
      CtAccount *account = g_ptr_array_index (self->items, i);

      g_hash_table_insert (self->by_id, g_strdup (ct_account_get_id (account)), account);
    }
}

/* Announces the shortest piece outside of which nothing is another account. */
static void
take_items (CtAccounts *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  guint begin = 0, old_end = old->len, end = items->len;

  self->items = items;
  index_items (self);
  while (begin < old_end && begin < end && old->pdata[begin] == items->pdata[begin])
    begin++;
  while (old_end > begin && end > begin && old->pdata[old_end - 1] == items->pdata[end - 1])
    {
      old_end--;
      end--;
    }
  for (guint i = begin; i < old_end; i++)
    if (!g_hash_table_contains (self->by_id, ct_account_get_id (old->pdata[i])))
      g_signal_handlers_disconnect_by_data (old->pdata[i], self);
  if (old_end > begin || end > begin)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, old_end - begin, end - begin);
}

static void
follow (CtAccounts *self)
{
  g_autoptr (GPtrArray) edited = g_ptr_array_new_with_free_func (g_object_unref);

  take_items (self, load_accounts (self, edited));
  for (guint i = 0; i < edited->len; i++)
    g_signal_emit (self, signals[SIGNAL_ACCOUNT_EDITED], 0, g_ptr_array_index (edited, i));
}

static void
follow_thresholds (CtAccounts *self)
{
  g_clear_pointer (&self->thresholds, g_hash_table_unref);
  self->thresholds = ct_alert_policy_read_thresholds (ct_settings_get_general (self->settings));
  for (guint i = 0; i < self->items->len; i++)
    ct_account_set_general_thresholds (self->items->pdata[i], self->thresholds);
}

static void
ct_accounts_finalize (GObject *object)
{
  CtAccounts *self = CT_ACCOUNTS (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->thresholds, g_hash_table_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->catalog);
  G_OBJECT_CLASS (ct_accounts_parent_class)->finalize (object);
}

static void
ct_accounts_class_init (CtAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_accounts_finalize;

  signals[SIGNAL_ACCOUNT_EDITED] = g_signal_new ("account-edited", CT_TYPE_ACCOUNTS,
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 1, CT_TYPE_ACCOUNT);
  signals[SIGNAL_ACCOUNT_CHANGED] = g_signal_new ("account-changed", CT_TYPE_ACCOUNTS,
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 1, CT_TYPE_ACCOUNT);
}

static void
ct_accounts_init (CtAccounts *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CtAccounts *
ct_accounts_new (CtSettings *settings, CtCatalog *catalog)
{
  CtAccounts *self = g_object_new (CT_TYPE_ACCOUNTS, NULL);

  self->settings = g_object_ref (settings);
  self->catalog = g_object_ref (catalog);
  follow_thresholds (self);
  g_signal_connect_object (ct_settings_get_general (settings), "changed::alerts-low",
                           G_CALLBACK (follow_thresholds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ct_settings_get_general (settings), "changed::alerts-critical",
                           G_CALLBACK (follow_thresholds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "accounts-changed", G_CALLBACK (follow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
  return self;
}

/* --- Finding one --- */

CtAccount *
ct_accounts_lookup (CtAccounts *self, const char *account_id)
{
  return g_hash_table_lookup (self->by_id, account_id);
}

GPtrArray *
ct_accounts_list (CtAccounts *self)
{
  return g_ptr_array_copy (self->items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
}

static gboolean
has_name (CtAccount *account, const char *text)
{
  return g_str_equal (ct_account_get_name (account), text);
}

static gboolean
id_begins_with (CtAccount *account, const char *text)
{
  return g_str_has_prefix (ct_account_get_id (account), text);
}

/* The first match; *n_matches says whether it is the only one. */
static CtAccount *
match (CtAccounts *self, gboolean (*matches) (CtAccount *account, const char *text),
       const char *text, guint *n_matches)
{
  CtAccount *found = NULL;

  *n_matches = 0;
  for (guint i = 0; i < self->items->len; i++)
    if (matches (self->items->pdata[i], text) && (*n_matches)++ == 0)
      found = self->items->pdata[i];
  return found;
}

CtAccount *
ct_accounts_find (CtAccounts *self, const char *text, GError **error)
{
  CtAccount *account = ct_accounts_lookup (self, text);
  guint n_matches = 1;

  if (account == NULL)
    account = match (self, has_name, text, &n_matches);
  if (account == NULL && strlen (text) >= MIN_PREFIX)
    account = match (self, id_begins_with, text, &n_matches);
  if (n_matches == 1)
    return account;
  if (n_matches == 0)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("There is no account “%s”"), text);
  else
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                 _ ("There is more than one account “%s”: name it by its id"), text);
  return NULL;
}

/* --- Changing them --- */

typedef struct
{
  const char *account_id;        /* (unowned) */
  const CtAccountConfig *old;    /* (nullable) (unowned) what the person saw */
  const CtAccountConfig *config; /* (nullable) (unowned) what it is to be */
  guint position;
} Change;

static gboolean
set_missing_error (GError **error, const char *account_id)
{
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("There is no account “%s”"), account_id);
  return FALSE;
}

/* The list without it; NULL with an error when it is not there. */
static GPtrArray *
get_other_ids (CtSettingsEdit *edit, const char *account_id, GError **error)
{
  g_autoptr (GPtrArray) ids = ct_id_list_get (edit, "accounts");

  if (ct_id_list_remove (ids, account_id))
    return g_steal_pointer (&ids);
  set_missing_error (error, account_id);
  return NULL;
}

static gboolean
add_account (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  const Change *change = user_data;
  g_autoptr (GPtrArray) ids = ct_id_list_get (edit, "accounts");

  if (ct_id_list_find (ids, change->account_id, NULL))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("The account “%s” is already there"),
                   change->account_id);
      return FALSE;
    }
  ct_id_list_insert (ids, ids->len, change->account_id);
  ct_id_list_set (edit, "accounts", ids);
  ct_settings_edit_reset_account (edit, change->account_id);
  ct_account_settings_store (edit, NULL, change->config);
  return TRUE;
}

static gboolean
edit_account (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  const Change *change = user_data;
  g_autoptr (GPtrArray) ids = ct_id_list_get (edit, "accounts");

  if (!ct_id_list_find (ids, change->account_id, NULL))
    return set_missing_error (error, change->account_id);
  ct_account_settings_store (edit, change->old, change->config);
  return TRUE;
}

static gboolean
remove_account (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  const Change *change = user_data;
  g_autoptr (GPtrArray) ids = get_other_ids (edit, change->account_id, error);

  if (ids == NULL)
    return FALSE;
  ct_id_list_set (edit, "accounts", ids);
  ct_settings_edit_reset_account (edit, change->account_id);
  return TRUE;
}

static gboolean
move_account (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  const Change *change = user_data;
  g_autoptr (GPtrArray) ids = get_other_ids (edit, change->account_id, error);

  if (ids == NULL)
    return FALSE;
  ct_id_list_insert (ids, change->position, change->account_id);
  ct_id_list_set (edit, "accounts", ids);
  return TRUE;
}

/* Whatever is wrong with it, an account can be left alone. */
static gboolean
is_pause (CtAccounts *self, const CtAccountConfig *config)
{
  CtAccount *account = ct_accounts_lookup (self, config->id);
  g_autoptr (CtAccountConfig) copy = NULL;

  if (account == NULL)
    return FALSE;
  copy = ct_account_config_copy (ct_account_get_config (account));
  copy->paused = config->paused;
  return ct_account_config_equal (copy, config);
}

gboolean
ct_accounts_check (CtAccounts *self, const CtAccountConfig *config, GError **error)
{
  CtProvider *provider;

  if (is_pause (self, config))
    return TRUE;
  if (!g_uuid_string_is_valid (config->id))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not a uuid"), config->id);
      return FALSE;
    }
  provider = look_up_provider (self, config, error);
  return provider != NULL && ct_account_settings_check (config, provider, error);
}

gboolean
ct_accounts_add (CtAccounts *self, const CtAccountConfig *config, GError **error)
{
  Change change = { .account_id = config->id, .config = config };

  return ct_accounts_check (self, config, error)
         && ct_settings_edit (self->settings, add_account, &change, error);
}

gboolean
ct_accounts_edit_seen (CtAccounts *self, const CtAccountConfig *seen, const CtAccountConfig *config,
                       GError **error)
{
  Change change = { .account_id = config->id, .old = seen, .config = config };

  return ct_accounts_check (self, config, error)
         && ct_settings_edit (self->settings, edit_account, &change, error);
}

gboolean
ct_accounts_edit (CtAccounts *self, const CtAccountConfig *config, GError **error)
{
  CtAccount *account = ct_accounts_lookup (self, config->id);
  g_autoptr (CtAccountConfig) seen = NULL;

  if (account == NULL)
    return set_missing_error (error, config->id);
  seen = ct_account_config_copy (ct_account_get_config (account));
  return ct_accounts_edit_seen (self, seen, config, error);
}

gboolean
ct_accounts_remove (CtAccounts *self, const char *account_id, GError **error)
{
  Change change = { .account_id = account_id };

  return ct_settings_edit (self->settings, remove_account, &change, error);
}

gboolean
ct_accounts_move (CtAccounts *self, const char *account_id, guint position, GError **error)
{
  Change change = { .account_id = account_id, .position = position };

  return ct_settings_edit (self->settings, move_account, &change, error);
}
