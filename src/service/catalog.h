#pragma once

#include <gio/gio.h>

#include "provider.h"

G_BEGIN_DECLS

/* All definitions: built in (a GResource), and the person's own folder. Read when asked for,
 * watched once watching. */
#define CT_TYPE_CATALOG (ct_catalog_get_type ())
G_DECLARE_FINAL_TYPE (CtCatalog, ct_catalog, CT, CATALOG, GObject)

/* user_dir: $XDG_CONFIG_HOME/credit-tray/providers; NULL: built-in ones only. */
CtCatalog *ct_catalog_new (const char *user_dir);

/* (transfer none) owned by the catalog until it changes. Errors: CT_ERROR_DEFINITION: no such id
 * (suggests the nearest), or what is wrong in the file. */
CtProvider *ct_catalog_lookup (CtCatalog *self, const char *id, GError **error);
/* Every valid definition, by name. (transfer container) */
GPtrArray *ct_catalog_list (CtCatalog *self);
/* One error per file that could not be used. (transfer container) of GError */
GPtrArray *ct_catalog_get_errors (CtCatalog *self);

/* A definition file that is not in a folder (`provider check`): `extends` finds what the catalog
 * has. (transfer full) */
CtProvider *ct_catalog_load_file (CtCatalog *self, const char *path, GError **error);

/* The same of a text that is not (yet) in any file; name is for messages. (transfer full) */
CtProvider *ct_catalog_load_text (CtCatalog *self, const char *text, const char *name,
                                  GError **error);

/* The person's folder was changed by this program: does not wait for the watch to notice. */
void ct_catalog_reload (CtCatalog *self);
void ct_catalog_watch (CtCatalog *self);
/* Signal "changed": the person's folder changed; definitions that were given out stay valid but may
 * be outdated. */

G_END_DECLS
