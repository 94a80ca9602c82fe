#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Files that people share: a definition of somebody else's is shown, asked about and kept as the
 * person's own; one of the person's own is written where they like. */

typedef void (*CtImportedFunc) (const char *id, gpointer user_data);

/* Shows the dialogs; they go with parent. func: when a definition was imported. */
void ct_definition_import (GtkWindow *parent, CtSession *session, CtImportedFunc func,
                           gpointer user_data);
void ct_definition_export (GtkWindow *parent, CtSession *session, const char *id);

G_END_DECLS
