#pragma once

#include "json.h"

G_BEGIN_DECLS

/* The JSON of `creditctl status` in other words; each ends in a line end. (transfer full) */
char *ct_format_text (const CtJsonNode *status, gboolean colour);
char *ct_format_waybar (const CtJsonNode *status);
char *ct_format_openmetrics (const CtJsonNode *status);
/* The balances, exactly, and the details of one account in it. */
char *ct_format_reading (const CtJsonNode *account);
/* "of this key alone", or "" for what the whole account has. */
const char *ct_format_scope (const CtJsonNode *balance);

G_END_DECLS
