#pragma once

#include "exchange.h"

/* One request of the definition in one exchange. A slot that is sent more than once, for items or
 * pages, waits again in between.
 *
 *            `when` false, or nothing for `each` to list; cached and young
 *   WAITING ----------------------------------------> ABSENT; READY (cached)
 *      | next()                                     ^
 *      v          answer                            |
 *     SENT -----------------------------------------+
 *      |  failed, optional: not-found, retired ---> ABSENT
 *      |  failed, optional: anything else --------> READY (cached) / UNAVAILABLE
 *      '- failed, not optional: the exchange fails
 */
typedef enum
{
  CT_SLOT_WAITING,
  CT_SLOT_SENT,
  CT_SLOT_READY,
  CT_SLOT_ABSENT,
  CT_SLOT_UNAVAILABLE,
} CtSlotState;

typedef struct
{
  const CtRequestDefinition *definition; /* (unowned) */
  CtSlotState state;
  GPtrArray *answers; /* (owned) of CtJson: one, or with `each` one an item */
  GError *failure;    /* (nullable) (owned) why it is unavailable */
  GPtrArray
      *items; /* (nullable) (owned) of CtJsonNode (unowned): with `each`, what is left to ask for */
  CtJson *pages; /* (nullable) (owned) those that have come, put together, when there are more */
  guint n_pages;
  char *next_page; /* (nullable) (owned) */
  CtJson *cached;  /* (nullable) (owned) */
  gint64 cached_us;
  gboolean from_cache;
} CtSlot;

struct _CtExchange
{
  CtProvider *provider;  /* (owned) */
  char *base_url;        /* (owned) */
  char *origin;          /* (owned) */
  char *region_currency; /* (nullable) (owned) */
  gboolean allow_private_http;
  GHashTable *texts; /* (owned) name -> text: fields and times */
  CtReading *last;   /* (nullable) (owned) */
  gint64 now_us;
  const char *token; /* (nullable) (unowned) */
  GPtrArray *slots;  /* (owned) of CtSlot, in the provider's order */
  CtSlot *current;   /* (nullable) (unowned) the one that was sent */
  guint n_sent;
  gint64 retry_after_us;
  gboolean zero;    /* a rule said that the money is gone */
  const char *rule; /* (nullable) (unowned) of the provider: what judged the last answer */

  const CtJsonNode *item;   /* (nullable) (unowned) */
  const CtJsonNode *answer; /* (nullable) (unowned) */
  gboolean unavailable;     /* a lookup met what an optional request failed to bring */
};

/* Times and fields: what names stand for beside the answers. */
void ct_exchange_set_texts (CtExchange *exchange, GHashTable *fields);
CtScope ct_exchange_get_scope (CtExchange *exchange);
CtSlot *ct_exchange_find_slot (CtExchange *exchange, const char *request_id); /* (nullable) */

/* The elements that an `each` goes through, of CtJsonNode (unowned), without the gaps that a path
 * with [*] leaves; *items is NULL when there is no list. Errors: CT_ERROR_MISSING_VALUE when it is
 * something else, or the expression's. (transfer full) items */
gboolean ct_exchange_list (CtExchange *exchange, const CtExpression *each, GPtrArray **items,
                           GError **error);

/* Parses and judges: errors (the request's own first), status, ok. NULL with an error when it is
 * none to read; *zero is set when a rule says so (then NULL without an error). (transfer full) */
CtJson *ct_exchange_judge (CtExchange *exchange, const CtRequestDefinition *request,
                           const CtHttpAnswer *answer, gboolean *zero, GError **error);

/* One answer, or one page of it: the slot then has it among its answers, or waits for the next
 * page. Errors: CT_ERROR_TOO_LARGE, CT_ERROR_MISSING_VALUE, or an expression's. */
gboolean ct_exchange_take_answer (CtExchange *exchange, CtSlot *slot, CtJson *answer,
                                  GError **error);

CtReading *ct_exchange_read (CtExchange *exchange, GError **error);
CtReading *ct_exchange_read_zero (CtExchange *exchange, GError **error);
