#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Accounts from a file: asks for the file, shows what would happen, and adds what the person
 * checked. Ends with the window; the session outlives that. */
void ct_importing_start (GtkWindow *parent, CtSession *session);

G_END_DECLS
