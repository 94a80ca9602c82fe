#pragma once

#include "provider.h"

G_BEGIN_DECLS

/* What a definition would send where: what a person has to see before a file from elsewhere is
 * used. Texts as the definition has them, expressions in braces. */
typedef struct
{
  char *method;  /* (owned) */
  char *address; /* (owned) "https://api.example.com/v1/{item.id}?limit=1"; one whose site the
                    person types begins with "{base}" */
  char *headers; /* (owned) lines "Name: value", the token as "(token)"; may be "" */
  char *body;    /* (nullable) (owned) */
  gboolean sends_token;
} CtReviewedRequest;

void ct_reviewed_request_free (CtReviewedRequest *request);

/* One for every request and every site it goes to. (transfer full) of CtReviewedRequest */
GPtrArray *ct_provider_review (const CtProvider *provider);

G_END_DECLS
