#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files that a person names: a pipe that nobody writes to, or a device without an end, is refused
 * before it is waited for. Errors: G_FILE_ERROR, whose message need not name the file. */

/* For reading. The descriptor, to be closed; -1: an error. */
int ct_regular_file_open (const char *path, GError **error);

/* The whole file, or its first max_length + 1 bytes: then it is too long. A NUL follows. (transfer
 * full) */
char *ct_regular_file_load (const char *path, gsize max_length, gsize *length, GError **error);
/* The same of what is open already, a pipe too: it is waited for. */
char *ct_regular_file_read (int fd, gsize max_length, gsize *length, GError **error);

/* Whatever happens on the way, the file has its old or its new content, and it keeps its mode; a
 * symbolic link stays one. Waits for the disk. */
gboolean ct_regular_file_replace (const char *path, const char *bytes, gsize length,
                                  GError **error);

G_END_DECLS
