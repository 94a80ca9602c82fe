#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* floor-get: for each address on its input one GET by a bare libsoup, parsed by a bare json-glib;
 * prints the microseconds of CPU time that it took. In between it waits, as the applet does. */

typedef struct
{
  GMainLoop *loop;
  SoupSession *session;
  gint64 begin_us;
} Floor;

static gint64
cpu_time_us (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
         + usage.ru_stime.tv_usec;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Floor *floor = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                               &error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : "";
  if (!json_parser_load_from_data (parser, text, length, body != NULL ? &error : NULL))
    g_error ("%s", error->message);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonObject *data = json_object_get_object_member (root, "data");
  g_assert_cmpint (json_object_get_int_member (data, "quota"), >, 0);
  printf ("%" G_GINT64_FORMAT "\n", cpu_time_us () - floor->begin_us);
  fflush (stdout);
}

/* The addresses come one by one. */
static gboolean
on_input (int fd, GIOCondition condition, gpointer user_data)
{
  Floor *floor = user_data;
  char line[256];
  floor->begin_us = cpu_time_us ();
  if (fgets (line, sizeof line, stdin) == NULL)
    {
      g_main_loop_quit (floor->loop);
      return G_SOURCE_REMOVE;
    }
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, g_strchomp (line));
  soup_session_send_and_read_async (floor->session, message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                    floor);
  return G_SOURCE_CONTINUE;
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupSession) session = soup_session_new ();
  Floor floor = { .loop = loop, .session = session };
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_input, &floor);
  g_main_loop_run (loop);
  return 0;
}
