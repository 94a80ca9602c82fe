#pragma once

#include "http.h"
#include "provider.h"
#include "reading.h"

G_BEGIN_DECLS

/* One poll of one account, without I/O: says which request comes next, takes the answers, and in
 * the end the reading or which rule failed on what. The same for the monitor, the account editor's
 * Test and `provider check`.
 *
 *     new -> next -> (send) -> answer -+-> next -> ... -> next gives NULL -> finish
 *                      ^---------------'
 */
typedef struct _CtExchange CtExchange;

typedef struct
{
  const char *base_url; /* normalised: ct_http_normalize_base() */
  const char *origin;   /* of base_url: what the token is bound to */
  GHashTable *fields;   /* (nullable) (unowned) id -> text */
  const char *region;   /* (nullable) */
  gboolean allow_private_http;
  const CtReading *last; /* (nullable) for balances that keep their amount, and for `zero` */
  gint64 now_us;
  const char *token; /* (nullable) blotted out of all that servers say; outlives the exchange */
} CtExchangeContext;

/* Everything in context is copied. (transfer full) */
CtExchange *ct_exchange_new (CtProvider *provider, const CtExchangeContext *context);
void ct_exchange_free (CtExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtExchange, ct_exchange_free)

/* Values of a request with cache_s that an earlier poll kept: used instead of asking while younger
 * than cache_s, and as a fallback when asking fails. json is what ct_exchange_get_kept() gave. */
void ct_exchange_set_cached (CtExchange *exchange, const char *request_id, CtJson *json,
                             gint64 stored_us);

/* The next request to send; NULL without an error when there is none, then finish. Errors:
 * CT_ERROR_DEFINITION when an expanded address leaves the origin, CT_ERROR_MISSING_VALUE,
 * CT_ERROR_TOO_LARGE (more than 40 requests in all). (transfer full) */
CtHttpRequest *ct_exchange_next (CtExchange *exchange, GError **error);

/* The answer to the request that next gave last, or why there was none (failure, copied). FALSE
 * when the poll has failed with this answer; error then has the code and the sanitised message. */
gboolean ct_exchange_answer (CtExchange *exchange, const CtHttpAnswer *answer, GError **error);
gboolean ct_exchange_answer_failed (CtExchange *exchange, const GError *failure, GError **error);

/* Where the rule is that made an error, or zero, of the last answer: "errors[1]",
 * "requests.account.ok"; NULL: no rule did. For whoever writes the definition. (transfer none) */
const char *ct_exchange_get_rule (const CtExchange *exchange);

/* The earliest time at which the gateway wants to be asked again (Retry-After of any answer); -1:
 * it did not say. */
gint64 ct_exchange_get_retry_after_us (const CtExchange *exchange);

/* Requests with cache_s that were answered in this exchange: (request id, JSON text of just the
 * values that the definition reads). (transfer full) the text */
typedef void (*CtKeptFunc) (const char *request_id, const CtRequestDefinition *request,
                            const char *json, gpointer user_data);
void ct_exchange_foreach_kept (CtExchange *exchange, CtKeptFunc func, gpointer user_data);

/* Errors: CT_ERROR_MISSING_VALUE (which), CT_ERROR_OUT_OF_RANGE, CT_ERROR_DEFINITION. (transfer
 * full) */
CtReading *ct_exchange_finish (CtExchange *exchange, GError **error);

G_END_DECLS
