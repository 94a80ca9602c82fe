#pragma once

#include "summary.h"

G_BEGIN_DECLS

/* What is left in USD, rounded down: USD itself, by the price in the definition, else by the rate
 * that the person typed. FALSE when there is neither, or nothing known to be left. */
gboolean ct_summary_to_usd (const CtSummaryPolicy *policy, const CtBalance *balance,
                            gint64 *usd_micro);

/* The primary balance of the last reading. */
const CtBalance *ct_summary_get_primary (CtAccount *account); /* (nullable) */

/* Something is wrong with it now; a paused account never is a problem. */
gboolean ct_summary_is_problem (CtAccount *account);
/* A problem that only the person can solve. Stays while it is tried again. */
gboolean ct_summary_needs_attention (CtAccount *account);

const char *ct_summary_get_icon (CtAccount *account);  /* "credit-tray-good-symbolic" ... */
const char *ct_summary_get_level_icon (CtLevel level); /* where nothing is wrong */

/* How long it lasts. FALSE: not known, nothing left, or something is wrong with it or paused. */
gboolean ct_summary_get_days (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us,
                              double *days_left);
/* Of the one that is gone first. */
gboolean ct_summary_fewest_days (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us,
                                 double *days_left);

/* Worst first: problems, then by level, then the fewest days, then the smallest amount, then as the
 * person has them; paused ones last. (transfer container) of CtAccount (unowned) */
GPtrArray *ct_summary_rank (GPtrArray *accounts, const CtSummaryPolicy *policy);
/* The one with the worst level, then the smallest amount; problems alone do not count. NULL when no
 * amount is known. (nullable) (transfer none) */
CtAccount *ct_summary_find_lowest (GPtrArray *accounts, const CtSummaryPolicy *policy);

/* "$49.99", "~$49.99", "\u221e"; NULL without a reading. (nullable) (transfer full) */
char *ct_summary_format_account (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us);
char *ct_summary_format_short_days (double days_left); /* "12 d", for the label (transfer full) */
CtSummaryRow *ct_summary_row_new (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us);
void ct_summary_row_free (CtSummaryRow *row);

#define CT_HIDDEN_AMOUNT "•••"
#define CT_UNKNOWN_AMOUNT "…"

G_END_DECLS
