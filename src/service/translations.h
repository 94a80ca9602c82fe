#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The person's locale, and the catalogue of messages in it: the build folder's where ct_paths_new()
 * finds one, else the installed one. Once, in main(), before the first text. */
void ct_translations_init (void);

G_END_DECLS
