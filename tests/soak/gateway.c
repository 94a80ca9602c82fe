/* New API sites of the soak, one on every loopback address: a balance that falls to nothing and is
 * topped up, and all that goes wrong on the way, by the number of the request. In a process of its
 * own: what it costs is not the applet's. Says its port, and ends with its stdin, saying how many
 * requests there were. */
#include "config.h"

#include <glib-unix.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP 100000 /* quota units: 0.20 USD */
#define N_STEPS 101
#define REQUESTS_A_STEP 3

typedef struct
{
  guint every; /* requests */
  guint status;
  const char *type;
  const char *body;
} Mishap;

static const Mishap mishaps[] = {
  { 47, 500, "application/json", "{\"error\":{\"message\":\"database\"}}" },
  { 101, 429, "application/json", "{\"error\":{\"message\":\"slow down\"}}" },
  { 307, 401, "application/json", "{\"success\":false,\"message\":\"invalid access token\"}" },
  { 701, 200, "text/html", "<!DOCTYPE html><title>One moment</title>" },
  { 109, 200, "application/json", "{\"success\":true,\"data\":{\"quota\":" },
  { 113, 403, "text/html", "<!DOCTYPE html><title>Just a moment...</title>" },
};
#define HANGS_UP_EVERY 59

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (status == 429)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  "120");
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
answer_balance (SoupServerMessage *message, guint n)
{
  guint n_left = N_STEPS - 1 - n / REQUESTS_A_STEP % N_STEPS;
  g_autofree char *body = g_strdup_printf (
      "{\"success\":true,\"data\":{\"quota\":%u,\"used_quota\":%u,\"request_count\":%u}}",
      n_left * STEP, n / REQUESTS_A_STEP * STEP, n);

  answer (message, 200, "application/json", body);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  GHashTable *counts = user_data;
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, host)) + 1;

  g_hash_table_replace (counts, g_strdup (host), GUINT_TO_POINTER (n));
  if (n % HANGS_UP_EVERY == 0)
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (mishaps); i++)
    if (n % mishaps[i].every == 0)
      {
        answer (message, mishaps[i].status, mishaps[i].type, mishaps[i].body);
        return;
      }
  answer_balance (message, n);
}

static guint
count_all (GHashTable *counts)
{
  GHashTableIter iter;
  gpointer n;
  guint n_all = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    n_all += GPOINTER_TO_UINT (n);
  return n_all;
}

static gboolean
on_parent_gone (int fd, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (void)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  soup_server_add_handler (server, NULL, on_request, counts, NULL);
  if (!soup_server_listen_all (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);
  uris = soup_server_get_uris (server);
  printf ("%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_unix_fd_add (STDIN_FILENO, G_IO_HUP, on_parent_gone, loop);
  g_main_loop_run (loop);
  soup_server_disconnect (server);
  printf ("%u\n", count_all (counts));
  return 0;
}
