#pragma once

#include <gio/gio.h>

#include "session.h"

G_BEGIN_DECLS

/* Alerts, as notifications of the desktop. They name actions that are there already, `top-up` and
 * `balances` (windows.h), and one that is added here:
 *
 *   snooze (ss)   an account's uuid, and "hour", "tomorrow" or "topped-up"
 */
typedef struct _CtNotifications CtNotifications;

/* From now on, until it is freed. Neither is referenced. */
CtNotifications *ct_notifications_new (GApplication *application, CtSession *session);
void ct_notifications_free (CtNotifications *self); /* waits for what is being written */

G_END_DECLS
