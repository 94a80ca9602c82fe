#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <sys/resource.h>

/* floor-get ADDRESS...: each fetched once by a bare libsoup and parsed by a bare json-glib, one
 * after another. Prints the microseconds of CPU time that one of them took. */

typedef struct
{
  GMainLoop *loop;
  SoupSession *session;
  char **addresses; /* (unowned) those that are left */
} Floor;

static void fetch_next (Floor *floor);

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
  fetch_next (floor);
}

static void
fetch_next (Floor *floor)
{
  if (*floor->addresses == NULL)
    {
      g_main_loop_quit (floor->loop);
      return;
    }
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, *floor->addresses++);
  soup_session_send_and_read_async (floor->session, message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                    floor);
}

static void
fetch_all (Floor *floor, char **addresses)
{
  floor->addresses = addresses;
  fetch_next (floor);
  g_main_loop_run (floor->loop);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupSession) session = soup_session_new ();
  Floor floor = { .loop = loop, .session = session };
  char *first[] = { argv[1], NULL };
  fetch_all (&floor, first); /* types are registered, caches warm: not part of a poll */
  gint64 before_us = cpu_time_us ();
  fetch_all (&floor, argv + 1);
  g_print ("%" G_GINT64_FORMAT "\n", (cpu_time_us () - before_us) / (argc - 1));
  return 0;
}
