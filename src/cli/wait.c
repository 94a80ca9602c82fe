#include "config.h"

#include "wait.h"

#include <glib/gi18n-lib.h>

#include "output.h"

#define PATIENCE_MS 2000

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
on_patience_over (gpointer user_data)
{
  guint *id = user_data;

  *id = 0;
  ct_cli_complain (_ ("Waiting for the keyring; it may ask for its password in a window"));
  return G_SOURCE_REMOVE;
}

GAsyncResult *
ct_wait_for_keyring (CtWait *wait)
{
  guint id = g_timeout_add (PATIENCE_MS, on_patience_over, &id);
  GAsyncResult *result = ct_wait (wait);

  g_clear_handle_id (&id, g_source_remove);
  return result;
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
