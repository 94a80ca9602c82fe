#pragma once

#include "script.h"

/* What a gateway answers and what is to be read from it: one case in one JSON file, a script
 * (script.h) and
 *
 *     why         what the case shows; where it is from: [S] the server's source, [D] the vendor's
 *                 documentation, [C] a client of it
 *     requests    everything that was sent, as play_describe() writes it
 *     expect      { balances: [...], details: {...} } or { error, message }; retry_after_s
 *     may_change  for test-mutations.c
 *
 * Balances are the whole reading as it is kept, and the label and the level they are shown with. */
typedef struct
{
  char *name;   /* (owned) "laozhang/success": for messages */
  CtJson *json; /* (owned) */
} Fixture;

Fixture *fixture_new (const char *path);
void fixture_free (Fixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Plays it, and fails the test for every difference to what is expected. */
void fixture_check (const Fixture *fixture, CtProvider *provider);
