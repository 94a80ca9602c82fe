#pragma once

#include <glib.h>

#include "provider.h"

G_BEGIN_DECLS

/* Polls an account of that gateway twice, the second time with what the first one left behind.
 *
 * answers: texts, one for each request, from the first again when they are used up: "401 BODY", or
 * "BODY" with the status 200, or "!timeout", any of our errors, for none. */
void fuzz_poll_twice (CtProvider *provider, const char *const *answers);

G_END_DECLS
