#pragma once

#include <libsecret/secret.h>
#include <libsoup/soup.h>

#include "http.h"

G_BEGIN_DECLS

CtHttpRequest *ct_fetch_request_copy (const CtHttpRequest *request); /* (transfer full) */

/* The message that asks for it, the token in it: by itself followed nowhere, never answering a
 * challenge. token: NULL only with CT_AUTH_NONE. Errors, none of which repeats the token:
 * CT_ERROR_DEFINITION (an address that is never asked or is not of request->origin, a header that
 * cannot be sent), CT_ERROR_TOKEN_MISSING, CT_ERROR_TOKEN_REJECTED (a token with bytes that no
 * header can carry, or longer than 4096). (transfer full) */
SoupMessage *ct_fetch_request_to_message (const CtHttpRequest *request, SecretValue *token,
                                          GError **error);

/* location: of a 3xx, a stranger's text, (nullable). When it is the request's own address with a
 * slash behind the path, the request is changed to that. */
gboolean ct_fetch_request_add_slash (CtHttpRequest *request, const char *location);

/* CT_ERROR_REDIRECTED, naming the target's host alone, and that only when it has nothing of the
 * token (nullable): all of it is a stranger's text. (transfer full) */
GError *ct_fetch_request_redirected (const CtHttpRequest *request, const char *location,
                                     SecretValue *token);

G_END_DECLS
