#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-exchange.h"
#include "ask.h"
#include "commands.h"
#include "format.h"
#include "open.h"
#include "output.h"
#include "shape.h"
#include "status.h"
#include "status-json.h"
#include "test-claim.h"
#include "tokens.h"
#include "wait.h"

#define DEADLINE_S 20

typedef struct
{
  CtSession *session;     /* (unowned) */
  CtAccount *account;     /* (unowned) */
  SecretValue *token;     /* (nullable) (owned) */
  GCancellable *deadline; /* (owned) */
  gboolean prints_shape;
} Test;

/* --- Sending --- */

static CtHttpAnswer *
send_request (const CtHttpRequest *request, gpointer user_data, GError **error)
{
  Test *self = user_data;
  SecretValue *token = request->auth.kind != CT_AUTH_NONE ? self->token : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CtHttpAnswer *answer;
  CtWait wait = { NULL };

  ct_fetcher_send_async (self->session->fetcher, request, token, self->deadline, ct_wait_done,
                         &wait);
  result = ct_wait (&wait);
  answer = ct_fetcher_send_finish (self->session->fetcher, result, error);
  if (answer != NULL && self->prints_shape)
    {
      const char *secret = self->token != NULL ? secret_value_get_text (self->token) : NULL;
      g_autofree char *shape = ct_shape_of_answer (request, answer, secret);

      ct_cli_print (shape);
    }
  return answer;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* (transfer full) */
static CtReading *
ask (Test *self, gint64 *retry_after_us, GError **error)
{
  const char *token = self->token != NULL ? secret_value_get_text (self->token) : NULL;
  g_autoptr (CtExchange) exchange = ct_account_exchange_new (
      self->account, ct_clock_now_us (self->session->clock), token);
  guint deadline_id = g_timeout_add_seconds (DEADLINE_S, on_deadline, self->deadline);
  g_autoptr (GError) local_error = NULL;
  CtReading *reading = ct_ask (exchange, send_request, self, &local_error);

  *retry_after_us = ct_exchange_get_retry_after_us (exchange);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, CT_ERROR, CT_ERROR_TIMEOUT, _ ("There was no complete answer within %d s"),
                 DEADLINE_S);
  else
    {
      g_source_remove (deadline_id);
      if (local_error != NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    }
  return reading;
}

/* --- Saying what came of it --- */

static void
print_reading (Test *self, CtReading *reading)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (self->session);
  gint64 now_us = ct_clock_now_us (self->session->clock);
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autofree char *json = NULL, *text = NULL;
  g_autoptr (CtJson) status = NULL;

  ct_account_take_reading (self->account, reading, now_us);
  g_ptr_array_add (alone, self->account);
  json = ct_status_to_json (alone, policy, now_us);
  status = ct_json_parse (json, strlen (json), NULL);
  text = ct_format_reading (ct_status_first_account (ct_json_get_root (status)));
  ct_cli_print (text);
}

static CtExit
fail (Test *self, const GError *error)
{
  ct_cli_complain_error (ct_account_get_name (self->account), error);
  return ct_exit_for_error (error);
}

static CtExit
too_early (Test *self, gint64 until_us)
{
  gint64 left_us = until_us - ct_clock_now_us (self->session->clock);

  ct_cli_complain (_ ("%s was asked a moment ago; again in %d s"),
                   ct_account_get_name (self->account), (int) (left_us / G_USEC_PER_SEC) + 1);
  return CT_EXIT_FAILED;
}

/* Waits for whoever is asking at this moment. FALSE: *until_us is when it may be asked again. */
static gboolean
claim (Test *self, CtClaimRequest *request, gint64 *until_us)
{
  while (TRUE)
    {
      CtClaim claim = ct_test_claim (self->session, self->account, request, until_us);
      gint64 again_us = g_get_monotonic_time () + CT_TEST_CLAIM_AGAIN_MS * 1000;

      if (claim == CT_CLAIM_GRANTED)
        return TRUE;
      if (!ct_test_claim_is_near (claim, *until_us, ct_clock_now_us (self->session->clock)))
        return FALSE;
      while (ct_wait_turn (again_us))
        ;
    }
}

static CtExit
run_test (Test *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtReading) reading = NULL;
  CtClaimRequest request;
  gint64 until_us, retry_after_us;

  if (ct_account_get_origin (self->account) == NULL)
    return fail (self, ct_account_get_error (self->account));
  if (ct_provider_needs_token (ct_account_get_provider (self->account)))
    {
      self->token = ct_tokens_lookup (self->session->keyring, self->account, &error);
      if (self->token == NULL)
        return fail (self, error);
    }
  if (!claim (self, &request, &until_us))
    return too_early (self, until_us);
  reading = ask (self, &retry_after_us, &error);
  ct_poll_state_finish (self->session->poll_state, &request, ct_clock_now_us (self->session->clock),
                        reading, error, retry_after_us);
  ct_poll_state_flush (self->session->poll_state);
  if (reading == NULL)
    return fail (self, error);
  if (!self->prints_shape)
    print_reading (self, reading);
  return CT_EXIT_FINE;
}

CtExit
ct_cli_account_test (CtCli *cli, char **arguments)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  gboolean shape = FALSE;
  const GOptionEntry entries[] = { { "shape", 0, 0, G_OPTION_ARG_NONE, &shape,
                                     N_ ("Print keys and types of the answers, no values"), NULL },
                                   G_OPTION_ENTRY_NULL };
  const CtUsage usage = {
    .operands = _ ("ACCOUNT"), .entries = entries, .n_least = 1, .n_most = 1
  };
  g_autoptr (CtSession) session = NULL;
  g_autoptr (CtAccount) account = NULL;
  g_autoptr (GCancellable) deadline = g_cancellable_new ();
  g_autoptr (SecretValue) token = NULL;
  Test test;
  CtExit status;

  if (!ct_cli_parse (cli, &usage, &words))
    return CT_EXIT_USAGE;
  status = ct_cli_open_account (cli, CT_OPEN_WHOLE, words[1], &session, &account);
  if (status != CT_EXIT_FINE)
    return status;
  test = (Test){ session, account, NULL, deadline, shape };
  status = run_test (&test);
  token = test.token;
  return status;
}
