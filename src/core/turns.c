#include "config.h"

#include "turns.h"

typedef struct
{
  char *name;      /* (owned) */
  GQueue waiting;  /* of items (unowned) */
  gpointer active; /* (nullable) (unowned) item */
  gint64 next_us;  /* not before */
} Origin;

struct _CtTurns
{
  guint max_active, n_active;
  GHashTable *by_name; /* (owned) name (unowned) -> Origin (owned) */
  GHashTable *by_item; /* (owned) item (unowned), waiting or active -> Origin (unowned) */
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
                                         (GDestroyNotify) origin_free);
  self->by_item = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->origins);
  return self;
}

void
ct_turns_free (CtTurns *self)
{
  g_queue_clear (&self->origins);
  g_hash_table_unref (self->by_item);
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
  Origin *origin;

  if (ct_turns_contains (self, item))
    return;
  origin = get_origin (self, name);
  g_hash_table_insert (self->by_item, item, origin);
  if (g_queue_is_empty (&origin->waiting))
    g_queue_push_tail (&self->origins, origin);
  g_queue_push_tail (&origin->waiting, item);
}

gboolean
ct_turns_contains (const CtTurns *self, gconstpointer item)
{
  return g_hash_table_contains (self->by_item, item);
}

static void
drop_if_empty (CtTurns *self, Origin *origin)
{
  if (g_queue_is_empty (&origin->waiting))
    g_queue_remove (&self->origins, origin);
}

static void
deactivate (CtTurns *self, Origin *origin)
{
  origin->active = NULL;
  self->n_active--;
}

void
ct_turns_remove (CtTurns *self, gpointer item)
{
  Origin *origin = g_hash_table_lookup (self->by_item, item);

  if (origin == NULL)
    return;
  g_hash_table_remove (self->by_item, item);
  if (origin->active == item)
    {
      deactivate (self, origin);
      return;
    }
  g_queue_remove (&origin->waiting, item);
  drop_if_empty (self, origin);
}

static gboolean
is_ready (const Origin *origin, gint64 now_us)
{
  gboolean in_gap = origin->next_us > now_us && origin->next_us <= now_us + CT_TURN_GAP_US;

  return origin->active == NULL && !in_gap;
}

gpointer
ct_turns_next (CtTurns *self, gint64 now_us)
{
  if (self->n_active == self->max_active)
    return NULL;
  for (GList *link = self->origins.head; link != NULL; link = link->next)
    {
      Origin *origin = link->data;

      if (!is_ready (origin, now_us))
        continue;
      origin->active = g_queue_pop_head (&origin->waiting);
      self->n_active++;
      drop_if_empty (self, origin);
      return origin->active;
    }
  return NULL;
}

void
ct_turns_done (CtTurns *self, gpointer item, gint64 next_us)
{
  Origin *origin = g_hash_table_lookup (self->by_item, item);

  g_return_if_fail (origin != NULL && origin->active == item);

  g_hash_table_remove (self->by_item, item);
  deactivate (self, origin);
  origin->next_us = next_us;
}

gint64
ct_turns_get_wakeup_us (const CtTurns *self, gint64 now_us)
{
  gint64 wakeup_us = -1;

  if (self->n_active == self->max_active)
    return -1;
  for (GList *link = self->origins.head; link != NULL; link = link->next)
    {
      const Origin *origin = link->data;
      gint64 ready_us = is_ready (origin, now_us) ? now_us : origin->next_us;

      if (origin->active == NULL && (wakeup_us == -1 || ready_us < wakeup_us))
        wakeup_us = ready_us;
    }
  return wakeup_us;
}

gboolean
ct_turns_is_idle (const CtTurns *self)
{
  return g_hash_table_size (self->by_item) == 0;
}
