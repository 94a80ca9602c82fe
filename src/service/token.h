#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

#define CT_TOKEN_MAX_LENGTH 4096

/* A token as it may be sent in a header: blanks and line ends around it cut; bytes 0x21-0x7e,
 * 1-4096 of them, else NULL with CT_ERROR_TOKEN_MISSING (empty) or CT_ERROR_TOKEN_REJECTED naming
 * the reason. length: in bytes, -1 when text ends in NUL. The text is not kept, and no error quotes
 * it. The value is held in memory that is not paged out. (transfer full) */
SecretValue *ct_token_new (const char *text, gssize length, GError **error);

G_END_DECLS
