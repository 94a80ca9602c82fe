#include "config.h"

#include "play.h"

#include <string.h>

char *
play_describe (const CtHttpRequest *request)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const CtAuth *auth = &request->auth;

  g_string_append_printf (out, "%s %s", request->method, request->address);
  if (auth->kind == CT_AUTH_QUERY)
    g_string_append_printf (out, "%c%s=TOKEN", strchr (request->address, '?') != NULL ? '&' : '?',
                            auth->name);
  if (auth->kind == CT_AUTH_HEADER)
    g_string_append_printf (out, ", %s: %s%s", auth->name, auth->prefix,
                            auth->is_basic ? "base64(TOKEN)" : "TOKEN");
  for (guint i = 0; i < request->headers->len; i++)
    {
      const CtHttpHeader *header = request->headers->pdata[i];

      g_string_append_printf (out, ", %s: %s", header->name, header->value);
    }
  if (request->body != NULL)
    g_string_append_printf (out, ", body %s", request->body);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
play_one (Play *play, CtExchange *exchange, const CtHttpRequest *request, PlayFunc func,
          gpointer user_data)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtHttpAnswer) answer = func (request, user_data, &failure);

  g_assert_true ((answer == NULL) == (failure != NULL));
  g_ptr_array_add (play->sent, play_describe (request));
  return answer != NULL ? ct_exchange_answer (exchange, answer, &play->error)
                        : ct_exchange_answer_failed (exchange, failure, &play->error);
}

void
play_exchange (Play *play, CtExchange *exchange, PlayFunc answer, gpointer user_data)
{
  gboolean go_on = TRUE;

  *play = (Play){ .sent = g_ptr_array_new_with_free_func (g_free) };
  while (go_on)
    {
      g_autoptr (CtHttpRequest) request = ct_exchange_next (exchange, &play->error);

      if (request == NULL)
        break;
      go_on = play_one (play, exchange, request, answer, user_data);
      g_assert_true (go_on == (play->error == NULL));
    }
  if (play->error == NULL)
    play->reading = ct_exchange_finish (exchange, &play->error);
  g_assert_true ((play->reading == NULL) == (play->error != NULL));
  play->retry_after_us = ct_exchange_get_retry_after_us (exchange);
}

void
play_clear (Play *play)
{
  g_clear_pointer (&play->reading, ct_reading_unref);
  g_clear_error (&play->error);
  g_clear_pointer (&play->sent, g_ptr_array_unref);
}
