#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small file that several processes change and none may damage. Every error is
 * CT_ERROR_SETTINGS and names the file. */

/* Where path leads: through every symbolic link, also to a file that is not there yet. (transfer
 * full) */
char *ct_durable_file_resolve (const char *path);

/* Takes the lock that all writers agree on, making its folder (0700) when needed; waits for its
 * holder, who has it for one small write, and at most five seconds: one that hangs must hang nobody
 * else. The descriptor, to be closed to let go; -1: an error. */
int ct_durable_file_lock (const char *lock_path, GError **error);

/* *data is NULL when there is no such file, which is no error. */
gboolean ct_durable_file_load (const char *path, char **data, gsize *length, GError **error);

/* After this, whatever happens on the way, path has its old or its new content. A symbolic link
 * stays one; mode and owner stay as they were; a new file is 0600. The lock must be held: the
 * temporary file has a fixed name, so that a process that is killed leaves at most one. */
gboolean ct_durable_file_replace (const char *path, const char *data, gsize length, GError **error);

G_END_DECLS
