#pragma once

#include "account-poll.h"
#include "session.h"

G_BEGIN_DECLS

/* An account asked once because a person tests it, under the floors (test-claim.h): with the
 * settings and the token that are typed at this moment, whether they are stored or not.
 *
 *   claim -+-> poll -> done
 *     ^    '-> done: too early
 *     '- in a moment
 */
typedef struct
{
  CtReading *reading;    /* (nullable) (owned) */
  GError *error;         /* (nullable) (owned) */
  gint64 retry_after_us; /* -1 */
  gint64 sent_us;        /* when its turn came; -1: nothing was sent */
  gint64 duration_us;    /* from then on */
  guint status;          /* of the last HTTP answer; 0: none */
  gint64 again_us;       /* nothing was sent, for it was asked a moment ago; again then. -1 */
  char *answer;          /* (nullable) (owned) body of the first answer, if it was wanted */
} CtTrialOutcome;
void ct_trial_outcome_free (CtTrialOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtTrialOutcome, ct_trial_outcome_free)

typedef enum
{
  CT_TRIAL_READ,   /* the whole poll: reading or error */
  CT_TRIAL_ANSWER, /* only the first request, for its answer: what it says of the balance is not
                      known yet */
} CtTrialKind;

/* account: any with an origin, in the settings or not. token: NULL when its definition needs none.
 * The attempt counts for the floors; what came of it is kept only by ct_trial_keep(). */
void ct_trial_async (CtSession *session, CtAccount *account, SecretValue *token, CtTrialKind kind,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full); NULL only when cancelled. */
CtTrialOutcome *ct_trial_finish (GAsyncResult *result, GError **error);

/* What was tested is what is stored, or will be: the outcome becomes what is known of the account.
 */
void ct_trial_keep (CtSession *session, CtAccount *account, const CtTrialOutcome *outcome);
/* The account is stored: the test becomes one of its attempts. Once. */
void ct_trial_note (CtSession *session, CtAccount *account, const CtTrialOutcome *outcome);
/* The account that was tested will not be stored: nothing is kept of it. */
void ct_trial_forget (CtSession *session, CtAccount *account);

G_END_DECLS
