#include "config.h"

#include "application-actions.h"

#include <glib/gi18n-lib.h>

#include "notice.h"
#include "top-up.h"

/* Kept by what is under way, too. */
struct _CtApplicationActions
{
  GApplication *application; /* (unowned) as what follows, not touched once cancelled */
  CtSession *session;        /* (unowned) */
  CtActionsChanged changed;
  gpointer user_data;        /* (unowned) */
  GCancellable *cancellable; /* (owned) */
  CtAlarm *floor_alarm;      /* (nullable) (owned) rings when a refresh is let through again */
};

static void
actions_clear (gpointer data)
{
  CtApplicationActions *self = data;

  g_object_unref (self->cancellable);
}

static void
actions_unref (CtApplicationActions *self)
{
  g_rc_box_release_full (self, actions_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtApplicationActions, actions_unref)

/* --- Refresh --- */

guint
ct_application_actions_get_refresh_wait_s (CtApplicationActions *self)
{
  gint64 wait_us = ct_alarm_get (self->floor_alarm) - ct_clock_now_us (self->session->clock);

  return wait_us > 0 ? (guint) ((wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
on_floor_over (gpointer user_data)
{
  CtApplicationActions *self = user_data;

  self->changed (self->user_data);
}

static void
on_refresh (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtApplicationActions *self = user_data;
  const char *account_id = g_variant_get_string (target, NULL);
  gint64 until_us = ct_monitor_refresh (self->session->monitor,
                                        account_id[0] != '\0' ? account_id : NULL);

  if (until_us > ct_alarm_get (self->floor_alarm))
    ct_alarm_set (self->floor_alarm, until_us);
  self->changed (self->user_data);
}

/* --- Top up, unlock, quit --- */

static void
tell (CtApplicationActions *self, const char *id, const char *title, const GError *error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    ct_notice_send_error (self->application, id, title, error,
                          ct_clock_now_us (self->session->clock));
}

static void
on_topped_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtApplicationActions) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ct_top_up_open_finish (result, &error))
    tell (self, "top-up", _ ("The page was not opened"), error);
}

static void
on_top_up (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtApplicationActions *self = user_data;
  CtAccount *account = ct_accounts_lookup (self->session->accounts,
                                           g_variant_get_string (target, NULL));

  if (account != NULL)
    ct_top_up_open_async (account, self->session->keyring, self->cancellable, on_topped_up,
                          g_rc_box_acquire (self));
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtApplicationActions) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ct_keyring_unlock_finish (CT_KEYRING (source), result, &error))
    tell (self, "unlock", _ ("The keyring was not unlocked"), error);
}

static void
on_unlock (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtApplicationActions *self = user_data;

  ct_keyring_unlock_async (self->session->keyring, self->cancellable, on_unlocked,
                           g_rc_box_acquire (self));
}

static void
on_quit (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtApplicationActions *self = user_data;

  g_application_quit (self->application);
}

/* --- The whole --- */

static const GActionEntry actions[] = {
  { .name = "refresh", .activate = on_refresh, .parameter_type = "s" },
  { .name = "top-up", .activate = on_top_up, .parameter_type = "s" },
  { .name = "unlock", .activate = on_unlock },
  { .name = "quit", .activate = on_quit },
};

CtApplicationActions *
ct_application_actions_new (GApplication *application, CtSession *session, CtActionsChanged changed,
                            gpointer user_data)
{
  CtApplicationActions *self = g_rc_box_new0 (CtApplicationActions);

  self->application = application;
  self->session = session;
  self->changed = changed;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->floor_alarm = ct_alarm_new (session->clock, on_floor_over, self);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   self);
  return self;
}

void
ct_application_actions_free (CtApplicationActions *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->application), actions[i].name);
  g_clear_pointer (&self->floor_alarm, ct_alarm_free);
  g_cancellable_cancel (self->cancellable);
  actions_unref (self);
}
