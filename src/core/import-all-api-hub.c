#include "config.h"

#include "import-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* A backup of all-api-hub (qixing-jk/all-api-hub, read of 3.58: "version": "4.0"; 1.0 to 3.0 have
 * the accounts at one of the other places):
 *
 *   accounts.accounts[]              site_name, site_url, site_type, authType, disabled,
 *                                    excludeFromTotalBalance, account_info.{id, access_token}
 *   apiCredentialProfiles.profiles[] name, baseUrl, apiKey, telemetryConfig.mode
 */

static gboolean
is_list (const CtJsonNode *node)
{
  return node != NULL && ct_json_node_get_type (node) == CT_JSON_ARRAY;
}

/* (nullable) */
static const CtJsonNode *
find_accounts (const CtJsonNode *root)
{
  static const char *const paths[] = { "accounts.accounts", "data.accounts", "accounts" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const CtJsonNode *list = ct_import_get_node (root, paths[i]);
      const CtJsonNode *first = is_list (list) ? ct_json_node_get_first (list) : NULL;

      if (first != NULL && ct_json_node_get_member (first, "site_url") != NULL)
        return list;
    }
  return NULL;
}

/* (nullable) */
static const CtJsonNode *
find_profiles (const CtJsonNode *root)
{
  const CtJsonNode *list = ct_import_get_node (root, "apiCredentialProfiles.profiles");

  return is_list (list) ? list : NULL;
}

gboolean
ct_import_is_all_api_hub (const CtJsonNode *root)
{
  return find_accounts (root) != NULL || find_profiles (root) != NULL;
}

/* --- Accounts --- */

/* These are asked with what a browser has after a login, which ends with it. */
static void
refuse_logins (CtImportEntry *entry, const CtJsonNode *account)
{
  const char *auth = ct_import_get_text (account, "authType");
  const char *type = ct_import_get_text (account, "site_type");

  if (g_strcmp0 (auth, "cookie") == 0 || g_strcmp0 (auth, "none") == 0
      || g_strcmp0 (type, "sub2api") == 0)
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                           _ ("It logs in as a browser does; make a token of the site instead"));
}

static void
set_flags (CtImportEntry *entry, const CtJsonNode *account)
{
  entry->config->paused = ct_json_read_true (account, "disabled");
  if (ct_json_read_true (account, "excludeFromTotalBalance"))
    entry->config->in_total = CT_IN_TOTAL_NEVER;
}

static CtImportEntry *
read_account (const CtJsonNode *account, guint index, const GPtrArray *providers)
{
  g_autofree char *source = g_strdup_printf ("accounts[%u]", index);
  CtImportEntry *entry = ct_import_entry_new (source);
  const CtJsonNode *id = ct_import_get_node (account, "account_info.id");
  g_autofree char *user_id = id != NULL ? ct_import_dup_scalar (id) : NULL;
  const char *address = ct_import_get_text (account, "site_url");

  ct_import_entry_set_name (entry, ct_import_get_text (account, "site_name"));
  ct_import_entry_set (entry, "address", address != NULL ? address : "");
  ct_import_entry_set_token (entry, ct_import_get_text (account, "account_info.access_token"));
  set_flags (entry, account);
  refuse_logins (entry, account);
  ct_import_entry_find_provider (entry, providers, "new-api");
  ct_import_entry_set_user (entry, providers, user_id);
  return entry;
}

/* --- Keys --- */

/* What all-api-hub was told that the site answers to. (nullable) */
static const char *
get_provider_of_mode (const char *mode)
{
  static const char *const modes[][2] = {
    { "newApiTokenUsage", "new-api-key" },
    { "sub2apiUsage", "sub2api" },
    { "openaiBilling", "openai-billing" },
  };

  for (gsize i = 0; mode != NULL && i < G_N_ELEMENTS (modes); i++)
    if (strcmp (modes[i][0], mode) == 0)
      return modes[i][1];
  return NULL;
}

static CtImportEntry *
read_profile (const CtJsonNode *profile, guint index, const GPtrArray *providers)
{
  g_autofree char *source = g_strdup_printf ("profiles[%u]", index);
  CtImportEntry *entry = ct_import_entry_new (source);
  const char *address = ct_import_get_text (profile, "baseUrl");
  const char *provider_id = get_provider_of_mode (
      ct_import_get_text (profile, "telemetryConfig.mode"));

  ct_import_entry_set_name (entry, ct_import_get_text (profile, "name"));
  ct_import_entry_set (entry, "address", address != NULL ? address : "");
  ct_import_entry_set_token (entry, ct_import_get_text (profile, "apiKey"));
  if (provider_id != NULL)
    ct_import_entry_set (entry, "provider", provider_id);
  else
    ct_import_entry_find_provider (entry, providers, "new-api-key");
  return entry;
}

static gboolean
read_list (const CtJsonNode *list, const GPtrArray *providers,
           CtImportEntry *(*read) (const CtJsonNode *, guint, const GPtrArray *),
           GPtrArray *entries, GError **error)
{
  guint index = 0;

  for (const CtJsonNode *node = list != NULL ? ct_json_node_get_first (list) : NULL; node != NULL;
       node = ct_json_node_get_next (node))
    if (!ct_import_add (entries, read (node, index++, providers), error))
      return FALSE;
  return TRUE;
}

gboolean
ct_import_read_all_api_hub (const CtJsonNode *root, const GPtrArray *providers, GPtrArray *entries,
                            GError **error)
{
  return read_list (find_accounts (root), providers, read_account, entries, error)
         && read_list (find_profiles (root), providers, read_profile, entries, error);
}
