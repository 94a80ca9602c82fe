#pragma once

#include "play.h"

/* A poll written down in JSON. Of the members of a script these are read here:
 *
 *     base_url  https://site.example where neither it, the region nor the definition has one
 *     region    which of the definition's
 *     fields    what the person typed
 *     now       unix seconds; 2026-11-22T04:00:00Z unless said otherwise
 *     last      the reading before, as a reading is kept
 *     cached    request -> { age_s, values }
 *     answers   request -> { status (200), body (JSON) or text (raw), retry_after_s } or
 *               { failure: code }; a list of them for a request that is sent more than once; what
 *               is not there is a 404 without a body
 *
 * It is read by core/json, which leaves numbers as they are written. */

/* Plays it. With another body for one request, unless request_id is NULL. Fails the test when an
 * answer was not asked for. name is for messages; kept (nullable) gets a line for every request
 * that would be kept. */
void script_play (const CtJsonNode *script, const char *name, CtProvider *provider,
                  const char *request_id, const char *body, GString *kept, Play *play);

gint64 script_get_now_us (const CtJsonNode *script);

/* A key that nobody reads would be a check that nobody makes. known ends in NULL; those above need
 * not be in it. */
void script_check_keys (const CtJsonNode *script, const char *name, const char *const *known);

const char *script_get_text (const CtJsonNode *object, const char *name); /* (nullable) */
gint64 script_get_integer (const CtJsonNode *object, const char *name, gint64 otherwise);
char *script_to_text (const CtJsonNode *node); /* JSON (transfer full) */
CtJson *script_load (const char *path);        /* (transfer full) */
