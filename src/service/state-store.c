#include "config.h"

#include "state-store.h"

#include <string.h>

#include "json.h"
#include "state-writer.h"

#define READINGS "readings"
#define ALERTS "alerts"
#define VALUES "values"

/* A file of ours: {"origin":"...","time":<us>,"value":<JSON>}; origin is "" for values of requests.
 */
typedef struct
{
  char *origin; /* (owned) */
  gint64 time_us;
  char *value; /* (nullable) (owned) JSON text; NULL: there is no such file */
} Entry;

struct _CtStateStore
{
  char *folder;          /* (nullable) (owned) */
  GHashTable *entries;   /* (owned) file name (owned) -> Entry (owned) */
  CtStateWriter *writer; /* (nullable) (owned) */
};

static void
entry_free (Entry *entry)
{
  g_free (entry->origin);
  g_free (entry->value);
  g_free (entry);
}

CtStateStore *
ct_state_store_new (const char *folder)
{
  CtStateStore *self = g_new0 (CtStateStore, 1);

  self->folder = g_strdup (folder);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) entry_free);
  if (folder != NULL)
    self->writer = ct_state_writer_new (folder);
  return self;
}

void
ct_state_store_free (CtStateStore *self)
{
  g_clear_pointer (&self->writer, ct_state_writer_free);
  g_hash_table_unref (self->entries);
  g_free (self->folder);
  g_free (self);
}

void
ct_state_store_start_writing (CtStateStore *self)
{
  if (self->writer != NULL)
    ct_state_writer_start (self->writer);
}

void
ct_state_store_flush (CtStateStore *self)
{
  if (self->writer != NULL)
    ct_state_writer_flush (self->writer);
}

/* --- Entries --- */

static void
parse_entry (const char *text, gsize length, Entry *entry)
{
  g_autoptr (CtJson) json = ct_json_parse (text, length, NULL);
  const CtJsonNode *root, *origin, *time, *value;
  CtRational number;
  const char *digits;
  GString *out;

  if (json == NULL)
    return;
  root = ct_json_get_root (json);
  origin = ct_json_node_get_member (root, "origin");
  time = ct_json_node_get_member (root, "time");
  value = ct_json_node_get_member (root, "value");
  if (origin == NULL || ct_json_node_get_type (origin) != CT_JSON_STRING || time == NULL
      || ct_json_node_get_type (time) != CT_JSON_NUMBER || value == NULL)
    return;
  digits = ct_json_node_get_number (time, &length);
  if (!ct_rational_parse (digits, length, &number, NULL)
      || !ct_rational_to_int64 (&number, &entry->time_us))
    return;
  entry->origin = g_strdup (ct_json_node_get_string (origin));
  out = g_string_new (NULL);
  ct_json_node_append (value, NULL, out);
  entry->value = g_string_free (out, FALSE);
}

static Entry *
get_entry (CtStateStore *self, const char *name)
{
  Entry *entry = g_hash_table_lookup (self->entries, name);
  g_autofree char *path = NULL, *text = NULL;
  gsize length;

  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  g_hash_table_insert (self->entries, g_strdup (name), entry);
  if (self->folder == NULL)
    return entry;
  path = g_build_filename (self->folder, name, NULL);
  if (g_file_get_contents (path, &text, &length, NULL))
    parse_entry (text, length, entry);
  return entry;
}

static void
set_entry (CtStateStore *self, const char *name, const char *origin, gint64 time_us,
           const char *value, guint within_s)
{
  Entry *entry = get_entry (self, name);
  GString *out;

  g_free (entry->origin);
  g_free (entry->value);
  entry->origin = g_strdup (origin);
  entry->value = g_strdup (value);
  entry->time_us = time_us;
  if (self->writer == NULL)
    return;
  out = g_string_new ("{\"origin\":");
  ct_json_append_quoted (out, origin);
  g_string_append_printf (out, ",\"time\":%" G_GINT64_FORMAT ",\"value\":%s}\n", time_us, value);
  ct_state_writer_put (self->writer, name, g_string_free (out, FALSE), within_s);
}

/* --- Readings --- */

static char *
account_file_name (const char *folder, const char *account_id)
{
  g_autofree char *escaped = g_uri_escape_string (account_id, NULL, FALSE);

  return g_strconcat (folder, "/", escaped, ".json", NULL);
}

CtReading *
ct_state_store_load_reading (CtStateStore *self, const char *account_id, const char *origin,
                             gint64 *updated_us)
{
  g_autofree char *name = account_file_name (READINGS, account_id);
  Entry *entry = get_entry (self, name);
  g_autoptr (CtJson) json = NULL;

  if (entry->value == NULL || strcmp (entry->origin, origin) != 0)
    return NULL;
  json = ct_json_parse (entry->value, strlen (entry->value), NULL);
  *updated_us = entry->time_us;
  return json != NULL ? ct_reading_from_json (ct_json_get_root (json), NULL) : NULL;
}

void
ct_state_store_store_reading (CtStateStore *self, const char *account_id, const char *origin,
                              CtReading *reading, gint64 updated_us)
{
  g_autofree char *name = account_file_name (READINGS, account_id);
  g_autoptr (GString) value = g_string_new (NULL);
  Entry *entry = get_entry (self, name);

  ct_reading_append_json (reading, value);
  if (g_strcmp0 (entry->value, value->str) == 0 && g_strcmp0 (entry->origin, origin) == 0)
    return;
  set_entry (self, name, origin, updated_us, value->str, CT_STATE_EVENTUALLY_S);
}

/* --- What was told --- */

char *
ct_state_store_load_alerts (CtStateStore *self, const char *account_id, const char *origin)
{
  g_autofree char *name = account_file_name (ALERTS, account_id);
  Entry *entry = get_entry (self, name);

  return g_strcmp0 (entry->origin, origin) == 0 ? g_strdup (entry->value) : NULL;
}

void
ct_state_store_store_alerts (CtStateStore *self, const char *account_id, const char *origin,
                             const char *json, guint within_s)
{
  g_autofree char *name = account_file_name (ALERTS, account_id);

  set_entry (self, name, origin, 0, json, within_s);
}

/* --- Values of requests --- */

/* What the names of all values of the owner begin with. */
static char *
values_prefix (const char *owner)
{
  g_autofree char *escaped = g_uri_escape_string (owner, NULL, FALSE);

  return g_strconcat (VALUES "/", escaped, ".", NULL);
}

static char *
values_name (const char *owner, const char *request_id)
{
  g_autofree char *prefix = values_prefix (owner);
  g_autofree char *escaped = g_uri_escape_string (request_id, NULL, FALSE);

  return g_strconcat (prefix, escaped, ".json", NULL);
}

char *
ct_state_store_load_values (CtStateStore *self, const char *owner, const char *request_id,
                            gint64 *stored_us)
{
  g_autofree char *name = values_name (owner, request_id);
  Entry *entry = get_entry (self, name);

  *stored_us = entry->time_us;
  return g_strdup (entry->value);
}

void
ct_state_store_store_values (CtStateStore *self, const char *owner, const char *request_id,
                             const char *json, gint64 stored_us)
{
  g_autofree char *name = values_name (owner, request_id);

  set_entry (self, name, "", stored_us, json, CT_STATE_SOON_S);
}

/* --- An account is gone --- */

/* Nothing is there any more, whether the writer has come to it yet or not. */
static void
remove_entry (CtStateStore *self, const char *name)
{
  g_hash_table_replace (self->entries, g_strdup (name), g_new0 (Entry, 1));
  if (self->writer != NULL)
    ct_state_writer_put (self->writer, name, NULL, CT_STATE_SOON_S);
}

void
ct_state_store_forget_values (CtStateStore *self, const char *owner, const char *request_id)
{
  g_autofree char *name = values_name (owner, request_id);

  remove_entry (self, name);
}

/* Of the values of that owner, those on disk and those that are still to be written. (transfer
 * full) */
static GPtrArray *
list_values (CtStateStore *self, const char *owner)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prefix = values_prefix (owner);
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  GHashTableIter iter;
  const char *file;
  gpointer name;

  if (self->folder != NULL)
    {
      folder = g_build_filename (self->folder, VALUES, NULL);
      dir = g_dir_open (folder, 0, NULL);
    }
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (VALUES, file, NULL));
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  for (guint i = names->len; i-- > 0;)
    if (!g_str_has_prefix (names->pdata[i], prefix))
      g_ptr_array_remove_index_fast (names, i);
  return names;
}

void
ct_state_store_forget_answers (CtStateStore *self, const char *account_id)
{
  g_autofree char *reading = account_file_name (READINGS, account_id);
  g_autoptr (GPtrArray) values = list_values (self, account_id);

  remove_entry (self, reading);
  for (guint i = 0; i < values->len; i++)
    remove_entry (self, values->pdata[i]);
}

void
ct_state_store_forget (CtStateStore *self, const char *account_id)
{
  g_autofree char *alerts = account_file_name (ALERTS, account_id);

  ct_state_store_forget_answers (self, account_id);
  remove_entry (self, alerts);
}
