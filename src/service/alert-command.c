#include "config.h"

#include "alert-command.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

struct _CtAlertCommand
{
  GObject parent_instance;

  CtClock *clock;            /* (owned) */
  GSettings *general;        /* (owned) */
  GQueue *waiting;           /* (owned) of char (owned): what commands are to read */
  GSubprocess *process;      /* (nullable) (owned) the one that runs */
  GCancellable *cancellable; /* (owned) ends the waiting, not the command */
  CtAlarm *limit;            /* (owned) */
  gboolean too_late;         /* the one that runs was killed */
};

G_DEFINE_FINAL_TYPE (CtAlertCommand, ct_alert_command, G_TYPE_OBJECT)

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void run_next (CtAlertCommand *self);

static void
fail (CtAlertCommand *self, const char *message)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, message);
}

/* --- One command --- */

/* Between fork and exec: a group of its own, so that what it starts can be ended with it. */
static void
lead_group (gpointer user_data)
{
  setpgid (0, 0);
}

static void
on_limit (gpointer user_data)
{
  CtAlertCommand *self = user_data;
  const char *pid = self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;

  if (pid == NULL)
    return;
  self->too_late = TRUE;
  kill (-(pid_t) g_ascii_strtoll (pid, NULL, 10), SIGKILL);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtAlertCommand *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean succeeded = g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self is gone */
  ct_alarm_set (self->limit, -1);
  g_clear_object (&self->process);
  if (self->too_late)
    fail (self, _ ("It took longer than 30 seconds and was ended."));
  else if (!succeeded)
    fail (self, error->message);
  run_next (self);
}

/* What the command reads: a file without a name. A pipe would end us when nobody reads it. -1:
 * error.
 */
static int
open_input (const char *text, GError **error)
{
  int fd = memfd_create ("alert", MFD_CLOEXEC);
  gssize length = strlen (text);

  if (fd >= 0 && write (fd, text, length) == length && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static GSubprocess *
start (char **arguments, const char *text, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  int input = open_input (text, error);

  if (input < 0)
    return NULL;
  g_subprocess_launcher_take_stdin_fd (launcher, input);
  /* Where systemd has put tokens for us. */
  g_subprocess_launcher_unsetenv (launcher, "CREDENTIALS_DIRECTORY");
  g_subprocess_launcher_set_child_setup (launcher, lead_group, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, error);
}

static void
run_next (CtAlertCommand *self)
{
  g_auto (GStrv) arguments = g_settings_get_strv (self->general, "alert-command");
  g_autofree char *text = g_queue_pop_head (self->waiting);
  g_autoptr (GError) error = NULL;

  if (text == NULL || arguments[0] == NULL)
    return;
  self->too_late = FALSE;
  self->process = start (arguments, text, &error);
  if (self->process == NULL)
    {
      fail (self, error->message);
      run_next (self);
      return;
    }
  ct_alarm_set (self->limit, ct_clock_now_us (self->clock) + CT_ALERT_COMMAND_LIMIT_US);
  g_subprocess_wait_check_async (self->process, self->cancellable, on_ended, self);
}

void
ct_alert_command_run (CtAlertCommand *self, const CtAlert *alert)
{
  g_auto (GStrv) arguments = g_settings_get_strv (self->general, "alert-command");
  g_autofree char *json = NULL;

  if (arguments[0] == NULL)
    return;
  if (g_queue_get_length (self->waiting) >= CT_ALERT_COMMAND_MAX_WAITING)
    return;
  json = ct_alert_to_json (alert);
  g_queue_push_tail (self->waiting, g_strconcat (json, "\n", NULL));
  if (self->process == NULL)
    run_next (self);
}

/* --- The object --- */

static void
ct_alert_command_finalize (GObject *object)
{
  CtAlertCommand *self = CT_ALERT_COMMAND (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->process);
  g_clear_pointer (&self->limit, ct_alarm_free);
  g_queue_free_full (self->waiting, g_free);
  g_clear_object (&self->general);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ct_alert_command_parent_class)->finalize (object);
}

static void
ct_alert_command_class_init (CtAlertCommandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_alert_command_finalize;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", CT_TYPE_ALERT_COMMAND, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_alert_command_init (CtAlertCommand *self)
{
  self->waiting = g_queue_new ();
  self->cancellable = g_cancellable_new ();
}

CtAlertCommand *
ct_alert_command_new (CtClock *clock, GSettings *general)
{
  CtAlertCommand *self = g_object_new (CT_TYPE_ALERT_COMMAND, NULL);

  self->clock = g_object_ref (clock);
  self->general = g_object_ref (general);
  self->limit = ct_alarm_new (clock, on_limit, self);
  return self;
}
