#pragma once

#include "history-database.h"
#include "history-run.h"

G_BEGIN_DECLS

/* A run as a row of the database. */

/* The columns of CT_HISTORY_FIND_RUN and CT_HISTORY_SELECT_RUNS. */
void ct_history_row_read (CtStatement *statement, CtHistoryRun *run);

/* Replaces one that begins at the same time. */
gboolean ct_history_row_insert (CtHistoryDatabase *db, gint64 series, const CtHistoryRun *run,
                                GError **error);

G_END_DECLS
