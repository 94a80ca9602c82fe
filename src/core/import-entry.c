#include "config.h"

#include "import-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "money.h"
#include "nearest.h"
#include "redact.h"
#include "wipe.h"

#define FIELD_PREFIX "fields."

static void
replace (char **text, const char *given)
{
  g_free (*text);
  *text = g_strdup (given);
}

CtImportEntry *
ct_import_entry_new (const char *source)
{
  CtImportEntry *entry = g_new0 (CtImportEntry, 1);

  entry->source = g_strdup (source);
  entry->config = ct_account_config_new ("");
  return entry;
}

void
ct_import_entry_free (CtImportEntry *entry)
{
  g_free (entry->source);
  ct_account_config_free (entry->config);
  g_clear_pointer (&entry->token, ct_wipe);
  g_free (entry->origin);
  g_free (entry->reason);
  g_free (entry);
}

gboolean
ct_import_entry_may_be_added (const CtImportEntry *entry)
{
  return entry->verdict == CT_IMPORT_READY || entry->verdict == CT_IMPORT_DOUBTFUL;
}

void
ct_import_entry_judge (CtImportEntry *entry, CtImportVerdict verdict, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  if (verdict <= entry->verdict)
    return;
  entry->verdict = verdict;
  g_free (entry->reason);
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* It can quote the file, and a file can have a token at any place. */
  entry->reason = ct_redact_server_text (message, -1, entry->token);
}

void
ct_import_entry_set_name (CtImportEntry *entry, const char *name)
{
  if (name != NULL)
    replace (&entry->config->name, name);
}

void
ct_import_entry_set_token (CtImportEntry *entry, const char *token)
{
  g_clear_pointer (&entry->token, ct_wipe);
  entry->token = g_strdup (token);
}

/* --- One setting --- */

static void
set_id (CtImportEntry *entry, const char *text)
{
  if (g_uuid_string_is_valid (text))
    replace (&entry->config->id, text);
  else
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("The id is not a uuid"));
}

static void
set_provider (CtImportEntry *entry, const char *text)
{
  replace (&entry->config->provider_id, text);
}

static void
set_address (CtImportEntry *entry, const char *text)
{
  replace (&entry->config->base_url, text);
}

static void
set_region (CtImportEntry *entry, const char *text)
{
  replace (&entry->config->region, text);
}

static void
set_interval (CtImportEntry *entry, const char *text)
{
  guint64 interval_s;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &interval_s, NULL))
    entry->config->interval_s = (guint) interval_s;
  else
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                           _ ("The interval is not a number of seconds"));
}

static gboolean
read_boolean (CtImportEntry *entry, const char *key, const char *text)
{
  gboolean is_true = strcmp (text, "true") == 0;

  if (!is_true && strcmp (text, "false") != 0)
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("“%s” is neither true nor false"), key);
  return is_true;
}

static void
set_paused (CtImportEntry *entry, const char *text)
{
  entry->config->paused = read_boolean (entry, "paused", text);
}

static void
set_private_http (CtImportEntry *entry, const char *text)
{
  entry->config->allow_private_http = read_boolean (entry, "allow_private_http", text);
}

static void
set_in_total (CtImportEntry *entry, const char *text)
{
  if (!ct_in_total_from_string (text, &entry->config->in_total))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                           _ ("“in_total” must be one of auto, always, never"));
}

/* One of them alone is enough: as the settings have it. */
static gint64
read_threshold (CtImportEntry *entry, const char *key, const char *text)
{
  gint64 amount_micro = 0;

  if (!ct_money_parse_micro (text, &amount_micro, NULL))
    ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE, _ ("“%s” is not an amount"), key);
  entry->config->thresholds.set = TRUE;
  return amount_micro;
}

static void
set_low (CtImportEntry *entry, const char *text)
{
  entry->config->thresholds.low_micro = read_threshold (entry, "low", text);
}

static void
set_critical (CtImportEntry *entry, const char *text)
{
  CtThresholds *thresholds = &entry->config->thresholds;
  const gboolean has_low = thresholds->set;

  thresholds->critical_micro = read_threshold (entry, "critical", text);
  if (!has_low)
    thresholds->low_micro = thresholds->critical_micro;
}

typedef struct
{
  const char *name;
  void (*set) (CtImportEntry *entry, const char *text);
} Key;

static const Key keys[] = {
  { "id", set_id },
  { "name", ct_import_entry_set_name },
  { "provider", set_provider },
  { "address", set_address },
  { "region", set_region },
  { "token", ct_import_entry_set_token },
  { "interval_s", set_interval },
  { "paused", set_paused },
  { "allow_private_http", set_private_http },
  { "in_total", set_in_total },
  { "low", set_low },
  { "critical", set_critical },
};

char *
ct_import_describe_unknown_key (const char *key)
{
  g_autofree char *clean = ct_redact_server_text (key, -1, NULL);
  const char *names[G_N_ELEMENTS (keys) + 1] = { NULL };
  const char *nearest;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    names[i] = keys[i].name;
  nearest = ct_nearest (key, names);
  return nearest != NULL
             ? g_strdup_printf (_ ("There is no key “%s”; did you mean “%s”?"), clean, nearest)
             : g_strdup_printf (_ ("There is no key “%s”"), clean);
}

gboolean
ct_import_entry_set (CtImportEntry *entry, const char *key, const char *text)
{
  if (g_str_has_prefix (key, FIELD_PREFIX) && key[strlen (FIELD_PREFIX)] != '\0')
    {
      if (*text != '\0')
        g_hash_table_replace (entry->config->fields, g_strdup (key + strlen (FIELD_PREFIX)),
                              g_strdup (text));
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, key) == 0)
      {
        if (*text != '\0')
          keys[i].set (entry, text);
        return TRUE;
      }
  return FALSE;
}

gboolean
ct_import_add (GPtrArray *entries, CtImportEntry *entry, GError **error)
{
  g_ptr_array_add (entries, entry);
  if (entries->len <= CT_IMPORT_MAX_ENTRIES)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("There are more than %d accounts in it"),
               CT_IMPORT_MAX_ENTRIES);
  return FALSE;
}
