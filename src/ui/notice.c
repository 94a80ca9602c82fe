#include "config.h"

#include "notice.h"

#include "error.h"

void
ct_notice_send (GApplication *application, const char *id, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_application_send_notification (application, id, notification);
}

void
ct_notice_send_error (GApplication *application, const char *id, const char *title,
                      const GError *error, gint64 now_us)
{
  g_autofree char *body = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  body = error->domain == CT_ERROR ? ct_error_describe (error, -1, now_us)
                                   : g_strdup (error->message);
  ct_notice_send (application, id, title, body);
}
