#include "config.h"

#include "wait.h"

void
ct_wait_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtWait *wait = user_data;

  wait->result = g_object_ref (result);
}

GAsyncResult *
ct_wait (CtWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&wait->result);
}

static gboolean
on_deadline (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
ct_wait_turn (gint64 deadline_us)
{
  gint64 left_us = deadline_us - g_get_monotonic_time ();
  guint id;

  if (left_us <= 0)
    return FALSE;
  id = g_timeout_add ((guint) ((left_us + 999) / 1000), on_deadline, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  return TRUE;
}
