#pragma once

#include "account.h"

G_BEGIN_DECLS

/* Accounts -> what the tray, its tooltip and creditctl's one-liners say. Pure. */

typedef enum
{
  CT_LABEL_TOTAL,
  CT_LABEL_ACCOUNT,
  CT_LABEL_LOWEST,
  CT_LABEL_NOTHING,
} CtLabelContent;

typedef struct
{
  CtLabelContent content;
  const char *label_account; /* (nullable) uuid, for CT_LABEL_ACCOUNT */
  gboolean hide_amounts;
  GHashTable
      *usd_rates;   /* (nullable) currency -> gint64* micro-USD for one unit: typed by the person */
  guint interval_s; /* the general one */
} CtSummaryPolicy;

/* Sum of the primary balances that count, in USD or, when nothing converts, the largest sum of one
 * currency. */
typedef struct
{
  gboolean known;     /* FALSE: no amount yet */
  gboolean unlimited; /* all that count are unlimited */
  gboolean complete;  /* FALSE: something could not be converted, or has no amount yet */
  gboolean stale;     /* a part is stale */
  CtMoney money;
} CtTotal;

typedef struct
{
  char *account_id; /* (owned) */
  char *text; /* (owned) "Work \u00b7 $49.99", or the reason and the age when something is wrong */
  CtLevel level;
  CtAccountState state;
  gboolean problem;
} CtSummaryRow;

typedef struct
{
  char *label;      /* (owned) "$49.99", "~$49.99+", "\u2026", "\u221e", "" */
  char *title;      /* (owned) the same and the days left, no markup characters */
  const char *icon; /* "credit-tray-good-symbolic" ...: full good low critical empty unlimited
                       problem offline */
  CtTotal total;
  GPtrArray *rows; /* (owned) of CtSummaryRow, worst first, at most 12 */
  guint n_more;    /* accounts beyond the rows */
  guint n_locked;  /* accounts that wait for the keyring: the menu offers to unlock it */
  gboolean keyring_missing;
} CtSummary;

#define CT_SUMMARY_MAX_ROWS 12

/* accounts: of CtAccount, in the person's order. */
CtSummary *ct_summary_new (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us);
void ct_summary_free (CtSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSummary, ct_summary_free)

CtTotal ct_summary_total (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us);
char *ct_total_format (const CtTotal *total); /* with ~ and +; "\u2026", "\u221e" (transfer full) */

/* "just now", "4 min ago", "3 h ago", "2 days ago": translated (transfer full) */
char *ct_format_age (gint64 age_us);

G_END_DECLS
