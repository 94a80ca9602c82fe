#pragma once

#include "provider.h"

G_BEGIN_DECLS

/* Definition files of the person's: written into their folder, copied out of it. Errors:
 * CT_ERROR_DEFINITION. */

/* text becomes user_dir/<id>.json, replacing what is there. */
gboolean ct_definition_store_save (const char *user_dir, const char *id, const char *text,
                                   GError **error);

/* The person's own file of that id, as it was written, to path. */
gboolean ct_definition_store_export (const char *user_dir, const char *id, const char *path,
                                     GError **error);

/* Deletes the person's own file of that id. */
gboolean ct_definition_store_remove (const char *user_dir, const char *id, GError **error);

/* A file of somebody else's, whole: at most 1 MiB. (transfer full) */
char *ct_definition_store_read (const char *path, GError **error);

gboolean ct_definition_store_has (const char *user_dir, const char *id);

G_END_DECLS
