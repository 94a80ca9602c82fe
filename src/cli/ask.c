#include "config.h"

#include "ask.h"

/* FALSE: with this answer the whole exchange has failed. */
static gboolean
take_answer (CtExchange *exchange, const CtHttpRequest *request, CtAskFunc ask, gpointer user_data,
             GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtHttpAnswer) answer = ask (request, user_data, &failure);
  gboolean go_on;

  if (answer != NULL)
    go_on = ct_exchange_answer (exchange, answer, error);
  else
    go_on = ct_exchange_answer_failed (exchange, failure, error);
  if (!go_on)
    g_prefix_error (error, "%s: ", request->id);
  return go_on;
}

CtReading *
ct_ask (CtExchange *exchange, CtAskFunc ask, gpointer user_data, GError **error)
{
  GError *local_error = NULL;
  CtHttpRequest *next;

  while ((next = ct_exchange_next (exchange, &local_error)) != NULL)
    {
      g_autoptr (CtHttpRequest) request = next;

      if (!take_answer (exchange, request, ask, user_data, error))
        return NULL;
    }
  if (local_error == NULL)
    return ct_exchange_finish (exchange, error);
  g_propagate_error (error, local_error);
  return NULL;
}
