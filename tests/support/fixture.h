#pragma once

#include "play.h"

/* What a gateway answers and what is to be read from it: a JSON file a case.
 *
 *     why       what the case shows (and [S]ource, [D]ocumentation or [C]lient it is from)
 *     base_url  where the definition has none: https://site.example unless said otherwise
 *     fields    what the person typed
 *     now       seconds since 1970; 2026-11-22T04:00:00Z unless said otherwise
 *     last      the reading before, as a reading is kept
 *     cached    request -> { age_s, values }
 *     answers   request -> { status, body (JSON) or text (raw), retry_after_s } or { failure: code
 * }; one that is not there is a 404 without a body expect    { balances: [...], details: {...} } or
 * { error, message }; retry_after_s requests  everything that was sent, as play_describe() writes
 * it
 *
 * Read by core/json, which leaves numbers as they are written. */
typedef struct
{
  char *name;   /* (owned) "laozhang/success": of error messages */
  CtJson *json; /* (owned) */
} Fixture;

Fixture *fixture_new (const char *path);
void fixture_free (Fixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* The body that a request is answered with; NULL: none, or raw text. */
const CtJsonNode *fixture_get_body (const Fixture *fixture, const char *request_id);

/* Plays it, with another body for one request unless that is NULL. */
void fixture_play (const Fixture *fixture, CtProvider *provider, const char *request_id,
                   const char *body, Play *play);

/* Plays it, and fails the test for every difference to what is expected. */
void fixture_check (const Fixture *fixture, CtProvider *provider);
