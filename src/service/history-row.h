#pragma once

#include "history-database.h"
#include "history-run.h"

G_BEGIN_DECLS

/* A run as a row of the database. */

/* The columns of CT_HISTORY_FIND_RUN and CT_HISTORY_SELECT_RUNS. FALSE: this program cannot have
 * written that; it is as if the row was not there. */
gboolean ct_history_row_read (CtStatement *statement, CtHistoryRun *run);

/* Of any statement: no earlier and no later than a run can be. */
gint64 ct_history_row_get_time_us (CtStatement *statement, int column);

/* Replaces one that begins at the same time. */
gboolean ct_history_row_insert (CtHistoryDatabase *db, gint64 series, const CtHistoryRun *run,
                                GError **error);

G_END_DECLS
