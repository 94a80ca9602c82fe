#include "config.h"

#include "account-trial.h"

#include <string.h>

#include "account-exchange.h"
#include "test-claim.h"

typedef struct
{
  CtSession *session; /* (unowned) outlives the trial */
  CtAccount *account; /* (owned) */
  SecretValue *token; /* (nullable) (owned) */
  CtTrialKind kind;
  CtClaimRequest request;
  gint64 sent_us; /* -1: not yet */
  guint again_id; /* waiting to claim again */
} Trial;

void
ct_trial_outcome_free (CtTrialOutcome *outcome)
{
  g_clear_pointer (&outcome->reading, ct_reading_unref);
  g_clear_error (&outcome->error);
  if (outcome->answer != NULL)
    explicit_bzero (outcome->answer, strlen (outcome->answer));
  g_free (outcome->answer);
  g_free (outcome);
}

static CtTrialOutcome *
outcome_new (void)
{
  CtTrialOutcome *outcome = g_new0 (CtTrialOutcome, 1);

  outcome->retry_after_us = outcome->again_us = outcome->sent_us = -1;
  return outcome;
}

static void
trial_free (Trial *self)
{
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_object_unref (self->account);
  g_clear_pointer (&self->token, secret_value_unref);
  g_free (self);
}

/* Takes task and outcome. */
static void
finish (GTask *task, CtTrialOutcome *outcome)
{
  Trial *self = g_task_get_task_data (task);

  if (self->sent_us != -1)
    {
      outcome->sent_us = self->sent_us;
      outcome->duration_us = ct_clock_now_us (self->session->clock) - self->sent_us;
    }
  g_task_return_pointer (task, outcome, (GDestroyNotify) ct_trial_outcome_free);
  g_object_unref (task);
}

/* The request is over, whatever came of it: the lease ends, the attempt counts. */
static void
end_lease (Trial *self)
{
  ct_poll_state_finish (self->session->poll_state, &self->request,
                        ct_clock_now_us (self->session->clock), NULL, NULL, -1);
}

/* --- The whole poll --- */

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (CtPollOutcome) polled = ct_poll_finish (result, &error);
  CtTrialOutcome *outcome;

  end_lease (g_task_get_task_data (task));
  if (polled == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  outcome = outcome_new ();
  outcome->reading = g_steal_pointer (&polled->reading);
  outcome->error = g_steal_pointer (&polled->error);
  outcome->retry_after_us = polled->retry_after_us;
  outcome->status = polled->status;
  finish (task, outcome);
}

/* --- The first answer --- */

/* An answer that is no good one says why, by the definition's rules. */
static CtTrialOutcome *
judge_answer (CtExchange *exchange, const CtHttpAnswer *answer)
{
  CtTrialOutcome *outcome = outcome_new ();

  if (ct_exchange_answer (exchange, answer, &outcome->error))
    outcome->answer = g_strndup (answer->body, answer->length);
  outcome->retry_after_us = ct_exchange_get_retry_after_us (exchange);
  outcome->status = answer->status;
  return outcome;
}

typedef struct
{
  GTask *task;          /* (owned) */
  CtExchange *exchange; /* (owned) */
} Asking;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (CtExchange) exchange = asking->exchange;
  GTask *task = asking->task;
  GError *error = NULL;
  g_autoptr (CtHttpAnswer) answer = ct_fetcher_send_finish (CT_FETCHER (source), result, &error);
  CtTrialOutcome *outcome;

  end_lease (g_task_get_task_data (task));
  if (answer != NULL)
    {
      finish (task, judge_answer (exchange, answer));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  outcome = outcome_new ();
  outcome->error = error;
  finish (task, outcome);
}

static void
ask_first (GTask *task)
{
  Trial *self = g_task_get_task_data (task);
  g_autoptr (CtExchange) exchange = ct_account_exchange_new (
      self->account, ct_clock_now_us (self->session->clock),
      self->token != NULL ? secret_value_get_text (self->token) : NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHttpRequest) request = ct_exchange_next (exchange, &error);
  CtTrialOutcome *outcome;
  Asking *asking;

  if (request == NULL)
    {
      end_lease (self);
      outcome = outcome_new ();
      outcome->error = g_steal_pointer (&error);
      finish (task, outcome);
      return;
    }
  asking = g_new (Asking, 1);
  asking->task = task;
  asking->exchange = g_steal_pointer (&exchange);
  ct_fetcher_send_async (self->session->fetcher, request,
                         request->auth.kind != CT_AUTH_NONE ? self->token : NULL,
                         g_task_get_cancellable (task), on_answer, asking);
}

/* --- Its turn --- */

static gboolean on_again (gpointer user_data);

static void
send (GTask *task)
{
  Trial *self = g_task_get_task_data (task);
  CtSession *session = self->session;

  self->sent_us = ct_clock_now_us (session->clock);
  if (self->kind == CT_TRIAL_ANSWER)
    ask_first (task);
  else
    ct_poll_async (self->account, CT_POLL_TRIAL, session->fetcher, session->poll_state,
                   session->clock, self->token, g_task_get_cancellable (task), on_polled, task);
}

/* Takes task. */
static void
claim (GTask *task)
{
  Trial *self = g_task_get_task_data (task);
  CtTrialOutcome *outcome;
  gint64 until_us = -1;
  CtClaim claim;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  claim = ct_test_claim (self->session, self->account, &self->request, &until_us);
  if (claim == CT_CLAIM_GRANTED)
    {
      send (task);
      return;
    }
  if (ct_test_claim_is_near (claim, until_us, ct_clock_now_us (self->session->clock)))
    {
      self->again_id = g_timeout_add (CT_TEST_CLAIM_AGAIN_MS, on_again, task);
      return;
    }
  outcome = outcome_new ();
  outcome->again_us = until_us;
  finish (task, outcome);
}

static gboolean
on_again (gpointer user_data)
{
  Trial *self = g_task_get_task_data (user_data);

  self->again_id = 0;
  claim (user_data);
  return G_SOURCE_REMOVE;
}

void
ct_trial_async (CtSession *session, CtAccount *account, SecretValue *token, CtTrialKind kind,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Trial *self;

  g_return_if_fail (ct_account_get_origin (account) != NULL);

  task = g_task_new (account, cancellable, callback, user_data);
  self = g_new0 (Trial, 1);
  g_task_set_source_tag (task, ct_trial_async);
  g_task_set_task_data (task, self, (GDestroyNotify) trial_free);
  self->session = session;
  self->account = g_object_ref (account);
  self->token = token != NULL ? secret_value_ref (token) : NULL;
  self->kind = kind;
  self->sent_us = -1;
  claim (task);
}

CtTrialOutcome *
ct_trial_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What stays of it --- */

void
ct_trial_keep (CtSession *session, CtAccount *account, const CtTrialOutcome *outcome)
{
  CtClaimRequest request = {
    .origin = ct_account_get_origin (account),
    .account_id = ct_account_get_id (account),
  };

  if (outcome->reading == NULL && outcome->error == NULL)
    return;
  ct_poll_state_finish (session->poll_state, &request, ct_clock_now_us (session->clock),
                        outcome->reading, outcome->error, outcome->retry_after_us);
}

void
ct_trial_note (CtSession *session, CtAccount *account, const CtTrialOutcome *outcome)
{
  if (outcome->sent_us != -1)
    ct_monitor_add_attempt (session->monitor, ct_account_get_id (account), outcome->sent_us,
                            outcome->duration_us, outcome->status, outcome->error);
}

void
ct_trial_forget (CtSession *session, CtAccount *account)
{
  ct_poll_state_forget (session->poll_state, ct_account_get_origin (account),
                        ct_account_get_id (account));
}
