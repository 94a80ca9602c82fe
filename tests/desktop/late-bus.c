/* Preloaded: the indicator library gets its bus connection late, as on a busy machine. (GIO's own
 * calls of g_bus_get() do not come here.) */
#include "config.h"

#include <dlfcn.h>
#include <gio/gio.h>

#define DELAY_MS 200

typedef void (*BusGet) (GBusType, GCancellable *, GAsyncReadyCallback, gpointer);

typedef struct
{
  GBusType type;
  GCancellable *cancellable;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Call;

static gboolean
on_late (gpointer data)
{
  const Call *call = data;
  BusGet bus_get = (BusGet) dlsym (RTLD_NEXT, "g_bus_get");

  bus_get (call->type, call->cancellable, call->callback, call->user_data);
  return G_SOURCE_REMOVE;
}

void
g_bus_get (GBusType type, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
  const Call call = { type, cancellable, callback, user_data };

  g_timeout_add_full (G_PRIORITY_DEFAULT, DELAY_MS, on_late, g_memdup2 (&call, sizeof call),
                      g_free);
}
