#pragma once

#include "summary.h"

G_BEGIN_DECLS

/* What `creditctl status --format=json` prints and Status() on D-Bus gives: an interface, described
 * in creditctl(1) and tests/status.schema.json. One line, no newline at its end. Amounts are exact
 * decimal texts and never hidden, times UTC in RFC 3339. accounts: of CtAccount, in the person's
 * order. (transfer full) */
char *ct_status_to_json (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us);

G_END_DECLS
