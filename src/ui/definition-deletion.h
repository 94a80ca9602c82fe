#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Asks, and deletes the person's own definition of that id; while an account uses it, says which
 * and deletes nothing. The dialog goes with parent. */
void ct_definition_delete (GtkWindow *parent, CtSession *session, const char *id);

G_END_DECLS
