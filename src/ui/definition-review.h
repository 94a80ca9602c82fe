#pragma once

#include <gtk/gtk.h>

#include "provider.h"

G_BEGIN_DECLS

/* Asks whether a definition from elsewhere is to be used, showing every method, address, header and
 * body that it would send. replaces: there is one of that id already. (transfer full): run by the
 * caller; GTK_RESPONSE_ACCEPT is a yes. */
GtkWidget *ct_definition_review_new (GtkWindow *parent, const CtProvider *provider,
                                     gboolean replaces);

G_END_DECLS
