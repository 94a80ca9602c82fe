#pragma once

#include "pollstate.h"

G_BEGIN_DECLS

/* What is known of one origin, and its file: {"origin_error":{...}, "accounts":{"<uuid>":{...}}},
 * times in microseconds. */
typedef struct
{
  GHashTable *records; /* (owned) account id (owned) -> CtPollRecord (owned) */
  GError *error;       /* (nullable) (owned) a failure of the whole origin */
  gint64 error_since_us, error_until_us;
} CtPollOrigin;

CtPollOrigin *ct_poll_origin_new (void);
void ct_poll_origin_free (CtPollOrigin *origin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPollOrigin, ct_poll_origin_free)

CtPollRecord *ct_poll_origin_get (CtPollOrigin *origin,
                                  const char *account_id); /* (nullable) (transfer none) */
CtPollRecord *ct_poll_origin_ensure (CtPollOrigin *origin,
                                     const char *account_id); /* (transfer none) */

void ct_poll_record_copy (const CtPollRecord *from, CtPollRecord *to);
/* Whether the attempt counts: one that lies far ahead is from before the clock was set back, and so
 * are all times that came with it. One that lies ahead by less than a lease was begun after the
 * asking process had looked at the clock, and before it got the lock: it was kept waiting. */
gboolean ct_poll_record_has_attempt (const CtPollRecord *record, gint64 now_us);

char *ct_poll_origin_to_json (CtPollOrigin *origin);
/* NULL when the text is not such a file: what it held is then unknown, not wrong. */
CtPollOrigin *ct_poll_origin_from_json (const char *text, gsize length);

G_END_DECLS
