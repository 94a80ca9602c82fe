#pragma once

#include <gio/gio.h>

#include "history-query.h"

G_BEGIN_DECLS

/* The one thread that has the history's database open: jobs are done one after another, in the
 * order in which they came. */
typedef struct _CtHistoryWorker CtHistoryWorker;

/* path: (nullable): in memory. status_changed: from the main loop. */
CtHistoryWorker *ct_history_worker_new (const char *path,
                                        void (*status_changed) (gpointer user_data),
                                        gpointer user_data);
/* Waits for the jobs. */
void ct_history_worker_free (CtHistoryWorker *worker);

/* Items of CtHistoryItem, in the order of time; what comes while others wait is written with them.
 * Old ones are pruned afterwards, daily. (transfer full) */
void ct_history_worker_append (CtHistoryWorker *worker, GPtrArray *items);
void ct_history_worker_forget (CtHistoryWorker *worker, const char *account_id);
void ct_history_worker_set_keep_us (CtHistoryWorker *worker, gint64 keep_us);

/* Gives the task what it returns. */
void ct_history_worker_read (CtHistoryWorker *worker, GTask *task, CtHistoryReadFunc read,
                             GDestroyNotify free_result);

/* Waits until everything is done that was asked for. */
void ct_history_worker_flush (CtHistoryWorker *worker);

/* (nullable) (transfer full) both */
GError *ct_history_worker_dup_error (CtHistoryWorker *worker);
char *ct_history_worker_dup_set_aside (CtHistoryWorker *worker);

G_END_DECLS
