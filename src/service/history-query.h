#pragma once

#include <gio/gio.h>

#include "history-database.h"
#include "history-run.h"
#include "money.h"

G_BEGIN_DECLS

/* Which runs of a balance: all that reach into the time from from_us to to_us. */
typedef struct
{
  const char *account_id;
  const char *balance_id;
  const char
      *origin; /* (nullable) since the account is of this site; NULL: of all that it was of */
  gint64 from_us, to_us;
  guint n_parts; /* at most as many runs, merged by parts of the time that there are runs of, and
                    the one that reaches into it; 0: all, as they are */
} CtHistoryQuery;

/* What was found, in the currency that the balance was read in last. */
typedef struct
{
  char currency[CT_CURRENCY_SIZE]; /* "" when there is nothing */
  GArray *runs;                    /* (owned) of CtHistoryRun, in the order of time */
} CtHistorySeries;

CtHistorySeries *ct_history_series_new (void);
void ct_history_series_free (CtHistorySeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtHistorySeries, ct_history_series_free)

/* A balance that there is history of. */
typedef struct
{
  char *id; /* (owned) */
  char currency[CT_CURRENCY_SIZE];
  gint64 last_us; /* when it was read last */
} CtHistoryBalance;

void ct_history_balance_free (CtHistoryBalance *balance);

/* The database is open. (transfer full); NULL: an error, or cancelled. */
CtHistorySeries *ct_history_query_run (CtHistoryDatabase *db, const CtHistoryQuery *query,
                                       GCancellable *cancellable, GError **error);
/* (element-type CtHistoryBalance): what was read last comes first; (transfer full) */
GPtrArray *ct_history_query_balances (CtHistoryDatabase *db, const char *account_id,
                                      GError **error);

/* Reads with the data of a task, in the history's thread; again with a new database when it fails
 * in a damaged one. (transfer full) */
typedef gpointer (*CtHistoryReadFunc) (CtHistoryDatabase *db, gpointer task_data,
                                       GCancellable *cancellable, GError **error);

G_END_DECLS
