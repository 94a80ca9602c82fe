#pragma once

#include "applet.h"
#include "session.h"

G_BEGIN_DECLS

/* What the running applet says of its accounts, as JSON. refresh: these are asked first, as far as
 * their floors let them, and waited for at most 25 s; called with each that may not be asked yet.
 * NULL: it does not answer. (transfer full) */
typedef void (*CtTooEarlyFunc) (CtAccount *account, gint64 until_us);
char *ct_status_of_applet (CtApplet *applet, GPtrArray *accounts, gboolean refresh,
                           CtTooEarlyFunc too_early);

G_END_DECLS
