#include "config.h"

#include "keyring-wait.h"

#include <glib/gi18n-lib.h>

#include "error.h"

struct _CtKeyringWait
{
  GTask *task;        /* (nullable) (owned) NULL: late */
  GPtrArray *group;   /* (nullable) (owned) of CtKeyringWait (unowned) */
  GSource *deadline;  /* (nullable) (owned) */
  GSource *cancelled; /* (nullable) (owned) */
  GWeakRef source;    /* the task's source object, once the deadline has passed */
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* WAITING -> LATE or gone. (transfer full) */
static GTask *
stop_waiting (CtKeyringWait *self)
{
  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  if (self->group != NULL)
    g_ptr_array_remove_fast (self->group, self);

  return g_steal_pointer (&self->task);
}

static gboolean
on_deadline (gpointer user_data)
{
  CtKeyringWait *self = user_data;

  g_weak_ref_set (&self->source, g_task_get_source_object (self->task));
  ct_keyring_wait_abandon (self, g_error_new_literal (CT_ERROR, CT_ERROR_KEYRING_MISSING,
                                                      _ ("The keyring service does not answer")));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  ct_keyring_wait_abandon (
      user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No longer wanted"));
  return G_SOURCE_REMOVE;
}

static void
attach (GSource *source, const char *name, GSourceFunc func, CtKeyringWait *self)
{
  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_task_get_context (self->task));
}

CtKeyringWait *
ct_keyring_wait_new (GTask *task, guint deadline_ms, GPtrArray *group)
{
  CtKeyringWait *self = g_new0 (CtKeyringWait, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  g_weak_ref_init (&self->source, NULL);

  if (group != NULL)
    {
      self->group = g_ptr_array_ref (group);
      g_ptr_array_add (group, self);
    }
  if (deadline_ms > 0)
    {
      self->deadline = g_timeout_source_new (deadline_ms);
      attach (self->deadline, "keyring deadline", on_deadline, self);
    }
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      attach (self->cancelled, "keyring call cancelled", G_SOURCE_FUNC (on_cancelled), self);
    }

  return self;
}

GTask *
ct_keyring_wait_end (CtKeyringWait *self, GObject **late)
{
  GTask *task = self->task == NULL ? NULL : stop_waiting (self);

  *late = g_weak_ref_get (&self->source);
  g_weak_ref_clear (&self->source);
  g_clear_pointer (&self->group, g_ptr_array_unref);
  g_free (self);

  return task;
}

void
ct_keyring_wait_abandon (CtKeyringWait *self, GError *error)
{
  g_autoptr (GTask) task = stop_waiting (self);

  g_task_return_error (task, error);
}
