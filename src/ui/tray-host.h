#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether anybody shows tray items. A watcher can exist without a host (GNOME without its
 * extension): both are asked for.
 * Property "state" (notify::state). */
#define CT_TYPE_TRAY_HOST (ct_tray_host_get_type ())
G_DECLARE_FINAL_TYPE (CtTrayHost, ct_tray_host, CT, TRAY_HOST, GObject)

typedef enum
{
  CT_TRAY_HOST_UNKNOWN, /* not answered yet */
  CT_TRAY_HOST_ABSENT,
  CT_TRAY_HOST_PRESENT,
} CtTrayHostState;

CtTrayHost *ct_tray_host_new (GDBusConnection *connection);
CtTrayHostState ct_tray_host_get_state (CtTrayHost *self);

/* Tells the watcher of an item that this connection exports at path. */
void ct_tray_host_register (CtTrayHost *self, const char *path);

G_END_DECLS
