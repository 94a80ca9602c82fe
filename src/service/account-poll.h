#pragma once

#include "account.h"
#include "clock.h"
#include "exchange.h"
#include "fetch.h"
#include "pollstate.h"

G_BEGIN_DECLS

/* One account asked once: the requests of its definition, one after another, by an exchange. At
 * most 20 s in all. */
typedef struct
{
  CtReading *reading;    /* (nullable) (owned) NULL: failed */
  GError *error;         /* (nullable) (owned) */
  gint64 retry_after_us; /* -1 */
  guint status;          /* of the last HTTP answer; 0: none */
} CtPollOutcome;
void ct_poll_outcome_free (CtPollOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPollOutcome, ct_poll_outcome_free)

typedef enum
{
  CT_POLL_STORED, /* the account and its token as they are kept */
  CT_POLL_TRIAL,  /* as they are typed now: what is kept of answers to the token is left alone */
} CtPollKind;

/* state: (nullable) where values of requests with cache_s are kept. */
void ct_poll_async (CtAccount *account, CtPollKind kind, CtFetcher *fetcher, CtPollState *state,
                    CtClock *clock, SecretValue *token, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full); NULL only when cancelled. */
CtPollOutcome *ct_poll_finish (GAsyncResult *result, GError **error);

/* Another token, or other settings: what the former ones were told (a team, a list of projects) is
 * none of theirs. */
void ct_poll_forget_cached (CtAccount *account, CtPollState *state);

G_END_DECLS
