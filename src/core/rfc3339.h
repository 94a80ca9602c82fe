#pragma once

#include "rational.h"

G_BEGIN_DECLS

/* A date-time of RFC 3339 section 5.6, "2026-11-22T04:00:00.25+01:00", as unix seconds; a space or
 * lower case may stand for T and Z (its notes allow both). Exact to 18 decimals, finer ones are
 * cut; a leap second is the second after it. FALSE when the text is anything else. */
gboolean ct_rfc3339_parse (const char *text, CtRational *unix_s);

/* A full-date of the same section: "2026-11-22". */
gboolean ct_rfc3339_is_date (const char *text);

G_END_DECLS
