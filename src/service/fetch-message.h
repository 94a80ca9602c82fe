#pragma once

#include <libsecret/secret.h>
#include <libsoup/soup.h>

#include "clock.h"
#include "http.h"

G_BEGIN_DECLS

/* The life of one request in libsoup.
 *
 *     SENDING --ANSWERED--> READING --PIECE--> READING --END--> DONE
 *      |   |                 |   |                               ^
 *      |   '-----FAILED------|---'-------------------------------|
 *      |                     |                                   |
 *      '---STOP, TIMER-------'--> STOPPING --anything libsoup----|
 *      ^                           |    |    calls back with     |
 *      '----------AGAIN------------'    '--TIMER--> ABANDONED ---'--> reported, once
 *
 * STOP: refused at its headers or over the cap, or cancelled. TIMER: the deadline, which covers
 * everything; in STOPPING the watchdog, for libsoup sometimes never calls back. AGAIN: what was
 * refused is the same address with a slash more. DONE and ABANDONED are final; an answer that
 * comes to an abandoned message finds nobody. */
typedef enum
{
  CT_FETCH_SENDING,
  CT_FETCH_READING,
  CT_FETCH_STOPPING,
  CT_FETCH_DONE,
  CT_FETCH_ABANDONED,
} CtFetchState;

typedef enum
{
  CT_FETCH_ANSWERED,
  CT_FETCH_PIECE,
  CT_FETCH_END,
  CT_FETCH_FAILED,
  CT_FETCH_AGAIN,
  CT_FETCH_STOP,
  CT_FETCH_TIMER,
} CtFetchEvent;

CtFetchState ct_fetch_state_next (CtFetchState state, CtFetchEvent event);

typedef struct _CtFetchMessage CtFetchMessage;

/* Exactly one of answer and error is there, both (transfer full). abandoned: libsoup never called
 * back, session is not to be used again. */
typedef void (*CtFetchDone) (CtHttpAnswer *answer, GError *error, gboolean abandoned,
                             gpointer user_data);

/* Sends; done is called once, from the main loop, never from here. request: (transfer full).
 * Errors: those of ct_fetch_request_to_message(), and then done is never called. (transfer full) */
CtFetchMessage *ct_fetch_message_send (SoupSession *session, CtHttpRequest *request,
                                       SecretValue *token, guint deadline_ms, CtClock *clock,
                                       CtFetchDone done, gpointer user_data, GError **error);

/* Ends it with this error, as soon as libsoup lets go of it. reason: (transfer full) */
void ct_fetch_message_stop (CtFetchMessage *self, GError *reason);

void ct_fetch_message_unref (CtFetchMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtFetchMessage, ct_fetch_message_unref)

G_END_DECLS
