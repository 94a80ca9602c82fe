#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A balance that rose by at least 0.10 and by at least 1 % of what it was has been topped up (or,
 * for a quota, begun anew). Smaller rises are a gateway's corrections. Said once, for alerts,
 * forecast and history. */
gboolean ct_rise_is_top_up (gint64 before_micro, gint64 after_micro);

G_END_DECLS
