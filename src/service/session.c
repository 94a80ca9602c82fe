#include "config.h"

#include "session.h"

#define SETTLE_MIN_MS 3000
#define SETTLE_MAX_MS 8000

static void
make_kept_parts (CtSession *self)
{
  const char *credentials_dir = g_getenv ("CREDENTIALS_DIRECTORY");

  self->catalog = ct_catalog_new (self->paths->providers_dir);
  self->keyring = ct_keyring_new (CT_KEYRING_SECRET_SERVICE, credentials_dir);
  self->poll_state = ct_poll_state_new (self->paths->runtime_dir, self->paths->state_dir);
  self->history = ct_history_new (self->paths->history_file);
}

static void
make_demo_parts (CtSession *self)
{
  self->catalog = ct_catalog_new (NULL);
  self->keyring = ct_keyring_new (CT_KEYRING_MEMORY, NULL);
  self->poll_state = ct_poll_state_new (NULL, NULL);
  self->history = ct_history_new (NULL);
}

/* What machines have in common, such as the hour at which a power cut ends, they do not do at the
 * same second. */
static gint64
choose_settle_us (void)
{
  return g_random_int_range (SETTLE_MIN_MS, SETTLE_MAX_MS + 1) * (gint64) 1000;
}

static CtMonitor *
make_monitor (CtSession *self)
{
  CtMonitorParts parts = {
    .clock = self->clock,
    .accounts = self->accounts,
    .keyring = self->keyring,
    .fetcher = self->fetcher,
    .poll_state = self->poll_state,
    .history = self->history,
    .general = ct_settings_get_general (self->settings),
    .network = self->demo == NULL ? g_network_monitor_get_default () : NULL,
    .settle_us = choose_settle_us (),
  };

  return ct_monitor_new (&parts);
}

static CtRemovals *
make_removals (CtSession *self)
{
  CtRemovalsParts parts = {
    .settings = self->settings,
    .catalog = self->catalog,
    .keyring = self->keyring,
    .poll_state = self->poll_state,
    .history = self->history,
  };

  return ct_removals_new (&parts);
}

static void
on_general_changed (CtSession *self)
{
  g_clear_pointer (&self->policy, ct_policy_free);
}

CtSession *
ct_session_new (gboolean demo, GError **error)
{
  g_autoptr (CtSession) self = g_new0 (CtSession, 1);

  self->paths = ct_paths_new ();
  self->clock = ct_clock_new_system ();
  self->settings = ct_settings_new (demo ? NULL : self->paths->settings_file,
                                    self->paths->schema_dir, error);
  if (self->settings == NULL)
    return NULL;
  self->policy_changed_id = g_signal_connect_swapped (
      ct_settings_get_general (self->settings), "changed", G_CALLBACK (on_general_changed), self);
  if (demo)
    make_demo_parts (self);
  else
    make_kept_parts (self);
  g_settings_bind (ct_settings_get_general (self->settings), "history-days", self->history,
                   "keep-days", G_SETTINGS_BIND_GET);
  self->fetcher = ct_fetcher_new (self->clock);
  self->accounts = ct_accounts_new (self->settings, self->catalog);
  if (demo)
    {
      self->demo = ct_demo_new (self->clock, error);
      if (self->demo == NULL
          || !ct_demo_populate (self->demo, self->accounts, self->keyring, error))
        return NULL;
      ct_demo_fill_history (self->demo, self->history);
    }
  self->monitor = make_monitor (self);
  self->outlook = ct_outlook_new (self->clock, self->accounts, self->history);
  self->removals = make_removals (self);
  return g_steal_pointer (&self);
}

void
ct_session_free (CtSession *self)
{
  if (self->monitor != NULL)
    ct_monitor_stop (self->monitor);
  g_clear_object (&self->outlook);
  g_clear_object (&self->removals);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->demo, ct_demo_free);
  g_clear_object (&self->accounts);
  g_clear_object (&self->history);
  g_clear_object (&self->poll_state);
  g_clear_object (&self->fetcher);
  g_clear_object (&self->keyring);
  g_clear_object (&self->catalog);
  if (self->settings != NULL)
    g_clear_signal_handler (&self->policy_changed_id, ct_settings_get_general (self->settings));
  g_clear_pointer (&self->policy, ct_policy_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->paths, ct_paths_free);
  g_free (self);
}

const CtSummaryPolicy *
ct_session_get_policy (CtSession *self)
{
  if (self->policy == NULL)
    self->policy = ct_policy_new (ct_settings_get_general (self->settings));
  return &self->policy->summary;
}
