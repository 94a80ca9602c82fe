#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "12h", "7d", "4w" before now_us; a day such as "2026-11-01" from its beginning in the zone; a
 * time of RFC 3339. FALSE: it is none of these. */
gboolean ct_since_parse (const char *text, gint64 now_us, GTimeZone *zone, gint64 *since_us);

G_END_DECLS
