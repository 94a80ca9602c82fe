#pragma once

#include "provider.h"

G_BEGIN_DECLS

/* Definitions as they lie in files: built in (a GResource that is registered), and the person's own
 * in user_dir (nullable), which come first. What a file `extends` is merged below it. Errors:
 * CT_ERROR_DEFINITION, naming the file. */

/* Every id that there is a file for, sorted; its definition may be wrong. (transfer full) */
char **ct_definition_files_list (const char *user_dir);

/* Suggests the nearest id when there is no such file. (transfer full) */
CtProvider *ct_definition_files_load (const char *user_dir, const char *id, GError **error);

/* A file anywhere. (transfer full) */
CtProvider *ct_definition_files_load_path (const char *user_dir, const char *path, GError **error);

/* The text of a file that is not (yet) in the folder; name, such as "mine.json", is for messages.
 * (transfer full) */
CtProvider *ct_definition_files_load_text (const char *user_dir, const char *text, const char *name,
                                           GError **error);

G_END_DECLS
