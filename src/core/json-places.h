#pragma once

#include "json.h"

G_BEGIN_DECLS

/* A value in an answer that an amount may be read from, and how an expression names it. */
typedef struct
{
  char *path; /* (owned) "balance.data.items[0]['total left']" */
  char *text; /* (owned) the number, "true" or "false" */
  gboolean is_number;
} CtJsonPlace;

void ct_json_place_free (CtJsonPlace *place);

/* Numbers, texts that are numbers, and truth values, in their order, at most max of them; of long
 * lists the first elements. name: what expressions call the whole answer. (transfer full) of
 * CtJsonPlace. */
GPtrArray *ct_json_list_places (const CtJson *json, const char *name, guint max);

G_END_DECLS
