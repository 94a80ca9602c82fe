#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the application has to say once, as a notification of the desktop; alerts are
 * notifications.h. One with the id of another takes its place. */
void ct_notice_send (GApplication *application, const char *id, const char *title,
                     const char *body);

/* Nothing when it was cancelled: nobody waits for it any more. now_us: for the times in it. */
void ct_notice_send_error (GApplication *application, const char *id, const char *title,
                           const GError *error, gint64 now_us);

G_END_DECLS
