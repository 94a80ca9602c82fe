#pragma once

#include <gio/gio.h>

#include "error.h"
#include "reading.h"

G_BEGIN_DECLS

/* What must be known between polls and between processes: a small file per origin in the runtime
 * folder, and the last good reading per account in the state folder (so that the label has an
 * amount before any network). */
#define CT_TYPE_POLL_STATE (ct_poll_state_get_type ())
G_DECLARE_FINAL_TYPE (CtPollState, ct_poll_state, CT, POLL_STATE, GObject)

/* runtime_dir: $XDG_RUNTIME_DIR/credit-tray, or $XDG_STATE_HOME/credit-tray/run; state_dir:
 * $XDG_STATE_HOME/credit-tray. Both NULL: in memory (the demo). Folders are made on the first
 * write, mode 0700. */
CtPollState *ct_poll_state_new (const char *runtime_dir, const char *state_dir);

/* One account's entry. */
typedef struct
{
  gint64 last_attempt_us;  /* -1: never */
  gint64 polling_until_us; /* a lease: somebody is polling it until then; -1 */
  gboolean shares_floor;   /* the attempt counts for the floor of the whole origin */
  guint failures;          /* in a row */
  GError *error;           /* (nullable) (owned) of the last attempt */
  gint64 retry_after_us;   /* -1 */
  CtReading *reading;      /* (nullable) (owned) the last good one */
  gint64 updated_us;       /* when that was; -1 */
} CtPollRecord;

void ct_poll_record_init (CtPollRecord *record);
void ct_poll_record_clear (CtPollRecord *record);
/* Until when somebody is polling it; -1: nobody is. However it came into the file, a lease lasts no
 * longer than leases do, and one from before the clock was set back is none. */
gint64 ct_poll_record_get_lease_us (const CtPollRecord *record, gint64 now_us);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtPollRecord, ct_poll_record_clear)

typedef enum
{
  CT_CLAIM_GRANTED, /* last attempt and lease are written: poll, then finish */
  CT_CLAIM_EARLY,   /* a floor is not over: *until_us says when; record has what is known */
  CT_CLAIM_POLLING, /* another process is at it: look again when the file changes, at *until_us at
                       the latest */
  CT_CLAIM_BUSY,    /* the lock is held this very moment: try again in some milliseconds */
} CtClaim;

#define CT_LEASE_US (20 * G_USEC_PER_SEC)

typedef struct
{
  const char *origin;
  const char *account_id;
  guint floor_s;             /* between two attempts of this account */
  gboolean floor_per_origin; /* and among all accounts of the origin that say so too */
} CtClaimRequest;

/* Never waits. Under the origin's lock: checks floors and leases (this account's; and the origin's:
 * one account at a time, the next at least 1 s later), then writes the attempt BEFORE the request
 * is sent. Folders that cannot be written: granted, floors kept in memory. record (out) is filled
 * in every case but BUSY. */
CtClaim ct_poll_state_claim (CtPollState *self, const CtClaimRequest *request, gint64 now_us,
                             gint64 *until_us, CtPollRecord *record);

/* Without claiming: until when floors, or a poll under way, hold it; in the past when nothing does.
 */
gint64 ct_poll_state_get_floor_us (CtPollState *self, const CtClaimRequest *request, gint64 now_us);

/* Ends the lease and keeps the outcome: a reading, or an error; with neither the poll was
 * abandoned, and only its attempt counts. The state folder's copy is written off the main loop, and
 * only when the reading differs from the one kept. retry_after_us: -1 or absolute. */
void ct_poll_state_finish (CtPollState *self, const CtClaimRequest *request, gint64 now_us,
                           CtReading *reading, const GError *error, gint64 retry_after_us);

/* Without a claim: what the files say now. FALSE when nothing is known. */
gboolean ct_poll_state_read (CtPollState *self, const char *origin, const char *account_id,
                             CtPollRecord *record);
/* All that is kept of an account is removed. origin: (nullable) its definition is broken, and
 * nobody knows it: what is kept until the person logs out stays. */
void ct_poll_state_forget (CtPollState *self, const char *origin, const char *account_id);
/* The account is of another site from now on: the same, but for what was told of it, which may be
 * of the new one already. */
void ct_poll_state_leave (CtPollState *self, const char *origin, const char *account_id);

/* What was wrong may have been put right (a new token): the failures and their error no longer
 * count. The floors do. */
void ct_poll_state_excuse (CtPollState *self, const char *origin, const char *account_id);

/* A failure of the whole origin, which waiting accounts take over: (nullable) (transfer full).
 * *since_us says when it was found, *until_us until when it counts. Any answer of the origin ends
 * it. As the file was when it was last looked at: by a claim, or because it changed. */
GError *ct_poll_state_get_origin_error (CtPollState *self, const char *origin, gint64 now_us,
                                        gint64 *since_us, gint64 *until_us);
void ct_poll_state_set_origin_error (CtPollState *self, const char *origin, const GError *error,
                                     gint64 now_us, gint64 until_us);

/* Values of requests with cache_s, in the state folder, by owner (an origin, or an account's uuid
 * for authorised requests). (transfer full), NULL when there is none. */
char *ct_poll_state_load_cached (CtPollState *self, const char *owner, const char *request_id,
                                 gint64 *stored_us);
void ct_poll_state_store_cached (CtPollState *self, const char *owner, const char *request_id,
                                 const char *json, gint64 now_us);
void ct_poll_state_forget_cached (CtPollState *self, const char *owner, const char *request_id);

/* Signal "changed" (origin): another process wrote that origin's file. Noticed at once when
 * ct_poll_state_watch() was called, else when the file is next looked at. */
void ct_poll_state_watch (CtPollState *self);
/* Waits for the writes that are under way, at most a second for locks (tests, and before the
 * process ends). */
void ct_poll_state_flush (CtPollState *self);

G_END_DECLS
