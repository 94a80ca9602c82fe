#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "alert-command.h"
#include "support/settings-fixture.h"

#define NOW_US (G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC)

typedef struct
{
  Fixture settings;
  CtClock *clock;          /* (owned) */
  CtAlertCommand *command; /* (owned) */
  char *out;               /* (owned) a file for what commands say */
  char *failure;           /* (nullable) (owned) the last one */
  guint tick_id;           /* wakes the main loop: files are looked at again */
} CommandFixture;

static void
on_failed (CtAlertCommand *command, const char *message, gpointer user_data)
{
  CommandFixture *fixture = user_data;

  g_free (fixture->failure);
  fixture->failure = g_strdup (message);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
set_up (CommandFixture *fixture, gconstpointer user_data)
{
  fixture_set_up (&fixture->settings, NULL);
  fixture->out = g_build_filename (fixture->settings.folder, "out", NULL);
  fixture->clock = ct_clock_new_manual (NOW_US);
  fixture->command = ct_alert_command_new (
      fixture->clock, ct_settings_get_general (fixture_open (&fixture->settings)));
  g_signal_connect (fixture->command, "failed", G_CALLBACK (on_failed), fixture);
  fixture->tick_id = g_timeout_add (10, on_tick, NULL);
}

static void
tear_down (CommandFixture *fixture, gconstpointer user_data)
{
  g_source_remove (fixture->tick_id);
  g_assert_finalize_object (fixture->command);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->clock);
  fixture_tear_down (&fixture->settings, NULL);
  g_free (fixture->out);
  g_free (fixture->failure);
}

/* sh -c SCRIPT sh OUT: the shell is this test's. */
static void
set_script (CommandFixture *fixture, const char *script)
{
  const char *const arguments[] = { "/bin/sh", "-c", script, "sh", fixture->out, NULL };

  g_settings_set_strv (ct_settings_get_general (fixture->settings.settings), "alert-command",
                       arguments);
}

static void
run (CommandFixture *fixture, CtAlertKind kind)
{
  CtAlert alert = {
    .kind = kind,
    .time_us = NOW_US,
    .account_id = (char *) "6f0c2f6e-0000-4000-8000-000000000001",
    .account_name = (char *) "Work; rm -rf \"$HOME\"",
    .balance_id = (char *) "main",
    .has_amount = TRUE,
    .last_good_us = -1,
  };

  g_assert_true (ct_money_init (&alert.amount, 4990000, "USD"));
  ct_alert_command_run (fixture->command, &alert);
}

/* (nullable) (transfer full) */
static char *
read_out (CommandFixture *fixture)
{
  char *text = NULL;

  g_file_get_contents (fixture->out, &text, NULL, NULL);
  return text;
}

static gboolean
has_said (CommandFixture *fixture, const char *expected)
{
  g_autofree char *text = read_out (fixture);

  return g_strcmp0 (text, expected) == 0;
}

static void
test_json_on_standard_input (CommandFixture *fixture, gconstpointer user_data)
{
  g_autofree char *text = NULL;

  set_script (fixture, "cat >\"$1.new\"; mv \"$1.new\" \"$1\"");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (g_file_test (fixture->out, G_FILE_TEST_EXISTS));
  text = read_out (fixture);
  g_assert_true (g_str_has_suffix (text, "}\n"));
  g_assert_nonnull (strstr (text, "\"kind\":\"low\""));
  g_assert_nonnull (strstr (text, "\"amount\":\"4.99\""));
  g_assert_null (fixture->failure);
}

static void
test_off_by_default (CommandFixture *fixture, gconstpointer user_data)
{
  run (fixture, CT_ALERT_LOW);
  set_script (fixture, "printf ran >>\"$1\"");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (has_said (fixture, "ran"));
}

/* One after the other, in their order, and each reads its own. */
static void
test_order (CommandFixture *fixture, gconstpointer user_data)
{
  set_script (fixture, "sed 's/.*\"kind\":\"\\([a-z]*\\)\".*/\\1/' >>\"$1\"");
  run (fixture, CT_ALERT_LOW);
  run (fixture, CT_ALERT_CRITICAL);
  run (fixture, CT_ALERT_EMPTY);
  fixture_wait_until (has_said (fixture, "low\ncritical\nempty\n"));
}

static void
test_it_need_not_read (CommandFixture *fixture, gconstpointer user_data)
{
  set_script (fixture, "exec <&-; printf x >>\"$1\"");
  for (guint i = 0; i < 3; i++)
    run (fixture, CT_ALERT_LOW);
  fixture_wait_until (has_said (fixture, "xxx"));
  g_assert_null (fixture->failure);
}

static void
test_failures_are_told (CommandFixture *fixture, gconstpointer user_data)
{
  const char *const missing[] = { "/nonexistent/command", NULL };

  set_script (fixture, "exit 7");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (fixture->failure != NULL);
  g_assert_nonnull (strstr (fixture->failure, "7"));

  g_clear_pointer (&fixture->failure, g_free);
  g_settings_set_strv (ct_settings_get_general (fixture->settings.settings), "alert-command",
                       missing);
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (fixture->failure != NULL);
  g_assert_nonnull (strstr (fixture->failure, "/nonexistent/command"));
}

/* Or dead and not yet buried: proc(5), the state is behind the name in brackets. */
static gboolean
is_gone (CommandFixture *fixture)
{
  g_autofree char *pid = read_out (fixture);
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_strchomp (pid));
  g_autofree char *stat = NULL;

  return !g_file_get_contents (path, &stat, NULL, NULL) || strstr (stat, ") Z") != NULL;
}

static gboolean
is_written (CommandFixture *fixture)
{
  g_autofree char *text = read_out (fixture);

  return text != NULL && g_str_has_suffix (text, "\n");
}

/* What it has started is ended, too; the next one runs. Should this fail, what is left does not
 * keep our output open. */
static void
test_it_takes_too_long (CommandFixture *fixture, gconstpointer user_data)
{
  set_script (fixture, "sleep 1000 >/dev/null 2>&1 & echo $! >\"$1\"; wait");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (is_written (fixture));
  ct_clock_advance_to (fixture->clock, NOW_US + CT_ALERT_COMMAND_LIMIT_US - 1);
  g_assert_false (is_gone (fixture));
  g_assert_null (fixture->failure);
  ct_clock_advance_to (fixture->clock, NOW_US + CT_ALERT_COMMAND_LIMIT_US);
  fixture_wait_until (fixture->failure != NULL);
  g_assert_nonnull (strstr (fixture->failure, "30"));
  fixture_wait_until (is_gone (fixture));

  set_script (fixture, "printf next >\"$1\"");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (has_said (fixture, "next"));
}

static void
test_environment (CommandFixture *fixture, gconstpointer user_data)
{
  g_setenv ("CREDENTIALS_DIRECTORY", "/run/credentials/x", TRUE);
  set_script (fixture, "printf '<%s>' \"$CREDENTIALS_DIRECTORY\" >>\"$1\"");
  run (fixture, CT_ALERT_LOW);
  fixture_wait_until (has_said (fixture, "<>"));
  g_unsetenv ("CREDENTIALS_DIRECTORY");
}

#define ADD(path, func) g_test_add (path, CommandFixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/alert-command/json-on-standard-input", test_json_on_standard_input);
  ADD ("/alert-command/off-by-default", test_off_by_default);
  ADD ("/alert-command/order", test_order);
  ADD ("/alert-command/it-need-not-read", test_it_need_not_read);
  ADD ("/alert-command/failures-are-told", test_failures_are_told);
  ADD ("/alert-command/it-takes-too-long", test_it_takes_too_long);
  ADD ("/alert-command/environment", test_environment);
  return g_test_run ();
}
