#include "config.h"

#include "account-import.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "account-save.h"
#include "account-settings.h"

#define FIRST_SIZE 65536

/* --- Reading --- */

/* Bytes that can have secrets in them: no copy of them stays when they need more room. */
typedef struct
{
  char *bytes; /* (owned) */
  gsize length, size;
} Buffer;

static void
buffer_clear (Buffer *buffer)
{
  explicit_bzero (buffer->bytes, buffer->length);
  g_free (buffer->bytes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Buffer, buffer_clear)

static void
buffer_grow (Buffer *buffer)
{
  Buffer larger = { g_malloc (buffer->size * 2), buffer->length, buffer->size * 2 };

  memcpy (larger.bytes, buffer->bytes, buffer->length);
  buffer_clear (buffer);
  *buffer = larger;
}

/* One byte more than is allowed is enough to be refused. */
static gboolean
buffer_fill (Buffer *buffer, int fd, GError **error)
{
  gssize n = 1;

  while (n != 0 && buffer->length <= CT_IMPORT_MAX_BYTES)
    {
      if (buffer->length == buffer->size)
        buffer_grow (buffer);
      n = read (fd, buffer->bytes + buffer->length, buffer->size - buffer->length);
      if (n < 0 && errno != EINTR)
        {
          g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, g_strerror (errno));
          return FALSE;
        }
      buffer->length += MAX (n, 0);
    }
  return TRUE;
}

GPtrArray *
ct_account_import_read (CtCatalog *catalog, int fd, GError **error)
{
  g_auto (Buffer) buffer = { g_malloc (FIRST_SIZE), 0, FIRST_SIZE };
  g_autoptr (GPtrArray) providers = ct_catalog_list (catalog);

  return buffer_fill (&buffer, fd, error)
             ? ct_import_read (buffer.bytes, buffer.length, providers, error)
             : NULL;
}

static const char *
get_variable (const char *name, gpointer user_data)
{
  return g_getenv (name);
}

GPtrArray *
ct_account_import_read_environment (CtCatalog *catalog)
{
  g_autoptr (GPtrArray) providers = ct_catalog_list (catalog);

  return ct_import_read_environment (providers, get_variable, NULL);
}

gboolean
ct_account_import_is_exposed (int fd, const GPtrArray *entries)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)
      || (status.st_mode & (S_IRGRP | S_IROTH)) == 0)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (((const CtImportEntry *) entries->pdata[i])->token != NULL)
      return TRUE;
  return FALSE;
}

/* --- What is there already --- */

/* An account that an entry may be, and what the keyring says of it. */
typedef struct
{
  CtAccount *account; /* (owned) */
  SecretValue *token; /* (nullable) (owned) */
  GError *error;      /* (nullable) (owned) why there is none */
} Present;

static void
present_free (Present *present)
{
  g_object_unref (present->account);
  g_clear_pointer (&present->token, secret_value_unref);
  g_clear_error (&present->error);
  g_free (present);
}

typedef struct
{
  CtSession *session; /* (unowned) outlives the review */
  GPtrArray *entries; /* (owned) of CtImportEntry */
  GPtrArray *present; /* (owned) of Present */
  guint next;         /* of present, whose token is not known yet */
} Review;

static void
review_free (Review *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->present);
  g_free (self);
}

static const char *
get_field (const CtField *field, GHashTable *fields)
{
  const char *text = g_hash_table_lookup (fields, field->id);

  if (text == NULL || *text == '\0')
    text = field->default_value;
  return text != NULL ? text : "";
}

static gboolean
same_fields (const CtProvider *provider, GHashTable *a, GHashTable *b)
{
  for (guint i = 0; i < provider->fields->len; i++)
    {
      const CtField *field = provider->fields->pdata[i];

      if (strcmp (get_field (field, a), get_field (field, b)) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_at (const CtImportEntry *entry, CtAccount *account)
{
  const CtAccountConfig *config = ct_account_get_config (account);
  CtProvider *provider = ct_account_get_provider (account);

  return provider != NULL && strcmp (config->provider_id, entry->config->provider_id) == 0
         && g_strcmp0 (ct_account_get_origin (account), entry->origin) == 0
         && same_fields (provider, config->fields, entry->config->fields);
}

/* The export of an account, which has no token in it. */
static gboolean
is_record_of (const CtImportEntry *entry, CtAccount *account)
{
  return strcmp (entry->config->id, ct_account_get_id (account)) == 0
         || strcmp (entry->config->name, ct_account_get_name (account)) == 0;
}

static void
judge_by_token (CtImportEntry *entry, const Present *present)
{
  const char *name = ct_account_get_name (present->account);

  if (present->token != NULL && strcmp (secret_value_get_text (present->token), entry->token) == 0)
    ct_import_entry_judge (entry, CT_IMPORT_PRESENT, _ ("“%s” is there already"), name);
  else if (g_error_matches (present->error, CT_ERROR, CT_ERROR_TOKEN_MISSING))
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, _ ("“%s” is there already, without a token"),
                           name);
  else if (present->error != NULL)
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL,
                           _ ("It may be “%s”, whose token cannot be read now"), name);
}

static void
judge_by_account (CtImportEntry *entry, const Present *present)
{
  const char *name = ct_account_get_name (present->account);

  if (!is_at (entry, present->account))
    return;
  if (entry->token != NULL)
    judge_by_token (entry, present);
  else if (is_record_of (entry, present->account))
    ct_import_entry_judge (entry, CT_IMPORT_PRESENT, _ ("“%s” is there already"), name);
  else
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, _ ("It may be “%s”, which is there already"),
                           name);
}

/* The same, once more, in the same file. */
static gboolean
is_repeated (Review *self, guint index)
{
  const CtImportEntry *entry = self->entries->pdata[index];
  const CtProvider *provider = ct_catalog_lookup (self->session->catalog,
                                                  entry->config->provider_id, NULL);

  for (guint i = 0; provider != NULL && i < index; i++)
    {
      const CtImportEntry *other = self->entries->pdata[i];

      if (other->verdict != CT_IMPORT_UNUSABLE
          && strcmp (other->config->provider_id, entry->config->provider_id) == 0
          && g_strcmp0 (other->origin, entry->origin) == 0
          && g_strcmp0 (other->token, entry->token) == 0
          && (entry->token != NULL || strcmp (other->config->name, entry->config->name) == 0)
          && same_fields (provider, other->config->fields, entry->config->fields))
        return TRUE;
    }
  return FALSE;
}

/* --- Reviewing --- */

static void
check_settings (Review *self, CtImportEntry *entry)
{
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_catalog_lookup (self->session->catalog, entry->config->provider_id,
                                            &error);

  if (provider == NULL || !ct_account_settings_check (entry->config, provider, &error))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, "%s", error->message);
}

/* An account of that id is there, or is being removed with all that is kept under it. */
static gboolean
is_taken (Review *self, const char *id, GHashTable *given)
{
  g_autoptr (GVariant) pending = ct_settings_get_value (self->session->settings, NULL,
                                                        "pending-removals");
  g_autofree const char **ids = g_variant_get_strv (pending, NULL);

  return ct_accounts_lookup (self->session->accounts, id) != NULL || g_strv_contains (ids, id)
         || g_hash_table_contains (given, id);
}

static void
give_ids (Review *self)
{
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->entries->len; i++)
    {
      CtAccountConfig *config = ((CtImportEntry *) self->entries->pdata[i])->config;

      if (*config->id == '\0' || is_taken (self, config->id, given))
        {
          g_free (config->id);
          config->id = g_uuid_string_random ();
        }
      g_hash_table_add (given, config->id);
    }
}

static void
judge_all (Review *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      CtImportEntry *entry = self->entries->pdata[i];

      if (entry->verdict == CT_IMPORT_UNUSABLE)
        continue;
      for (guint j = 0; j < self->present->len; j++)
        judge_by_account (entry, self->present->pdata[j]);
      if (is_repeated (self, i))
        ct_import_entry_judge (entry, CT_IMPORT_PRESENT, _ ("It is there twice"));
    }
  give_ids (self);
}

static void look_up_next (GTask *task);

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Review *self = g_task_get_task_data (task);
  Present *present = self->present->pdata[self->next++];

  present->token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &present->error);
  look_up_next (task);
}

/* Takes task. */
static void
look_up_next (GTask *task)
{
  Review *self = g_task_get_task_data (task);
  Present *present;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (self->next == self->present->len)
    {
      judge_all (self);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  present = self->present->pdata[self->next];
  ct_keyring_lookup_async (self->session->keyring, ct_account_get_id (present->account),
                           ct_account_get_origin (present->account), g_task_get_cancellable (task),
                           on_looked_up, task);
}

/* Only of these the token matters. */
static gboolean
may_be_present (Review *self, CtAccount *account)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (is_at (self->entries->pdata[i], account))
      return TRUE;
  return FALSE;
}

static void
find_present (Review *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);

  g_ptr_array_set_free_func (accounts, g_object_unref);
  for (guint i = 0; i < accounts->len; i++)
    if (ct_account_get_origin (accounts->pdata[i]) != NULL
        && may_be_present (self, accounts->pdata[i]))
      {
        Present *present = g_new0 (Present, 1);

        present->account = g_object_ref (accounts->pdata[i]);
        g_ptr_array_add (self->present, present);
      }
}

void
ct_account_import_review_async (CtSession *session, GPtrArray *entries, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Review *self = g_new0 (Review, 1);

  g_task_set_source_tag (task, ct_account_import_review_async);
  g_task_set_task_data (task, self, (GDestroyNotify) review_free);
  self->session = session;
  self->entries = g_ptr_array_ref (entries);
  self->present = g_ptr_array_new_with_free_func ((GDestroyNotify) present_free);
  for (guint i = 0; i < entries->len; i++)
    if (((CtImportEntry *) entries->pdata[i])->verdict != CT_IMPORT_UNUSABLE)
      check_settings (self, entries->pdata[i]);
  find_present (self);
  look_up_next (task);
}

gboolean
ct_account_import_review_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Adding --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ct_account_save_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ct_account_import_add_async (CtSession *session, const CtImportEntry *entry,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (SecretValue) token = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, ct_account_import_add_async);
  if (entry->token != NULL)
    token = ct_token_new (entry->token, -1, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ct_account_save_async (session, entry->config, NULL, token, cancellable, on_saved,
                         g_steal_pointer (&task));
}

gboolean
ct_account_import_add_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
