#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one of names that is most like text, for "did you mean"; NULL when none is near (an edit
 * distance of at most a third of its length). (transfer none) */
const char *ct_nearest (const char *text, const char *const *names);

G_END_DECLS
