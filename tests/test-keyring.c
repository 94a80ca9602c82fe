#include "config.h"

#include "keyring.h"

#include <string.h>

#include <glib/gstdio.h>

#include "error.h"
#include "keyring-calls.h"
#include "keyring-daemon.h"
#include "loop.h"

#define WORK "11111111-1111-4111-8111-111111111111"
#define HOME "22222222-2222-4222-8222-222222222222"
#define ORIGIN "https://api.laozhang.ai:443"
#define OTHER_ORIGIN "https://api.example.org:443"

/* --- A keyring on a daemon of its own ------------------------------------------------------- */

typedef struct
{
  GDBusConnection *bus;  /* (owned) */
  KeyringDaemon *daemon; /* (owned) */
  CtKeyring *keyring;    /* (owned) */
  gboolean was_locked;
  gboolean was_lost;
  gboolean was_unlocked;
} Fixture;

static void
set_flag (CtKeyring *keyring, gboolean *flag)
{
  *flag = TRUE;
}

static CtKeyring *
watched_keyring (Fixture *fixture, const char *credentials_dir)
{
  CtKeyring *keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, credentials_dir);

  g_signal_connect (keyring, "locked", G_CALLBACK (set_flag), &fixture->was_locked);
  g_signal_connect (keyring, "lost", G_CALLBACK (set_flag), &fixture->was_lost);
  g_signal_connect (keyring, "unlocked", G_CALLBACK (set_flag), &fixture->was_unlocked);
  return keyring;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->daemon = keyring_daemon_new (fixture->bus);
  fixture->keyring = watched_keyring (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  keyring_daemon_free (fixture->daemon);
  g_assert_finalize_object (fixture->keyring);
  secret_service_disconnect (); /* of the process: the next test's daemon is another one */
  g_object_unref (fixture->bus);
}

static void
expect_signal (gboolean *flag)
{
  test_loop_until (flag);
  *flag = FALSE;
}

static void
lock (Fixture *fixture)
{
  keyring_daemon_lock (fixture->daemon);
  expect_signal (&fixture->was_locked);
}

/* --- Unlocked ------------------------------------------------------------------------------- */

static void
test_store_lookup_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-first");
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-first");
  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-second");
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-second");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, WORK), ==, 1);

  keyring_store (fixture->keyring, HOME, ORIGIN, "sk-home");
  g_assert_true (keyring_forget (fixture->keyring, WORK, &error));
  g_assert_no_error (error);
  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);
  assert_token (fixture->keyring, HOME, ORIGIN, "sk-home");

  g_assert_true (keyring_forget (fixture->keyring, WORK, &error));
  g_assert_no_error (error);
}

static gint64
get_stored_us (CtKeyring *keyring, const char *account_id)
{
  g_auto (KeyringCall) call = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 stored_us;

  ct_keyring_get_stored_us_async (keyring, account_id, ORIGIN, NULL, keyring_call_done, &call);
  test_loop_until (&call.done);
  stored_us = ct_keyring_get_stored_us_finish (keyring, call.result, &error);
  g_assert_no_error (error);
  return stored_us;
}

/* Known while it is locked, too. */
static void
test_stored_us (Fixture *fixture, gconstpointer data)
{
  gint64 begin_us = g_get_real_time (), stored_us;

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-first");
  stored_us = get_stored_us (fixture->keyring, WORK);
  g_assert_cmpint (stored_us, >=, begin_us - G_USEC_PER_SEC);
  g_assert_cmpint (stored_us, <=, g_get_real_time ());
  g_assert_cmpint (get_stored_us (fixture->keyring, HOME), ==, -1);
  lock (fixture);
  g_assert_cmpint (get_stored_us (fixture->keyring, WORK), ==, stored_us);
}

static void
test_bound_to_origin (Fixture *fixture, gconstpointer data)
{
  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");

  assert_no_token (fixture->keyring, WORK, OTHER_ORIGIN, CT_ERROR_TOKEN_MISSING);
  assert_no_token (fixture->keyring, WORK, "https://api.laozhang.ai", CT_ERROR_TOKEN_MISSING);
  assert_no_token (fixture->keyring, WORK, "https://API.laozhang.ai:443", CT_ERROR_TOKEN_MISSING);
  assert_no_token (fixture->keyring, WORK, "", CT_ERROR_TOKEN_MISSING);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

static void
test_new_origin_supersedes (Fixture *fixture, gconstpointer data)
{
  keyring_store (fixture->keyring, HOME, ORIGIN, "sk-home");
  keyring_daemon_add_token (fixture->daemon, WORK, "https://one.example:443", "sk-one");
  keyring_daemon_add_token (fixture->daemon, WORK, "https://two.example:443", "sk-two");
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, WORK), ==, 2);

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");

  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, WORK), ==, 1);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
  assert_token (fixture->keyring, HOME, ORIGIN, "sk-home");
}

static void
test_forget_every_origin (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_daemon_add_token (fixture->daemon, WORK, ORIGIN, "sk-one");
  keyring_daemon_add_token (fixture->daemon, WORK, OTHER_ORIGIN, "sk-two");

  g_assert_true (keyring_forget (fixture->keyring, WORK, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, WORK), ==, 0);
}

/* A person can edit items in the keyring's own window. */
static void
test_edited_item (Fixture *fixture, gconstpointer data)
{
  keyring_daemon_add_token (fixture->daemon, WORK, ORIGIN, "sk-edited\n");
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-edited");

  keyring_daemon_add_token (fixture->daemon, WORK, ORIGIN, "two words");
  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_TOKEN_REJECTED);
}

/* --- Locked --------------------------------------------------------------------------------- */

static void
test_locked_without_prompt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KeyringPrompter) prompter = keyring_prompter_new (fixture->bus);

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  lock (fixture);

  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_KEYRING_LOCKED);
  assert_no_token (fixture->keyring, WORK, OTHER_ORIGIN, CT_ERROR_TOKEN_MISSING);
  assert_no_token (fixture->keyring, HOME, ORIGIN, CT_ERROR_TOKEN_MISSING);
  g_assert_cmpuint (keyring_prompter_get_n_prompts (prompter), ==, 0);

  fixture->was_unlocked = FALSE;
  keyring_daemon_unlock (fixture->daemon);
  expect_signal (&fixture->was_unlocked);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

static void
test_forget_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  lock (fixture);

  g_assert_false (keyring_forget (fixture->keyring, WORK, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  g_assert_true (keyring_forget (fixture->keyring, HOME, &error));
  g_assert_no_error (error);

  keyring_daemon_unlock (fixture->daemon);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

/* Without a prompter the daemon takes every prompt as dismissed. */
static void
test_prompt_dismissed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  g_assert_true (keyring_unlock (fixture->keyring, &error));
  g_assert_no_error (error);
  lock (fixture);

  g_assert_false (keyring_try_store (fixture->keyring, WORK, ORIGIN, "sk-new", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  g_assert_false (keyring_unlock (fixture->keyring, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_LOCKED);

  keyring_daemon_unlock (fixture->daemon);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

static void
wait_for_prompt (KeyringPrompter *prompter)
{
  while (keyring_prompter_get_n_prompts (prompter) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* libsecret ends a prompt that died by returning an error that it does not have, and never calls
 * back. (g_test_expect_message() would not tell when.) */
static void
on_critical (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  gboolean *libsecret_gave_up = user_data;

  g_assert_cmpstr (message, ==, "g_task_return_error: assertion 'error != NULL' failed");
  *libsecret_gave_up = TRUE;
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return g_strcmp0 (domain, "GLib-GIO") != 0;
}

static void
kill_in_prompt (Fixture *fixture)
{
  gboolean libsecret_gave_up = FALSE;
  guint handler_id = g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL,
                                        on_critical, &libsecret_gave_up);

  g_test_log_set_fatal_handler (is_fatal, NULL);
  keyring_daemon_kill (fixture->daemon);
  test_loop_until (&libsecret_gave_up);
  g_test_log_set_fatal_handler (NULL, NULL);
  g_log_remove_handler ("GLib-GIO", handler_id);
}

/* Cancelling libsecret's call here would abort the daemon. */
static void
test_cancel_prompt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KeyringPrompter) prompter = keyring_prompter_new (fixture->bus);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (KeyringCall) call = { 0 };

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  lock (fixture);

  ct_keyring_unlock_async (fixture->keyring, cancellable, keyring_call_done, &call);
  wait_for_prompt (prompter);
  g_assert_false (call.done);
  g_cancellable_cancel (cancellable);
  test_loop_until (&call.done);

  g_assert_false (ct_keyring_unlock_finish (fixture->keyring, call.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (keyring_daemon_count_tokens (fixture->daemon, WORK), ==, 1);

  kill_in_prompt (fixture);
}

static void
test_death_in_prompt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KeyringPrompter) prompter = keyring_prompter_new (fixture->bus);
  g_autoptr (GError) error = NULL;
  g_auto (KeyringCall) call = { 0 };

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  lock (fixture);

  ct_keyring_unlock_async (fixture->keyring, NULL, keyring_call_done, &call);
  wait_for_prompt (prompter);
  kill_in_prompt (fixture);
  test_loop_until (&call.done);

  g_assert_false (ct_keyring_unlock_finish (fixture->keyring, call.result, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
}

/* --- Away ----------------------------------------------------------------------------------- */

static void
test_away_and_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  keyring_daemon_kill (fixture->daemon);
  expect_signal (&fixture->was_lost);
  g_assert_false (fixture->was_locked);

  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_KEYRING_MISSING);
  g_assert_false (keyring_try_store (fixture->keyring, WORK, ORIGIN, "sk-new", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
  g_clear_error (&error);
  g_assert_false (keyring_forget (fixture->keyring, WORK, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
  g_clear_error (&error);
  g_assert_false (keyring_unlock (fixture->keyring, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);

  fixture->was_unlocked = FALSE;
  keyring_daemon_start (fixture->daemon);
  expect_signal (&fixture->was_unlocked);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

/* The first call to the new service must not use libsecret's session with the old one. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  fixture->was_unlocked = FALSE;
  keyring_daemon_kill (fixture->daemon);
  keyring_daemon_start (fixture->daemon);
  expect_signal (&fixture->was_unlocked);
  g_assert_true (fixture->was_lost);

  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-new");

  /* What the new one tells is heard. */
  fixture->was_locked = FALSE;
  lock (fixture);
  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_KEYRING_LOCKED);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  ct_keyring_set_deadline_ms (fixture->keyring, 50);
  fixture->was_unlocked = FALSE;
  keyring_daemon_suspend (fixture->daemon);

  gint64 start_us = g_get_monotonic_time ();
  assert_no_token (fixture->keyring, WORK, ORIGIN, CT_ERROR_KEYRING_MISSING);
  gint64 taken_us = g_get_monotonic_time () - start_us;
  g_assert_cmpint (taken_us, >=, 50 * 1000);
  g_assert_cmpint (taken_us, <, 5 * G_USEC_PER_SEC);
  g_assert_false (fixture->was_unlocked);

  keyring_daemon_resume (fixture->daemon);
  expect_signal (&fixture->was_unlocked);

  ct_keyring_set_deadline_ms (fixture->keyring, 5000);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

/* The late answer must find nobody: neither the caller nor the keyring. */
static void
test_late_answer_outlives_keyring (Fixture *fixture, gconstpointer data)
{
  CtKeyring *keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);

  keyring_store (keyring, WORK, ORIGIN, "sk-work");
  ct_keyring_set_deadline_ms (keyring, 20);
  keyring_daemon_suspend (fixture->daemon);
  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_KEYRING_MISSING);
  g_assert_finalize_object (keyring);

  keyring_daemon_resume (fixture->daemon);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

static void
test_cancel_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (KeyringCall) call = { 0 };

  keyring_store (fixture->keyring, WORK, ORIGIN, "sk-work");
  ct_keyring_lookup_async (fixture->keyring, WORK, ORIGIN, cancellable, keyring_call_done, &call);
  g_cancellable_cancel (cancellable);
  test_loop_until (&call.done);

  g_assert_null (ct_keyring_lookup_finish (fixture->keyring, call.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_token (fixture->keyring, WORK, ORIGIN, "sk-work");
}

/* --- No bus, credentials, memory ------------------------------------------------------------ */

static void
test_no_bus (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_autoptr (CtKeyring) keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (keyring_lookup (keyring, WORK, ORIGIN, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
  g_assert_nonnull (strstr (error->message, "session bus"));
  g_clear_error (&error);
  g_assert_false (keyring_try_store (keyring, WORK, ORIGIN, "sk-work", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
}

#define LONG_LINE_LENGTH 6000

typedef struct
{
  const char *content; /* NULL: no file */
  const char *token;   /* NULL: refused */
  int code;
  const char *reason;
} CredentialRow;

static const CredentialRow credential_rows[] = {
  { ORIGIN "\nsk-server\n", "sk-server", 0, "two lines" },
  { ORIGIN "\nsk-server", "sk-server", 0, "no line end after the token" },
  { ORIGIN "\r\nsk-server\r\n", "sk-server", 0, "written on Windows" },
  { NULL, NULL, CT_ERROR_KEYRING_MISSING, "no file: that there is no service says more" },
  { OTHER_ORIGIN "\nsk-server\n", NULL, CT_ERROR_TOKEN_MISSING, "another origin" },
  { ORIGIN "0\nsk-server\n", NULL, CT_ERROR_TOKEN_MISSING, "an origin that only begins the same" },
  { "https://api.laozhang.ai\nsk-server\n", NULL, CT_ERROR_TOKEN_MISSING, "an origin cut short" },
  { "sk-server\n", NULL, CT_ERROR_TOKEN_MISSING, "the origin forgotten" },
  { "sk-server", NULL, CT_ERROR_TOKEN_MISSING, "one line" },
  { "", NULL, CT_ERROR_TOKEN_MISSING, "empty" },
  { ORIGIN "\n\n", NULL, CT_ERROR_TOKEN_MISSING, "the token forgotten" },
  { ORIGIN "\nsk-one\nsk-two\n", NULL, CT_ERROR_TOKEN_REJECTED, "a third line" },
};

static void
write_credential (const char *path, const char *content)
{
  g_autoptr (GError) error = NULL;

  if (content == NULL)
    {
      g_remove (path);
      return;
    }

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

static void
test_credentials (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("credit-tray-credentials-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (dir, "credit-tray." WORK, NULL);
  g_autoptr (CtKeyring) keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, dir);

  keyring_store (keyring, WORK, ORIGIN, "sk-keyring");
  write_credential (path, ORIGIN "\nsk-server\n");
  assert_token (keyring, WORK, ORIGIN, "sk-keyring"); /* a service that is there goes first */
  g_assert_true (keyring_forget (keyring, WORK, &error));
  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);

  keyring_daemon_kill (fixture->daemon);
  for (gsize i = 0; i < G_N_ELEMENTS (credential_rows); i++)
    {
      const CredentialRow *row = &credential_rows[i];

      g_test_message ("%s", row->reason);
      write_credential (path, row->content);
      if (row->token != NULL)
        assert_token (keyring, WORK, ORIGIN, row->token);
      else
        assert_no_token (keyring, WORK, ORIGIN, row->code);
    }

  g_autofree char *filler = g_strnfill (LONG_LINE_LENGTH, ' ');
  g_autofree char *too_long = g_strconcat (ORIGIN "\nsk-server", filler, "\n", NULL);
  write_credential (path, too_long); /* cut where the buffer ends it would read as a token */
  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);

  write_credential (path, NULL);
  g_mkdir (path, 0700); /* not readable as a file, even for root */
  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);
  g_rmdir (path);

  g_assert_false (keyring_try_store (keyring, WORK, ORIGIN, "sk-new", &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_KEYRING_MISSING);
  g_assert_cmpint (g_rmdir (dir), ==, 0); /* nothing was written */
}

static void
test_memory (void)
{
  g_autoptr (CtKeyring) keyring = ct_keyring_new (CT_KEYRING_MEMORY, NULL);
  g_autoptr (GError) error = NULL;

  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);
  keyring_store (keyring, WORK, ORIGIN, "sk-work");
  keyring_store (keyring, HOME, ORIGIN, "sk-home");
  assert_token (keyring, WORK, ORIGIN, "sk-work");
  assert_no_token (keyring, WORK, OTHER_ORIGIN, CT_ERROR_TOKEN_MISSING);

  keyring_store (keyring, WORK, OTHER_ORIGIN, "sk-moved");
  assert_no_token (keyring, WORK, ORIGIN, CT_ERROR_TOKEN_MISSING);
  assert_token (keyring, WORK, OTHER_ORIGIN, "sk-moved");

  g_assert_true (keyring_unlock (keyring, &error));
  g_assert_true (keyring_forget (keyring, WORK, &error));
  g_assert_true (keyring_forget (keyring, WORK, &error));
  g_assert_no_error (error);
  assert_no_token (keyring, WORK, OTHER_ORIGIN, CT_ERROR_TOKEN_MISSING);
  assert_token (keyring, HOME, ORIGIN, "sk-home");
}

static void
add (const char *path, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/keyring/store-lookup-forget", test_store_lookup_forget);
  add ("/keyring/stored-us", test_stored_us);
  add ("/keyring/bound-to-origin", test_bound_to_origin);
  add ("/keyring/new-origin-supersedes", test_new_origin_supersedes);
  add ("/keyring/forget-every-origin", test_forget_every_origin);
  add ("/keyring/edited-item", test_edited_item);
  add ("/keyring/locked-without-prompt", test_locked_without_prompt);
  add ("/keyring/forget-locked", test_forget_locked);
  add ("/keyring/prompt-dismissed", test_prompt_dismissed);
  add ("/keyring/cancel-prompt", test_cancel_prompt);
  add ("/keyring/death-in-prompt", test_death_in_prompt);
  add ("/keyring/away-and-back", test_away_and_back);
  add ("/keyring/restart", test_restart);
  add ("/keyring/deadline", test_deadline);
  add ("/keyring/late-answer-outlives-keyring", test_late_answer_outlives_keyring);
  add ("/keyring/cancel-lookup", test_cancel_lookup);
  add ("/keyring/credentials", test_credentials);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/memory", test_memory);

  return g_test_subprocess () ? g_test_run () : keyring_run_on_private_bus ();
}
