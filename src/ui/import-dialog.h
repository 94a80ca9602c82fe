#pragma once

#include <gtk/gtk.h>

#include "catalog.h"

G_BEGIN_DECLS

/* What an import would do, with a check box for each account that can be added; nothing doubtful is
 * checked. catalog: for the gateways' names. entries: of CtImportEntry, reviewed, kept by the
 * dialog. is_exposed: others can read the tokens in the file. GTK_RESPONSE_ACCEPT: add what is
 * checked. (transfer full) run by the caller
 */
GtkWidget *ct_import_dialog_new (GtkWindow *parent, CtCatalog *catalog, GPtrArray *entries,
                                 gboolean is_exposed);

/* (transfer container) of CtImportEntry, as they were given */
GPtrArray *ct_import_dialog_get_checked (GtkWidget *dialog);

G_END_DECLS
