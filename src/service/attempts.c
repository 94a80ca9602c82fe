#include "config.h"

#include "attempts.h"

static void
attempt_free (gpointer data)
{
  CtAttempt *attempt = data;

  g_clear_error (&attempt->error);
  g_free (attempt);
}

GPtrArray *
ct_attempts_new (void)
{
  return g_ptr_array_new_with_free_func (attempt_free);
}

void
ct_attempts_add (GPtrArray *attempts, gint64 time_us, gint64 duration_us, guint status,
                 const GError *error)
{
  CtAttempt *attempt = g_new0 (CtAttempt, 1);
  guint i = attempts->len;

  attempt->time_us = time_us;
  attempt->duration_us = duration_us;
  attempt->status = status;
  attempt->error = error != NULL ? g_error_copy (error) : NULL;
  while (i > 0 && ((CtAttempt *) attempts->pdata[i - 1])->time_us > time_us)
    i--;
  g_ptr_array_insert (attempts, (int) i, attempt);
  if (attempts->len > CT_N_ATTEMPTS)
    g_ptr_array_remove_index (attempts, 0);
}
