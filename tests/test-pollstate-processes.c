#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "pollstate.h"
#include "support/loop.h"
#include "support/sample.h"

#define SECOND_US SAMPLE_SECOND_US
#define NOW_US SAMPLE_NOW_US
#define ORIGIN "https://sample.example:443"
#define N_PROCESSES 20
#define CHILD "--claim-in"

/* This process's view of the folders. */
typedef struct
{
  char *runtime_dir;  /* (owned) */
  CtPollState *state; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *state_dir = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);

  fixture->runtime_dir = g_build_filename (g_get_user_runtime_dir (), "credit-tray", NULL);
  fixture->state = ct_poll_state_new (fixture->runtime_dir, state_dir);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->state);
  g_free (fixture->runtime_dir);
}

static CtClaim
claim (CtPollState *state, gint64 now_us, gint64 *until_us)
{
  CtClaimRequest request = { .origin = ORIGIN, .account_id = "a", .floor_s = 10 };
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  return ct_poll_state_claim (state, &request, now_us, until_us, &record);
}

static void
finish (CtPollState *state, gint64 now_us, gint64 remaining_micro)
{
  CtClaimRequest request = { .origin = ORIGIN, .account_id = "a", .floor_s = 10 };
  g_autoptr (CtReading) reading = ct_reading_new ();

  sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", remaining_micro);
  ct_poll_state_finish (state, &request, now_us, reading, NULL, -1);
}

static gint64
read_remaining (CtPollState *state)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  ct_poll_state_read (state, ORIGIN, "a", &record);
  return record.reading != NULL ? ct_reading_get_primary (record.reading)->remaining_micro : -1;
}

/* --- A process of its own --- */

/* Says what its claim gave, then waits for the end of its standard input. */
static int
child_main (const char *runtime_dir)
{
  g_autoptr (CtPollState) state = ct_poll_state_new (runtime_dir, NULL);
  gint64 until_us = -1;
  CtClaim result;
  char byte;

  do
    result = claim (state, NOW_US, &until_us);
  while (result == CT_CLAIM_BUSY);
  if (write (STDOUT_FILENO, result == CT_CLAIM_GRANTED ? "y" : "n", 1) != 1)
    return EXIT_FAILURE;
  if (read (STDIN_FILENO, &byte, 1) == 1 && result == CT_CLAIM_GRANTED)
    finish (state, NOW_US + SECOND_US, 9);
  return EXIT_SUCCESS;
}

static GSubprocess *
child_new (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  GSubprocess *child;

  g_assert_no_error (error);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                            self, CHILD, fixture->runtime_dir, NULL);
  g_assert_no_error (error);
  return child;
}

static char
child_read (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;
  char byte = '\0';

  g_input_stream_read (g_subprocess_get_stdout_pipe (child), &byte, 1, NULL, &error);
  g_assert_no_error (error);
  return byte;
}

/* With a byte: it finishes its poll. */
static void
child_end (GSubprocess *child, gboolean finish_poll)
{
  g_autoptr (GError) error = NULL;

  if (finish_poll)
    g_output_stream_write (g_subprocess_get_stdin_pipe (child), "f", 1, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (child), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (child);
}

static void
test_many_processes (Fixture *fixture, gconstpointer user_data)
{
  GSubprocess *children[N_PROCESSES];
  guint n_granted = 0;
  char granted;

  for (guint i = 0; i < N_PROCESSES; i++)
    children[i] = child_new (fixture);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      granted = child_read (children[i]);
      g_assert_true (granted == 'y' || granted == 'n');
      n_granted += granted == 'y';
    }
  g_assert_cmpuint (n_granted, ==, 1);
  for (guint i = 0; i < N_PROCESSES; i++)
    child_end (children[i], TRUE);
  g_assert_cmpint (read_remaining (fixture->state), ==, 9);
}

static void
test_killed_process (Fixture *fixture, gconstpointer user_data)
{
  GSubprocess *child = child_new (fixture);
  gint64 until_us = -1;

  g_assert_cmpint (child_read (child), ==, 'y');
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  g_object_unref (child);

  g_assert_cmpint (claim (fixture->state, NOW_US + 12 * SECOND_US, &until_us), ==,
                   CT_CLAIM_POLLING);
  g_assert_cmpint (until_us, ==, NOW_US + 20 * SECOND_US);
  g_assert_cmpint (claim (fixture->state, NOW_US + 20 * SECOND_US, &until_us), ==,
                   CT_CLAIM_GRANTED);
}

/* --- News --- */

static void
on_changed (CtPollState *state, const char *origin, gboolean *changed)
{
  g_assert_cmpstr (origin, ==, ORIGIN);
  g_assert_false (*changed);
  *changed = TRUE;
}

static void
test_second_takes_over (Fixture *fixture, gconstpointer user_data)
{
  GSubprocess *child;
  gboolean changed = FALSE;
  gint64 until_us = -1;

  g_assert_cmpint (read_remaining (fixture->state), ==, -1);
  g_signal_connect (fixture->state, "changed", G_CALLBACK (on_changed), &changed);
  ct_poll_state_watch (fixture->state);
  child = child_new (fixture);
  g_assert_cmpint (child_read (child), ==, 'y');
  test_loop_until (&changed);
  g_assert_cmpint (claim (fixture->state, NOW_US, &until_us), ==, CT_CLAIM_POLLING);

  changed = FALSE;
  child_end (child, TRUE);
  test_loop_until (&changed);
  g_assert_cmpint (read_remaining (fixture->state), ==, 9);
  g_assert_cmpint (claim (fixture->state, NOW_US + 2 * SECOND_US, &until_us), ==, CT_CLAIM_EARLY);
}

/* Who has looked at the file before the news of it came tells the others all the same; what we
 * write ourselves is no news. */
static void
test_news_are_told_once (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtPollState) other = ct_poll_state_new (fixture->runtime_dir, NULL);
  gboolean changed = FALSE;
  gint64 until_us = -1;

  g_signal_connect (fixture->state, "changed", G_CALLBACK (on_changed), &changed);
  ct_poll_state_watch (fixture->state);
  g_assert_cmpint (claim (fixture->state, NOW_US, &until_us), ==, CT_CLAIM_GRANTED);
  finish (fixture->state, NOW_US, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (changed);

  g_assert_cmpint (claim (other, NOW_US + 10 * SECOND_US, &until_us), ==, CT_CLAIM_GRANTED);
  finish (other, NOW_US + 10 * SECOND_US, 2);
  g_assert_cmpint (read_remaining (fixture->state), ==, 2);
  test_loop_until (&changed);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- The lock --- */

static int
hold_lock (Fixture *fixture)
{
  g_autofree char *escaped = g_uri_escape_string (ORIGIN, NULL, FALSE);
  g_autofree char *path = g_strconcat (fixture->runtime_dir, "/", escaped, ".lock", NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  return fd;
}

static gboolean
on_idle_at_last (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_lock_is_not_waited_for (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtPollState) other = ct_poll_state_new (fixture->runtime_dir, NULL);
  gint64 until_us = -1;
  gboolean ran = FALSE;
  int lock;

  g_assert_cmpint (claim (fixture->state, NOW_US, &until_us), ==, CT_CLAIM_GRANTED);
  lock = hold_lock (fixture);
  g_assert_cmpint (claim (fixture->state, NOW_US, &until_us), ==, CT_CLAIM_BUSY);
  finish (fixture->state, NOW_US, 3);
  g_assert_cmpint (read_remaining (fixture->state), ==, 3);
  g_assert_cmpint (read_remaining (other), ==, -1);
  g_timeout_add (50, on_idle_at_last, &ran);
  test_loop_until (&ran);
  g_assert_cmpint (read_remaining (other), ==, -1);

  close (lock);
  ct_poll_state_flush (fixture->state);
  g_assert_cmpint (read_remaining (other), ==, 3);
}

/* What another wrote while ours had to wait is kept, and so is ours. */
static void
test_late_write_merges (Fixture *fixture, gconstpointer user_data)
{
  CtClaimRequest other_request = { .origin = ORIGIN, .account_id = "b", .floor_s = 10 };
  g_autoptr (CtPollState) other = ct_poll_state_new (fixture->runtime_dir, NULL);
  g_autoptr (CtPollState) reader = ct_poll_state_new (fixture->runtime_dir, NULL);
  g_auto (CtPollRecord) record;
  gint64 until_us = -1;
  int lock;

  ct_poll_record_init (&record);
  g_assert_cmpint (claim (fixture->state, NOW_US, &until_us), ==, CT_CLAIM_GRANTED);
  lock = hold_lock (fixture);
  finish (fixture->state, NOW_US, 3);
  close (lock);
  g_assert_cmpint (
      ct_poll_state_claim (other, &other_request, NOW_US + 20 * SECOND_US, &until_us, &record), ==,
      CT_CLAIM_GRANTED);
  ct_poll_state_flush (fixture->state);
  g_assert_cmpint (read_remaining (reader), ==, 3);
  ct_poll_record_clear (&record);
  g_assert_true (ct_poll_state_read (reader, ORIGIN, "b", &record));
  g_assert_cmpint (record.last_attempt_us, ==, NOW_US + 20 * SECOND_US);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], CHILD) == 0)
    return child_main (argv[2]);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/pollstate/processes/many", test_many_processes);
  ADD ("/pollstate/processes/killed", test_killed_process);
  ADD ("/pollstate/processes/second-takes-over", test_second_takes_over);
  ADD ("/pollstate/processes/news-are-told-once", test_news_are_told_once);
  ADD ("/pollstate/processes/lock-is-not-waited-for", test_lock_is_not_waited_for);
  ADD ("/pollstate/processes/late-write-merges", test_late_write_merges);
#undef ADD
  return g_test_run ();
}
