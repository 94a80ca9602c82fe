#include "floor.h"

#include <libsoup/soup.h>

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                               &error);
  if (body == NULL)
    g_error ("%s", error->message);
}

/* floor-https ADDRESS: the indicator, and what one https GET costs for ever: GnuTLS and the
 * system's certificates. */
int
main (int argc, char **argv)
{
  gtk_init (&argc, &argv);
  floor_show_indicator ();
  SoupSession *session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, argv[1]);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_answer, NULL);
  gtk_main ();
  return 0;
}
