#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A JSON Schema (draft 2020-12) of definition files, for editors. It refuses nothing that the
 * loader takes; what it cannot say, such as a name that no expression knows, only the loader finds.
 * (transfer full) */
char *ct_definition_schema (void);

G_END_DECLS
