#pragma once

#include <gio/gio.h>

#include "history-query.h"
#include "reading.h"

G_BEGIN_DECLS

/* What the balances were, in an SQLite file that the applet and creditctl may both write.
 * Everything is done in a thread: no call waits, but for ct_history_flush() and the last unref.
 *
 * Property "keep-days" (guint): older ones are deleted, once a day. */
#define CT_TYPE_HISTORY (ct_history_get_type ())
G_DECLARE_FINAL_TYPE (CtHistory, ct_history, CT, HISTORY, GObject)

#define CT_HISTORY_KEEP_DAYS 730

/* path: absolute, made when it is first read or written; NULL: in memory. */
CtHistory *ct_history_new (const char *path);

/* A good reading of the site at origin, read at time_us. Balances that it only keeps from one
 * before are left out. What was read of another site is not continued: see CtHistoryQuery. */
void ct_history_append (CtHistory *self, const char *account_id, const char *origin,
                        const CtReading *reading, gint64 time_us);
/* The account was removed. */
void ct_history_forget (CtHistory *self, const char *account_id);

/* Signal "status-changed": one of these is another now. Both (nullable) (transfer full).
 *
 * Why nothing is written at the moment (full disk, read-only folder): CT_ERROR_SETTINGS, the
 * message is complete. It is tried again with each reading. */
GError *ct_history_dup_error (CtHistory *self);
/* Where a damaged file, or another program's, is now; a new one was begun in its place. */
char *ct_history_dup_set_aside (CtHistory *self);

/* Waits until what was appended is written. FALSE: it could not be. */
gboolean ct_history_flush (CtHistory *self, GError **error);

/* What was appended before is found. The callback's source object is NULL, for it may outlive the
 * history. Errors: CT_ERROR_SETTINGS, G_IO_ERROR_CANCELLED. */
void ct_history_query_async (CtHistory *self, const CtHistoryQuery *query,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
CtHistorySeries *ct_history_query_finish (GAsyncResult *result, GError **error);

/* As the task's own thread would; what was appended before is found. */
void ct_history_read (CtHistory *self, GTask *task, CtHistoryReadFunc read,
                      GDestroyNotify free_result);

/* (element-type CtHistoryBalance): those of an account, read last comes first. */
void ct_history_list_async (CtHistory *self, const char *account_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ct_history_list_finish (GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
