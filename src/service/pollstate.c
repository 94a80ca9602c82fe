#include "config.h"

#include "pollstate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "pollstate-file.h"
#include "state-store.h"
#include "turns.h"

#define RETRY_MS 10
#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

/* One origin in memory, and which version of its file that is. */
typedef struct
{
  char *name;          /* (owned) */
  CtPollOrigin *known; /* (owned) */
  GHashTable *dirty;   /* (owned) ids of accounts whose record is newer than the file */
  gboolean error_dirty;
  struct stat version; /* of the file that known was read from or written to */
  guint retry_id;      /* writes again when the lock was held */
  CtPollState *owner;  /* (unowned) */
} Origin;

struct _CtPollState
{
  GObject parent_instance;

  char *folder;          /* (nullable) (owned) */
  CtStateStore *store;   /* (owned) */
  GHashTable *origins;   /* (owned) name (unowned) -> Origin (owned) */
  GFileMonitor *monitor; /* (nullable) (owned) */
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
  g_free (origin->name);
  ct_poll_origin_free (origin->known);
  g_hash_table_unref (origin->dirty);
  g_free (origin);
}

/* --- One origin's file --- */

static char *
file_of (CtPollState *self, const char *origin, const char *suffix)
{
  g_autofree char *escaped = g_uri_escape_string (origin, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, suffix, NULL);

  return g_build_filename (self->folder, name, NULL);
}

static gboolean
same_version (const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* What the file says replaces what was known, but for what we have still to write. */
static void
take_over (Origin *origin, CtPollOrigin *fresh)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, origin->dirty);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      CtPollRecord *ours = ct_poll_origin_get (origin->known, id), *theirs;

      g_hash_table_remove (fresh->records, id);
      if (ours == NULL)
        continue;
      theirs = ct_poll_origin_ensure (fresh, id);
      ct_poll_record_copy (ours, theirs);
    }
  if (origin->error_dirty)
    {
      g_clear_error (&fresh->error);
      fresh->error = g_steal_pointer (&origin->known->error);
      fresh->error_until_us = origin->known->error_until_us;
    }
  ct_poll_origin_free (origin->known);
  origin->known = fresh;
}

static void
read_again (CtPollState *self, Origin *origin)
{
  g_autofree char *path = NULL, *text = NULL;
  CtPollOrigin *fresh;
  struct stat version;
  gsize length;

  if (self->folder == NULL)
    return;
  path = file_of (self, origin->name, ".json");
  if (stat (path, &version) != 0 || same_version (&version, &origin->version)
      || !g_file_get_contents (path, &text, &length, NULL))
    return;
  origin->version = version;
  fresh = ct_poll_origin_from_json (text, length);
  if (fresh != NULL)
    take_over (origin, fresh);
}

static Origin *
get_origin (CtPollState *self, const char *name)
{
  Origin *origin = g_hash_table_lookup (self->origins, name);

  if (origin != NULL)
    return origin;
  origin = g_new0 (Origin, 1);
  origin->owner = self;
  origin->name = g_strdup (name);
  origin->known = ct_poll_origin_new ();
  origin->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->origins, origin->name, origin);
  return origin;
}

/* A file descriptor that holds the lock until it is closed; -1: held by another; -2: there can be
 * no lock. */
static int
lock_origin (CtPollState *self, Origin *origin)
{
  g_autofree char *path = NULL;
  int fd;

  if (self->folder == NULL)
    return -2;
  path = file_of (self, origin->name, ".lock");
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 && errno == ENOENT && g_mkdir_with_parents (self->folder, 0700) == 0)
    fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return -2;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  close (fd);
  return errno == EWOULDBLOCK ? -1 : -2;
}

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      text += written;
      length -= written;
    }
  return TRUE;
}

/* Under the lock. No fsync: the runtime folder does not outlive a crash of the machine. What cannot
 * be written is kept in memory. */
static void
write_file (CtPollState *self, Origin *origin)
{
  g_autofree char *path = file_of (self, origin->name, ".json"),
                  *temporary = file_of (self, origin->name, ".new");
  g_autofree char *text = ct_poll_origin_to_json (origin->known);
  int fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    return;
  written = write_all (fd, text) && fstat (fd, &origin->version) == 0;
  if (close (fd) == 0 && written && rename (temporary, path) == 0)
    {
      g_hash_table_remove_all (origin->dirty);
      origin->error_dirty = FALSE;
    }
  else
    g_unlink (temporary);
}

static void save (CtPollState *self, Origin *origin);

static gboolean
on_retry (gpointer user_data)
{
  Origin *origin = user_data;

  origin->retry_id = 0;
  save (origin->owner, origin);
  return G_SOURCE_REMOVE;
}

static void
save (CtPollState *self, Origin *origin)
{
  int lock = lock_origin (self, origin);

  if (lock == -1 && origin->retry_id == 0)
    origin->retry_id = g_timeout_add (RETRY_MS, on_retry, origin);
  if (lock < 0)
    return;
  read_again (self, origin);
  write_file (self, origin);
  close (lock);
}

static void
mark_dirty (Origin *origin, const char *account_id)
{
  g_hash_table_add (origin->dirty, g_strdup (account_id));
}

/* --- The object --- */

static void
ct_poll_state_finalize (GObject *object)
{
  CtPollState *self = CT_POLL_STATE (object);

  g_clear_object (&self->monitor);
  g_hash_table_unref (self->origins);
  ct_state_store_free (self->store);
  g_free (self->folder);
  G_OBJECT_CLASS (ct_poll_state_parent_class)->finalize (object);
}

static void
ct_poll_state_class_init (CtPollStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_poll_state_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_POLL_STATE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_poll_state_init (CtPollState *self)
{
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)origin_free);
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
  ct_state_store_flush (self->store);
}

/* --- Claims --- */

/* A time beyond what could have been written: the clock was set back since. It says nothing. */
static gint64
plausible (gint64 time_us, gint64 latest_us)
{
  return time_us <= latest_us ? time_us : -1;
}

static void
wait_until (gint64 time_us, gint64 now_us, gint64 *until_us)
{
  if (time_us > now_us)
    *until_us = MAX (*until_us, time_us);
}

/* The floor of this account; -1: over. */
static gint64
own_floor_us (const CtPollRecord *record, guint floor_s, gint64 now_us)
{
  gint64 attempt_us = plausible (record->last_attempt_us, now_us), until_us = -1;

  if (attempt_us != -1)
    wait_until (attempt_us + (gint64)floor_s * G_USEC_PER_SEC, now_us, &until_us);
  wait_until (plausible (record->retry_after_us, now_us + DAY_US), now_us, &until_us);
  return until_us;
}

/* What the other accounts of the origin ask for: one at a time, a gap between two, or the floor
 * that they share. */
static gint64
others_floor_us (CtPollOrigin *origin, const CtClaimRequest *request, gint64 now_us)
{
  gint64 gap_us = request->floor_per_origin ? (gint64)request->floor_s * G_USEC_PER_SEC
                                            : CT_TURN_GAP_US;
  gint64 until_us = -1;
  GHashTableIter iter;
  gpointer id, data;

  g_hash_table_iter_init (&iter, origin->records);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      const CtPollRecord *record = data;
      gint64 attempt_us = plausible (record->last_attempt_us, now_us);

      if (strcmp (id, request->account_id) == 0)
        continue;
      if (attempt_us != -1)
        wait_until (attempt_us + gap_us, now_us, &until_us);
      /* It is asked at this moment: looked at again after a gap, for that rarely takes as long as
       * the lease. */
      if (plausible (record->polling_until_us, now_us + CT_LEASE_US) > now_us)
        wait_until (MIN (record->polling_until_us, now_us + CT_TURN_GAP_US), now_us, &until_us);
    }
  return until_us;
}

static CtClaim
judge_claim (CtPollOrigin *origin, const CtClaimRequest *request, gint64 now_us, gint64 *until_us)
{
  const CtPollRecord *own = ct_poll_origin_ensure (origin, request->account_id);

  if (plausible (own->polling_until_us, now_us + CT_LEASE_US) > now_us)
    {
      *until_us = own->polling_until_us;
      return CT_CLAIM_POLLING;
    }
  *until_us = MAX (own_floor_us (own, request->floor_s, now_us),
                   others_floor_us (origin, request, now_us));
  return *until_us > now_us ? CT_CLAIM_EARLY : CT_CLAIM_GRANTED;
}

CtClaim
ct_poll_state_claim (CtPollState *self, const CtClaimRequest *request, gint64 now_us,
                     gint64 *until_us, CtPollRecord *record)
{
  Origin *origin = get_origin (self, request->origin);
  int lock = lock_origin (self, origin);
  CtPollRecord *own;
  CtClaim claim;

  if (lock == -1)
    return CT_CLAIM_BUSY;
  if (lock >= 0)
    read_again (self, origin);
  claim = judge_claim (origin->known, request, now_us, until_us);
  own = ct_poll_origin_ensure (origin->known, request->account_id);
  if (claim == CT_CLAIM_GRANTED)
    {
      own->last_attempt_us = now_us;
      own->polling_until_us = now_us + CT_LEASE_US;
      mark_dirty (origin, request->account_id);
      if (lock >= 0)
        write_file (self, origin);
    }
  if (lock >= 0)
    close (lock);
  ct_poll_record_copy (own, record);
  return claim;
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
  CtPollRecord *record = ct_poll_origin_ensure (origin->known, request->account_id);

  record->polling_until_us = -1;
  if (reading != NULL || error != NULL)
    {
      record->retry_after_us = retry_after_us;
      set_outcome (record, now_us, reading, error);
    }
  if (reading != NULL)
    {
      ct_state_store_store_reading (self->store, request->account_id, request->origin, reading,
                                    now_us);
      if (origin->known->error != NULL)
        {
          g_clear_error (&origin->known->error);
          origin->error_dirty = TRUE;
        }
    }
  mark_dirty (origin, request->account_id);
  save (self, origin);
}

gboolean
ct_poll_state_read (CtPollState *self, const char *origin_name, const char *account_id,
                    CtPollRecord *record)
{
  Origin *origin = get_origin (self, origin_name);
  const CtPollRecord *known;

  read_again (self, origin);
  known = ct_poll_origin_get (origin->known, account_id);
  if (known != NULL)
    ct_poll_record_copy (known, record);
  if (record->reading == NULL)
    record->reading = ct_state_store_load_reading (self->store, account_id, origin_name,
                                                   &record->updated_us);
  return known != NULL || record->reading != NULL;
}

void
ct_poll_state_forget (CtPollState *self, const char *origin_name, const char *account_id)
{
  Origin *origin = get_origin (self, origin_name);

  ct_state_store_forget (self->store, account_id);
  read_again (self, origin);
  if (!g_hash_table_remove (origin->known->records, account_id))
    return;
  mark_dirty (origin, account_id);
  save (self, origin);
}

GError *
ct_poll_state_get_origin_error (CtPollState *self, const char *origin_name, gint64 now_us,
                                gint64 *until_us)
{
  Origin *origin = get_origin (self, origin_name);

  read_again (self, origin);
  if (origin->known->error == NULL || origin->known->error_until_us <= now_us
      || origin->known->error_until_us > now_us + DAY_US)
    return NULL;
  *until_us = origin->known->error_until_us;
  return g_error_copy (origin->known->error);
}

void
ct_poll_state_set_origin_error (CtPollState *self, const char *origin_name, const GError *error,
                                gint64 until_us)
{
  Origin *origin = get_origin (self, origin_name);

  g_clear_error (&origin->known->error);
  origin->known->error = g_error_copy (error);
  origin->known->error_until_us = until_us;
  origin->error_dirty = TRUE;
  save (self, origin);
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

/* --- Watching --- */

/* NULL unless it is an origin's file. (transfer full) */
static char *
origin_of_file (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_has_suffix (name, ".json"))
    return NULL;
  name[strlen (name) - strlen (".json")] = '\0';
  return g_uri_unescape_string (name, NULL);
}

static void
on_folder_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                   gpointer user_data)
{
  CtPollState *self = user_data;
  g_autofree char *name = origin_of_file (event == G_FILE_MONITOR_EVENT_RENAMED ? other : file),
                  *path = NULL;
  const Origin *origin = name != NULL ? g_hash_table_lookup (self->origins, name) : NULL;
  struct stat version;

  if (origin == NULL || event == G_FILE_MONITOR_EVENT_DELETED)
    return;
  path = file_of (self, name, ".json");
  if (stat (path, &version) == 0 && !same_version (&version, &origin->version))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, name);
}

void
ct_poll_state_watch (CtPollState *self)
{
  g_autoptr (GFile) folder = NULL;

  if (self->folder == NULL || self->monitor != NULL)
    return;
  g_mkdir_with_parents (self->folder, 0700);
  folder = g_file_new_for_path (self->folder);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_folder_changed), self, 0);
}
