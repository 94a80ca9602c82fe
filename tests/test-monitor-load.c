#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <json-glib/json-glib.h>

#include "loop.h"
#include "polling.h"

#define SELF "/api/user/self"
#define GATEWAY "--gateway"
#define STALL_MAX_MS 100
#define N_POLLS 200

/* --- The gateway, in a process of its own: what it costs is not ours --- */

static gboolean
on_parent_gone (GIOChannel *input, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static int
gateway_main (void)
{
  g_autoptr (TestGateway) gateway = test_gateway_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);

  test_gateway_set_quota (gateway, 24997909);
  gateway->closes = TRUE; /* after five minutes no connection is left */
  g_io_add_watch (input, G_IO_HUP, on_parent_gone, loop);
  g_print ("%u\n", gateway->port);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

typedef struct
{
  TestPolling polling;
  GSubprocess *process; /* (owned) */
} Fixture;

static guint
read_port (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_nonnull (line);
  return (guint) g_ascii_strtoull (line, NULL, 10);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  test_polling_set_up (&fixture->polling, NULL);
  test_polling_use_memory (&fixture->polling);
  fixture->process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, self, GATEWAY, NULL);
  g_assert_nonnull (fixture->process);
  fixture->polling.gateway->port = read_port (fixture->process);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (fixture->process);

  test_polling_tear_down (&fixture->polling, NULL);
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (fixture->process, NULL, NULL));
  g_object_unref (fixture->process);
}

/* --- How long the main loop is held up --- */

static gboolean
give_up (gpointer user_data)
{
  g_error ("the accounts are not all read");
  return G_SOURCE_REMOVE;
}

static gint64
get_longest_turn_until_idle (TestPolling *polling)
{
  guint patience = g_timeout_add_seconds (50, give_up, NULL);
  gint64 longest_us = 0;

  while (ct_monitor_is_busy (polling->monitor))
    {
      gint64 turn_us = test_loop_turn_us ();

      longest_us = MAX (longest_us, turn_us);
    }
  g_source_remove (patience);
  return longest_us;
}

typedef struct
{
  TestPolling *polling;
  guint n;
} Accounts;

/* Each with a site of its own. */
static char *
host_of (guint n)
{
  return g_strdup_printf ("127.0.%u.%u", n / 200 + 1, n % 200 + 1);
}

static gboolean
write_accounts (CtSettingsEdit *edit, gpointer user_data, GError **error)
{
  const Accounts *accounts = user_data;
  GVariantBuilder ids;

  g_variant_builder_init (&ids, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < accounts->n; i++)
    {
      g_autofree char *id = g_strdup_printf (TEST_POLLING_ID_FORMAT, i), *host = host_of (i);
      g_autofree char *address = test_gateway_get_address (accounts->polling->gateway, host);

      g_variant_builder_add (&ids, "s", id);
      ct_settings_edit_set (edit, id, "provider", g_variant_new_string ("laozhang"));
      ct_settings_edit_set (edit, id, "base-url", g_variant_new_string (address));
    }
  ct_settings_edit_set (edit, NULL, "accounts", g_variant_builder_end (&ids));
  return TRUE;
}

/* All at once: one by one the settings would be read as often. */
static void
add_accounts (TestPolling *polling, guint n)
{
  Accounts accounts = { polling, n };
  g_autoptr (GError) error = NULL;

  ct_settings_edit (polling->settings, write_accounts, &accounts, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *host = host_of (i);

      test_polling_store_token (polling, i, host, TEST_POLLING_TOKEN);
    }
}

static void
test_stall (Fixture *fixture, gconstpointer n_accounts)
{
  TestPolling *polling = &fixture->polling;
  guint n = GPOINTER_TO_UINT (n_accounts);
  gint64 begin_us, asked_us, asking_us, longest_us;

  add_accounts (polling, n);
  test_polling_make_monitor (polling);
  begin_us = g_get_monotonic_time ();
  asked_us = test_loop_thread_us ();
  ct_monitor_refresh (polling->monitor, NULL);
  asking_us = test_loop_thread_us () - asked_us;
  longest_us = get_longest_turn_until_idle (polling);
  longest_us = MAX (asking_us, longest_us);
  g_test_message ("%u accounts: %.0f ms (%.0f us of CPU each), asking %.1f ms, the longest turn of "
                  "the main loop %.1f ms",
                  n, (g_get_monotonic_time () - begin_us) / 1e3,
                  (double) (test_loop_thread_us () - asked_us) / n, asking_us / 1e3,
                  longest_us / 1e3);
  for (guint i = 0; i < n; i++)
    test_polling_assert (polling, i, "idle $49.99");
  g_assert_cmpint (longest_us, <, STALL_MAX_MS * 1000);
}

/* --- What one poll costs --- */

/* Of all threads, the kernel's work for them included. */
static gint64
cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
         + usage.ru_stime.tv_usec;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text;

  g_assert_nonnull (body);
  text = g_bytes_get_data (body, &length);
  g_assert_true (json_parser_load_from_data (parser, text, length, NULL));
  *(gboolean *) user_data = TRUE;
}

/* The least that a program with libsoup can do for an answer. */
static void
get_barely (SoupSession *session, const char *address)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  gboolean done = FALSE;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               TEST_POLLING_TOKEN);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_answer, &done);
  test_loop_until (&done);
}

static void
poll_once (TestPolling *polling)
{
  ct_clock_advance_to (polling->clock, ct_clock_now_us (polling->clock) + 61 * G_USEC_PER_SEC);
  g_assert_cmpint (ct_monitor_refresh (polling->monitor, NULL), ==, 0);
  while (ct_monitor_is_busy (polling->monitor))
    g_main_context_iteration (NULL, TRUE);
}

/* Reported: the goal is 1.2. */
static void
test_cpu (Fixture *fixture, gconstpointer user_data)
{
  TestPolling *polling = &fixture->polling;
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autofree char *base = test_gateway_get_address (polling->gateway, "127.0.0.2");
  g_autofree char *address = g_strconcat (base, SELF, NULL);
  gint64 bare_us, own_us;

  g_free (test_polling_add (polling, 0, "laozhang", "127.0.0.1"));
  test_polling_make_monitor (polling);
  for (guint i = 0; i < 20; i++)
    {
      poll_once (polling);
      get_barely (session, address);
    }
  bare_us = cpu_us ();
  for (guint i = 0; i < N_POLLS; i++)
    get_barely (session, address);
  own_us = cpu_us ();
  bare_us = own_us - bare_us;
  for (guint i = 0; i < N_POLLS; i++)
    poll_once (polling);
  own_us = cpu_us () - own_us;
  test_polling_assert (polling, 0, "idle $49.99");
  g_test_message ("CPU of one poll: %.0f us; of a bare GET and parse: %.0f us; %.2f of it",
                  (double) own_us / N_POLLS, (double) bare_us / N_POLLS, (double) own_us / bare_us);
  soup_session_abort (session);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], GATEWAY) == 0)
    return gateway_main ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/monitor/load/200", Fixture, GUINT_TO_POINTER (200), set_up, test_stall, tear_down);
  g_test_add ("/monitor/load/1000", Fixture, GUINT_TO_POINTER (1000), set_up, test_stall,
              tear_down);
  g_test_add ("/monitor/load/cpu", Fixture, NULL, set_up, test_cpu, tear_down);
  return g_test_run ();
}
