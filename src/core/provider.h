#pragma once

#include "error.h"
#include "expression.h"
#include "http.h"
#include "json.h"
#include "template.h"

G_BEGIN_DECLS

/* A provider definition, loaded and validated: immutable, shared. The language is in
 * credit-tray-provider(5). */

typedef struct
{
  char *id;         /* (owned) */
  char *name;       /* (owned) */
  char *base_url;   /* (owned) */
  char *currency;   /* (nullable) (owned) */
  GPtrArray *links; /* (owned) of CtParameter, before those of all regions */
} CtRegion;

typedef enum
{
  CT_FIELD_TEXT,
  CT_FIELD_AMOUNT,
  CT_FIELD_CHOICE,
  CT_FIELD_DATE, /* 2026-11-22 */
} CtFieldKind;

/* What the person is asked beside the token. */
typedef struct
{
  char *id;    /* (owned) */
  char *label; /* (owned) */
  char *help;  /* (nullable) (owned) */
  CtFieldKind kind;
  char **choices;      /* (nullable) (owned) */
  char *default_value; /* (nullable) (owned) */
  gboolean optional;
} CtField;

/* First match wins: status (0: any) and, when given, a condition on the answer. */
typedef struct
{
  guint status;
  CtExpression *when; /* (nullable) (owned) */
  CtErrorCode code;
  gboolean zero; /* `"code": "zero"`: the money is gone, a reading of 0 */
  char *hint;    /* (nullable) (owned) */
  char *place;   /* (owned) "errors[1]" */
} CtErrorRule;

typedef struct
{
  char *name;        /* (owned) */
  CtTemplate *value; /* (owned) */
} CtParameter;

/* An answer that comes in pages. */
typedef struct
{
  char *param;        /* (owned) of the query */
  CtExpression *next; /* (owned) what param is for the next page; missing: this is the last */
  CtExpression *more; /* (nullable) (owned) */
  char **join;        /* (owned) the members on the way to the list that is put together */
  guint max;
} CtPagesDefinition;

typedef struct
{
  char *id;           /* (owned) */
  char *method;       /* (owned) */
  CtTemplate *path;   /* (owned) */
  GPtrArray *query;   /* (owned) of CtParameter */
  GPtrArray *headers; /* (owned) of CtParameter */
  CtTemplate *body;   /* (nullable) (owned) JSON text */
  CtAuth auth;
  gboolean optional;
  guint cache_s;
  CtExpression *when;       /* (nullable) (owned) */
  CtExpression *each;       /* (nullable) (owned) */
  CtPagesDefinition *pages; /* (nullable) (owned) */
  CtExpression *ok;         /* (nullable) (owned) */
  GPtrArray *errors;        /* (owned) of CtErrorRule */
} CtRequestDefinition;

typedef enum
{
  CT_SCOPE_ACCOUNT,
  CT_SCOPE_KEY,
} CtBalanceScope;

typedef enum
{
  CT_BALANCE_MONEY,
  CT_BALANCE_CREDITS,
  CT_BALANCE_PERCENT,
} CtBalanceKind;

typedef struct
{
  CtTemplate *id;   /* (owned) */
  CtTemplate *name; /* (nullable) (owned) */
  CtBalanceScope scope;
  CtBalanceKind kind;
  char *currency; /* (nullable) (owned) currency of money, unit of credits, "percent" */
  CtExpression *currency_from; /* (nullable) (owned) */
  CtRational usd_per_unit;     /* 0: unknown */
  CtExpression *each;          /* (nullable) (owned) */
  CtExpression *when;          /* (nullable) (owned) */
  CtExpression *primary;       /* (nullable) (owned) */
  CtExpression *unlimited;     /* (nullable) (owned) */
  CtExpression *available;     /* (nullable) (owned) */
  CtExpression *remaining;     /* (nullable) (owned) */
  CtExpression *used;          /* (nullable) (owned) */
  CtExpression *limit;         /* (nullable) (owned) */
  CtExpression *resets_at;     /* (nullable) (owned) unix seconds */
} CtBalanceDefinition;

typedef struct
{
  char *name;          /* (owned) */
  CtExpression *value; /* (owned) */
} CtDetailDefinition;

typedef struct _CtProvider CtProvider;
struct _CtProvider
{
  gatomicrefcount ref_count;
  CtJson *source;  /* (owned) merged: what export and `provider show` print */
  gboolean custom; /* from the person's own folder */

  char *id;              /* (owned) */
  char *name;            /* (owned) */
  char *base_url;        /* (nullable) (owned) NULL: typed by the person, or by region */
  GPtrArray *regions;    /* (owned) of CtRegion */
  char *strip_suffix;    /* (owned) */
  char *key_kind;        /* (owned) */
  char *key_help;        /* (nullable) (owned) */
  char *key_prefix_hint; /* (nullable) (owned) */
  char *key_not_prefix;  /* (nullable) (owned) */
  char *key_env;         /* (nullable) (owned) NULL in a definition of the person's own */
  GPtrArray *fields;     /* (owned) of CtField */
  GPtrArray *requests;   /* (owned) of CtRequestDefinition, each after those it depends on */
  CtExpression *ok;      /* (nullable) (owned) */
  GPtrArray *errors;     /* (owned) of CtErrorRule */
  GPtrArray *messages;   /* (owned) of CtExpression */
  GPtrArray *balances;   /* (owned) of CtBalanceDefinition */
  GPtrArray *details;    /* (owned) of CtDetailDefinition */
  guint min_interval_s;
  gboolean min_interval_per_origin;
  GPtrArray *links; /* (owned) of CtParameter: top_up, console, keys, docs, status */
  gboolean undocumented;
  char *confidence; /* (nullable) (owned) */
  char *note;       /* (nullable) (owned) */
};

/* json: the whole definition, `extends` already merged. file names it in errors: "laozhang.json:
 * balances[0].remaining, column 9: ...". Errors: CT_ERROR_DEFINITION naming file, field and place.
 * (transfer full) */
CtProvider *ct_provider_new (CtJson *json, const char *file, gboolean custom, GError **error);
CtProvider *ct_provider_ref (CtProvider *provider);
void ct_provider_unref (CtProvider *provider);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtProvider, ct_provider_unref)

const CtRegion *ct_provider_get_region (const CtProvider *provider,
                                        const char *id);                           /* (nullable) */
const CtField *ct_provider_get_field (const CtProvider *provider, const char *id); /* (nullable) */
const CtRequestDefinition *ct_provider_get_request (const CtProvider *provider, const char *id);

/* Calls func for every expression of the definition. */
void ct_provider_foreach_expression (const CtProvider *provider,
                                     void (*func) (const CtExpression *, gpointer),
                                     gpointer user_data);

/* The https address of a link, of the region that has this address or of all, `{base}` filled in;
 * NULL when there is no such link. (transfer full) */
char *ct_provider_get_link (const CtProvider *provider, const char *name, const char *base_url,
                            gboolean *needs_base);

/* The page where a person pays: the link `top_up`; else `console`, from where it is found. The same
 * rules. (nullable) (transfer full) */
char *ct_provider_get_top_up_link (const CtProvider *provider, const char *base_url,
                                   gboolean *needs_base);

/* Whether any request sends a token. Without requests the account is kept by hand: its balance is
 * what its fields say, and nobody is asked. */
gboolean ct_provider_needs_token (const CtProvider *provider);

/* What the person should know before choosing it, one sentence or note each; translated, but for
 * the definition's own note. `undocumented` is asked about beside that. (transfer full) */
char **ct_provider_list_remarks (const CtProvider *provider);

/* The checks that only warn: what is odd about this token here, in a translated sentence; NULL:
 * nothing. */
char *ct_provider_check_token_kind (const CtProvider *provider, const char *token);

G_END_DECLS
