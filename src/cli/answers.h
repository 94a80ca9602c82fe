#pragma once

#include "ask.h"

G_BEGIN_DECLS

/* Answers from files, in place of a gateway; and what it would have been asked. */
typedef struct
{
  GHashTable *responses; /* (owned) request id (owned) -> what answers it (owned) */
  guint n_requests;      /* asked so far */
  GString *text;         /* (owned) the requests, for people */
  GString *json;         /* (owned) the same for programs: a list whose end is open */
} CtAnswers;

/* texts: (nullable) "NAME=BODY" or "NAME=BODY@STATUS", BODY being the path of a file. NULL: wrong
 * usage, already said. (transfer full) */
CtAnswers *ct_answers_new (const CtProvider *provider, char **texts);
void ct_answers_free (CtAnswers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAnswers, ct_answers_free)

/* A CtAskFunc. A request that nothing was given for is answered with 404. */
CtHttpAnswer *ct_answers_ask (const CtHttpRequest *request, gpointer answers, GError **error);

/* Appends a member to the object that is open in out. */
void ct_answers_append (GString *out, const char *name, const char *value);

G_END_DECLS
