#include "config.h"

#include "keyring.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "keyring-credentials.h"
#include "keyring-memory.h"
#include "keyring-service.h"
#include "keyring-wait.h"
#include "keyring-watch.h"

#define DEFAULT_DEADLINE_MS 5000

struct _CtKeyring
{
  GObject parent_instance;

  CtKeyringMemory *memory; /* (nullable) (owned) NULL: the Secret Service */
  char *credentials_dir;   /* (nullable) (owned) */
  guint deadline_ms;
  CtKeyringWatch *watch; /* (nullable) (owned) from the first use of the Secret Service on */
  GPtrArray *prompting;  /* (owned) of CtKeyringWait (unowned) that may wait for a person */
};

G_DEFINE_FINAL_TYPE (CtKeyring, ct_keyring, G_TYPE_OBJECT)

static void
ct_keyring_finalize (GObject *object)
{
  CtKeyring *self = CT_KEYRING (object);

  g_clear_pointer (&self->watch, ct_keyring_watch_free);
  g_clear_pointer (&self->memory, ct_keyring_memory_free);
  g_clear_pointer (&self->prompting, g_ptr_array_unref);
  g_clear_pointer (&self->credentials_dir, g_free);

  G_OBJECT_CLASS (ct_keyring_parent_class)->finalize (object);
}

static void
ct_keyring_class_init (CtKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_keyring_finalize;

  g_signal_new ("locked", CT_TYPE_KEYRING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("lost", CT_TYPE_KEYRING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("unlocked", CT_TYPE_KEYRING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
ct_keyring_init (CtKeyring *self)
{
  self->deadline_ms = DEFAULT_DEADLINE_MS;
  self->prompting = g_ptr_array_new ();
}

CtKeyring *
ct_keyring_new (CtKeyringKind kind, const char *credentials_dir)
{
  CtKeyring *self = g_object_new (CT_TYPE_KEYRING, NULL);

  self->credentials_dir = g_strdup (credentials_dir);
  if (kind == CT_KEYRING_MEMORY)
    self->memory = ct_keyring_memory_new ();

  return self;
}

void
ct_keyring_set_deadline_ms (CtKeyring *self, guint deadline_ms)
{
  g_return_if_fail (CT_IS_KEYRING (self));
  g_return_if_fail (deadline_ms > 0);

  self->deadline_ms = deadline_ms;
}

/* --- The service comes and goes ------------------------------------------------------------- */

/* libsecret never ends a call whose prompt died with the service. */
static void
abandon_prompting (CtKeyring *self)
{
  while (self->prompting->len > 0)
    ct_keyring_wait_abandon (
        self->prompting->pdata[0],
        g_error_new_literal (CT_ERROR, CT_ERROR_KEYRING_MISSING,
                             _ ("The keyring service ended while it was being asked")));
}

static void
on_watch_event (CtKeyringEvent event, gpointer user_data)
{
  CtKeyring *self = user_data;

  switch (event)
    {
    case CT_KEYRING_EVENT_OPENED:
      g_signal_emit_by_name (self, "unlocked");
      break;
    case CT_KEYRING_EVENT_LOCKED:
      g_signal_emit_by_name (self, "locked");
      break;
    case CT_KEYRING_EVENT_LOST:
      ct_keyring_service_disconnect ();
      abandon_prompting (self);
      g_signal_emit_by_name (self, "lost");
      break;
    default:
      g_assert_not_reached ();
    }
}

static GTask *
task_new (CtKeyring *self, gpointer tag, const char *name, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_name (task, name);
  if (self->memory == NULL && self->watch == NULL)
    self->watch = ct_keyring_watch_new (on_watch_event, self);

  return task;
}

/* --- Lookup --------------------------------------------------------------------------------- */

typedef struct
{
  char *account_id; /* (owned) */
  char *origin;     /* (owned) */
} Lookup;

static Lookup *
lookup_new (const char *account_id, const char *origin)
{
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->account_id = g_strdup (account_id);
  lookup->origin = g_strdup (origin);
  return lookup;
}

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_free (lookup->account_id);
  g_free (lookup->origin);
  g_free (lookup);
}

/* (transfer full) of value and error. */
static void
return_value (GTask *task, SecretValue *value, GError *error)
{
  if (value != NULL)
    g_task_return_pointer (task, value, secret_value_unref);
  else
    g_task_return_error (task, error);
}

/* Without a service the unit's credentials count; without those the service's own error. */
static void
lookup_credentials (GTask *task, GError *service_error)
{
  CtKeyring *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  SecretValue *value = ct_keyring_credentials_lookup (self->credentials_dir, lookup->account_id,
                                                      lookup->origin, &error);

  if (value == NULL && error == NULL)
    error = g_steal_pointer (&service_error);

  g_clear_error (&service_error);
  return_value (task, value, error);
}

/* The value is dropped, but those who were told that the service is away may ask again. */
static void
note_late_answer (CtKeyring *self, const GError *error)
{
  if (!g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    g_signal_emit_by_name (self, "unlocked");
}

static void
on_service_lookup (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GObject) late = NULL;
  g_autoptr (GTask) task = ct_keyring_wait_end (user_data, &late);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value = ct_keyring_service_lookup_finish (result, &error);

  if (late != NULL)
    note_late_answer (CT_KEYRING (late), error);
  if (task == NULL)
    return;

  CtKeyring *self = g_task_get_source_object (task);

  if (self->credentials_dir != NULL && g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
    lookup_credentials (task, g_steal_pointer (&error));
  else
    return_value (task, g_steal_pointer (&value), g_steal_pointer (&error));
}

void
ct_keyring_lookup_async (CtKeyring *self, const char *account_id, const char *origin,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (CT_IS_KEYRING (self));
  g_return_if_fail (account_id != NULL && origin != NULL);

  g_autoptr (GTask) task = task_new (self, ct_keyring_lookup_async, "ct_keyring_lookup_async",
                                     cancellable, callback, user_data);

  if (self->memory != NULL)
    {
      GError *error = NULL;
      SecretValue *value = ct_keyring_memory_lookup (self->memory, account_id, origin, &error);

      return_value (task, value, error);
      return;
    }

  g_task_set_task_data (task, lookup_new (account_id, origin), lookup_free);
  ct_keyring_service_lookup_async (
      account_id, origin, on_service_lookup,
      ct_keyring_wait_new (g_steal_pointer (&task), self->deadline_ms, NULL));
}

SecretValue *
ct_keyring_lookup_finish (CtKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- When it was stored --------------------------------------------------------------------- */

static void
return_stored_us (GTask *task, gint64 stored_us)
{
  g_task_return_pointer (task, g_memdup2 (&stored_us, sizeof stored_us), g_free);
}

static void
on_service_stored_us (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GObject) late = NULL;
  g_autoptr (GTask) task = ct_keyring_wait_end (user_data, &late);
  g_autoptr (GError) error = NULL;
  gint64 stored_us = ct_keyring_service_get_stored_us_finish (result, &error);

  if (late != NULL)
    note_late_answer (CT_KEYRING (late), error);
  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_stored_us (task, stored_us);
}

void
ct_keyring_get_stored_us_async (CtKeyring *self, const char *account_id, const char *origin,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (CT_IS_KEYRING (self));
  g_return_if_fail (account_id != NULL && origin != NULL);

  g_autoptr (GTask) task = task_new (self, ct_keyring_get_stored_us_async,
                                     "ct_keyring_get_stored_us_async", cancellable, callback,
                                     user_data);

  if (self->memory != NULL)
    {
      return_stored_us (task, -1);
      return;
    }

  ct_keyring_service_get_stored_us_async (
      account_id, origin, on_service_stored_us,
      ct_keyring_wait_new (g_steal_pointer (&task), self->deadline_ms, NULL));
}

gint64
ct_keyring_get_stored_us_finish (CtKeyring *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *stored_us = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  stored_us = g_task_propagate_pointer (G_TASK (result), error);
  return stored_us != NULL ? *stored_us : -1;
}

/* --- What a person asks for ----------------------------------------------------------------- */

/* (transfer full) of the task. */
static CtKeyringWait *
wait_for_person (CtKeyring *self, GTask *task)
{
  return ct_keyring_wait_new (task, 0, self->prompting);
}

typedef gboolean (*FinishFunc) (GAsyncResult *result, GError **error);

static void
end_change (CtKeyringWait *wait, GAsyncResult *result, FinishFunc finish)
{
  g_autoptr (GObject) late = NULL;
  g_autoptr (GTask) task = ct_keyring_wait_end (wait, &late);
  g_autoptr (GError) error = NULL;
  gboolean success = finish (result, &error);

  if (task == NULL)
    return;

  if (success)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_service_store (GObject *source, GAsyncResult *result, gpointer user_data)
{
  end_change (user_data, result, ct_keyring_service_store_finish);
}

void
ct_keyring_store_async (CtKeyring *self, const char *account_id, const char *origin,
                        const char *label, SecretValue *token, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CT_IS_KEYRING (self));
  g_return_if_fail (account_id != NULL && origin != NULL && label != NULL && token != NULL);

  g_autoptr (GTask) task = task_new (self, ct_keyring_store_async, "ct_keyring_store_async",
                                     cancellable, callback, user_data);

  if (self->memory != NULL)
    {
      ct_keyring_memory_store (self->memory, account_id, origin, token);
      g_task_return_boolean (task, TRUE);
      return;
    }

  ct_keyring_service_store_async (account_id, origin, label, token, on_service_store,
                                  wait_for_person (self, g_steal_pointer (&task)));
}

gboolean
ct_keyring_store_finish (CtKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_service_forget (GObject *source, GAsyncResult *result, gpointer user_data)
{
  end_change (user_data, result, ct_keyring_service_forget_finish);
}

void
ct_keyring_forget_async (CtKeyring *self, const char *account_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CT_IS_KEYRING (self));
  g_return_if_fail (account_id != NULL);

  g_autoptr (GTask) task = task_new (self, ct_keyring_forget_async, "ct_keyring_forget_async",
                                     cancellable, callback, user_data);

  if (self->memory != NULL)
    {
      ct_keyring_memory_forget (self->memory, account_id);
      g_task_return_boolean (task, TRUE);
      return;
    }

  ct_keyring_service_forget_async (account_id, on_service_forget,
                                   wait_for_person (self, g_steal_pointer (&task)));
}

gboolean
ct_keyring_forget_finish (CtKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_service_unlock (GObject *source, GAsyncResult *result, gpointer user_data)
{
  end_change (user_data, result, ct_keyring_service_unlock_finish);
}

void
ct_keyring_unlock_async (CtKeyring *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (CT_IS_KEYRING (self));

  g_autoptr (GTask) task = task_new (self, ct_keyring_unlock_async, "ct_keyring_unlock_async",
                                     cancellable, callback, user_data);

  if (self->memory != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  ct_keyring_service_unlock_async (on_service_unlock,
                                   wait_for_person (self, g_steal_pointer (&task)));
}

gboolean
ct_keyring_unlock_finish (CtKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
