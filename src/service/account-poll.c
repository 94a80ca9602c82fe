#include "config.h"

#include "account-poll.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-exchange.h"
#include "error.h"

#define DEADLINE_S 20

/* One poll: ask the exchange what comes next, send it, give it the answer, until there is no next.
 *
 *   send_next -> (fetcher) -> on_answer -+-> send_next ... -> finish
 *                                        '-> fail
 */
typedef struct
{
  CtAccount *account; /* (owned) */
  CtPollKind kind;
  CtFetcher *fetcher;   /* (owned) */
  CtPollState *state;   /* (nullable) (owned) */
  SecretValue *token;   /* (nullable) (owned) */
  CtExchange *exchange; /* (owned) */
  gint64 now_us;
  GCancellable *cancellable; /* (owned) ours: the caller's, or the deadline */
  gulong cancelled_id;
  CtAlarm *deadline; /* (owned) */
  guint status;      /* of the last answer */
  gboolean timed_out;
} Poll;

void
ct_poll_outcome_free (CtPollOutcome *outcome)
{
  g_clear_pointer (&outcome->reading, ct_reading_unref);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static void
poll_free (Poll *self)
{
  ct_alarm_free (self->deadline);
  g_object_unref (self->account);
  g_object_unref (self->fetcher);
  g_clear_object (&self->state);
  g_clear_pointer (&self->token, secret_value_unref);
  g_clear_pointer (&self->exchange, ct_exchange_free);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Authorised requests are kept by account, the others by origin: accounts of one site share them.
 */
static gboolean
is_own (const CtRequestDefinition *request)
{
  return request->auth.kind != CT_AUTH_NONE;
}

/* (nullable): it is not for this poll to use or keep */
static const char *
cache_owner (Poll *self, const CtRequestDefinition *request)
{
  if (!is_own (request))
    return ct_account_get_origin (self->account);
  return self->kind == CT_POLL_STORED ? ct_account_get_id (self->account) : NULL;
}

static void
load_cached (Poll *self)
{
  CtProvider *provider = ct_account_get_provider (self->account);

  for (guint i = 0; i < provider->requests->len; i++)
    {
      const CtRequestDefinition *request = provider->requests->pdata[i];
      const char *owner = cache_owner (self, request);
      g_autofree char *text = NULL;
      g_autoptr (CtJson) json = NULL;
      gint64 stored_us;

      if (request->cache_s == 0 || self->state == NULL || owner == NULL)
        continue;
      text = ct_poll_state_load_cached (self->state, owner, request->id, &stored_us);
      json = text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;
      if (json != NULL)
        ct_exchange_set_cached (self->exchange, request->id, json, stored_us);
    }
}

static void
store_cached (const char *request_id, const CtRequestDefinition *request, const char *json,
              gpointer user_data)
{
  Poll *self = user_data;
  const char *owner = cache_owner (self, request);

  if (self->state != NULL && owner != NULL)
    ct_poll_state_store_cached (self->state, owner, request_id, json, self->now_us);
}

/* Takes reading or error. Cancelled by the caller: the task fails with that alone. */
static void
finish (GTask *task, CtReading *reading, GError *error)
{
  Poll *self = g_task_get_task_data (task);
  CtPollOutcome *outcome;

  ct_alarm_set (self->deadline, -1);
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->timed_out)
    {
      g_clear_error (&error);
      error = g_error_new (CT_ERROR, CT_ERROR_TIMEOUT,
                           _ ("There was no complete answer within %d s"), DEADLINE_S);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  ct_exchange_foreach_kept (self->exchange, store_cached, self);
  outcome = g_new0 (CtPollOutcome, 1);
  outcome->reading = reading;
  outcome->error = error;
  outcome->status = self->status;
  outcome->retry_after_us = ct_exchange_get_retry_after_us (self->exchange);
  g_task_return_pointer (task, outcome, (GDestroyNotify) ct_poll_outcome_free);
}

static void
complete (GTask *task)
{
  Poll *self = g_task_get_task_data (task);
  GError *error = NULL;
  CtReading *reading = ct_exchange_finish (self->exchange, &error);

  finish (task, reading, error);
}

static void on_answer (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes task. */
static void
send_next (GTask *task)
{
  Poll *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CtHttpRequest) request = ct_exchange_next (self->exchange, &error);

  if (request != NULL)
    {
      ct_fetcher_send_async (self->fetcher, request,
                             request->auth.kind != CT_AUTH_NONE ? self->token : NULL,
                             self->cancellable, on_answer, task);
      return;
    }
  if (error != NULL)
    finish (task, NULL, error);
  else
    complete (task);
  g_object_unref (task);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Poll *self = g_task_get_task_data (task);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtHttpAnswer) answer = ct_fetcher_send_finish (self->fetcher, result, &failure);
  GError *error = NULL;
  gboolean go_on;

  self->status = answer != NULL ? answer->status : 0;
  if (answer != NULL)
    g_debug ("%s: HTTP %u, %" G_GSIZE_FORMAT " bytes", ct_account_get_name (self->account),
             answer->status, answer->length);
  if (answer != NULL)
    go_on = ct_exchange_answer (self->exchange, answer, &error);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      go_on = FALSE;
      error = g_steal_pointer (&failure);
    }
  else
    go_on = ct_exchange_answer_failed (self->exchange, failure, &error);
  if (go_on)
    {
      send_next (task);
      return;
    }
  finish (task, NULL, error);
  g_object_unref (task);
}

static void
on_deadline (gpointer user_data)
{
  Poll *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

void
ct_poll_async (CtAccount *account, CtPollKind kind, CtFetcher *fetcher, CtPollState *state,
               CtClock *clock, SecretValue *token, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Poll *self;

  g_return_if_fail (ct_account_get_origin (account) != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (Poll, 1);
  g_task_set_source_tag (task, ct_poll_async);
  g_task_set_task_data (task, self, (GDestroyNotify) poll_free);
  self->account = g_object_ref (account);
  self->kind = kind;
  self->fetcher = g_object_ref (fetcher);
  self->state = state != NULL ? g_object_ref (state) : NULL;
  self->token = token != NULL ? secret_value_ref (token) : NULL;
  self->now_us = ct_clock_now_us (clock);
  self->exchange = ct_account_exchange_new (
      account, self->now_us, self->token != NULL ? secret_value_get_text (self->token) : NULL);
  self->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                self->cancellable, NULL);
  self->deadline = ct_alarm_new (clock, on_deadline, self);
  ct_alarm_set (self->deadline, self->now_us + DEADLINE_S * G_USEC_PER_SEC);
  load_cached (self);
  send_next (task);
}

CtPollOutcome *
ct_poll_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ct_poll_forget_cached (CtAccount *account, CtPollState *state)
{
  CtProvider *provider = ct_account_get_provider (account);

  for (guint i = 0; provider != NULL && i < provider->requests->len; i++)
    {
      const CtRequestDefinition *request = provider->requests->pdata[i];

      if (request->cache_s > 0 && is_own (request))
        ct_poll_state_forget_cached (state, ct_account_get_id (account), request->id);
    }
}
