#pragma once

#include "exchange.h"

/* One poll, played to its end against answers that are written down. */
#define PLAY_TOKEN "sk-fixture-0123456789abcdef"

typedef struct
{
  CtReading *reading; /* (nullable) (owned) */
  GError *error;      /* (nullable) (owned) */
  GPtrArray *sent;    /* (owned) of char*, as play_describe() writes them */
  gint64 retry_after_us;
} Play;

/* The answer to a request, or NULL with the reason why there was none. (transfer full) */
typedef CtHttpAnswer *(*PlayFunc) (const CtHttpRequest *request, gpointer user_data,
                                   GError **failure);

void play_exchange (Play *play, CtExchange *exchange, PlayFunc answer, gpointer user_data);
void play_clear (Play *play);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

/* "GET https://site.example/api/user/self, Authorization: Bearer TOKEN, New-Api-User: 42": what
 * leaves. (transfer full) */
char *play_describe (const CtHttpRequest *request);
