#pragma once

#include <gio/gio.h>

#include "monitor.h"

G_BEGIN_DECLS

/* The D-Bus face of a running applet: Status() -> s, Refresh(s uuid or "") -> x (0, or until when
 * the floor of the last of them holds, in microseconds), Reload(s uuid), signal Changed. Nothing
 * here takes a token, an address or a setting. */
#define CT_BUS_PATH "/io/github/credittray/CreditTray"
#define CT_BUS_INTERFACE "io.github.credittray.CreditTray1"

typedef struct _CtBus CtBus;
/* status: gives the JSON of `creditctl status --format=json`. (transfer full) */
CtBus *ct_bus_export (GDBusConnection *connection, CtMonitor *monitor, char *(*status) (gpointer),
                      gpointer user_data, GError **error);
void ct_bus_unexport (CtBus *bus);

G_END_DECLS
