#include "config.h"

#include "keyring-memory.h"

#include <glib/gi18n-lib.h>

#include "error.h"

typedef struct
{
  char *origin;       /* (owned) */
  SecretValue *token; /* (owned) */
} StoredToken;

struct _CtKeyringMemory
{
  GHashTable *tokens; /* (owned) account uuid (owned) -> StoredToken (owned) */
};

static void
stored_token_free (gpointer data)
{
  StoredToken *stored = data;

  g_free (stored->origin);
  secret_value_unref (stored->token);
  g_free (stored);
}

CtKeyringMemory *
ct_keyring_memory_new (void)
{
  CtKeyringMemory *self = g_new0 (CtKeyringMemory, 1);

  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stored_token_free);
  return self;
}

void
ct_keyring_memory_free (CtKeyringMemory *self)
{
  g_hash_table_unref (self->tokens);
  g_free (self);
}

SecretValue *
ct_keyring_memory_lookup (CtKeyringMemory *self, const char *account_id, const char *origin,
                          GError **error)
{
  const StoredToken *stored = g_hash_table_lookup (self->tokens, account_id);

  if (stored == NULL || !g_str_equal (stored->origin, origin))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_MISSING, _ ("No token is stored for %s"),
                   origin);
      return NULL;
    }

  return secret_value_ref (stored->token);
}

void
ct_keyring_memory_store (CtKeyringMemory *self, const char *account_id, const char *origin,
                         SecretValue *token)
{
  StoredToken *stored = g_new0 (StoredToken, 1);

  stored->origin = g_strdup (origin);
  stored->token = secret_value_ref (token);
  g_hash_table_replace (self->tokens, g_strdup (account_id), stored);
}

void
ct_keyring_memory_forget (CtKeyringMemory *self, const char *account_id)
{
  g_hash_table_remove (self->tokens, account_id);
}
