/* The applet as it is, on a clock that is in a hurry: the linker (--wrap) gives it a manual clock,
 * which goes on to its next alarm whenever there is nothing left to do at this time.
 *
 * At the end of every hour and every day it says "hour N" or "day N" and waits for a line. Every
 * night it sleeps for two hours, and nobody tells it; for an hour of every day its window is open.
 */
#include "config.h"

#include <glib-unix.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <unistd.h>

#include "application.h"
#include "process.h"
#include "session.h"

#define BEGIN_US (G_GINT64_CONSTANT (1795305600) * G_USEC_PER_SEC) /* 2026-11-22 00:00 */
#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define HOURS_A_DAY 24
#define SLEEP_AT 3
#define SLEEP_HOURS 2
#define WINDOW_AT 9

typedef struct
{
  GSource source;
  GApplication *application; /* (unowned) */
  gint64 n_hours;            /* over */
  gboolean waits;            /* for a line */
} Hurry;

static CtSession *session; /* (unowned) NULL: not yet, or no longer */

CtClock *__wrap_ct_clock_new_system (void);
gint64 __wrap_g_get_real_time (void);
CtSession *__wrap_ct_session_new (gboolean demo, GError **error);
void __wrap_ct_session_free (CtSession *self);
CtSession *__real_ct_session_new (gboolean demo, GError **error);
void __real_ct_session_free (CtSession *self);

CtClock *
__wrap_ct_clock_new_system (void)
{
  return ct_clock_new_manual (BEGIN_US);
}

gint64
__wrap_g_get_real_time (void)
{
  return session != NULL ? ct_clock_now_us (session->clock) : BEGIN_US;
}

CtSession *
__wrap_ct_session_new (gboolean demo, GError **error)
{
  session = __real_ct_session_new (demo, error);
  return session;
}

void
__wrap_ct_session_free (CtSession *self)
{
  session = NULL;
  __real_ct_session_free (self);
}

/* --- What happens at what hour --- */

static void
open_window (GApplication *application)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "balances",
                                  g_variant_new_string (""));
}

static void
close_windows (GApplication *application)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (application))) != NULL)
    gtk_widget_destroy (windows->data);
}

static void
say (Hurry *self, const char *what, gint64 n)
{
  printf ("%s %d\n", what, (int) n);
  fflush (stdout);
  self->waits = TRUE;
}

static void
end_hour (Hurry *self)
{
  guint hour = (guint) (++self->n_hours % HOURS_A_DAY);

  if (hour == SLEEP_AT)
    {
      self->n_hours += SLEEP_HOURS;
      ct_clock_jump_to (session->clock, BEGIN_US + self->n_hours * HOUR_US);
    }
  if (hour == WINDOW_AT)
    open_window (self->application);
  if (hour == WINDOW_AT + 1)
    close_windows (self->application);
  if (hour == 0)
    say (self, "day", self->n_hours / HOURS_A_DAY);
  else
    say (self, "hour", self->n_hours);
}

/* --- When there is nothing left to do --- */

static gboolean
is_fetching (void)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (session->accounts);

  for (guint i = 0; i < accounts->len; i++)
    if (ct_account_get_state (accounts->pdata[i]) == CT_STATE_FETCHING)
      return TRUE;
  return FALSE;
}

/* Accounts that are busy and not fetched wait for the keyring, or for a second: their turn. */
static gboolean
is_busy (void)
{
  gint64 next_us = ct_clock_get_next_alarm_us (session->clock);

  if (is_fetching () || ct_outlook_is_busy (session->outlook))
    return TRUE;
  return ct_monitor_is_busy (session->monitor)
         && (next_us == -1 || next_us > ct_clock_now_us (session->clock) + 2 * G_USEC_PER_SEC);
}

static gboolean
prepare (GSource *source, int *timeout_ms)
{
  Hurry *self = (Hurry *) source;

  *timeout_ms = -1;
  return session != NULL && !self->waits && !is_busy ();
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Hurry *self = (Hurry *) source;
  gint64 hour_us = BEGIN_US + (self->n_hours + 1) * HOUR_US;
  gint64 next_us = ct_clock_get_next_alarm_us (session->clock);

  if (next_us != -1 && next_us < hour_us)
    {
      ct_clock_advance_to (session->clock, MAX (next_us, ct_clock_now_us (session->clock)));
      return G_SOURCE_CONTINUE;
    }
  ct_clock_advance_to (session->clock, hour_us);
  end_hour (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_line (int fd, GIOCondition condition, gpointer user_data)
{
  Hurry *self = user_data;
  char byte;

  if (read (fd, &byte, 1) <= 0)
    return G_SOURCE_REMOVE;
  self->waits = FALSE;
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  static GSourceFuncs funcs = { .prepare = prepare, .dispatch = dispatch };
  CtApplication *application;
  GSource *source = g_source_new (&funcs, sizeof (Hurry));
  Hurry *hurry = (Hurry *) source;
  int status;

  ct_process_init_malloc (); /* the rest of ct_process_init() keeps debuggers and tests out */
  application = ct_application_new ();
  hurry->application = G_APPLICATION (application);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_attach (source, NULL);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_line, hurry);
  status = ct_application_run (application, argc, argv);
  g_source_destroy (source);
  g_source_unref (source);
  g_assert_finalize_object (application);
  return status;
}
