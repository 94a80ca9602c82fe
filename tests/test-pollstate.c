#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "pollstate.h"
#include "support/sample.h"
#include "turns.h"

#define SECOND_US SAMPLE_SECOND_US
#define NOW_US SAMPLE_NOW_US
#define HOUR_US (3600 * SECOND_US)
#define DAY_US (24 * HOUR_US)
#define ORIGIN "https://sample.example:443"

/* Two processes' views of the same folders. */
typedef struct
{
  char *runtime_dir, *state_dir; /* (owned) */
  CtPollState *first, *second;   /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->runtime_dir = g_build_filename (g_get_user_runtime_dir (), "credit-tray", NULL);
  fixture->state_dir = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);
  fixture->first = ct_poll_state_new (fixture->runtime_dir, fixture->state_dir);
  fixture->second = ct_poll_state_new (fixture->runtime_dir, fixture->state_dir);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->first);
  g_assert_finalize_object (fixture->second);
  g_free (fixture->runtime_dir);
  g_free (fixture->state_dir);
}

static CtReading *
reading_new (gint64 remaining_micro)
{
  CtReading *reading = ct_reading_new ();

  sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", remaining_micro);
  return reading;
}

static CtClaimRequest
request_for (const char *account_id)
{
  return (CtClaimRequest){ .origin = ORIGIN, .account_id = account_id, .floor_s = 60 };
}

static CtClaim
claim_request (CtPollState *state, const CtClaimRequest *request, gint64 now_us, gint64 *until_us)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  *until_us = -1;
  return ct_poll_state_claim (state, request, now_us, until_us, &record);
}

static CtClaim
claim (CtPollState *state, const char *account_id, gint64 now_us, gint64 *until_us)
{
  CtClaimRequest request = request_for (account_id);

  return claim_request (state, &request, now_us, until_us);
}

static void
assert_claim (CtPollState *state, const char *account_id, gint64 now_us, CtClaim expected)
{
  gint64 until_us;

  g_assert_cmpint (claim (state, account_id, now_us, &until_us), ==, expected);
}

static void
assert_early (CtPollState *state, const char *account_id, gint64 now_us, gint64 expected_until_us)
{
  gint64 until_us;

  g_assert_cmpint (claim (state, account_id, now_us, &until_us), ==, CT_CLAIM_EARLY);
  g_assert_cmpint (until_us - now_us, ==, expected_until_us - now_us);
}

static void
finish (CtPollState *state, const char *account_id, gint64 now_us, gint64 remaining_micro)
{
  CtClaimRequest request = request_for (account_id);
  g_autoptr (CtReading) reading = reading_new (remaining_micro);

  ct_poll_state_finish (state, &request, now_us, reading, NULL, -1);
}

static void
finish_failed (CtPollState *state, const char *account_id, gint64 now_us, gint64 retry_after_us)
{
  CtClaimRequest request = request_for (account_id);
  g_autoptr (GError) error = g_error_new (CT_ERROR, CT_ERROR_SERVER_ERROR, "It is “broken”\n");

  ct_poll_state_finish (state, &request, now_us, NULL, error, retry_after_us);
}

static gint64
remaining_of (const CtPollRecord *record)
{
  return record->reading != NULL ? ct_reading_get_primary (record->reading)->remaining_micro : -1;
}

static char *
runtime_file (Fixture *fixture, const char *suffix)
{
  g_autofree char *escaped = g_uri_escape_string (ORIGIN, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, suffix, NULL);

  return g_build_filename (fixture->runtime_dir, name, NULL);
}

static void
write_runtime_file (Fixture *fixture, const char *text)
{
  g_autofree char *path = runtime_file (fixture, ".json");
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->runtime_dir, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* --- One process --- */

static void
test_floor (Fixture *fixture, gconstpointer user_data)
{
  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US + SECOND_US, 5000000);
  assert_early (fixture->first, "a", NOW_US + SECOND_US, NOW_US + 60 * SECOND_US);
  assert_early (fixture->first, "a", NOW_US + 60 * SECOND_US - 1, NOW_US + 60 * SECOND_US);
  assert_claim (fixture->first, "a", NOW_US + 60 * SECOND_US, CT_CLAIM_GRANTED);
}

static void
test_retry_after (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *reason;
    gint64 retry_us, until_us;
  } rows[] = {
    { "longer than the floor", 600 * SECOND_US, 600 * SECOND_US },
    { "shorter than the floor", 5 * SECOND_US, 60 * SECOND_US },
    { "a day", DAY_US, DAY_US },
    { "more than a day is no answer", DAY_US + 2 * SECOND_US, 60 * SECOND_US },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *id = g_strdup_printf ("account-%u", i);
      gint64 now_us = NOW_US + i * 2 * DAY_US;

      g_test_message ("%s", rows[i].reason);
      assert_claim (fixture->first, id, now_us, CT_CLAIM_GRANTED);
      finish_failed (fixture->first, id, now_us, now_us + rows[i].retry_us);
      assert_early (fixture->first, id, now_us + SECOND_US, now_us + rows[i].until_us);
    }
}

static void
test_gap_within_origin (Fixture *fixture, gconstpointer user_data)
{
  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  /* It takes long: looked at once a second. */
  assert_early (fixture->first, "b", NOW_US + 5 * SECOND_US, NOW_US + 6 * SECOND_US);
  finish (fixture->first, "a", NOW_US + 5 * SECOND_US, 1);
  assert_claim (fixture->first, "b", NOW_US + 6 * SECOND_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "b", NOW_US + 6 * SECOND_US, 1);
  assert_early (fixture->first, "c", NOW_US + 6 * SECOND_US, NOW_US + 7 * SECOND_US);
}

/* new-api-key: 300 s a site, all its keys together; what else there is on that site has its own
 * pace and does not keep the keys waiting for ever. */
static void
test_floor_per_origin (Fixture *fixture, gconstpointer user_data)
{
  CtClaimRequest key = { ORIGIN, "key", 300, TRUE }, other_key = { ORIGIN, "other", 300, TRUE };
  gint64 until_us;

  assert_claim (fixture->first, "account", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "account", NOW_US, 1);
  g_assert_cmpint (claim_request (fixture->first, &key, NOW_US + 2 * SECOND_US, &until_us), ==,
                   CT_CLAIM_GRANTED);
  ct_poll_state_finish (fixture->first, &key, NOW_US + 2 * SECOND_US, NULL, NULL, -1);
  g_assert_cmpint (claim_request (fixture->first, &other_key, NOW_US + 62 * SECOND_US, &until_us),
                   ==, CT_CLAIM_EARLY);
  g_assert_cmpint (until_us, ==, NOW_US + 302 * SECOND_US);
  g_assert_cmpint (
      ct_poll_state_get_floor_us (fixture->second, &other_key, NOW_US + 62 * SECOND_US), ==,
      NOW_US + 302 * SECOND_US);
  assert_claim (fixture->first, "account", NOW_US + 62 * SECOND_US, CT_CLAIM_GRANTED);
}

static void
test_clock_set_back (Fixture *fixture, gconstpointer user_data)
{
  static const gint64 steps_us[] = { HOUR_US, DAY_US, 400 * DAY_US };
  gint64 now_us = NOW_US;

  for (guint i = 0; i < G_N_ELEMENTS (steps_us); i++)
    {
      assert_claim (fixture->first, "a", now_us, CT_CLAIM_GRANTED);
      finish_failed (fixture->first, "a", now_us, now_us + 300 * SECOND_US);
      now_us -= steps_us[i];
    }
  assert_claim (fixture->first, "a", now_us, CT_CLAIM_GRANTED);
  now_us -= CT_LEASE_US + 1; /* with the lease held */
  assert_claim (fixture->first, "a", now_us, CT_CLAIM_GRANTED);
  assert_claim (fixture->first, "a", now_us, CT_CLAIM_POLLING);
}

/* Between its look at the clock and the lock a process may have to wait for the processor: what
 * another has begun meanwhile, and what it has ended, lies ahead of that look. */
static void
test_clock_read_before_lock (Fixture *fixture, gconstpointer user_data)
{
  static const gint64 waited_us[] = { 1, SECOND_US / 100, 2 * SECOND_US, CT_LEASE_US };

  for (guint i = 0; i < G_N_ELEMENTS (waited_us); i++)
    {
      gint64 attempt_us = NOW_US + i * HOUR_US, look_us = attempt_us - waited_us[i];

      assert_claim (fixture->first, "a", attempt_us, CT_CLAIM_GRANTED);
      assert_claim (fixture->second, "a", look_us, CT_CLAIM_POLLING);
      assert_early (fixture->second, "of the same site", look_us, attempt_us + SECOND_US);
      finish (fixture->first, "a", attempt_us, 1);
      assert_early (fixture->second, "a", look_us, attempt_us + 60 * SECOND_US);
    }
}

static void
test_failures_are_counted (Fixture *fixture, gconstpointer user_data)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  for (guint i = 0; i < 3; i++)
    {
      assert_claim (fixture->first, "a", NOW_US + i * HOUR_US, CT_CLAIM_GRANTED);
      finish_failed (fixture->first, "a", NOW_US + i * HOUR_US, -1);
    }
  g_assert_true (ct_poll_state_read (fixture->second, ORIGIN, "a", &record));
  g_assert_cmpuint (record.failures, ==, 3);
  g_assert_error (record.error, CT_ERROR, CT_ERROR_SERVER_ERROR);
  g_assert_cmpstr (record.error->message, ==, "It is “broken”\n");
  g_assert_cmpint (record.last_attempt_us, ==, NOW_US + 2 * HOUR_US);
  g_assert_null (record.reading);

  ct_poll_state_excuse (fixture->second, ORIGIN, "a");
  ct_poll_record_clear (&record);
  g_assert_true (ct_poll_state_read (fixture->first, ORIGIN, "a", &record));
  g_assert_cmpuint (record.failures, ==, 0);
  g_assert_no_error (record.error);
  assert_early (fixture->first, "a", NOW_US + 2 * HOUR_US + SECOND_US,
                NOW_US + 2 * HOUR_US + 60 * SECOND_US);
}

/* At the file. */
static void
look (CtPollState *state)
{
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  ct_poll_state_read (state, ORIGIN, "nobody", &record);
}

static void
test_origin_error (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) dead = g_error_new (CT_ERROR, CT_ERROR_UNREACHABLE, "Nobody there");
  g_autoptr (GError) error = NULL;
  gint64 since_us = 0, until_us = 0;

  ct_poll_state_set_origin_error (fixture->first, ORIGIN, dead, NOW_US, NOW_US + 300 * SECOND_US);
  look (fixture->second);
  error = ct_poll_state_get_origin_error (fixture->second, ORIGIN, NOW_US, &since_us, &until_us);
  g_assert_error (error, CT_ERROR, CT_ERROR_UNREACHABLE);
  g_assert_cmpint (since_us, ==, NOW_US);
  g_assert_cmpint (until_us, ==, NOW_US + 300 * SECOND_US);
  g_assert_null (
      ct_poll_state_get_origin_error (fixture->second, ORIGIN, until_us, &since_us, &until_us));
  /* The clock was set back: it says nothing. */
  g_assert_null (ct_poll_state_get_origin_error (fixture->second, ORIGIN, NOW_US - HOUR_US,
                                                 &since_us, &until_us));
  /* It answers again, if only to say no. */
  assert_claim (fixture->second, "a", NOW_US + SECOND_US, CT_CLAIM_GRANTED);
  finish_failed (fixture->second, "a", NOW_US + SECOND_US, -1);
  look (fixture->first);
  g_assert_null (ct_poll_state_get_origin_error (fixture->first, ORIGIN, NOW_US + SECOND_US,
                                                 &since_us, &until_us));
}

static void
test_in_memory (void)
{
  g_autoptr (CtPollState) state = ct_poll_state_new (NULL, NULL);
  g_auto (CtPollRecord) record;
  gint64 stored_us;
  g_autofree char *values = NULL;

  ct_poll_record_init (&record);
  ct_poll_state_watch (state);
  assert_claim (state, "a", NOW_US, CT_CLAIM_GRANTED);
  assert_claim (state, "a", NOW_US, CT_CLAIM_POLLING);
  finish (state, "a", NOW_US, 7);
  assert_early (state, "a", NOW_US, NOW_US + 60 * SECOND_US);
  g_assert_true (ct_poll_state_read (state, ORIGIN, "a", &record));
  g_assert_cmpint (remaining_of (&record), ==, 7);
  ct_poll_state_store_cached (state, "owner", "status", "{\"a\":1}", NOW_US);
  ct_poll_state_flush (state);
  values = ct_poll_state_load_cached (state, "owner", "status", &stored_us);
  g_assert_cmpstr (values, ==, "{\"a\":1}");
}

/* A file stands where the folder should be: not even root could write there. */
static void
test_not_writable (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->runtime_dir, "", 0, NULL));
  ct_poll_state_watch (fixture->first);
  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US, 7);
  assert_early (fixture->first, "a", NOW_US, NOW_US + 60 * SECOND_US);
  assert_claim (fixture->first, "a", NOW_US + 60 * SECOND_US, CT_CLAIM_GRANTED);
}

/* --- Files --- */

static void
test_modes_and_leftovers (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = runtime_file (fixture, ".json"),
                  *leftover = runtime_file (fixture, ".new");
  struct stat status;

  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US, 7);
  g_assert_cmpint (g_stat (fixture->runtime_dir, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (leftover, G_FILE_TEST_EXISTS));
}

static void
test_foreign_files (Fixture *fixture, gconstpointer user_data)
{
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "null",
    "\"accounts\"",
    "{\"accounts\":[]}",
    "{\"accounts\":{\"a\":7}}",
    "{\"accounts\":{\"a\":{\"last_attempt\":\"yesterday\",\"error\":7,\"reading\":[],\"failures\":-"
    "3}}}",
    "{\"accounts\":{\"a\":{\"last_attempt\":1e40,\"polling_until\":-7,\"error\":{\"code\":\"?\"}}}"
    "}",
    "{\"accounts\":{\"a\":{\"last_attempt\":9223372036854775807,\"polling_until\":"
    "9223372036854775807}}}",
    "{\"accounts\":{\"a\":{\"last_attempt\":0,\"polling_until\":9223372036854775807}}}",
    "{\"origin_error\":{\"code\":\"tls\",\"message\":7},\"accounts\":{\"b\":null}}",
    "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CtPollState) state = NULL;

      g_test_message ("row %u", i); /* not all are text */
      write_runtime_file (fixture, texts[i]);
      state = ct_poll_state_new (fixture->runtime_dir, fixture->state_dir);
      assert_claim (state, "a", NOW_US, CT_CLAIM_GRANTED);
      finish (state, "a", NOW_US, 7);
      assert_early (state, "a", NOW_US, NOW_US + 60 * SECOND_US);
    }
}

/* What is broken is not taken for an empty file: the floors that are known still hold. */
static void
test_broken_while_running (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = runtime_file (fixture, ".json");

  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US, 7);
  write_runtime_file (fixture, "{\"acc");
  assert_early (fixture->first, "a", NOW_US, NOW_US + 60 * SECOND_US);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_early (fixture->first, "a", NOW_US, NOW_US + 60 * SECOND_US);
}

static void
test_reboot (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = runtime_file (fixture, ".json");
  g_autoptr (CtPollState) rebooted = NULL;
  g_auto (CtPollRecord) record;

  ct_poll_record_init (&record);
  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US, 7);
  ct_poll_state_flush (fixture->first);
  g_assert_cmpint (g_unlink (path), ==, 0);
  rebooted = ct_poll_state_new (fixture->runtime_dir, fixture->state_dir);
  g_assert_true (ct_poll_state_read (rebooted, ORIGIN, "a", &record));
  g_assert_cmpint (remaining_of (&record), ==, 7);
  g_assert_cmpint (record.updated_us, ==, NOW_US);
  g_assert_cmpint (record.last_attempt_us, ==, -1);
}

static void
test_forget (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtPollState) later = NULL;
  g_auto (CtPollRecord) record;
  gint64 stored_us;

  ct_poll_record_init (&record);
  assert_claim (fixture->first, "a", NOW_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "a", NOW_US, 7);
  assert_claim (fixture->first, "b", NOW_US + HOUR_US, CT_CLAIM_GRANTED);
  finish (fixture->first, "b", NOW_US + HOUR_US, 8);
  ct_poll_state_store_cached (fixture->first, "a", "plan", "{}", NOW_US);
  ct_poll_state_forget (fixture->first, ORIGIN, "a");
  g_assert_false (ct_poll_state_read (fixture->first, ORIGIN, "a", &record));
  ct_poll_state_flush (fixture->first);

  later = ct_poll_state_new (fixture->runtime_dir, fixture->state_dir);
  g_assert_false (ct_poll_state_read (later, ORIGIN, "a", &record));
  g_assert_null (ct_poll_state_load_cached (later, "a", "plan", &stored_us));
  g_assert_true (ct_poll_state_read (later, ORIGIN, "b", &record));
  g_assert_cmpint (remaining_of (&record), ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/pollstate/floor", test_floor);
  ADD ("/pollstate/retry-after", test_retry_after);
  ADD ("/pollstate/gap-within-origin", test_gap_within_origin);
  ADD ("/pollstate/floor-per-origin", test_floor_per_origin);
  ADD ("/pollstate/clock-set-back", test_clock_set_back);
  ADD ("/pollstate/clock-read-before-lock", test_clock_read_before_lock);
  ADD ("/pollstate/failures-are-counted", test_failures_are_counted);
  ADD ("/pollstate/origin-error", test_origin_error);
  g_test_add_func ("/pollstate/in-memory", test_in_memory);
  ADD ("/pollstate/not-writable", test_not_writable);
  ADD ("/pollstate/modes-and-leftovers", test_modes_and_leftovers);
  ADD ("/pollstate/foreign-files", test_foreign_files);
  ADD ("/pollstate/broken-while-running", test_broken_while_running);
  ADD ("/pollstate/reboot", test_reboot);
  ADD ("/pollstate/forget", test_forget);
#undef ADD
  return g_test_run ();
}
