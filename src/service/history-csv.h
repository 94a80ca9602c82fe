#pragma once

#include "history-query.h"

G_BEGIN_DECLS

/* A line a run, exact amounts, times in UTC, CRLF as RFC 4180 has it. (transfer full) */
char *ct_history_csv (const CtHistorySeries *series);

G_END_DECLS
