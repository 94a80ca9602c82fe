#pragma once

#include "account.h"
#include "command.h"
#include "json.h"

G_BEGIN_DECLS

/* The JSON of `creditctl status`, which is all that the other formats are made of: so they say the
 * same, whether the running applet wrote it or this process. */

/* local: ours, of the accounts that are asked for. applet: what the applet says of all of its own.
 * What it knows of an account is newer than what we do; one that it has not noticed yet is ours.
 * The total is the applet's when it is about the same accounts. (transfer full) */
char *ct_status_merge (const CtJsonNode *local, const CtJsonNode *applet);

const CtJsonNode *ct_status_find (const CtJsonNode *status,
                                  const char *account_id); /* (nullable) */

const char *ct_status_get_text (const CtJsonNode *object,
                                const char *name); /* "" when it is none */
gboolean ct_status_get_flag (const CtJsonNode *object, const char *name);
gint64 ct_status_get_time_us (const CtJsonNode *object, const char *name); /* -1: null */
/* In micro-units. FALSE: null. */
gboolean ct_status_get_amount (const CtJsonNode *object, const char *name, gint64 *amount_micro);

const CtJsonNode *ct_status_first_account (const CtJsonNode *status); /* (nullable) and so on */
const CtJsonNode *ct_status_first_balance (const CtJsonNode *account);
const CtJsonNode *ct_status_get_primary (const CtJsonNode *account);
const char *ct_status_get_error_code (const CtJsonNode *account);

CtLevel ct_status_get_level (const CtJsonNode *account);
/* The account in the worst level, of equals the first; one without a level counts last. (nullable)
 */
const CtJsonNode *ct_status_get_worst (const CtJsonNode *status);

/* What is to be seen first of an account's state, in a few translated words: what is wrong, else
 * its level. */
const char *ct_status_describe (const CtJsonNode *account);
/* "$49.99", "~$49.99" when it is old, "…" when it is not known. (transfer full) */
char *ct_status_format_amount (const CtJsonNode *account);

/* How long it lasts. FALSE: null. */
gboolean ct_status_get_days (const CtJsonNode *account, double *days_left);
/* The same in words, when nothing is wrong and something is left. (nullable) (transfer full) */
char *ct_status_format_days (const CtJsonNode *account);

CtExit ct_status_get_exit (const CtJsonNode *status);

G_END_DECLS
