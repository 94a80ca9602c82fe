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
  gboolean label_days;       /* the days that are left behind the amount */
  guint label_decimals;      /* of label and title */
  gboolean hide_amounts;
  gboolean right_to_left; /* what is said is read so: ct_money_isolate() */
  GHashTable
      *usd_rates;   /* (nullable) currency -> gint64* micro-USD for one unit: typed by the person */
  guint interval_s; /* the general one */
} CtSummaryPolicy;

/* What the accounts have, in USD, each part rounded down; or, when nothing converts to USD, the
 * largest sum of one currency.
 *
 * Of an account the primary balance counts, and others in other currencies. A key's balance counts
 * unless an account-wide one of the same site (origin) does. Percent, credits without a price and
 * balances of which only `used` is known never count, paused accounts only when the person says
 * so, unlimited ones are left out. */
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
  char *name;       /* (owned) */
  char *text; /* (owned) "Work · $49.99 · 12 days", or the reason and the age instead of the days
                 when something is wrong */
  CtLevel level;
  CtAccountState state;
  gboolean problem;
} CtSummaryRow;

/* The icon tells the worst of the accounts that are not paused (of the one account, when the label
 * is that):
 *
 *   problem    one is rejected, has no token or definition, or the keyring is closed: only the
 *              person can help; or one fails while no amount is known of any
 *   offline    all are offline, or nothing is known yet
 *   else       the worst level: empty, critical, low, good, full, unlimited */
typedef struct
{
  /* (owned) "$49.99", "~$49.99+", "…", "∞", "•••" when hidden, "$49.99 · 12 d" with the days that
     the title has too; "": nothing to say */
  char *label;
  /* (owned) "$49.99 · 12 days": the same amount, "Credit Tray" without one, and the days that it
     lasts; of a total, those of the account that is gone first. No markup characters. */
  char *title;
  const char *icon; /* "credit-tray-good-symbolic" ... */
  char *icon_text;  /* (owned) the amount in a few characters, to be drawn; "": hidden or unknown */
  CtTotal total;
  GPtrArray *rows;          /* (owned) of CtSummaryRow, worst first, paused ones last; at most 12 */
  guint n_more;             /* accounts beyond the rows */
  guint n_locked;           /* accounts that wait for the keyring: the menu offers to unlock it */
  gboolean keyring_missing; /* an account waits for a keyring that is not there */
} CtSummary;

#define CT_SUMMARY_MAX_ROWS 12

/* accounts: of CtAccount, in the person's order. */
CtSummary *ct_summary_new (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us);
void ct_summary_free (CtSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSummary, ct_summary_free)

CtTotal ct_summary_total (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us);
/* With ~ and +; "…", "∞". (transfer full) */
char *ct_total_format (const CtTotal *total, CtMoneyStyle style);
/* CT_MONEY_LABEL, with as many decimals. */
char *ct_total_format_label (const CtTotal *total, guint n_decimals);

/* Why something that an account has is not in the total. */
typedef enum
{
  CT_LEFT_OUT_CHOICE, /* the person wants it so */
  CT_LEFT_OUT_PAUSED,
  CT_LEFT_OUT_NO_READING,   /* no amount is known yet */
  CT_LEFT_OUT_NO_RATE,      /* money of another currency, and no exchange rate */
  CT_LEFT_OUT_NO_PRICE,     /* no money: credits without a price, percent */
  CT_LEFT_OUT_NO_REMAINING, /* only what was used is known */
  CT_LEFT_OUT_UNLIMITED,
  CT_LEFT_OUT_PART, /* what a key may spend is part of what its account has */
} CtLeftOutReason;

typedef struct
{
  CtAccount *account; /* (unowned) */
  CtLeftOutReason reason;
  char *amount;                    /* (nullable) (owned) "¥213.70", in the locale's form */
  char currency[CT_CURRENCY_SIZE]; /* of the amount */
} CtLeftOut;

/* What ct_summary_total() leaves out. (transfer full) of CtLeftOut */
GPtrArray *ct_summary_list_left_out (GPtrArray *accounts, const CtSummaryPolicy *policy,
                                     gint64 now_us);

/* Currencies and units of the accounts that an exchange rate would bring into the total, or has, in
 * alphabetical order. (transfer full) of char* */
GPtrArray *ct_summary_list_currencies (GPtrArray *accounts);

/* "12 days", "1 day", "less than a day", "over a year": translated (transfer full) */
char *ct_format_days_left (double days_left);

/* What is wrong with the account now, translated: "Token rejected", "Paused". (nullable) */
const char *ct_summary_get_reason (CtAccount *account);

/* "This key", translated, for what it alone may spend; NULL for what the whole account has. */
const char *ct_summary_get_scope (const CtBalance *balance);

/* "just now", "4 min ago", "3 h ago", "2 days ago": translated (transfer full) */
char *ct_format_age (gint64 age_us);

G_END_DECLS
