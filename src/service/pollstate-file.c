#include "config.h"

#include "pollstate-file.h"

#include <string.h>

#include "error.h"

void
ct_poll_record_init (CtPollRecord *record)
{
  *record = (CtPollRecord){
    .last_attempt_us = -1,
    .polling_until_us = -1,
    .retry_after_us = -1,
    .updated_us = -1,
  };
}

void
ct_poll_record_clear (CtPollRecord *record)
{
  g_clear_error (&record->error);
  g_clear_pointer (&record->reading, ct_reading_unref);
  ct_poll_record_init (record);
}

gboolean
ct_poll_record_has_attempt (const CtPollRecord *record, gint64 now_us)
{
  return record->last_attempt_us >= 0 && record->last_attempt_us <= now_us + CT_LEASE_US;
}

gint64
ct_poll_record_get_lease_us (const CtPollRecord *record, gint64 now_us)
{
  gint64 until_us;

  if (!ct_poll_record_has_attempt (record, now_us))
    return -1;
  until_us = MIN (record->polling_until_us, record->last_attempt_us + CT_LEASE_US);
  return until_us > now_us ? until_us : -1;
}

void
ct_poll_record_copy (const CtPollRecord *from, CtPollRecord *to)
{
  *to = *from;
  to->error = from->error != NULL ? g_error_copy (from->error) : NULL;
  to->reading = from->reading != NULL ? ct_reading_ref (from->reading) : NULL;
}

static void
record_free (CtPollRecord *record)
{
  ct_poll_record_clear (record);
  g_free (record);
}

CtPollOrigin *
ct_poll_origin_new (void)
{
  CtPollOrigin *self = g_new0 (CtPollOrigin, 1);

  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) record_free);
  return self;
}

void
ct_poll_origin_free (CtPollOrigin *self)
{
  g_hash_table_unref (self->records);
  g_clear_error (&self->error);
  g_free (self);
}

CtPollRecord *
ct_poll_origin_get (CtPollOrigin *self, const char *account_id)
{
  return g_hash_table_lookup (self->records, account_id);
}

CtPollRecord *
ct_poll_origin_ensure (CtPollOrigin *self, const char *account_id)
{
  CtPollRecord *record = ct_poll_origin_get (self, account_id);

  if (record != NULL)
    return record;
  record = g_new (CtPollRecord, 1);
  ct_poll_record_init (record);
  g_hash_table_insert (self->records, g_strdup (account_id), record);
  return record;
}

/* --- Writing --- */

static void
append_time (GString *out, const char *name, gint64 time_us)
{
  if (time_us >= 0)
    g_string_append_printf (out, "\"%s\":%" G_GINT64_FORMAT ",", name, time_us);
}

static void
append_error (GString *out, const char *name, const GError *error)
{
  if (error == NULL)
    return;
  g_string_append_printf (out, "\"%s\":{\"code\":\"%s\",\"message\":", name,
                          ct_error_code_to_string (error->code));
  ct_json_append_quoted (out, error->message);
  g_string_append (out, "},");
}

static void
append_record (GString *out, const CtPollRecord *record)
{
  g_string_append_c (out, '{');
  append_time (out, "last_attempt", record->last_attempt_us);
  append_time (out, "polling_until", record->polling_until_us);
  append_time (out, "retry_after", record->retry_after_us);
  append_time (out, "updated", record->updated_us);
  append_error (out, "error", record->error);
  if (record->shares_floor)
    g_string_append (out, "\"shares_floor\":true,");
  if (record->reading != NULL)
    {
      g_string_append (out, "\"reading\":");
      ct_reading_append_json (record->reading, out);
      g_string_append_c (out, ',');
    }
  g_string_append_printf (out, "\"failures\":%u}", record->failures);
}

char *
ct_poll_origin_to_json (CtPollOrigin *self)
{
  GString *out = g_string_new ("{");
  GHashTableIter iter;
  gpointer id, record;
  gboolean first = TRUE;

  append_error (out, "origin_error", self->error);
  if (self->error != NULL)
    {
      append_time (out, "origin_error_since", self->error_since_us);
      append_time (out, "origin_error_until", self->error_until_us);
    }
  g_string_append (out, "\"accounts\":{");
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      ct_json_append_quoted (out, id);
      g_string_append_c (out, ':');
      append_record (out, record);
    }
  g_string_append (out, "}}");
  return g_string_free (out, FALSE);
}

/* --- Reading --- */

static gint64
read_integer (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);
  CtRational number;
  gint64 value;
  gsize length;
  const char *text;

  if (node == NULL || ct_json_node_get_type (node) != CT_JSON_NUMBER)
    return -1;
  text = ct_json_node_get_number (node, &length);
  if (!ct_rational_parse (text, length, &number, NULL) || !ct_rational_to_int64 (&number, &value))
    return -1;
  return MAX (value, -1);
}

static GError *
read_error (const CtJsonNode *object, const char *name)
{
  const CtJsonNode *node = ct_json_node_get_member (object, name);
  const CtJsonNode *code = node != NULL ? ct_json_node_get_member (node, "code") : NULL;
  const CtJsonNode *message = node != NULL ? ct_json_node_get_member (node, "message") : NULL;
  CtErrorCode value;

  if (code == NULL || message == NULL || ct_json_node_get_type (code) != CT_JSON_STRING
      || ct_json_node_get_type (message) != CT_JSON_STRING
      || !ct_error_code_from_string (ct_json_node_get_string (code), &value))
    return NULL;
  return g_error_new_literal (CT_ERROR, value, ct_json_node_get_string (message));
}

static void
read_record (const CtJsonNode *object, CtPollRecord *record)
{
  const CtJsonNode *reading = ct_json_node_get_member (object, "reading");
  const CtJsonNode *shares = ct_json_node_get_member (object, "shares_floor");

  record->last_attempt_us = read_integer (object, "last_attempt");
  record->polling_until_us = read_integer (object, "polling_until");
  record->retry_after_us = read_integer (object, "retry_after");
  record->updated_us = read_integer (object, "updated");
  record->failures = CLAMP (read_integer (object, "failures"), 0, 1000000);
  record->shares_floor = shares != NULL && ct_json_node_get_type (shares) == CT_JSON_BOOLEAN
                         && ct_json_node_get_boolean (shares);
  record->error = read_error (object, "error");
  record->reading = reading != NULL ? ct_reading_from_json (reading, NULL) : NULL;
}

CtPollOrigin *
ct_poll_origin_from_json (const char *text, gsize length)
{
  g_autoptr (CtJson) json = ct_json_parse (text, length, NULL);
  const CtJsonNode *root = json != NULL ? ct_json_get_root (json) : NULL;
  const CtJsonNode *accounts = root != NULL ? ct_json_node_get_member (root, "accounts") : NULL;
  CtPollOrigin *self;

  if (accounts == NULL || ct_json_node_get_type (accounts) != CT_JSON_OBJECT)
    return NULL;
  self = ct_poll_origin_new ();
  self->error = read_error (root, "origin_error");
  self->error_since_us = read_integer (root, "origin_error_since");
  self->error_until_us = read_integer (root, "origin_error_until");
  for (const CtJsonNode *node = ct_json_node_get_first (accounts); node != NULL;
       node = ct_json_node_get_next (node))
    {
      CtPollRecord *record = ct_poll_origin_ensure (self, ct_json_node_get_name (node));

      ct_poll_record_clear (record);
      read_record (node, record);
    }
  return self;
}
