#pragma once

#include "error.h"
#include "expression.h"

G_BEGIN_DECLS

/* For expression*.c and template.c alone. Every text belongs to the expression's string chunk. */

#define CT_EXPRESSION_MAX_BYTES 1000
#define CT_EXPRESSION_MAX_DEPTH 16
#define CT_EXPRESSION_MAX_TERMS 200
#define CT_EXPRESSION_MAX_STEPS 100000

typedef struct
{
  const char *key; /* (unowned) */
  CtValue value;   /* null, boolean, number or text */
} CtCondition;

typedef enum
{
  CT_STEP_MEMBER, /* .key and ['key'] */
  CT_STEP_INDEX,  /* [0], [-1] */
  CT_STEP_EACH,   /* [*] */
  CT_STEP_FILTER, /* [k=v, other=v]: the first element that fits */
} CtStepKind;

typedef struct
{
  CtStepKind kind;
  const char *key;    /* (nullable) (unowned) */
  gint64 index;       /* negative: from the end */
  GArray *conditions; /* (nullable) (owned) of CtCondition */
} CtStep;

typedef enum
{
  CT_TERM_LITERAL,
  CT_TERM_PATH,
  CT_TERM_NEGATE,
  CT_TERM_NOT,
  CT_TERM_COALESCE,
  CT_TERM_OR,
  CT_TERM_AND,
  CT_TERM_EQUAL,
  CT_TERM_UNEQUAL,
  CT_TERM_LESS,
  CT_TERM_LESS_EQUAL,
  CT_TERM_GREATER,
  CT_TERM_GREATER_EQUAL,
  CT_TERM_ADD,
  CT_TERM_SUBTRACT,
  CT_TERM_MULTIPLY,
  CT_TERM_DIVIDE,
  CT_TERM_EXISTS,
  CT_TERM_CONTAINS,
  CT_TERM_ISO,
  CT_TERM_SUM,
  CT_TERM_MIN,
  CT_TERM_MAX,
  CT_TERM_COUNT,
} CtTermKind;

typedef struct _CtTerm CtTerm;
struct _CtTerm
{
  CtTermKind kind;
  gsize start, end;         /* bytes of the expression's text */
  const CtTerm *operand[2]; /* (nullable) (unowned) */
  CtValue literal;
  const char *name; /* (nullable) (unowned) a path's first */
  GArray *steps;    /* (nullable) (owned) of CtStep */
};

struct _CtExpression
{
  char *text;            /* (owned) */
  char *place;           /* (owned) */
  guint first_column;    /* of text in what place names */
  GStringChunk *strings; /* (owned) */
  GPtrArray *terms;      /* (owned) of CtTerm, in the order of the text */
  const CtTerm *root;    /* (unowned) */
};

/* text begins at first_column of what place names. */
CtExpression *ct_expression_new_at (const char *text, const char *place, guint first_column,
                                    GError **error);

/* Fills terms and root. Errors: CT_ERROR_DEFINITION. */
gboolean ct_expression_parse (CtExpression *expression, GError **error);

guint ct_expression_get_column (const CtExpression *expression, gsize offset);

/* "balances[0].remaining, column 9: " before the message. */
void ct_expression_set_error (const CtExpression *expression, gsize offset, GError **error,
                              CtErrorCode code, const char *format, ...) G_GNUC_PRINTF (5, 6);

/* Names the path that makes the expression's missing value missing: "account.data.quota is absent".
 */
void ct_expression_set_missing_error (const CtExpression *expression, const CtScope *scope,
                                      GError **error);

typedef struct
{
  const CtExpression *expression; /* (unowned) */
  const CtScope *scope;           /* (unowned) */
  guint steps_left;
} CtEvaluation;

/* FALSE when that was more than is allowed: loops end then, and the next term fails. */
gboolean ct_evaluation_spend (CtEvaluation *evaluation);

/* What the path finds. */
gboolean ct_path_evaluate (CtEvaluation *evaluation, const CtTerm *path, CtValue *value,
                           GError **error);

/* Whether the path finds anything, null included. */
gboolean ct_path_exists (CtEvaluation *evaluation, const CtTerm *path, gboolean *exists,
                         GError **error);

/* ct_expression_mark_read() of one path. */
void ct_path_mark (CtEvaluation *evaluation, const CtTerm *path, const CtJsonNode *root,
                   GHashTable *keep);

gboolean ct_term_evaluate (CtEvaluation *evaluation, const CtTerm *term, CtValue *value,
                           GError **error);

/* A function's value. */
gboolean ct_call_evaluate (CtEvaluation *evaluation, const CtTerm *call, CtValue *value,
                           GError **error);

/* The term as the definition has it. (transfer full) */
char *ct_term_dup_source (const CtEvaluation *evaluation, const CtTerm *term);

/* An error with the type that was found: "account.data.quota is a text". */
void ct_term_set_type_error (const CtEvaluation *evaluation, const CtTerm *term,
                             const CtValue *value, GError **error);

/* "account.data.quota * 1000 is out of range" */
void ct_term_set_range_error (const CtEvaluation *evaluation, const CtTerm *term, GError **error);

/* The same of a term. */
void ct_term_set_missing_error (CtEvaluation *evaluation, const CtTerm *term, GError **error);

/* Absent and null are FALSE. Errors name the term. */
gboolean ct_term_get_truth (const CtEvaluation *evaluation, const CtTerm *term,
                            const CtValue *value, gboolean *truth, GError **error);

/* number in the value of term; a missing one sets *present to FALSE. Errors name the term. */
gboolean ct_term_get_number (const CtEvaluation *evaluation, const CtTerm *term,
                             const CtValue *value, CtRational *number, gboolean *present,
                             GError **error);

G_END_DECLS
