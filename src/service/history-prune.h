#pragma once

#include "history-database.h"

G_BEGIN_DECLS

#define CT_HISTORY_RAW_US (90 * G_TIME_SPAN_DAY)

/* Deletes what has ended more than keep_us ago, and merges what began more than CT_HISTORY_RAW_US
 * ago into one run an hour, which keeps its low, its high and its top-ups. In slices: *more says
 * that there is work left for another call, and to that one that it goes on; FALSE at first. Each
 * balance at most daily; nothing to do costs no write. */
gboolean ct_history_prune_slice (CtHistoryDatabase *db, gint64 now_us, gint64 keep_us,
                                 gboolean *more, GError **error);

/* Deletes everything of an account. */
gboolean ct_history_prune_account (CtHistoryDatabase *db, const char *account_id, GError **error);

G_END_DECLS
