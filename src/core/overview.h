#pragma once

#include "summary.h"

G_BEGIN_DECLS

/* One account at a glance, in words: what a row of the balances window shows. Amounts are those of
 * the primary balance and never hidden. Pure. */
typedef struct
{
  const char *name;     /* (unowned) the account's */
  const char *provider; /* (unowned) its gateway's name; "" without a definition */
  char *amount;         /* (owned) "$49.99", "∞", "…" while nothing is known */
  char *remark;         /* (owned) "4 min ago", or of what it is, what is wrong, and the age */
  char *days;           /* (owned) "12 days"; "" when not known */
  char *until;          /* (owned) "until 3 March", "resets 3 March"; "" when not known */
  char *worst;          /* (owned) "at worst 8 days"; "" when not known, or not another number */
  char *today, *days_7, *days_30; /* (owned) spent; "" when not known */
  char *description;              /* (owned) all of it in one line, for screen readers */
  const char *icon;               /* of the level, or of a problem */
  CtLevel level;
  gboolean is_problem;
  gboolean is_dim; /* paused, or the amount is stale */
} CtOverviewRow;

CtOverviewRow *ct_overview_row_new (CtAccount *account, guint interval_s, gint64 now_us,
                                    GTimeZone *zone);
void ct_overview_row_free (CtOverviewRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtOverviewRow, ct_overview_row_free)

/* Which comes first: what only the person can put right, then the fewest days left, then those that
 * last for a time that is not known, those without a limit, and paused ones. Equal: 0. */
int ct_overview_compare (CtAccount *a, CtAccount *b);

/* "until 3 March", with the year when that is another one. (transfer full) */
char *ct_overview_format_until (gint64 date_us, gint64 now_us, GTimeZone *zone);
/* "3 March 2026, 14:05", as this language writes it. (transfer full) */
char *ct_overview_format_time (gint64 time_us, GTimeZone *zone);

G_END_DECLS
