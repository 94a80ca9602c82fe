#pragma once

#include "exchange.h"

G_BEGIN_DECLS

/* Where answers come from: a gateway, or files. NULL with an error: there is none. (transfer full)
 */
typedef CtHttpAnswer *(*CtAskFunc) (const CtHttpRequest *request, gpointer user_data,
                                    GError **error);

/* All requests of an exchange, one after another, and what is read from the answers. Errors: what
 * is wrong begins with the request's name, when it was an answer that it was wrong with. (transfer
 * full) */
CtReading *ct_ask (CtExchange *exchange, CtAskFunc ask, gpointer user_data, GError **error);

G_END_DECLS
