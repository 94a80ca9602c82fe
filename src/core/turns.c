#include "config.h"

#include "turns.h"

typedef struct
{
  char *name;     /* (owned) */
  GQueue waiting; /* of items (unowned) */
  gboolean active;
  gint64 next_us; /* not before */
} Origin;

struct _CtTurns
{
  guint max_active, n_active;
  GHashTable *by_name; /* (owned) name -> Origin (owned) */
  GQueue origins;      /* of Origin (unowned) with waiting items, in the order of their turns */
};

static void
origin_free (Origin *origin)
{
  g_queue_clear (&origin->waiting);
  g_free (origin->name);
  g_free (origin);
}

CtTurns *
ct_turns_new (guint max_active)
{
  CtTurns *self = g_new0 (CtTurns, 1);

  self->max_active = max_active;
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)origin_free);
  g_queue_init (&self->origins);
  return self;
}

void
ct_turns_free (CtTurns *self)
{
  g_queue_clear (&self->origins);
  g_hash_table_unref (self->by_name);
  g_free (self);
}

static Origin *
get_origin (CtTurns *self, const char *name)
{
  Origin *origin = g_hash_table_lookup (self->by_name, name);

  if (origin != NULL)
    return origin;
  origin = g_new0 (Origin, 1);
  origin->name = g_strdup (name);
  g_queue_init (&origin->waiting);
  g_hash_table_insert (self->by_name, origin->name, origin);
  return origin;
}

void
ct_turns_add (CtTurns *self, const char *name, gpointer item)
{
  Origin *origin = get_origin (self, name);

  if (g_queue_find (&origin->waiting, item) != NULL)
    return;
  if (g_queue_is_empty (&origin->waiting))
    g_queue_push_tail (&self->origins, origin);
  g_queue_push_tail (&origin->waiting, item);
}

static void
drop_if_empty (CtTurns *self, Origin *origin)
{
  if (g_queue_is_empty (&origin->waiting))
    g_queue_remove (&self->origins, origin);
}

gboolean
ct_turns_remove (CtTurns *self, const char *name, gpointer item)
{
  Origin *origin = g_hash_table_lookup (self->by_name, name);

  if (origin == NULL || !g_queue_remove (&origin->waiting, item))
    return FALSE;
  drop_if_empty (self, origin);
  return TRUE;
}

gpointer
ct_turns_next (CtTurns *self, gint64 now_us)
{
  if (self->n_active == self->max_active)
    return NULL;
  for (GList *link = self->origins.head; link != NULL; link = link->next)
    {
      Origin *origin = link->data;
      gpointer item;

      if (origin->active || origin->next_us > now_us)
        continue;
      item = g_queue_pop_head (&origin->waiting);
      origin->active = TRUE;
      self->n_active++;
      drop_if_empty (self, origin);
      return item;
    }
  return NULL;
}

void
ct_turns_done (CtTurns *self, const char *name, gint64 next_us)
{
  Origin *origin = g_hash_table_lookup (self->by_name, name);

  g_return_if_fail (origin != NULL && origin->active);
  origin->active = FALSE;
  origin->next_us = next_us;
  self->n_active--;
}

gint64
ct_turns_get_wakeup_us (const CtTurns *self)
{
  gint64 wakeup_us = -1;

  if (self->n_active == self->max_active)
    return -1;
  for (GList *link = self->origins.head; link != NULL; link = link->next)
    {
      const Origin *origin = link->data;

      if (!origin->active && (wakeup_us == -1 || origin->next_us < wakeup_us))
        wakeup_us = origin->next_us;
    }
  return wakeup_us;
}

gboolean
ct_turns_is_idle (const CtTurns *self)
{
  return self->n_active == 0 && g_queue_is_empty ((GQueue *)&self->origins);
}
