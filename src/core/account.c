#include "config.h"

#include "account.h"

#include <glib/gi18n-lib.h>

#include "schedule.h"

#define STALE_AFTER_US (15 * 60 * (gint64) G_USEC_PER_SEC)

struct _CtAccount
{
  GObject parent_instance;

  CtAccountConfig *config; /* (owned) */
  CtProvider *provider;    /* (nullable) (owned) */
  char *base_url;          /* (nullable) (owned) */
  char *origin;            /* (nullable) (owned) */
  gboolean usable;         /* there is a definition and a right address */

  CtAccountState state;
  CtReading *reading; /* (nullable) (owned) */
  gint64 updated_us;
  GError *error; /* (nullable) (owned) */
  gint64 next_us;
  CtForecast *forecast;   /* (nullable) (owned) */
  GHashTable *thresholds; /* (nullable) (owned) currency -> CtThresholds: the general ones */
};

G_DEFINE_FINAL_TYPE (CtAccount, ct_account, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
ct_account_finalize (GObject *object)
{
  CtAccount *self = CT_ACCOUNT (object);

  g_clear_pointer (&self->config, ct_account_config_free);
  g_clear_pointer (&self->provider, ct_provider_unref);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->reading, ct_reading_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->forecast, g_free);
  g_clear_pointer (&self->thresholds, g_hash_table_unref);

  G_OBJECT_CLASS (ct_account_parent_class)->finalize (object);
}

static void
ct_account_class_init (CtAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_account_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_account_init (CtAccount *self)
{
  self->usable = TRUE;
  self->state = CT_STATE_IDLE;
  self->updated_us = -1;
  self->next_us = -1;
}

static void
emit_changed (CtAccount *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
errors_equal (const GError *a, const GError *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_error_matches (a, b->domain, b->code) && g_strcmp0 (a->message, b->message) == 0;
}

/* The three ways below say whether anything changed, and leave telling it to the caller. */
static gboolean
enter_state (CtAccount *self, CtAccountEvent event)
{
  CtAccountState state = ct_account_state_next (self->state, event);

  if (state == self->state)
    return FALSE;

  self->state = state;
  return TRUE;
}

static gboolean
replace_error (CtAccount *self, const GError *error)
{
  g_autoptr (GError) copy = NULL;

  if (errors_equal (self->error, error))
    return FALSE;

  copy = error != NULL ? g_error_copy (error) : NULL;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&copy);
  return TRUE;
}

static gboolean
replace_reading (CtAccount *self, CtReading *reading, gint64 updated_us)
{
  gboolean same = reading == self->reading
                  || (reading != NULL && self->reading != NULL
                      && ct_reading_equal (reading, self->reading));

  if (same && updated_us == self->updated_us)
    return FALSE;

  if (reading != NULL)
    ct_reading_ref (reading);
  g_clear_pointer (&self->reading, ct_reading_unref);
  self->reading = reading;
  self->updated_us = updated_us;
  if (reading == NULL)
    g_clear_pointer (&self->forecast, g_free);
  return TRUE;
}

/* Takes over everything that follows from config and definition; FALSE with the reason when the
 * account cannot be asked. */
static gboolean
adopt_config (CtAccount *self, const CtAccountConfig *config, CtProvider *provider,
              const GError *provider_error, GError **error)
{
  g_autoptr (CtAccountConfig) copy = ct_account_config_copy (config);

  if (provider != NULL)
    ct_provider_ref (provider);
  g_clear_pointer (&self->provider, ct_provider_unref);
  g_clear_pointer (&self->config, ct_account_config_free);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->origin, g_free);
  self->config = g_steal_pointer (&copy);
  self->provider = provider;

  if (provider != NULL)
    return ct_account_config_resolve (config, provider, &self->base_url, &self->origin, error);

  if (provider_error != NULL)
    g_propagate_error (error, g_error_copy (provider_error));
  else
    g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("There is no definition “%s”"),
                 config->provider_id);
  return FALSE;
}

static gboolean
apply_usable (CtAccount *self, const GError *reason)
{
  gboolean was_usable = self->usable;
  gboolean changed = FALSE;

  self->usable = reason == NULL;
  if (reason != NULL)
    {
      changed |= replace_error (self, reason);
      changed |= enter_state (self, CT_EVENT_FAILED);
    }
  else if (!was_usable)
    {
      changed |= replace_error (self, NULL);
      changed |= enter_state (self, CT_EVENT_EDITED);
    }

  return changed;
}

CtAccount *
ct_account_new (const CtAccountConfig *config, CtProvider *provider, const GError *error)
{
  CtAccount *self = g_object_new (CT_TYPE_ACCOUNT, NULL);
  g_autoptr (GError) reason = NULL;

  adopt_config (self, config, provider, error, &reason);
  if (config->paused)
    enter_state (self, CT_EVENT_PAUSE);
  apply_usable (self, reason);

  return self;
}

/* What an amount belongs to: with another one the last reading is somebody else's. */
static gboolean
is_same_site (const CtAccountConfig *a, const CtAccountConfig *b)
{
  return g_str_equal (a->provider_id, b->provider_id) && g_strcmp0 (a->base_url, b->base_url) == 0
         && g_strcmp0 (a->region, b->region) == 0;
}

void
ct_account_set_config (CtAccount *self, const CtAccountConfig *config, CtProvider *provider,
                       const GError *error)
{
  g_autoptr (GError) reason = NULL;
  gboolean changed;

  g_return_if_fail (CT_IS_ACCOUNT (self));
  g_return_if_fail (g_str_equal (config->id, self->config->id));

  changed = provider != self->provider || !ct_account_config_equal (config, self->config);
  if (!is_same_site (config, self->config))
    changed |= replace_reading (self, NULL, -1);
  if (config->paused != self->config->paused)
    changed |= enter_state (self, config->paused ? CT_EVENT_PAUSE : CT_EVENT_RESUME);
  adopt_config (self, config, provider, error, &reason);
  changed |= apply_usable (self, reason);

  if (changed)
    emit_changed (self);
}

const CtAccountConfig *
ct_account_get_config (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->config;
}

const char *
ct_account_get_id (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->config->id;
}

const char *
ct_account_get_name (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->config->name;
}

CtProvider *
ct_account_get_provider (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->provider;
}

const char *
ct_account_get_base_url (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->base_url;
}

const char *
ct_account_get_origin (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->origin;
}

guint
ct_account_get_floor_s (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), CT_FLOOR_S);

  return MAX (CT_FLOOR_S, self->provider != NULL ? self->provider->min_interval_s : 0);
}

guint
ct_account_get_interval_s (CtAccount *self, guint general_s)
{
  guint interval_s;

  g_return_val_if_fail (CT_IS_ACCOUNT (self), general_s);

  interval_s = self->config->interval_s > 0 ? self->config->interval_s : general_s;
  return MAX (interval_s, ct_account_get_floor_s (self));
}

CtAccountState
ct_account_get_state (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), CT_STATE_IDLE);

  return self->state;
}

CtReading *
ct_account_get_reading (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->reading;
}

gint64
ct_account_get_updated_us (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), -1);

  return self->updated_us;
}

/* (nullable) */
static const char *
get_typed_date (CtAccount *self)
{
  if (self->provider == NULL || self->provider->requests->len > 0)
    return NULL;
  for (guint i = 0; i < self->provider->fields->len; i++)
    {
      const CtField *field = self->provider->fields->pdata[i];

      if (field->kind == CT_FIELD_DATE)
        return g_hash_table_lookup (self->config->fields, field->id);
    }
  return NULL;
}

gint64
ct_account_get_as_of_us (CtAccount *self)
{
  const char *date;
  g_autofree char *midnight = NULL;
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (CT_IS_ACCOUNT (self), -1);

  date = self->updated_us >= 0 ? get_typed_date (self) : NULL;
  if (date == NULL)
    return self->updated_us;
  midnight = g_strconcat (date, "T00:00:00Z", NULL);
  time = g_date_time_new_from_iso8601 (midnight, NULL);
  /* Nothing is newer than what was read. */
  return time != NULL ? MIN (g_date_time_to_unix (time) * G_USEC_PER_SEC, self->updated_us)
                      : self->updated_us;
}

const GError *
ct_account_get_error (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->error;
}

gint64
ct_account_get_next_us (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), -1);

  return self->next_us;
}

gboolean
ct_account_is_stale (CtAccount *self, guint interval_s, gint64 now_us)
{
  gint64 interval_us;

  g_return_val_if_fail (CT_IS_ACCOUNT (self), FALSE);

  if (self->error != NULL)
    return TRUE;
  if (self->reading == NULL)
    return FALSE;

  interval_us = ct_account_get_interval_s (self, interval_s) * (gint64) G_USEC_PER_SEC;
  return now_us - self->updated_us > MAX (2 * interval_us, STALE_AFTER_US);
}

CtThresholds
ct_account_get_thresholds (CtAccount *self, const CtBalance *balance)
{
  const CtThresholds none = { 0 };

  g_return_val_if_fail (CT_IS_ACCOUNT (self), none);

  return ct_thresholds_for (balance->primary ? &self->config->thresholds : &none, self->thresholds,
                            balance);
}

CtLevel
ct_account_get_level (CtAccount *self)
{
  const CtBalance *balance;
  CtThresholds thresholds;

  g_return_val_if_fail (CT_IS_ACCOUNT (self), CT_LEVEL_UNKNOWN);

  balance = self->reading != NULL ? ct_reading_get_primary (self->reading) : NULL;
  if (balance == NULL)
    return CT_LEVEL_UNKNOWN;

  thresholds = ct_account_get_thresholds (self, balance);
  return ct_level_of_balance (balance, &thresholds);
}

void
ct_account_handle (CtAccount *self, CtAccountEvent event)
{
  g_return_if_fail (CT_IS_ACCOUNT (self));

  if (enter_state (self, event))
    emit_changed (self);
}

void
ct_account_take_reading (CtAccount *self, CtReading *reading, gint64 updated_us)
{
  gboolean changed;

  g_return_if_fail (CT_IS_ACCOUNT (self));
  g_return_if_fail (reading != NULL);

  changed = replace_reading (self, reading, updated_us);
  changed |= replace_error (self, NULL);

  if (changed)
    emit_changed (self);
}

void
ct_account_set_error (CtAccount *self, const GError *error)
{
  g_return_if_fail (CT_IS_ACCOUNT (self));

  if (replace_error (self, error))
    emit_changed (self);
}

void
ct_account_set_next_us (CtAccount *self, gint64 next_us)
{
  g_return_if_fail (CT_IS_ACCOUNT (self));

  if (next_us == self->next_us)
    return;

  self->next_us = next_us;
  emit_changed (self);
}

const CtForecast *
ct_account_get_forecast (CtAccount *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT (self), NULL);

  return self->forecast;
}

static gboolean
forecasts_equal (const CtForecast *a, const CtForecast *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return ct_forecast_equal (a, b);
}

void
ct_account_set_forecast (CtAccount *self, const CtForecast *forecast)
{
  CtForecast *copy;

  g_return_if_fail (CT_IS_ACCOUNT (self));

  if (forecasts_equal (forecast, self->forecast))
    return;

  copy = forecast != NULL ? g_memdup2 (forecast, sizeof *forecast) : NULL;
  g_free (self->forecast);
  self->forecast = copy;
  emit_changed (self);
}

void
ct_account_set_general_thresholds (CtAccount *self, GHashTable *thresholds)
{
  CtLevel before;

  g_return_if_fail (CT_IS_ACCOUNT (self));

  before = ct_account_get_level (self);
  if (thresholds != NULL)
    g_hash_table_ref (thresholds);
  g_clear_pointer (&self->thresholds, g_hash_table_unref);
  self->thresholds = thresholds;

  if (ct_account_get_level (self) != before)
    emit_changed (self);
}
