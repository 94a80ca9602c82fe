#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people call a detail of a definition (definitions name them "spend_per_hour"): "Spend per
 * hour", in their language where the definition is ours. (transfer full) */
char *ct_detail_title (const char *name);

G_END_DECLS
