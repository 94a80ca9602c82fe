#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The database's file and its companions, -wal and -shm. Errors: CT_ERROR_SETTINGS. */

/* Held while it is opened or set aside, and only then: a process that has opened the damaged file
 * would take the -wal of the new one for its own. The descriptor, to be closed; -1: an error. */
int ct_history_file_lock (const char *path, GError **error);

/* Which file a path led to. */
typedef struct
{
  guint64 device, inode;
} CtHistoryFileId;

/* FALSE: there is none. */
gboolean ct_history_file_identify (const char *path, CtHistoryFileId *id);

/* Makes an empty one that nobody else may read, unless there is one. Errno, or 0. */
int ct_history_file_make (const char *path);

/* Renames it to one with the date in its name. (transfer full): where it is now. */
char *ct_history_file_set_aside (const char *path, GError **error);

G_END_DECLS
