#include "config.h"

#include "import-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "guess.h"
#include "nearest.h"

#define MAX_TOKEN_LENGTH 4096
#define SURELY_KEY_LENGTH 32

static void
replace (char **text, const char *given)
{
  g_free (*text);
  *text = g_strdup (given);
}

static CtProvider *
find_by_id (const GPtrArray *providers, const char *id)
{
  for (guint i = 0; i < providers->len; i++)
    {
      CtProvider *provider = providers->pdata[i];

      if (strcmp (provider->id, id) == 0)
        return provider;
    }
  return NULL;
}

/* --- Whose address it is --- */

static gboolean
has_own_address (const CtProvider *provider)
{
  return provider->base_url != NULL || provider->regions->len > 0;
}

/* Those that take this kind of token, if any does. */
static void
keep_fitting (GPtrArray *providers, const char *token)
{
  g_autoptr (GPtrArray) fitting = g_ptr_array_new ();

  for (guint i = 0; token != NULL && i < providers->len; i++)
    {
      g_autofree char *odd = ct_provider_check_token_kind (providers->pdata[i], token);

      if (odd == NULL && ct_provider_needs_token (providers->pdata[i]))
        g_ptr_array_add (fitting, providers->pdata[i]);
    }
  if (fitting->len == 0)
    return;
  g_ptr_array_set_size (providers, 0);
  g_ptr_array_extend (providers, fitting, NULL, NULL);
}

/* The definition's own address, not what other programs ask at that host. */
static void
take_provider (CtImportEntry *entry, const CtProvider *provider, const char *region)
{
  replace (&entry->config->provider_id, provider->id);
  replace (&entry->config->region, region);
  replace (&entry->config->base_url, NULL);
}

static void
take_fallback (CtImportEntry *entry, const char *fallback_id)
{
  if (fallback_id == NULL)
    {
      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("No gateway is known at %s"),
                             entry->config->base_url);
      return;
    }
  replace (&entry->config->provider_id, fallback_id);
  ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, _ ("Taken to be a site that runs New API"));
}

void
ct_import_entry_find_provider (CtImportEntry *entry, const GPtrArray *providers,
                               const char *fallback_id)
{
  g_auto (CtGuess) guess = { 0 };
  const CtProvider *provider;

  if (entry->config->base_url == NULL)
    {
      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("It names no gateway and no address"));
      return;
    }
  ct_guess (providers, entry->config->base_url, &guess);
  keep_fitting (guess.providers, entry->token);
  provider = guess.providers->len > 0 ? guess.providers->pdata[0] : NULL;
  if (provider == NULL || !has_own_address (provider))
    {
      take_fallback (entry, fallback_id);
      return;
    }
  take_provider (entry, provider, ct_guess_get_region (provider, entry->config->base_url));
  if (guess.providers->len > 1)
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, _ ("It could be %s, too"),
                           ((const CtProvider *) guess.providers->pdata[1])->name);
}

void
ct_import_entry_set_user (CtImportEntry *entry, const GPtrArray *providers, const char *user_id)
{
  const CtProvider *provider = find_by_id (providers, entry->config->provider_id);

  if (provider != NULL && user_id != NULL && ct_provider_get_field (provider, "user_id") != NULL)
    ct_import_entry_set (entry, "fields.user_id", user_id);
}

/* --- The last step --- */

static gboolean
is_placeholder (const char *token)
{
  static const char *const signs[] = { "${", "$(", "{{", "<", "...", "…", "***", "•••" };
  static const char *const words[] = { "your",    "xxx",     "changeme", "placeholder",
                                       "api-key", "api_key", "apikey",   "dummy" };
  g_autofree char *lower = g_ascii_strdown (token, -1);
  gboolean found = token[0] == '$' || token[0] == '%';

  for (gsize i = 0; !found && i < G_N_ELEMENTS (signs); i++)
    found = strstr (token, signs[i]) != NULL;
  for (gsize i = 0; !found && i < G_N_ELEMENTS (words); i++)
    found = strstr (lower, words[i]) != NULL && !ct_guess_is_key (token);
  explicit_bzero (lower, strlen (lower));
  return found;
}

static gboolean
has_other_bytes (const char *token)
{
  for (const char *p = token; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return TRUE;
  return strlen (token) > MAX_TOKEN_LENGTH;
}

static void
check_token (CtImportEntry *entry, const CtProvider *provider)
{
  g_autofree char *odd = NULL;

  if (entry->token == NULL)
    return;
  g_strstrip (entry->token);
  if (entry->token[0] == '\0')
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("The token is empty"));
  else if (is_placeholder (entry->token))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("The token only stands for one"));
  else if (has_other_bytes (entry->token))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("No token looks like this one"));
  if (!ct_provider_needs_token (provider))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("%s takes no token"), provider->name);
  odd = ct_provider_check_token_kind (provider, entry->token);
  if (odd != NULL)
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, "%s", odd);
  else if (!ct_guess_is_key (entry->token))
    ct_import_entry_judge (entry, CT_IMPORT_DOUBTFUL, _ ("It does not look like a token"));
}

static void
check_address (CtImportEntry *entry, const CtProvider *provider)
{
  g_autofree char *base_url = NULL;
  g_autoptr (GError) error = NULL;

  if (!ct_account_config_resolve (entry->config, provider, &base_url, &entry->origin, &error))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, "%s", error->message);
}

static void
refuse_provider (CtImportEntry *entry, const GPtrArray *providers)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *id = entry->config->provider_id, *nearest;

  for (guint i = 0; i < providers->len; i++)
    g_ptr_array_add (ids, ((CtProvider *) providers->pdata[i])->id);
  g_ptr_array_add (ids, NULL);
  nearest = ct_nearest (id, (const char *const *) ids->pdata);
  if (nearest != NULL)
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                           _ ("There is no gateway “%s”; did you mean “%s”?"), id, nearest);
  else
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                           _ ("There is no gateway “%s” here: add its definition first"), id);
}

/* Names are shown and kept: in a file whose columns are mixed up they can be tokens. */
static gboolean
hide_token (CtImportEntry *entry, char **text)
{
  if (!ct_guess_is_key (*text)
      || (!g_str_has_prefix (*text, "sk-") && strlen (*text) < SURELY_KEY_LENGTH))
    return FALSE;
  explicit_bzero (*text, strlen (*text));
  replace (text, "");
  ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("A token stands where none belongs"));
  return TRUE;
}

void
ct_import_entry_check (CtImportEntry *entry, const GPtrArray *providers)
{
  const CtProvider *provider;

  if (hide_token (entry, &entry->config->name) || hide_token (entry, &entry->config->provider_id))
    return;
  if (entry->config->provider_id[0] == '\0' && entry->verdict != CT_IMPORT_UNUSABLE)
    ct_import_entry_find_provider (entry, providers, "new-api");
  if (entry->config->provider_id[0] == '\0')
    return;
  provider = find_by_id (providers, entry->config->provider_id);
  if (provider == NULL)
    {
      refuse_provider (entry, providers);
      return;
    }
  if (entry->config->name[0] == '\0')
    replace (&entry->config->name, provider->name);
  check_address (entry, provider);
  check_token (entry, provider);
  if (provider->undocumented)
    ct_import_entry_judge (
        entry, CT_IMPORT_DOUBTFUL,
        _ ("This is not documented by the vendor, who may change or forbid it."));
}
