#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Shown while an account waits for the keyring: with a button that unlocks it, or with what to
 * install when there is none. For the top of a window. */
#define CT_TYPE_KEYRING_BAR (ct_keyring_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtKeyringBar, ct_keyring_bar, CT, KEYRING_BAR, GtkInfoBar)

/* Once. session outlives the widget. */
void ct_keyring_bar_set_session (CtKeyringBar *self, CtSession *session);

G_END_DECLS
