#pragma once

#include "http.h"

G_BEGIN_DECLS

/* What an answer is made of, without a single value of it: keys and types, status, size and time.
 * Safe to show to anybody. Of a list the first element stands for all; a key that is more than a
 * word (an address, a number, an id), or has some of the token (nullable) in it, is a value too.
 * (transfer full) */
char *ct_shape_of_answer (const CtHttpRequest *request, const CtHttpAnswer *answer,
                          const char *token);

G_END_DECLS
