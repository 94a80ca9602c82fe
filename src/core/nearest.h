#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one of names that is most like text, for "did you mean"; NULL when none is near: more
 * mistakes (a letter too many, too few, another, or two swapped) than a third of its letters, or
 * than one in a short name. names: NULL-terminated. (transfer none) */
const char *ct_nearest (const char *text, const char *const *names);

G_END_DECLS
