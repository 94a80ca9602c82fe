#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A notification that shows what notifications look like here, and whether they are shown at all:
 * a GNotification without anybody to show it is lost in silence. A click opens the preferences. */
void ct_test_notification_send_async (GApplication *application, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* FALSE: nobody is there to show it. */
gboolean ct_test_notification_send_finish (GAsyncResult *result);

G_END_DECLS
