#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* What is shown while there is no account: add one, try the demo, and whether the panel is ready.
 */
#define CT_TYPE_WELCOME_PAGE (ct_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (CtWelcomePage, ct_welcome_page, CT, WELCOME_PAGE, GtkBox)

/* Once. session outlives the widget. */
void ct_welcome_page_set_session (CtWelcomePage *self, CtSession *session);
/* How the tray is: one sentence or two. */
void ct_welcome_page_set_tray (CtWelcomePage *self, const char *text);

G_END_DECLS
