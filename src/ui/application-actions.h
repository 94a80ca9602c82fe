#pragma once

#include <gio/gio.h>

#include "session.h"

G_BEGIN_DECLS

/* What the menu, the windows and notifications ask of the application. These actions are added, on
 * the session bus too (so they name accounts by uuid and take nothing else):
 *   refresh (s)   an account, or all of them when ""; floors apply
 *   top-up (s)    opens the gateway's page
 *   unlock        asks the person to unlock the keyring
 *   quit
 */
typedef struct _CtApplicationActions CtApplicationActions;

/* Something was asked for, or may be asked for again. */
typedef void (*CtActionsChanged) (gpointer user_data);

/* Neither application nor session is referenced. */
CtApplicationActions *ct_application_actions_new (GApplication *application, CtSession *session,
                                                  CtActionsChanged changed, gpointer user_data);
void ct_application_actions_free (CtApplicationActions *self); /* cancels what is under way */

/* For how long a refresh is not let through; 0: it is. */
guint ct_application_actions_get_refresh_wait_s (CtApplicationActions *self);

G_END_DECLS
