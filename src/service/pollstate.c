#include "config.h"

#include "pollstate.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "pollstate-disk.h"
#include "rename-watch.h"
#include "state-store.h"
#include "turns.h"

#define RETRY_MS 10
#define FLUSH_TRIES 100
#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

typedef struct
{
  char *name;         /* (owned) */
  CtPollDisk *disk;   /* (owned) */
  guint retry_id;     /* writes again when the lock was held */
  guint changed_id;   /* emits "changed" */
  CtPollState *state; /* (unowned) */
} Origin;

struct _CtPollState
{
  GObject parent_instance;

  char *folder;         /* (nullable) (owned) */
  CtStateStore *store;  /* (owned) */
  GHashTable *origins;  /* (owned) name (unowned) -> Origin (owned) */
  CtRenameWatch *watch; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtPollState, ct_poll_state, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
origin_free (Origin *origin)
{
  g_clear_handle_id (&origin->retry_id, g_source_remove);
  g_clear_handle_id (&origin->changed_id, g_source_remove);
  ct_poll_disk_free (origin->disk);
  g_free (origin->name);
  g_free (origin);
}

static Origin *
get_origin (CtPollState *self, const char *name)
{
  Origin *origin = g_hash_table_lookup (self->origins, name);

  if (origin != NULL)
    return origin;
  origin = g_new0 (Origin, 1);
  origin->state = self;
  origin->name = g_strdup (name);
  origin->disk = ct_poll_disk_new (self->folder, name);
  g_hash_table_insert (self->origins, origin->name, origin);
  return origin;
}

/* --- Reading and writing --- */

static gboolean
emit_changed (gpointer user_data)
{
  Origin *origin = user_data;

  origin->changed_id = 0;
  g_signal_emit (origin->state, signals[SIGNAL_CHANGED], 0, origin->name);
  return G_SOURCE_REMOVE;
}

/* Whoever looks at the file first finds the news; they are for everybody. */
static CtPollOrigin *
read_origin (Origin *origin)
{
  if (ct_poll_disk_read (origin->disk) && origin->changed_id == 0)
    origin->changed_id = g_idle_add_full (G_PRIORITY_DEFAULT, emit_changed, origin, NULL);
  return origin->disk->known;
}

/* FALSE: another holds the lock this moment. */
static gboolean
try_save (Origin *origin)
{
  int fd;

  switch (ct_poll_disk_lock (origin->disk, &fd))
    {
    case CT_POLL_LOCKED:
      read_origin (origin);
      ct_poll_disk_write (origin->disk);
      close (fd);
      return TRUE;
    case CT_POLL_LOCK_BUSY:
      return FALSE;
    case CT_POLL_NO_LOCK:
      return TRUE;
    }
  g_return_val_if_reached (TRUE);
}

static gboolean
on_retry (gpointer user_data)
{
  Origin *origin = user_data;

  if (!try_save (origin))
    return G_SOURCE_CONTINUE;
  origin->retry_id = 0;
  return G_SOURCE_REMOVE;
}

static void
save (Origin *origin)
{
  if (!try_save (origin) && origin->retry_id == 0)
    origin->retry_id = g_timeout_add (RETRY_MS, on_retry, origin);
}

/* Others hold the lock for less than a millisecond. */
static void
finish_saving (Origin *origin)
{
  if (origin->retry_id == 0)
    return;
  for (guint i = 0; !try_save (origin) && i < FLUSH_TRIES; i++)
    g_poll (NULL, 0, RETRY_MS);
  g_clear_handle_id (&origin->retry_id, g_source_remove);
}

/* --- The object --- */

static void
ct_poll_state_dispose (GObject *object)
{
  CtPollState *self = CT_POLL_STATE (object);

  g_clear_pointer (&self->watch, ct_rename_watch_free);
  ct_poll_state_flush (self);
  G_OBJECT_CLASS (ct_poll_state_parent_class)->dispose (object);
}

static void
ct_poll_state_finalize (GObject *object)
{
  CtPollState *self = CT_POLL_STATE (object);

  g_hash_table_unref (self->origins);
  ct_state_store_free (self->store);
  g_free (self->folder);
  G_OBJECT_CLASS (ct_poll_state_parent_class)->finalize (object);
}

static void
ct_poll_state_class_init (CtPollStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_poll_state_dispose;
  object_class->finalize = ct_poll_state_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_POLL_STATE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_poll_state_init (CtPollState *self)
{
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) origin_free);
}

CtPollState *
ct_poll_state_new (const char *runtime_dir, const char *state_dir)
{
  CtPollState *self = g_object_new (CT_TYPE_POLL_STATE, NULL);

  self->folder = g_strdup (runtime_dir);
  self->store = ct_state_store_new (state_dir);
  return self;
}

void
ct_poll_state_flush (CtPollState *self)
{
  GHashTableIter iter;
  gpointer origin;

  g_hash_table_iter_init (&iter, self->origins);
  while (g_hash_table_iter_next (&iter, NULL, &origin))
    finish_saving (origin);
  ct_state_store_flush (self->store);
}

/* --- Claims --- */

/* Until when this account's own floor holds; in the past: it is over. */
static gint64
own_floor_us (const CtPollRecord *record, guint floor_s, gint64 now_us)
{
  gint64 until_us;

  if (!ct_poll_record_has_attempt (record, now_us))
    return -1;
  until_us = record->last_attempt_us + (gint64) floor_s * G_USEC_PER_SEC;
  if (record->retry_after_us <= now_us + DAY_US)
    until_us = MAX (until_us, record->retry_after_us);
  return until_us;
}

/* What another account of the origin asks for: one at a time, a gap between two, or the floor that
 * they share. One that is asked at this moment is looked at again after a gap, for that rarely
 * takes as long as the lease. */
static gint64
other_floor_us (const CtPollRecord *other, const CtClaimRequest *request, gint64 now_us)
{
  const gint64 lease_us = ct_poll_record_get_lease_us (other, now_us);
  gint64 gap_us = CT_TURN_GAP_US, until_us;

  if (!ct_poll_record_has_attempt (other, now_us))
    return -1;
  if (request->floor_per_origin && other->shares_floor)
    gap_us = (gint64) request->floor_s * G_USEC_PER_SEC;
  until_us = other->last_attempt_us + gap_us;
  if (lease_us != -1)
    until_us = MAX (until_us, MIN (lease_us, now_us + CT_TURN_GAP_US));
  return until_us;
}

static gint64
floor_us (CtPollOrigin *origin, const CtClaimRequest *request, gint64 now_us)
{
  gint64 until_us = -1;
  GHashTableIter iter;
  gpointer id, data;

  g_hash_table_iter_init (&iter, origin->records);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      gint64 record_us = strcmp (id, request->account_id) == 0
                             ? own_floor_us (data, request->floor_s, now_us)
                             : other_floor_us (data, request, now_us);

      until_us = MAX (until_us, record_us);
    }
  return until_us;
}

static CtClaim
judge_claim (CtPollOrigin *origin, const CtClaimRequest *request, gint64 now_us, gint64 *until_us)
{
  const CtPollRecord *own = ct_poll_origin_ensure (origin, request->account_id);

  *until_us = ct_poll_record_get_lease_us (own, now_us);
  if (*until_us != -1)
    return CT_CLAIM_POLLING;
  *until_us = floor_us (origin, request, now_us);
  return *until_us > now_us ? CT_CLAIM_EARLY : CT_CLAIM_GRANTED;
}

CtClaim
ct_poll_state_claim (CtPollState *self, const CtClaimRequest *request, gint64 now_us,
                     gint64 *until_us, CtPollRecord *record)
{
  Origin *origin = get_origin (self, request->origin);
  int fd = -1;
  CtPollLock lock = ct_poll_disk_lock (origin->disk, &fd);
  CtPollRecord *own;
  CtClaim claim;

  if (lock == CT_POLL_LOCK_BUSY)
    return CT_CLAIM_BUSY;
  if (lock == CT_POLL_LOCKED)
    read_origin (origin);
  claim = judge_claim (origin->disk->known, request, now_us, until_us);
  own = ct_poll_origin_ensure (origin->disk->known, request->account_id);
  if (claim == CT_CLAIM_GRANTED)
    {
      own->last_attempt_us = now_us;
      own->polling_until_us = now_us + CT_LEASE_US;
      own->shares_floor = request->floor_per_origin;
      ct_poll_disk_touch (origin->disk, request->account_id);
      if (lock == CT_POLL_LOCKED)
        ct_poll_disk_write (origin->disk);
    }
  if (lock == CT_POLL_LOCKED)
    close (fd);
  ct_poll_record_copy (own, record);
  return claim;
}

gint64
ct_poll_state_get_floor_us (CtPollState *self, const CtClaimRequest *request, gint64 now_us)
{
  CtPollOrigin *origin = read_origin (get_origin (self, request->origin));
  gint64 until_us;

  judge_claim (origin, request, now_us, &until_us);
  return until_us;
}

static void
set_outcome (CtPollRecord *record, gint64 now_us, CtReading *reading, const GError *error)
{
  g_clear_error (&record->error);
  if (error != NULL)
    {
      record->error = g_error_copy (error);
      record->failures++;
    }
  if (reading == NULL)
    return;
  record->failures = 0;
  record->updated_us = now_us;
  g_clear_pointer (&record->reading, ct_reading_unref);
  record->reading = ct_reading_ref (reading);
}

void
ct_poll_state_finish (CtPollState *self, const CtClaimRequest *request, gint64 now_us,
                      CtReading *reading, const GError *error, gint64 retry_after_us)
{
  Origin *origin = get_origin (self, request->origin);
  CtPollOrigin *known = origin->disk->known;
  CtPollRecord *record = ct_poll_origin_ensure (known, request->account_id);

  record->polling_until_us = -1;
  if (reading != NULL || error != NULL)
    {
      record->retry_after_us = retry_after_us;
      set_outcome (record, now_us, reading, error);
      g_clear_error (&known->error);
      origin->disk->origin_dirty = TRUE; /* whatever another process has found meanwhile */
    }
  if (reading != NULL)
    ct_state_store_store_reading (self->store, request->account_id, request->origin, reading,
                                  now_us);
  ct_poll_disk_touch (origin->disk, request->account_id);
  save (origin);
}

/* --- What is known --- */

gboolean
ct_poll_state_read (CtPollState *self, const char *origin_name, const char *account_id,
                    CtPollRecord *record)
{
  CtPollOrigin *origin = read_origin (get_origin (self, origin_name));
  const CtPollRecord *known = ct_poll_origin_get (origin, account_id);

  if (known != NULL)
    ct_poll_record_copy (known, record);
  if (record->reading == NULL)
    record->reading = ct_state_store_load_reading (self->store, account_id, origin_name,
                                                   &record->updated_us);
  return known != NULL || record->reading != NULL;
}

static void
forget_record (CtPollState *self, const char *origin_name, const char *account_id)
{
  Origin *origin = get_origin (self, origin_name);
  CtPollOrigin *known = read_origin (origin);

  if (!g_hash_table_remove (known->records, account_id))
    return;
  ct_poll_disk_touch (origin->disk, account_id);
  save (origin);
}

void
ct_poll_state_forget (CtPollState *self, const char *origin, const char *account_id)
{
  ct_state_store_forget (self->store, account_id);
  if (origin != NULL)
    forget_record (self, origin, account_id);
}

void
ct_poll_state_leave (CtPollState *self, const char *origin, const char *account_id)
{
  ct_state_store_forget_answers (self->store, account_id);
  forget_record (self, origin, account_id);
}

void
ct_poll_state_excuse (CtPollState *self, const char *origin_name, const char *account_id)
{
  Origin *origin = get_origin (self, origin_name);
  CtPollRecord *record = ct_poll_origin_get (read_origin (origin), account_id);

  if (record == NULL || record->error == NULL)
    return;
  g_clear_error (&record->error);
  record->failures = 0;
  ct_poll_disk_touch (origin->disk, account_id);
  save (origin);
}

GError *
ct_poll_state_get_origin_error (CtPollState *self, const char *origin_name, gint64 now_us,
                                gint64 *since_us, gint64 *until_us)
{
  const CtPollOrigin *origin = get_origin (self, origin_name)->disk->known;

  if (origin->error == NULL || origin->error_since_us > now_us || origin->error_until_us <= now_us)
    return NULL;
  *since_us = origin->error_since_us;
  *until_us = origin->error_until_us;
  return g_error_copy (origin->error);
}

void
ct_poll_state_set_origin_error (CtPollState *self, const char *origin_name, const GError *error,
                                gint64 now_us, gint64 until_us)
{
  Origin *origin = get_origin (self, origin_name);
  CtPollOrigin *known = origin->disk->known;

  g_clear_error (&known->error);
  known->error = g_error_copy (error);
  known->error_since_us = now_us;
  known->error_until_us = until_us;
  origin->disk->origin_dirty = TRUE;
  save (origin);
}

char *
ct_poll_state_load_cached (CtPollState *self, const char *owner, const char *request_id,
                           gint64 *stored_us)
{
  return ct_state_store_load_values (self->store, owner, request_id, stored_us);
}

void
ct_poll_state_store_cached (CtPollState *self, const char *owner, const char *request_id,
                            const char *json, gint64 now_us)
{
  ct_state_store_store_values (self->store, owner, request_id, json, now_us);
}

void
ct_poll_state_forget_cached (CtPollState *self, const char *owner, const char *request_id)
{
  ct_state_store_forget_values (self->store, owner, request_id);
}

/* --- Watching --- */

static void
on_renamed (const char *file_name, gpointer user_data)
{
  CtPollState *self = user_data;
  g_autofree char *escaped = NULL, *name = NULL;
  Origin *origin;

  if (!g_str_has_suffix (file_name, ".json"))
    return;
  escaped = g_strndup (file_name, strlen (file_name) - strlen (".json"));
  name = g_uri_unescape_string (escaped, NULL);
  origin = name != NULL ? g_hash_table_lookup (self->origins, name) : NULL;
  if (origin != NULL)
    read_origin (origin);
}

void
ct_poll_state_watch (CtPollState *self)
{
  GHashTableIter iter;
  gpointer origin;

  if (self->folder == NULL || self->watch != NULL || g_mkdir_with_parents (self->folder, 0700) != 0)
    return;
  self->watch = ct_rename_watch_new (self->folder, on_renamed, self);
  g_hash_table_iter_init (&iter, self->origins);
  while (g_hash_table_iter_next (&iter, NULL, &origin))
    read_origin (origin); /* what was written before there was a watch */
}
