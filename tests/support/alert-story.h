#pragma once

#include "alert.h"

/* A story is what happens to one account, word by word, and what is told of it:
 *
 *   4.99 x4.99 inf used   a reading, five minutes later: an amount, exhausted, unlimited, only used
 *   ~4.99                 the same amount, stale
 *   !timeout              an attempt that fails, five minutes later
 *   d2.5 d?               days that are left from now on; unknown
 *   +15m -2h              the clock
 *   z=hour z=tomorrow z=topped-up z=none    snooze
 *   edit gone             the token is edited, the account removed
 *   @                     a restart: what was told goes through JSON, and nothing is told again
 *
 * 4.99>low expects that alert, 20<main that its notification is withdrawn, <account the account's
 * own. */
typedef struct
{
  const char *story, *why;
  const char *currency; /* NULL: USD */
  gint64 limit;         /* whole units; 0: none */
  CtThresholds own, general;
  gint64 resets_at_us;   /* 0: does not */
  const char *off;       /* a kind */
  gboolean is_secondary; /* beside a primary one of which nothing is known */
} AlertStory;

void alert_story_play (const AlertStory *story);
