#pragma once

#include "money.h"
#include "provider.h"

G_BEGIN_DECLS

/* What an account has left, as one poll told it. */
typedef struct
{
  char *id;   /* (owned) stable within the account */
  char *name; /* (nullable) (owned) */
  CtBalanceScope scope;
  CtBalanceKind kind;
  char currency[CT_CURRENCY_SIZE];
  gboolean primary; /* exactly one of a reading */
  gboolean unlimited;
  gboolean exhausted; /* the gateway says that nothing can be spent, whatever the number */
  gboolean stale;     /* kept from the reading before: what it needs failed this time */
  gboolean has_remaining, has_used, has_limit;
  gint64 remaining_micro, used_micro, limit_micro;
  gint64 usd_per_unit_micro; /* 0: unknown */
  gint64 resets_at_us;       /* -1: unknown */
} CtBalance;

typedef struct
{
  char *name;  /* (owned) */
  char *value; /* (owned) */
  gboolean is_number;
} CtDetail;

typedef struct _CtReading CtReading;
struct _CtReading
{
  gatomicrefcount ref_count;
  GPtrArray *balances; /* (owned) of CtBalance */
  GPtrArray *details;  /* (owned) of CtDetail */
};

CtReading *ct_reading_new (void);
CtReading *ct_reading_ref (CtReading *reading);
void ct_reading_unref (CtReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtReading, ct_reading_unref)

CtBalance *ct_balance_new (const char *id);
CtBalance *ct_balance_copy (const CtBalance *balance);
void ct_balance_free (CtBalance *balance);
void ct_detail_free (CtDetail *detail);
const char *ct_balance_scope_to_string (CtBalanceScope scope); /* the JSON values */
const char *ct_balance_kind_to_string (CtBalanceKind kind);

void ct_reading_add_detail (CtReading *reading, const char *name, const char *value,
                            gboolean is_number);

const CtBalance *ct_reading_get_primary (const CtReading *reading);                 /* (nullable) */
const CtBalance *ct_reading_get_balance (const CtReading *reading, const char *id); /* (nullable) */
gboolean ct_reading_equal (const CtReading *a, const CtReading *b);

/* "$49.99", "\u221e", "87 %", "used $3.20" when only that is known. (transfer full) */
char *ct_balance_format (const CtBalance *balance, CtMoneyStyle style);
char *ct_balance_format_label (const CtBalance *balance, guint n_decimals); /* CT_MONEY_LABEL */

/* What is left of credits that have a price. FALSE: it is not known. */
gboolean ct_balance_get_usd_worth (const CtBalance *balance, gint64 *usd_micro);

/* One JSON object, exact amounts as strings; the form it is kept in between polls. */
void ct_reading_append_json (const CtReading *reading, GString *out);
CtReading *ct_reading_from_json (const CtJsonNode *node, GError **error);

G_END_DECLS
