#pragma once

#include "reading.h"

G_BEGIN_DECLS

/* The state folder, which outlives a reboot: an account's last good reading, what was told of it
 * (alert.h), and the values of requests with cache_s. Read once, then held; written
 * when something changed, by a thread of its own, within a second. */
typedef struct _CtStateStore CtStateStore;

CtStateStore *ct_state_store_new (const char *folder); /* (nullable): in memory */
void ct_state_store_free (CtStateStore *store);        /* waits for the writes */
/* At once: what must not be forgotten if this process is killed. */
void ct_state_store_start_writing (CtStateStore *store);
void ct_state_store_flush (CtStateStore *store); /* at once, and waits */

/* (nullable) (transfer full): NULL when nothing is kept for that account at that origin. */
CtReading *ct_state_store_load_reading (CtStateStore *store, const char *account_id,
                                        const char *origin, gint64 *updated_us);
void ct_state_store_store_reading (CtStateStore *store, const char *account_id, const char *origin,
                                   CtReading *reading, gint64 updated_us);

char *ct_state_store_load_values (CtStateStore *store, const char *owner, const char *request_id,
                                  gint64 *stored_us);
void ct_state_store_store_values (CtStateStore *store, const char *owner, const char *request_id,
                                  const char *json, gint64 stored_us);

/* What was told of an account, as JSON; as with readings, what was of another origin is none.
 * within_s: CT_STATE_SOON_S or CT_STATE_EVENTUALLY_S. */
char *ct_state_store_load_alerts (CtStateStore *store, const char *account_id, const char *origin);
void ct_state_store_store_alerts (CtStateStore *store, const char *account_id, const char *origin,
                                  const char *json, guint within_s);

void ct_state_store_forget_values (CtStateStore *store, const char *owner, const char *request_id);

/* The account's reading, and the values that it owns. */
void ct_state_store_forget_answers (CtStateStore *store, const char *account_id);
/* Those, and what was told of it. */
void ct_state_store_forget (CtStateStore *store, const char *account_id);

G_END_DECLS
