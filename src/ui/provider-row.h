#pragma once

#include <gtk/gtk.h>

#include "provider.h"

G_BEGIN_DECLS

/* A gateway in the list to choose from: its name and where it is. One of the person's own says so
 * and can be edited, exported and deleted: signals "edit", "export", "delete". */
#define CT_TYPE_PROVIDER_ROW (ct_provider_row_get_type ())
G_DECLARE_FINAL_TYPE (CtProviderRow, ct_provider_row, CT, PROVIDER_ROW, GtkListBoxRow)

/* (transfer floating) */
GtkWidget *ct_provider_row_new (CtProvider *provider, gboolean can_edit);
CtProvider *ct_provider_row_get_provider (CtProviderRow *self);

/* Every word is in the name, the id or an address, whatever the case. */
gboolean ct_provider_row_matches (CtProviderRow *self, const char *words);

/* Where it is, in a few words: its host, or what to expect instead. (transfer full) */
char *ct_provider_describe_place (const CtProvider *provider);

G_END_DECLS
