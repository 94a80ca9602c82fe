#pragma once

#include "history-database.h"
#include "history-run.h"
#include "reading.h"

G_BEGIN_DECLS

/* What one poll told of one balance. */
typedef struct
{
  char *account_id; /* (owned) */
  char *origin;     /* (owned) of the site that told it */
  char *balance_id; /* (owned) */
  char *currency;   /* (owned) */
  CtHistoryRun run; /* one reading */
} CtHistoryItem;

/* NULL when the balance tells nothing of this time. (nullable) (transfer full) */
CtHistoryItem *ct_history_item_new (const char *account_id, const char *origin,
                                    const CtBalance *balance, gint64 time_us);
void ct_history_item_free (CtHistoryItem *item);

/* Makes readings into runs, for any number of processes at once: what is equal to the last reading
 * before it writes nothing. Hourly, and when a run ends, it is written until when it was seen. */
typedef struct _CtHistoryWriter CtHistoryWriter;

CtHistoryWriter *ct_history_writer_new (CtHistoryDatabase *db);
void ct_history_writer_free (CtHistoryWriter *writer);

/* Items in the order of their time; all or none are written. The database is open. */
gboolean ct_history_writer_append (CtHistoryWriter *writer, GPtrArray *items, GError **error);

/* Writes until when the runs were seen, if that is worth a write. */
gboolean ct_history_writer_finish (CtHistoryWriter *writer, GError **error);

G_END_DECLS
