#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A token that is "user:password" as the Basic scheme carries it (RFC 7617, section 2): base64. A
 * token without a colon is a user with an empty password, as services with a single key want it.
 * As secret as the token. (transfer full) */
char *ct_basic_encode (const char *token, gsize length);

G_END_DECLS
