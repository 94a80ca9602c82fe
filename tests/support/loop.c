#include "config.h"

#include "loop.h"

#define PATIENCE_S 20

static gboolean
give_up (gpointer user_data)
{
  g_error ("what the test waits for did not happen");
  return G_SOURCE_REMOVE;
}

void
test_loop_until (const gboolean *done)
{
  guint patience = g_timeout_add_seconds (PATIENCE_S, give_up, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}
